//! The project of a developer's machine: every service built with its development stage, its source mounted, its
//! databases beside it without password, and nothing reachable from another machine.

use super::ir::{Build, Dependency, EnvFile, Project, Service};
use super::lower::{
    DONE, HEALTHY, dependencies, from_elsewhere, grace, health_check, literal, store, values, volume,
};
use crate::model::{self, Environment, Migration, Model, StandIn};
use crate::render::yaml::{DoubleQuoted, SpaceAfter};
use crate::targets::container::{self, Pace, SERVICE_PACE};
use crate::targets::layout;
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// The first answer of a development server may compile the page first.
const PACE: Pace = Pace { interval: 15, timeout: 10, start: 120, retries: 3 };

/// Whoever a developer is on most machines; `DEV_USER` says otherwise.
const USER: &str = "${DEV_USER:-1000:1000}";

const NOTES: &[&str] = &[
    "For development: docker compose up --build --renew-anon-volumes",
    "(the last word makes containers take the dependencies of the new image). Secrets are read from the .env beside",
    "each service, which its .env.example describes. Containers write to your source as user 1000:1000; if you are",
    "another, set DEV_USER=$(id -u):$(id -g).",
];

pub(super) fn project(model: &Model, environment: &Environment) -> Project {
    let mut services = IndexMap::new();
    for service in environment.services.values() {
        let container = lower_service(model, environment, service);
        services.insert(service.name.to_string(), SpaceAfter(container));
    }
    for service in environment.services.values() {
        for migration in &service.migrates {
            services.extend(lower_migration(model, environment, service, migration));
        }
    }
    let mut volumes = IndexMap::new();
    for (database, port) in model.store_ports(environment) {
        let Some(running) = model.running(database) else { continue };
        let engine = running.engine;
        let mut container = store(model, running, &engine.local_env, "");
        container.ports = vec![DoubleQuoted(format!("127.0.0.1:{port}:{}", engine.port))];
        // An image that is given a command does not change to its own user.
        container.user = container.command.as_ref().map(|_| DoubleQuoted(engine.container_user.clone()));
        services.insert(database.runs_as().to_string(), SpaceAfter(container));
        volumes.extend(volume(running));
    }
    for external in model.externals.values() {
        if let Some(program) = model.stand_in(environment, external) {
            services.insert(external.name.to_string(), SpaceAfter(stand_in(program)));
        }
    }
    Project {
        notes: NOTES.iter().map(ToString::to_string).collect(),
        name: model.app.name.to_string(),
        services,
        networks: IndexMap::new(),
        volumes,
        secrets: IndexMap::new(),
    }
}

fn lower_service(model: &Model, environment: &Environment, service: &model::Service) -> Service {
    let settings = container::Settings::of(model, environment, service, None);
    // A development server reads at run time what a build would bake.
    let mut plain = values(&settings.plain);
    plain.extend(values(&settings.baked));
    let secrets = !settings.secrets.is_empty();
    let env_file = EnvFile::Optional { path: layout::local_secrets(service), required: false };
    Service {
        image: service.image.as_ref().map(|image| image.to_string()),
        build: service.is_built().then(|| build(service)),
        command: from_elsewhere(model, service),
        init: Some(true),
        user: service.is_built().then(|| DoubleQuoted(USER.to_string())),
        env_file: if secrets { vec![env_file] } else { Vec::new() },
        environment: plain,
        ports: service.port.iter().map(|port| DoubleQuoted(format!("127.0.0.1:{port}:{port}"))).collect(),
        volumes: mounts(model, service),
        depends_on: awaited(model, environment, service),
        healthcheck: container::probe(container::runtime(model, service), service)
            .map(|words| health_check(&words, PACE)),
        stop_grace_period: Some(grace(service)),
        ..Service::default()
    }
}

/// What has to be there first: what engines keep, in the schema that the code expects, and what stands in for others.
fn awaited(
    model: &Model,
    environment: &Environment,
    service: &model::Service,
) -> IndexMap<String, Dependency> {
    let mut awaited = dependencies(environment, service);
    let used: BTreeSet<&str> = container::used_databases(environment, service).collect();
    let migrations = environment.services.values().flat_map(|service| &service.migrates);
    for migration in migrations.filter(|migration| used.contains(migration.name.as_str())) {
        let last = if migration.seed.is_empty() { migration.container() } else { migration.seed_container() };
        awaited.insert(last, DONE);
    }
    for thing in service.uses.iter().flat_map(|line| &line.things) {
        let external = model.externals.get(thing.as_str());
        let program = external.and_then(|external| model.stand_in(environment, external));
        if program.is_some_and(|program| !program.health.is_empty()) {
            awaited.insert(thing.value.to_string(), HEALTHY);
        }
    }
    awaited
}

/// One run for the schema and one for what fills it, in the image and with the variables of the service.
fn lower_migration(
    model: &Model,
    environment: &Environment,
    service: &model::Service,
    migration: &Migration,
) -> Vec<(String, SpaceAfter<Service>)> {
    let run = |words: &[String], awaited: (String, Dependency)| {
        let mut container = lower_service(model, environment, service);
        container.command = Some(words.iter().map(|word| literal(word)).collect());
        container.ports = Vec::new();
        container.healthcheck = None;
        container.stop_grace_period = None;
        container.depends_on = IndexMap::from([awaited]);
        SpaceAfter(container)
    };
    let database = layout::database_key(environment, &migration.name).to_string();
    let name = migration.container();
    let mut runs = vec![(name.clone(), run(model.migration_command(migration), (database, HEALTHY)))];
    if !migration.seed.is_empty() {
        runs.push((migration.seed_container(), run(&migration.seed, (name, DONE))));
    }
    runs
}

/// What answers for somebody else's service, with its page for a browser.
fn stand_in(program: &StandIn) -> Service {
    let published = [Some(program.port), program.page].into_iter().flatten();
    Service {
        image: Some(program.image.clone()),
        ports: published.map(|port| DoubleQuoted(format!("127.0.0.1:{port}:{port}"))).collect(),
        healthcheck: (!program.health.is_empty()).then(|| health_check(&program.health, SERVICE_PACE)),
        ..Service::default()
    }
}

/// The source over the image's copy, and what the image installed below it back on top.
fn mounts(model: &Model, service: &model::Service) -> Vec<String> {
    if !service.is_built() {
        return Vec::new();
    }
    let inside = container::folder(service);
    let mut mounts = vec![format!("{}:{inside}", here(&service.source))];
    let installed = container::manager(model, service).and_then(|manager| manager.installed_in.as_ref());
    mounts.extend(installed.map(|folder| format!("{inside}/{folder}")));
    mounts
}

fn build(service: &model::Service) -> Build {
    let member = layout::member(service);
    Build {
        context: here(layout::build_context(service)),
        dockerfile: (!member.is_empty()).then(|| format!("{member}/Dockerfile")),
        target: "development",
    }
}

/// A folder as Compose tells it from a volume.
fn here(folder: &str) -> String {
    if folder == "." { folder.to_string() } else { format!("./{folder}") }
}
