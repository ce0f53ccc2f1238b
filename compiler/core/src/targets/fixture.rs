//! A small application, for tests of targets: two services behind one host each, a database that is backed up.

use crate::artifact::{Artifact, Claims};
use crate::diag::Diagnostics;
use crate::model::*;
use crate::render::Templates;
use crate::source::{Span, Spanned};
use crate::targets::{Context, Output, Target};
use crate::types::{Command, Version};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

pub(crate) fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

pub(crate) fn parse<T: FromStr<Err = String>>(text: &str) -> T {
    text.parse().unwrap()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

pub(crate) fn service(name: &str, port: u16, runtime: &str, run: &[&str]) -> Service {
    Service {
        span: Span::default(),
        name: parse(name),
        about: Some(format!("The {name}")),
        source: spanned(parse(name)),
        runtime: RuntimeUse {
            name: spanned(runtime.to_string()),
            version: spanned(parse("3.12")),
            manager: spanned("uv".to_string()),
            framework: None,
        },
        run: Some(spanned(Command::Words(run.iter().map(|word| word.parse().unwrap()).collect()))),
        port: Some(spanned(port)),
        health: Some(Health { span: Span::default(), path: format!("/{name}/health"), covers: Vec::new() }),
        uses: Vec::new(),
        env: Vec::new(),
        checks: Vec::new(),
        replicas: spanned(1),
        memory: parse("512MiB"),
        cpus: 1.0,
        drain: parse("30s"),
        allows: Vec::new(),
    }
}

pub(crate) fn route(host: &str, to: &str) -> Route {
    Route {
        span: Span::default(),
        host: spanned(parse(host)),
        to: spanned(to.to_string()),
        rate_limit: None,
        body_limit: parse("1MiB"),
        timeout: parse("60s"),
        cors: Vec::new(),
        websocket: false,
    }
}

fn environment(
    name: &str,
    services: &ByName<Arc<Service>>,
    databases: &ByName<Arc<Database>>,
) -> Environment {
    let mut api = route("api.acme.app", "backend");
    api.cors = vec![spanned("frontend".to_string())];
    api.rate_limit = Some(RateLimit { span: Span::default(), rate: parse("20/s"), burst: 40 });
    api.websocket = true;
    let rollout = Rollout {
        span: Span::default(),
        strategy: spanned(Strategy::BlueGreen),
        bake: parse("2m"),
        keep_old: parse("1h"),
        keep_releases: 3,
        aborts: vec![AbortCondition {
            span: Span::default(),
            when: parse("errors > 1%"),
            lasting: parse("2m"),
        }],
    };
    Environment {
        span: Span::default(),
        name: parse(name),
        about: None,
        platform: spanned("vps".to_string()),
        deploy_on: None,
        promote_from: None,
        routes: vec![route("acme.app", "frontend"), api],
        rollout: Some(rollout),
        data: None,
        host: Some(Host {
            span: Span::default(),
            name: spanned(parse("acme.app")),
            user: parse("deploy"),
            shared: true,
            taken_ports: vec![spanned(3000)],
        }),
        supervisor: Some(Supervisor::Compose),
        nginx: Some(Nginx { version: spanned(parse("1.30")) }),
        allows: Vec::new(),
        services: services.clone(),
        databases: databases.clone(),
    }
}

fn engine() -> Engine {
    Engine {
        name: "keyvalue".into(),
        about: "A test engine".into(),
        versions: vec![EngineVersion { number: parse("1"), image: "keyvalue:1".into() }],
        port: 4000,
        url: "kv://{user}:{password}@{host}:{port}/{database}".into(),
        local_url: "kv://{host}:{port}/{database}".into(),
        data_path: "/data".into(),
        user: "root".into(),
        container_env: words(&["KV_USER={user}", "KV_PASSWORD_FILE={password-file}"]),
        health: words(&["kv", "ping"]),
        dump: "cat \"$DATABASE.kv\"".into(),
        restore: "cat > \"$DATABASE.kv\"".into(),
        count: "sort \"$DATABASE.kv\"".into(),
        set_password: None,
        smallest_dump: 16,
        dump_extension: "kv".into(),
    }
}

fn runtime(name: &str, bin: &str) -> Runtime {
    let manager = Manager {
        name: "uv".into(),
        manifest: "pyproject.toml".into(),
        lockfile: "uv.lock".into(),
        install: "uv sync --locked".into(),
        install_release: "uv sync --locked --no-dev".into(),
        dockerfile: "uv".into(),
        tool: None,
        setup: "astral-sh/setup-uv".into(),
        setup_version_input: "python-version".into(),
        setup_tool_input: None,
        bin: bin.into(),
        context: Vec::new(),
    };
    Runtime {
        name: name.into(),
        about: String::new(),
        versions: vec![RuntimeVersion {
            number: parse::<Version>("3.12"),
            image: "python:3.12-slim".into(),
            end_of_life: "2028-10-31".into(),
        }],
        managers: vec![manager],
        probe: Vec::new(),
    }
}

/// `acme` in `production`: blue-green, behind nginx 1.30 on a shared host, in containers.
pub(crate) fn model() -> Model {
    let mut model = Model::default();
    model.app.name = parse("acme");
    model.app.repository = Some(spanned("github.com/acme/shop".to_string()));
    let run = ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "${service.backend.port}"];
    let mut backend = service("backend", 8000, "python", &run);
    let use_line = |thing: &str, env: &str| Use {
        span: Span::default(),
        things: vec![spanned(thing.to_string())],
        env: Some(parse(env)),
    };
    backend.uses = vec![use_line("main", "DATABASE_URI")];
    let mut frontend = service("frontend", 3000, "node", &["node", "server.js"]);
    frontend.uses = vec![use_line("backend", "API_URL")];
    let services: ByName<_> =
        [backend, frontend].into_iter().map(|service| (service.name.clone(), Arc::new(service))).collect();
    let database = Database {
        span: Span::default(),
        name: parse("main"),
        about: None,
        engine: spanned("keyvalue".to_string()),
        version: spanned(parse("1")),
        allows: Vec::new(),
    };
    let databases: ByName<_> = [(parse("main"), Arc::new(database))].into_iter().collect();
    model.environments.insert(parse("production"), environment("production", &services, &databases));
    model.services = services;
    model.databases = databases;
    keeping(&mut model);
    model.catalogue.engines.insert("keyvalue".into(), engine());
    model.catalogue.runtimes.insert("python".into(), runtime("python", ".venv/bin"));
    model.catalogue.runtimes.insert("node".into(), runtime("node", "node_modules/.bin"));
    model
}

fn keeping(model: &mut Model) {
    let bucket = Bucket {
        span: Span::default(),
        name: parse("offsite"),
        about: None,
        provider: "s3".into(),
        region: "eu-central-1".into(),
    };
    let backup = Backup {
        span: Span::default(),
        name: spanned(parse("main")),
        to: spanned("offsite".into()),
        schedule: spanned(parse("daily at 03:17 UTC")),
        environments: vec![spanned("production".into())],
        keep: Some(Keep { daily: 7, weekly: 4, monthly: 12 }),
        encrypt: Some(Encryption { method: "age".into(), recipient: "age1test".into() }),
        drill: None,
        allows: Vec::new(),
    };
    let objective = Objective {
        span: Span::default(),
        name: spanned(parse("main")),
        rto: spanned(parse("4h")),
        rpo: spanned(parse("24h")),
    };
    model.buckets.insert(bucket.name.clone(), bucket);
    model.backups.insert(parse("main"), backup);
    model.objectives.insert(parse("main"), objective);
}

/// Changes the fixture's one environment.
pub(crate) fn with_environment(change: impl FnOnce(&mut Environment)) -> Model {
    let mut model = model();
    change(model.environments.get_mut("production").unwrap());
    model
}

/// Changes a service as the fixture's environment has it.
pub(crate) fn change_service(environment: &mut Environment, name: &str, change: impl FnOnce(&mut Service)) {
    change(Arc::make_mut(environment.services.get_mut(name).unwrap()));
}

/// What a target makes, by path.
pub(crate) fn emit(target: &Target, model: &Model) -> BTreeMap<String, String> {
    let templates = Templates::default();
    let mut diagnostics = Diagnostics::default();
    let mut files = BTreeMap::new();
    let mut sink = |artifact: Artifact| {
        files.insert(artifact.path.to_string(), artifact.text);
    };
    let mut output = Output {
        target: target.name,
        claims: Claims::default(),
        sink: &mut sink,
        diagnostics: &mut diagnostics,
    };
    (target.emit)(Context { model, templates: &templates }, &mut output);
    files
}
