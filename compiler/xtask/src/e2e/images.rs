//! Each service's images, built and run as a host runs them.
//!
//! In: an application. Out: a row for its development and its production image. Both are built; the production image
//! then runs as its own user, on a file system that is read-only, with the folders in memory that the host's project
//! gives it, beside the databases and caches of the developers' project, until its own health check says healthy.

use super::application::Application;
use super::engine::{BUILD, Engine, SHORT};
use super::report::{Report, Row};
use super::{bases, controls, locks, outside};
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

/// Sees to the images of the servers, and to the services outside. Out: what is not the publisher's own program, or not
/// that service.
pub(super) fn stand_in(
    engine: &Engine,
    application: &Application,
    services: &mut Map<String, Value>,
) -> Result<Vec<String>, String> {
    let mut others = Vec::new();
    for service in services.values().filter(|service| service.get("pull_policy").is_none()) {
        let Some(image) = service.get("image").and_then(Value::as_str) else { continue };
        bases::provide(engine, image)?;
        if bases::is_other_program(engine, image)? {
            others.push(image.to_string());
        }
    }
    let hosts = outside::add(engine, application, services)?;
    others.extend(hosts.iter().map(ToString::to_string));
    Ok(others)
}

/// Says what was stood in for.
pub(super) fn with(others: &[String]) -> String {
    match others {
        [] => String::new(),
        others => format!(", with a stand-in for {}", others.join(", ")),
    }
}

/// The developers' project with the images of production in it.
struct Project<'a> {
    engine: &'a Engine,
    name: String,
    file: PathBuf,
    /// What answers in the place of servers and services that cannot be had here.
    others: Vec<String>,
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
        let others = stand_in(engine, application, services)?;
        project["networks"] = json!({ "default": { "labels": [engine.label()] } });
        let volumes = project.get_mut("volumes").and_then(Value::as_object_mut);
        for (_, volume) in volumes.into_iter().flatten() {
            *volume = json!({ "labels": [engine.label()] });
        }
        let file = application.path("e2e.compose.json");
        fs::write(&file, project.to_string()).map_err(|why| format!("{}: {why}", file.display()))?;
        let name = format!("{}-{}", engine.run, application.name);
        Ok(Self { engine, name, file, others })
    }

    /// Starts a service and all it waits for. Out: what it proved, and how long that took.
    fn up(&self, service: &str) -> Result<(String, Duration), String> {
        let started = Instant::now();
        let limit = UP.as_secs().to_string();
        let mut compose = self.compose();
        compose.args(["up", "--detach", "--quiet-pull", "--wait", "--wait-timeout", &limit, service]);
        let said = process(&mut compose, UP * 2, "")?;
        if said.code == Some(0) {
            return Ok((format!("yes{}", with(&self.others)), started.elapsed()));
        }
        let logs = process(self.compose().args(["logs", "--no-color", "--tail", "25"]), SHORT, "")?;
        Err(format!("{}\n{}", said.tail(), logs.stdout))
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

/// Puts words that nobody accepts in the place of secrets: what the image asks for before it starts, and has no value.
pub(super) fn fill_in(application: &Application, service: &mut Map<String, Value>) {
    let Some(build) = service.get("build") else { return };
    let context = application.path(build["context"].as_str().unwrap_or("."));
    let file = context.join(build["dockerfile"].as_str().unwrap_or("Dockerfile"));
    // What developers need not set has its value beside it.
    let check = fs::read_to_string(file.with_file_name("check-env.sh")).unwrap_or_default();
    let asked = check.lines().filter_map(|line| line.strip_prefix("[ -n \"${")?.split([':', '+']).next());
    let mut environment = service.get("environment").and_then(Value::as_object).cloned().unwrap_or_default();
    for secret in asked {
        environment.entry(secret).or_insert_with(|| json!("no-secret-in-tests"));
    }
    service.insert("environment".into(), Value::Object(environment));
}

/// As a host runs it.
fn harden(application: &Application, name: &str, service: &mut Map<String, Value>, image: &str) {
    let has_check = service.contains_key("healthcheck");
    fill_in(application, service);
    for word in ["build", "volumes", "user", "env_file", "healthcheck"] {
        service.remove(word);
    }
    service.insert("image".into(), json!(image));
    service.insert("pull_policy".into(), json!("never"));
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
