//! The developers' projects of the examples, brought up whole and asked something.
//!
//! In: an application and the development images that were built of it. Out: a row: whether `docker compose up --wait`
//! says healthy, migrations and seeds included, and whether requests that go through the database and the cache get the
//! answers they should. Nothing is published: containers are asked at their own addresses.

use super::answer;
use super::application::Application;
use super::engine::{BUILD, Engine, SHORT};
use super::images::{fill_in, stand_in, with};
use super::report::{Report, Row};
use crate::process::{run as process, succeed};
use serde_json::{Value, json};
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

const UP: Duration = Duration::from_secs(240);
const PATIENCE: Duration = Duration::from_secs(15);

/// A request, and what has to be in the answer, head and body, in small letters. `{code}` is what an earlier answer
/// gave as `code`. A GET is asked again for a while: what it asks for may still be on its way.
struct Ask {
    /// Another service than the stack's, with its port.
    at: Option<(&'static str, u16)>,
    method: &'static str,
    path: &'static str,
    body: &'static str,
    wants: &'static str,
}

const fn get(path: &'static str, wants: &'static str) -> Ask {
    Ask { at: None, method: "GET", path, body: "", wants }
}

const fn post(path: &'static str, body: &'static str, wants: &'static str) -> Ask {
    Ask { at: None, method: "POST", path, body, wants }
}

/// Asks another service of the stack.
const fn get_at(service: &'static str, port: u16, path: &'static str, wants: &'static str) -> Ask {
    Ask { at: Some((service, port)), method: "GET", path, body: "", wants }
}

/// An application, the service that is asked, its port, and what it is asked.
struct Stack {
    application: &'static str,
    service: &'static str,
    port: u16,
    asks: &'static [Ask],
}

const STACKS: &[Stack] = &[
    Stack {
        application: "quickstart",
        service: "web",
        port: 3000,
        asks: &[
            post("/links", r#"{"url": "https://nodejs.org"}"#, "201"),
            get("/{code}", "x-found-in: database"),
            get("/{code}", "x-found-in: cache"),
            get("/health", "200 ok"),
            get("/nothing", "404"),
        ],
    },
    Stack { application: "bot", service: "bot", port: 3000, asks: &[get("/health", "200 ok")] },
    Stack {
        application: "legacy",
        service: "web",
        port: 3000,
        asks: &[
            post("/api/tickets", r#"{"subject": "No heating"}"#, "201"),
            get("/api/tickets", "x-found-in: database"),
            get("/api/tickets", "x-found-in: cache"),
            get("/api/health", "200 ok"),
        ],
    },
    Stack {
        application: "shop",
        service: "api",
        port: 4000,
        asks: &[
            get("/products", "x-found-in: database"),
            get("/products", "x-found-in: cache"),
            // Through the queue and the worker to the mail catcher.
            post(
                "/orders",
                r#"{"email": "ada@acme.app", "lines": [{"productId": 1001, "quantity": 1}]}"#,
                "201 created",
            ),
            get_at("mail", 8025, "/api/v1/messages", "ada@acme.app"),
            get("/health", "200 ok"),
        ],
    },
    Stack {
        application: "auto-author",
        service: "backend",
        port: 8000,
        asks: &[
            post("/api/v1/books", r#"{"title": "Frankenstein", "author": "Mary Shelley"}"#, "201 created"),
            get("/api/v1/books", "mary shelley"),
            get("/api/v1/health", "200 ok"),
        ],
    },
];

pub(super) fn run(engine: &Engine, application: &Application, report: &mut Report) {
    let Some(stack) = STACKS.iter().find(|stack| stack.application == application.name) else { return };
    let project = match Project::write(engine, application) {
        Ok(project) => project,
        Err(why) => return report.fail(&format!("{} stack", application.name), &why),
    };
    let started = Instant::now();
    let mut row = Row {
        application: application.name.clone(),
        image: "the whole stack".to_string(),
        tool: "docker compose up --wait".to_string(),
        built: "yes".to_string(),
        ran: "yes".to_string(),
        healthy: "FAILED".to_string(),
        seconds: String::new(),
        size: "-".to_string(),
    };
    match project.up().and_then(|()| project.ask(stack)) {
        Ok(answers) => {
            row.healthy = format!("yes, {answers} answers as they should be{}", with(&project.others));
        }
        Err(why) => report.fail(&format!("{} stack", application.name), &why),
    }
    row.seconds = started.elapsed().as_secs().to_string();
    report.row(row);
}

/// The developers' project with its development images, and no port of the machine.
struct Project<'a> {
    engine: &'a Engine,
    name: String,
    file: PathBuf,
    /// What answers in the place of servers and services that cannot be had here.
    others: Vec<String>,
}

impl<'a> Project<'a> {
    fn write(engine: &'a Engine, application: &Application) -> Result<Self, String> {
        let mut project = application.development.clone();
        let services = project["services"].as_object_mut().ok_or("has no services")?;
        let owners: Vec<(String, Value)> = application
            .built()
            .filter(|(_, settings)| settings.get("command").is_none())
            .map(|(name, settings)| (name.to_string(), settings["build"].clone()))
            .collect();
        for service in services.values_mut() {
            let Some(service) = service.as_object_mut() else { continue };
            service.remove("ports");
            service.insert("labels".into(), json!([engine.label()]));
            if service.contains_key("env_file") {
                fill_in(application, service);
            }
            if let Some(build) = service.remove("build") {
                let owner = owners.iter().find(|(_, own)| *own == build).ok_or("an image of its own")?;
                let image = format!("{}/{}-{}:development", engine.run, application.name, owner.0);
                service.insert("image".into(), json!(image));
                service.insert("pull_policy".into(), json!("never"));
                service.insert("user".into(), json!(owner_of(&application.path("."))?));
            }
        }
        let others = stand_in(engine, application, services)?;
        project["networks"] = json!({ "default": { "labels": [engine.label()] } });
        for (_, volume) in project.get_mut("volumes").and_then(Value::as_object_mut).into_iter().flatten() {
            *volume = json!({ "labels": [engine.label()] });
        }
        let file = application.path("e2e.stack.json");
        fs::write(&file, project.to_string()).map_err(|why| format!("{}: {why}", file.display()))?;
        Ok(Self { engine, name: format!("{}-{}-stack", engine.run, application.name), file, others })
    }

    fn up(&self) -> Result<(), String> {
        let limit = UP.as_secs().to_string();
        let mut compose = self.compose();
        compose.args(["up", "--detach", "--quiet-pull", "--wait", "--wait-timeout", &limit]);
        let said = process(&mut compose, UP * 2, "")?;
        // Compose counts a container that has done its work and ended as one that did not come up.
        if said.code == Some(0) || self.is_up()? {
            return Ok(());
        }
        let logs = process(self.compose().args(["logs", "--no-color", "--tail", "40"]), SHORT, "")?;
        Err(format!("{}\n{}", said.tail(), logs.stdout))
    }

    /// Whether every container is healthy, runs, or has ended well.
    fn is_up(&self) -> Result<bool, String> {
        let said = succeed(self.compose().args(["ps", "--all", "--format", "json"]), SHORT, "")?;
        let mut containers = Vec::new();
        for line in said.stdout.lines() {
            let container: Value = serde_json::from_str(line).map_err(|why| format!("{why}: {line}"))?;
            containers.push(container);
        }
        let is_well = |container: &Value| match container["State"].as_str() {
            Some("running") => matches!(container["Health"].as_str(), Some("healthy" | "")),
            Some("exited") => container["ExitCode"] == 0,
            _ => false,
        };
        Ok(!containers.is_empty() && containers.iter().all(is_well))
    }

    fn ask(&self, stack: &Stack) -> Result<usize, String> {
        let mut code = String::new();
        for ask in stack.asks {
            let (service, port) = ask.at.unwrap_or((stack.service, stack.port));
            let container = succeed(self.compose().args(["ps", "--quiet", service]), SHORT, "")?;
            let address = answer::address(self.engine, container.stdout.trim(), port)?;
            let said = patiently(ask, address, &ask.path.replace("{code}", &code))?;
            if let Some((_, rest)) = said.split_once("\"code\":\"") {
                code = rest.split('"').next().unwrap_or_default().to_string();
            }
        }
        Ok(stack.asks.len())
    }

    fn compose(&self) -> Command {
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

/// Asks until the answer is right. What is not a GET is asked once.
fn patiently(ask: &Ask, address: SocketAddr, path: &str) -> Result<String, String> {
    let started = Instant::now();
    loop {
        let said = answer::exchange(address, ask.method, path, ask.body)
            .map_err(|why| format!("{} {path}: {why}", ask.method))?;
        if said.to_lowercase().contains(ask.wants) {
            return Ok(said);
        }
        if ask.method != "GET" || started.elapsed() > PATIENCE {
            return Err(format!("{} {path} has no `{}` in its answer:\n{said}", ask.method, ask.wants));
        }
        sleep(Duration::from_millis(500));
    }
}

/// As whom a container may write to a folder of this machine, as `DEV_USER` says it.
fn owner_of(folder: &std::path::Path) -> Result<String, String> {
    use std::os::unix::fs::MetadataExt;
    let known = fs::metadata(folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    Ok(format!("{}:{}", known.uid(), known.gid()))
}
