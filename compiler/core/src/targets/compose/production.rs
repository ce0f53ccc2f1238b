//! The project of a host: images by digest, each service once for each colour, databases on a network of their own,
//! and no more rights than each container needs.

use super::ir::{Deploy, EnvFile, Limits, Logging, Project, Resources, SecretFile, SecretMount, Service};
use super::lower::{
    dependencies, from_elsewhere, grace, health_check, literal, networks, store, stores, values, volume,
    words,
};
use crate::model::{self, Colour, Environment, Model, Running, Store, host_port};
use crate::render::yaml::{DoubleQuoted, SpaceAfter};
use crate::targets::container::{self, SERVICE_PACE};
use crate::targets::layout;
use crate::types::Size;
use indexmap::IndexMap;

/// An engine that is stopped writes what it holds in memory.
const DATABASE_STOP: &str = "60s";

pub(super) fn project(model: &Model, environment: &Environment) -> Project {
    let mut services = IndexMap::new();
    for service in environment.services.values() {
        for colour in layout::colours(environment) {
            let name = layout::copy_name(service, colour);
            services.insert(name, SpaceAfter(lower_service(model, environment, service, colour)));
        }
    }
    let mut volumes = IndexMap::new();
    let mut secrets = IndexMap::new();
    for running in stores(model, environment) {
        services.insert(running.database.runs_as().to_string(), SpaceAfter(lower_database(model, running)));
        volumes.extend(volume(running));
        let file = layout::password_file(&model.app, environment, running.database);
        secrets.insert(password_secret(running), SecretFile { file });
    }
    Project {
        notes: notes(model, environment, !secrets.is_empty()),
        name: layout::instance(&model.app, environment),
        services,
        networks: networks(),
        volumes,
        secrets,
    }
}

fn notes(model: &Model, environment: &Environment, has_passwords: bool) -> Vec<String> {
    let secrets = layout::secrets_folder(&model.app, environment);
    let mut notes = vec![
        format!("Runs {} on its host. scripts/deploy.sh chooses the images and starts it.", environment.name),
        format!(
            "Secrets lie in {secrets}, a folder that only the deploying user may enter. In its *.env files"
        ),
        "values stand in single quotes, since Compose reads a `$` in others.".to_string(),
    ];
    if has_passwords {
        notes.push(format!(
            "The *.password files in it have mode {}: engines read them as their own user, without",
            layout::PASSWORD_MODE
        ));
        notes.push(
            "the rights of root. A password counts at the first start, when the volume is empty.".into(),
        );
    }
    notes
}

fn lower_service(
    model: &Model,
    environment: &Environment,
    service: &model::Service,
    colour: Option<Colour>,
) -> Service {
    let settings = container::Settings::of(model, environment, service, colour);
    let variable = layout::image_variable(service, colour);
    let written = container::framework(model, service).map(|framework| &framework.writable[..]);
    let written =
        written.unwrap_or_default().iter().map(|path| format!("{}/{path}", container::folder(service)));
    let temporary: Vec<_> = std::iter::once("/tmp".to_string()).chain(written).collect();
    let mut networks = vec!["edge"];
    if container::used_databases(environment, service).next().is_some() {
        networks.push("data");
    }
    let mut container = Service {
        profiles: words(colour.map(Colour::word).into_iter().collect()),
        image: Some(format!("${{{variable}:?is set by scripts/deploy.sh}}")),
        command: from_elsewhere(model, service),
        init: Some(true),
        env_file: env_files(model, environment, service, !settings.secrets.is_empty()),
        environment: own_values(model, environment, service, &settings),
        ports: ports(service, colour).map(DoubleQuoted).into_iter().collect(),
        networks: words(networks),
        depends_on: dependencies(environment, service),
        healthcheck: container::probe(container::serving(model, service), service)
            .map(|words| health_check(&words, SERVICE_PACE)),
        ..Service::default()
    };
    if service.is_built() {
        confine(&mut container, layout::CONTAINER_USER, &temporary);
    } else {
        // As which user it starts and where it writes, its makers know.
        container.security_opt = words(vec!["no-new-privileges:true"]);
    }
    let replicas = (*service.replicas > 1).then_some(*service.replicas);
    keep(&mut container, grace(service), limits(replicas, service.cpus, service.memory));
    container
}

/// What differs by colour, and what the runtime needs to know of the edge, unless the author has said it.
fn own_values(
    model: &Model,
    environment: &Environment,
    service: &model::Service,
    settings: &container::Settings,
) -> IndexMap<String, String> {
    let mut own = values(&settings.own);
    let runtime =
        container::serving(model, service).filter(|_| environment.route_to(&service.name).is_some());
    let lines = runtime.map(|runtime| &runtime.behind_proxy[..]).unwrap_or_default();
    for (name, value) in lines.iter().filter_map(|line| line.split_once('=')) {
        if !service.env.iter().any(|entry| &*entry.name == name) {
            own.entry(name.to_string()).or_insert_with(|| literal(value));
        }
    }
    own
}

/// Settings come with the release, secrets lie on the host. A service without secrets needs no file there.
fn env_files(
    model: &Model,
    environment: &Environment,
    service: &model::Service,
    has_secrets: bool,
) -> Vec<EnvFile> {
    let mut files = vec![EnvFile::Required(format!("env/{}.env", service.name))];
    if has_secrets {
        let folder = layout::secrets_folder(&model.app, environment);
        files.push(EnvFile::Required(format!("{folder}/{}.env", service.name)));
    }
    files
}

/// One port of the host for each replica, on the address that only nginx reaches.
fn ports(service: &model::Service, colour: Option<Colour>) -> Option<String> {
    let port = service.port.as_ref()?.value;
    let colour = colour.unwrap_or(Colour::Blue);
    let first = host_port(port, colour, 0)?;
    match service.replicas.saturating_sub(1) {
        0 => Some(format!("127.0.0.1:{first}:{port}")),
        more => Some(format!("127.0.0.1:{first}-{}:{port}", host_port(port, colour, more)?)),
    }
}

fn password_secret(running: Running<'_>) -> String {
    format!("{}-password", running.database.runs_as())
}

fn lower_database(model: &Model, running: Running<'_>) -> Service {
    let engine = running.engine;
    let mut container = store(model, running, &engine.container_env, layout::PASSWORD_FILE_INSIDE);
    container.networks = words(vec!["data"]);
    container.secrets =
        vec![SecretMount { source: password_secret(running), target: layout::PASSWORD_NAME_INSIDE }];
    let data_path = engine.data_path(running.version).to_string();
    let in_memory = (running.database.keeps == Store::Cache).then_some(data_path);
    let writable: Vec<_> = engine.writable.iter().cloned().chain(in_memory).collect();
    confine(&mut container, &engine.container_user, &writable);
    keep(&mut container, DATABASE_STOP.to_string(), limits(None, engine.cpus, running.memory()));
    container
}

fn limits(replicas: Option<u16>, cpus: f64, memory: Size) -> Deploy {
    let limits = Limits { cpus: cpus.to_string(), memory: memory.short() };
    Deploy { replicas, resources: Resources { limits } }
}

/// No rights but those of a plain user who can write to these folders, and nothing there outlives the container.
fn confine(container: &mut Service, user: &str, writable: &[String]) {
    let (uid, gid) = user.split_once(':').unwrap_or((user, user));
    let mount = |path: &String| format!("{path}:uid={uid},gid={gid},mode=0700,size=64m");
    container.user = Some(DoubleQuoted(user.to_string()));
    container.read_only = Some(true);
    container.tmpfs = writable.iter().map(mount).collect();
    container.cap_drop = words(vec!["ALL"]);
    container.security_opt = words(vec!["no-new-privileges:true"]);
}

/// It comes back after a crash and a reboot, within limits, and its log cannot fill the disk.
fn keep(container: &mut Service, grace: String, deploy: Deploy) {
    container.stop_grace_period = Some(grace);
    container.restart = Some("unless-stopped");
    container.deploy = Some(deploy);
    let options = IndexMap::from([("max-size", "10m"), ("max-file", "5")]);
    container.logging = Some(Logging { driver: "json-file", options });
}
