//! What several artifacts must agree on: the paths and names by which they find each other, in the repository, on the
//! host and in the registry. In: the model. Out: names. Each is defined here once.

use crate::model::{App, Builder, Colour, Database, Environment, Service, host_port};

// In the repository.

/// The folder of an environment's artifacts.
pub fn environment_folder(environment: &Environment) -> String {
    format!("deploy/{}", environment.name)
}

pub fn compose_file(environment: &Environment) -> String {
    if environment.is_local() {
        "compose.yaml".to_string()
    } else {
        format!("{}/compose.yaml", environment_folder(environment))
    }
}

/// What the scripts need to know of an environment: shell variables, sourced.
pub fn settings_file(environment: &Environment) -> String {
    format!("{}/settings.sh", environment_folder(environment))
}

/// The settings of a service that are no secrets.
pub fn env_file(environment: &Environment, service: &Service) -> String {
    format!("{}/env/{}.env", environment_folder(environment), service.name)
}

/// Where a developer fills in a service's secrets, as the `.env.example` beside it says. Never committed.
pub fn local_secrets(service: &Service) -> String {
    in_source(service, ".env")
}

pub fn nginx_folder(environment: &Environment) -> String {
    format!("{}/nginx", environment_folder(environment))
}

/// What Render reads. One for each environment, since Render takes a change of it at once: what production is made of
/// must not change before somebody promotes it there. And the copy for a pull request is of one environment, not all.
pub fn blueprint_file(environment: &Environment) -> String {
    format!("{}/render.yaml", environment_folder(environment))
}

pub fn ecosystem_file(environment: &Environment) -> String {
    format!("{}/ecosystem.config.cjs", environment_folder(environment))
}

/// The playbook that prepares an environment's host.
pub fn provision_folder(environment: &Environment) -> String {
    format!("{}/provision", environment_folder(environment))
}

/// A path below a service's source folder.
pub fn in_source(service: &Service, file: &str) -> String {
    in_folder(&service.source, file)
}

pub fn in_folder(folder: &str, file: &str) -> String {
    if folder == "." { file.to_string() } else { format!("{folder}/{file}") }
}

/// The folder that an image of the service is built from: the one around all members of its workspace, or its own.
pub fn build_context(service: &Service) -> &str {
    service.runtime.workspace.as_ref().map_or(&**service.source, |folder| folder)
}

/// The secret of a GitHub environment with the URL of a database past its pooler, by the variable of its URL.
pub fn direct(variable: &str) -> String {
    format!("{variable}_DIRECT")
}

/// The folder that Railway builds a service from. A Nixpacks plan is for the service's own.
pub fn railway_folder<'s>(environment: &Environment, service: &'s Service) -> &'s str {
    if environment.builder == Some(Builder::Nixpacks) { &service.source } else { build_context(service) }
}

/// Where a service is in the folder that its image is built from; nothing when it is that folder.
pub fn member(service: &Service) -> &str {
    let (source, context) = (&**service.source, build_context(service));
    match source.strip_prefix(context).and_then(|rest| rest.strip_prefix('/')) {
        Some(member) => member,
        None if context == "." && source != "." => source,
        None => "",
    }
}

/// Says what may enter the build. Beside a Dockerfile that is not in the folder it is built from, it has that one's
/// name in its own.
pub fn dockerignore(service: &Service) -> String {
    let name = if member(service).is_empty() { ".dockerignore" } else { "Dockerfile.dockerignore" };
    in_source(service, name)
}

/// Names what is missing before an image's program starts.
pub const CHECK_SCRIPT: &str = "check-env.sh";

/// How a site is served in its image.
pub const SITE_CONF: &str = "nginx.conf";

pub fn service_page(service: &Service) -> String {
    format!("docs/services/{}.md", service.name)
}

// On the host.

/// `APP-ENVIRONMENT`: the Compose project, the certificate's name, the nginx site.
pub fn instance(app: &App, environment: &Environment) -> String {
    format!("{}-{}", app.name, environment.name)
}

/// Releases and state. Belongs to the deploying user.
///
/// - `releases/ID/` a release: `deploy/ENVIRONMENT`, `scripts`, `release.env`, `DEPLOYMENT_INFO.json`
/// - `current` a link to the live release's folder
/// - `state/` what the scripts remember: `colour`, `images.env`, `history.log`, the lock
pub fn host_root(app: &App, environment: &Environment) -> String {
    format!("/opt/{}/{}", app.name, environment.name)
}

/// What processes that PM2 runs write.
pub fn process_log_folder(app: &App, environment: &Environment) -> String {
    format!("{}/logs", host_root(app, environment))
}

/// Secrets, placed by whoever runs the host: `SERVICE.env` for a service, `DATABASE.password` for a database,
/// `backup.env` for the bucket's credentials. Readable by the deploying user only; no script prints them.
pub fn secrets_folder(app: &App, environment: &Environment) -> String {
    format!("/etc/{}/{}", app.name, environment.name)
}

/// The password of a database. Its folder is closed to all but the deploying user; the file itself has
/// `PASSWORD_MODE`, so that the engine, which runs as another user without rights, can read it in its container.
pub fn password_file(app: &App, environment: &Environment, database: &Database) -> String {
    format!("{}/{}.password", secrets_folder(app, environment), database.runs_as())
}

/// By what scripts know a database of an environment.
pub fn database_key<'n>(environment: &'n Environment, name: &'n str) -> &'n str {
    environment.databases.get(name).map_or(name, |database| database.runs_as())
}

/// The container of a database.
pub fn database_container(app: &App, environment: &Environment, database: &Database) -> String {
    format!("{}-{}-1", instance(app, environment), database.runs_as())
}

/// The mode of a password's file.
pub const PASSWORD_MODE: &str = "0444";

/// The secret's name, and so its file's, in the engine's container.
pub const PASSWORD_NAME_INSIDE: &str = "password";

/// Where the engine's container has its password: the `PASSWORD_FILE` of the catalogue's shell lines.
pub const PASSWORD_FILE_INSIDE: &str = "/run/secrets/password";

/// Where an environment's nginx files are on the host. Belongs to the deploying user, so that a deploy needs root
/// only for `nginx -t` and the reload. `active.conf` in it links to `upstreams-blue.conf` or `upstreams-green.conf`.
pub fn host_nginx_folder(app: &App, environment: &Environment) -> String {
    format!("/etc/nginx/{}", instance(app, environment))
}

/// What the deploying user may do as root, as a line for sudo: just what the scripts ask for.
pub fn sudoers_line(user: &str) -> String {
    format!("{user} ALL=(root) NOPASSWD: /usr/sbin/nginx -t, /usr/bin/systemctl reload nginx")
}

/// The oldest Docker Engine and Compose that `scripts/lib/compose.sh` starts a release with.
pub const OLDEST_ENGINE: &str = "23.0";
pub const OLDEST_COMPOSE: &str = "2.20";

pub fn certificate_folder(app: &App, environment: &Environment) -> String {
    format!("/etc/letsencrypt/live/{}", instance(app, environment))
}

/// What the edge writes of each request. Deploys judge a new release by it.
pub fn access_log(app: &App, environment: &Environment) -> String {
    format!("/var/log/nginx/{}.access.log", instance(app, environment))
}

pub fn error_log(app: &App, environment: &Environment) -> String {
    format!("/var/log/nginx/{}.error.log", instance(app, environment))
}

/// Where certbot puts the proof that the hosts are ours.
pub fn acme_folder(app: &App, environment: &Environment) -> String {
    format!("/var/www/{}", instance(app, environment))
}

/// The name of a service's upstream in nginx.
pub fn upstream(app: &App, environment: &Environment, service: &Service) -> String {
    format!("{}_{}_{}", app.name.snake(), environment.name.snake(), service.name.snake())
}

/// The name of a copy of a service, in Compose and in PM2.
pub fn copy_name(service: &Service, colour: Option<Colour>) -> String {
    match colour {
        Some(colour) => format!("{}-{}", service.name, colour.word()),
        None => service.name.to_string(),
    }
}

/// The name of a replica's process in PM2, whose names are shared by everything that one user runs on the host.
/// Replicas count from 0.
pub fn process_name(
    app: &App,
    environment: &Environment,
    service: &Service,
    colour: Option<Colour>,
    replica: u16,
) -> String {
    let copy = format!("{}-{}", instance(app, environment), copy_name(service, colour));
    if *service.replicas > 1 { format!("{copy}-{}", replica + 1) } else { copy }
}

/// The word by which scripts and the edge call a set of copies: a colour, or `single` where there is only one.
pub fn colour_word(colour: Option<Colour>) -> &'static str {
    colour.map_or("single", Colour::word)
}

/// The host's ports of a copy of a service, one for each replica. A port that does not exist is left out: the rule
/// `ports/out-of-range` reports it.
pub fn copy_ports(service: &Service, colour: Option<Colour>) -> Vec<u16> {
    let Some(port) = &service.port else { return Vec::new() };
    let colour = colour.unwrap_or(Colour::Blue);
    (0..*service.replicas).filter_map(|replica| host_port(port.value, colour, replica)).collect()
}

/// The shell variable that holds the image, by digest, of a copy of a service: `BACKEND_BLUE_IMAGE`. Without a
/// colour it is the variable of a release, `BACKEND_IMAGE`.
pub fn image_variable(service: &Service, colour: Option<Colour>) -> String {
    match colour {
        Some(colour) => format!("{}_{}_IMAGE", service.name.shout(), colour.word().to_ascii_uppercase()),
        None => format!("{}_IMAGE", service.name.shout()),
    }
}

/// The copies that run in an environment.
pub fn colours(environment: &Environment) -> Vec<Option<Colour>> {
    if environment.is_blue_green() { Colour::BOTH.map(Some).to_vec() } else { vec![None] }
}

// On Render.

/// A service or a database: names count in the whole workspace, and `NAME.onrender.com` is one of them.
pub fn render_name(app: &App, environment: &Environment, thing: &str) -> String {
    format!("{}-{thing}", instance(app, environment))
}

// On Railway.

/// One for all environments: the CLI evaluates it for the one that it is told to plan or apply.
pub const RAILWAY_FILE: &str = ".railway/railway.ts";

// In the registry.

/// `ghcr.io/owner/name/service`, from the repository on GitHub.
pub fn image(app: &App, service: &Service) -> Option<String> {
    let repository = app.repository.as_ref()?.strip_prefix("github.com/")?.to_ascii_lowercase();
    Some(format!("ghcr.io/{repository}/{}", service.name))
}

// For people.

/// The user and group that containers run as: no name on the host, no rights.
pub const CONTAINER_USER: &str = "10001:10001";

// On GitHub.

/// The workflow that deploys to an environment, without its ending.
pub fn deploy_workflow(environment: &Environment) -> String {
    format!("deploy-{}", environment.name)
}

/// The GitHub environment that scheduled backups run in. It is not the one that deploys: that one may ask for an
/// approval, and a backup at night would wait for it until morning.
pub fn backup_environment(environment: &Environment) -> String {
    format!("backup-{}", environment.name)
}

/// The GitHub environment that holds the key which opens backups.
pub const DRILL_ENVIRONMENT: &str = "restore-drill";
