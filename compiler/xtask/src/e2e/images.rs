//! Each service's images, built and run as a host runs them.
//!
//! In: an application. Out: a row for its development and its production image. Both are built; the production image
//! then runs as its own user, on a file system that is read-only, with the folders in memory that the host's project
//! gives it, beside the databases and caches of the developers' project, until its own health check says healthy.

use super::application::Application;
use super::engine::{BUILD, Engine, SHORT};
use super::report::{Report, Row};
use super::{answer, bases, controls, locks};
use crate::process::{run as process, succeed};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const UP: Duration = Duration::from_secs(180);

/// What `layout` and the compose target say of every container, for platforms whose project is not there to be read.
const USER: &str = "10001:10001";
const MEMORY: &str = "/tmp:uid=10001,gid=10001,mode=0700,size=64m";

pub(super) fn run(engine: &Engine, application: &Application, report: &mut Report) {
    let mut tags = BTreeMap::new();
    for (service, settings) in application.built() {
        // What runs a service's image for something else has its build too, and a command of its own.
        if settings.get("command").is_some() {
            continue;
        }
        for target in ["development", "production"] {
            match build(engine, application, service, settings, target) {
                Ok(built) if target == "production" => drop(tags.insert(service.to_string(), built)),
                Ok((_, row)) => report.row(row),
                Err(why) => report.fail(&format!("{} {service} {target}", application.name), &why),
            }
        }
    }
    let project = Project::write(engine, application, &tags);
    for (service, (_, mut row)) in tags {
        let what = format!("{} {service}", application.name);
        match project.as_ref().map(|project| project.up(&service)) {
            Ok(Ok((proof, took))) => {
                (row.ran, row.healthy) = ("yes".to_string(), proof);
                row.seconds = format!("{}+{}", row.seconds, took.as_secs());
            }
            Ok(Err(why)) => {
                row.healthy = "FAILED".to_string();
                report.fail(&what, &why);
            }
            Err(why) => {
                row.ran = "left out".to_string();
                report.skip(&what, why);
            }
        }
        report.row(row);
    }
}

/// Builds one target. Out: the image's name, and what is known of it.
fn build(
    engine: &Engine,
    application: &Application,
    service: &str,
    settings: &Value,
    target: &str,
) -> Result<(String, Row), String> {
    let context = application.path(settings["build"]["context"].as_str().unwrap_or("."));
    let file = context.join(settings["build"]["dockerfile"].as_str().unwrap_or("Dockerfile"));
    let text = bases::read(&file)?;
    locks::make(engine, file.parent().unwrap_or(&context), &text)?;
    let images = bases::named(&text);
    let mut options = Vec::new();
    for image in &images {
        bases::provide(engine, image)?;
        options.extend(
            bases::replaced(engine, image, &text)?.into_iter().flat_map(|it| ["--build-context".into(), it]),
        );
    }
    // As a workflow gives them: whatever a build asks for, with the value that developers have.
    for name in text.lines().filter_map(|line| line.strip_prefix("ARG ")).filter(|name| !name.contains('=')) {
        let value = settings["environment"][name].as_str().unwrap_or("http://localhost");
        options.extend(["--build-arg".to_string(), format!("{name}={value}")]);
    }
    let tag = format!("{}/{}-{service}:{target}", engine.run, application.name);
    let started = Instant::now();
    let mut docker = engine.docker();
    docker.args(["build", "--target", target, "--label", &engine.label(), "--tag", &tag]).args(options);
    docker.arg("--file").arg(&file).arg(&context);
    succeed(&mut docker, BUILD, "")?;
    let seconds = started.elapsed().as_secs();
    let check = file.with_file_name("check-env.sh");
    if target == "production" && check.is_file() {
        controls::names_what_is_missing(engine, &tag, &bases::read(&check)?)?;
    }
    let size = engine.call(&["image", "inspect", "--format", "{{.Size}}", &tag], SHORT)?.stdout;
    let row = Row {
        application: application.name.clone(),
        image: format!("{service} {target}"),
        tool: images.join(" "),
        built: "yes".to_string(),
        ran: "-".to_string(),
        healthy: "-".to_string(),
        seconds: seconds.to_string(),
        size: format!("{} MB", size.trim().parse::<u64>().unwrap_or_default() / 1_000_000),
    };
    Ok((tag, row))
}

/// Servers that cannot be had where no registry can be reached, and that nothing here stands in for: what health says of
/// them is then no, and rightly. Whatever needs one has to answer all the same.
const NOWHERE: &[&str] = &["mongo:", "axllent/mailpit:"];

/// Services whose health asks somebody on the internet, rightly says no here, and answers all the same.
const OUTSIDE: &[(&str, &str, &str)] = &[("bot", "bot", "Discord")];

/// Takes the services out that cannot be had, and gives their names; nobody waits for them any more.
pub(super) fn without_absent(
    engine: &Engine,
    services: &mut Map<String, Value>,
) -> Result<Vec<String>, String> {
    let mut absent = Vec::new();
    for (name, service) in services.iter() {
        let Some(image) = service.get("image").and_then(Value::as_str) else { continue };
        if service.get("pull_policy").is_some() {
            continue;
        }
        match bases::provide(engine, image) {
            Err(_) if NOWHERE.iter().any(|known| image.starts_with(known)) => absent.push(name.clone()),
            other => other?,
        }
    }
    absent.iter().for_each(|name| drop(services.remove(name)));
    for service in services.values_mut() {
        if let Some(awaited) = service.get_mut("depends_on").and_then(Value::as_object_mut) {
            awaited.retain(|name, _| !absent.contains(name));
        }
    }
    Ok(absent)
}

/// The developers' project with the images of production in it.
struct Project<'a> {
    engine: &'a Engine,
    application: String,
    name: String,
    file: PathBuf,
    /// Services that ask themselves for their health.
    checked: Vec<String>,
    /// Servers that are not here.
    absent: Vec<String>,
}

impl<'a> Project<'a> {
    /// Where an image that it needs cannot be had, nothing of it can run.
    fn write(
        engine: &'a Engine,
        application: &Application,
        images: &BTreeMap<String, (String, Row)>,
    ) -> Result<Self, String> {
        let mut project = application.development.clone();
        let Some(services) = project["services"].as_object_mut() else {
            return Err("has no services".into());
        };
        let mut missing = Vec::new();
        for (name, service) in services.iter_mut() {
            let Some(service) = service.as_object_mut() else { continue };
            service.remove("ports");
            service.insert("labels".into(), json!([engine.label()]));
            if let Some(build) = service.get("build").cloned() {
                let own = images.get(name).or_else(|| of_same_build(application, images, &build));
                match own {
                    Some((image, _)) => harden(application, name, service, image),
                    None => missing.push(name.clone()),
                }
            }
        }
        missing.iter().for_each(|name| drop(services.remove(name)));
        let absent = without_absent(engine, services)?;
        let is_checked = |service: &Value| service.get("healthcheck").is_some();
        let checked = services.iter().filter(|(_, service)| is_checked(service));
        let checked = checked.map(|(name, _)| name.clone()).collect();
        project["networks"] = json!({ "default": { "labels": [engine.label()] } });
        let volumes = project.get_mut("volumes").and_then(Value::as_object_mut);
        for (_, volume) in volumes.into_iter().flatten() {
            *volume = json!({ "labels": [engine.label()] });
        }
        let file = application.path("e2e.compose.json");
        fs::write(&file, project.to_string()).map_err(|why| format!("{}: {why}", file.display()))?;
        let name = format!("{}-{}", engine.run, application.name);
        Ok(Self { engine, application: application.name.clone(), name, file, checked, absent })
    }

    /// Starts a service and all it waits for. Out: what it proved, and how long that took.
    fn up(&self, service: &str) -> Result<(String, Duration), String> {
        let started = Instant::now();
        let outside =
            OUTSIDE.iter().filter(|(known, name, _)| *known == self.application && *name == service);
        let absent = self.absent.iter().map(String::as_str).chain(outside.map(|(_, _, who)| *who));
        let absent = absent.collect::<Vec<_>>().join(", ");
        if !absent.is_empty() && self.checked.iter().any(|name| name == service) {
            succeed(self.compose().args(["up", "--detach", "--quiet-pull", service]), UP, "")?;
            let status = answer::of(self.engine, &self.container(service)?)?;
            let proof = format!("answers {status}, without {absent}");
            return Ok((proof, started.elapsed()));
        }
        let limit = UP.as_secs().to_string();
        let mut compose = self.compose();
        compose.args(["up", "--detach", "--quiet-pull", "--wait", "--wait-timeout", &limit, service]);
        let said = process(&mut compose, UP * 2, "")?;
        if said.code == Some(0) {
            return Ok(("yes".to_string(), started.elapsed()));
        }
        let logs = process(self.compose().args(["logs", "--no-color", "--tail", "25"]), SHORT, "")?;
        Err(format!("{}\n{}", said.tail(), logs.stdout))
    }

    fn container(&self, service: &str) -> Result<String, String> {
        let said = succeed(self.compose().args(["ps", "--quiet", service]), SHORT, "")?;
        Ok(said.stdout.trim().to_string())
    }

    fn compose(&self) -> std::process::Command {
        let mut docker = self.engine.docker();
        docker.args(["compose", "--project-name", &self.name, "--file"]).arg(&self.file);
        docker
    }
}

impl Drop for Project<'_> {
    fn drop(&mut self) {
        let mut down = self.compose();
        down.args(["down", "--volumes", "--timeout", "5", "--remove-orphans"]);
        if let Err(why) = succeed(&mut down, BUILD, "") {
            eprintln!("not taken down: {why}");
        }
    }
}

/// The image of the service that is built as this one is.
fn of_same_build<'i>(
    application: &Application,
    images: &'i BTreeMap<String, (String, Row)>,
    build: &Value,
) -> Option<&'i (String, Row)> {
    application.built().filter(|(_, other)| other["build"] == *build).find_map(|(name, _)| images.get(name))
}

/// As a host runs it, with words that nobody accepts in the place of secrets.
fn harden(application: &Application, name: &str, service: &mut Map<String, Value>, image: &str) {
    let has_check = service.contains_key("healthcheck");
    let source = service.get("build").map(|build| build["context"].as_str().unwrap_or(".").to_string());
    let file = service.get("build").and_then(|build| build["dockerfile"].as_str()).map(PathBuf::from);
    let folder = source.map(|source| application.path(&source)).unwrap_or_default();
    let folder = file.and_then(|file| file.parent().map(|inside| folder.join(inside))).unwrap_or(folder);
    for word in ["build", "volumes", "user", "env_file", "healthcheck"] {
        service.remove(word);
    }
    service.insert("image".into(), json!(image));
    service.insert("pull_policy".into(), json!("never"));
    let mut environment = service.get("environment").and_then(Value::as_object).cloned().unwrap_or_default();
    for secret in secrets(&folder) {
        environment.entry(secret).or_insert_with(|| json!("no-secret-in-tests"));
    }
    service.insert("environment".into(), Value::Object(environment));
    let host = application.on_host(name);
    let host = |word: &str, other: Value| host.and_then(|host| host.get(word)).cloned().unwrap_or(other);
    service.insert("user".into(), host("user", json!(USER)));
    service.insert("read_only".into(), host("read_only", json!(true)));
    service.insert("tmpfs".into(), host("tmpfs", json!([MEMORY])));
    service.insert("cap_drop".into(), host("cap_drop", json!(["ALL"])));
    service.insert("security_opt".into(), host("security_opt", json!(["no-new-privileges:true"])));
    if service.get("command").is_none() && has_check {
        // What it asks is in the image; only how often is said here.
        service.insert("healthcheck".into(), json!({ "interval": "2s", "start_period": "90s" }));
    }
}

/// What the image asks for before it starts; what developers need not set has its value beside it.
fn secrets(folder: &std::path::Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("check-env.sh")).unwrap_or_default();
    let asked = text.lines().filter_map(|line| line.strip_prefix("[ -n \"${"));
    asked.filter_map(|line| line.split([':', '+']).next()).map(ToString::to_string).collect()
}
