//! From an environment to the playbook of its host.

use super::calendar::calendar;
use super::ir::{Docker, Edge, Group, Inventory, Job, Machine, Playbook, Pm2, Provision, Tool, Vars};
use crate::artifact::EntityRef;
use crate::model::{Backup, Environment, Host, Model, PackageIndex, Supervisor};
use crate::render::escape;
use crate::targets::{container, layout};
use indexmap::{IndexMap, IndexSet};

const ALWAYS: &[&str] = &[
    "tasks/preflight.yml",
    "tasks/packages.yml",
    "tasks/user.yml",
    "tasks/timers.yml",
    "templates/job.service.j2",
    "templates/job.timer.j2",
    "templates/prune.service.j2",
    "templates/prune.timer.j2",
];
/// On a shared host these belong to whoever runs it.
const WHERE_NOBODY_ELSE_LIVES: &[&str] = &[
    "tasks/upgrades.yml",
    "tasks/ssh.yml",
    "tasks/firewall.yml",
    "templates/firewall.nft.j2",
    "templates/firewall.service.j2",
];
const WITH_DOCKER: &[&str] = &["tasks/docker.yml"];
const WITH_PM2: &[&str] = &["tasks/pm2.yml", "templates/pm2.service.j2", "templates/logrotate.j2"];
const WITH_EDGE: &[&str] = &[
    "tasks/nginx.yml",
    "tasks/certificate.yml",
    "tasks/site.yml",
    "templates/acme.conf.j2",
    "templates/certificate-check.sh.j2",
    "templates/certificate-check.service.j2",
    "templates/certificate-check.timer.j2",
];

/// Debian's own, which is always there. Ansible would look for others, and warn that it did.
const PYTHON: &str = "/usr/bin/python3";

/// What PM2 itself runs on, and what it is in the catalogue.
const NODE: &str = "node";
const PM2: &str = "pm2";

pub(super) fn lower(model: &Model, environment: &Environment, host: &Host) -> Provision {
    let is_pm2 = environment.supervisor == Some(Supervisor::Pm2);
    let has_edge = !environment.routes.is_empty();
    let mut files = ALWAYS.to_vec();
    let mut also = |wanted: bool, more: &[&'static str]| files.extend(more.iter().filter(|_| wanted));
    also(!host.shared, WHERE_NOBODY_ELSE_LIVES);
    also(!is_pm2, WITH_DOCKER);
    also(is_pm2, WITH_PM2);
    also(has_edge, WITH_EDGE);
    let instance = layout::instance(&model.app, environment);
    let machine = Machine { ansible_host: host.name.value.to_string(), ansible_python_interpreter: PYTHON };
    Provision {
        inventory: Inventory { all: Group { hosts: IndexMap::from([(instance.clone(), machine)]) } },
        vars: vars(model, environment, host),
        playbook: Playbook {
            app: model.app.name.to_string(),
            environment: environment.name.to_string(),
            instance,
            folder: layout::provision_folder(environment),
            shared: host.shared,
            is_pm2,
            has_edge,
            is_backed_up: backups(model, environment).next().is_some(),
        },
        files,
        made_from: made_from(model, environment),
    }
}

/// The databases whose backups are made on this host.
fn backups<'m>(model: &'m Model, environment: &'m Environment) -> impl Iterator<Item = &'m Backup> {
    let here = |backup: &&crate::model::Backup| {
        backup.environments.iter().any(|name| *name.value == *environment.name)
            && environment.databases.contains_key(&**backup.name)
    };
    model.backups.values().filter(here)
}

fn made_from(model: &Model, environment: &Environment) -> Vec<EntityRef> {
    let services = environment.services.keys().map(|name| EntityRef::new("service", name));
    // The scripts know a database by the name that it runs as.
    let backups = backups(model, environment)
        .flat_map(|backup| ["backup", "database"].map(|kind| EntityRef::new(kind, &backup.name)));
    let jobs = environment.jobs.keys().map(|name| EntityRef::new("job", name));
    std::iter::once(EntityRef::new("environment", &environment.name))
        .chain(services)
        .chain(backups)
        .chain(jobs)
        .collect()
}

fn vars(model: &Model, environment: &Environment, host: &Host) -> Vars {
    let app = &model.app;
    let has_edge = !environment.routes.is_empty();
    let is_pm2 = environment.supervisor == Some(Supervisor::Pm2);
    let docker = Docker { docker_at_least: layout::OLDEST_ENGINE, compose_at_least: layout::OLDEST_COMPOSE };
    Vars {
        environment_name: environment.name.to_string(),
        instance: layout::instance(app, environment),
        deploy_user: host.user.to_string(),
        host_is_shared: host.shared,
        authorized_keys: host
            .authorized_keys
            .as_ref()
            .map(|path| above(environment, path))
            .unwrap_or_default(),
        host_root: layout::host_root(app, environment),
        secrets_folder: layout::secrets_folder(app, environment),
        sudoers: if has_edge { layout::sudoers_line(&host.user) } else { String::new() },
        jobs: jobs(model, environment),
        docker: (!is_pm2).then_some(docker),
        pm2: is_pm2.then(|| pm2(model, environment)),
        edge: has_edge.then(|| edge(model, environment)),
    }
}

/// How much longer than a job may run systemd waits, so that the script is the one that says why it ended.
const GRACE: u64 = 60;
/// What was not copied for long takes long to copy.
const LOG_PATIENCE: u64 = 3_600;

/// The declared ones, and those that copy the logs of databases: no job's name has a point.
fn jobs(model: &Model, environment: &Environment) -> Vec<Job> {
    let declared = environment.jobs.values().map(|declared| job(environment, declared));
    let logs = backups(model, environment).filter_map(|backup| {
        let minutes = backup.point_in_time?.every.seconds / 60;
        let database = layout::database_key(environment, &backup.name);
        Some(Job {
            name: format!("log.{database}"),
            script: "keep-log.sh",
            arguments: format!("{} {database}", environment.name),
            calendar: format!("*:0/{minutes}"),
            longest_seconds: LOG_PATIENCE,
        })
    });
    declared.chain(logs).collect()
}

fn job(environment: &Environment, job: &crate::model::Job) -> Job {
    Job {
        name: job.name.to_string(),
        script: "run-job.sh",
        arguments: format!("{} {}", environment.name, job.name),
        calendar: calendar(&job.schedule),
        longest_seconds: job.timeout.seconds + GRACE,
    }
}

/// A path of the repository, from the playbook.
fn above(environment: &Environment, path: &str) -> String {
    let folder = layout::provision_folder(environment);
    let up = "../".repeat(folder.split('/').count());
    format!("{{{{ playbook_dir }}}}/{up}{path}")
}

/// The newest Node.js that a service is made with; without one, the newest there is.
fn pm2(model: &Model, environment: &Environment) -> Pm2 {
    let declared = environment.services.values().filter(|service| service.runtime.name.as_str() == NODE);
    let newest = declared.map(|service| service.runtime.version.numbers()).max();
    let known = model.catalogue.runtimes.get(NODE).into_iter().flat_map(|runtime| &runtime.versions);
    let newest = newest.or_else(|| known.map(|version| version.number.numbers()).max());
    let major = newest.and_then(|numbers| numbers.first().copied());
    let managers = environment.services.values().filter_map(|service| container::manager(model, service));
    let tools: IndexSet<&str> =
        std::iter::once(PM2).chain(managers.filter_map(|manager| manager.tool.as_deref())).collect();
    let from = |index: PackageIndex| {
        let tools = tools.iter().filter_map(|name| model.catalogue.tools.get(*name));
        let tools = tools.filter(|tool| tool.from == Some(index));
        tools.map(|tool| Tool { name: tool.name.clone(), version: escape::jinja(&tool.version) }).collect()
    };
    Pm2 {
        node_version: major.map(|major| major.to_string()).unwrap_or_default(),
        npm_tools: from(PackageIndex::Npm),
        pypi_tools: from(PackageIndex::Pypi),
    }
}

fn edge(model: &Model, environment: &Environment) -> Edge {
    let app = &model.app;
    let nginx = environment.nginx.as_ref();
    let oldest =
        nginx.map(|nginx| nginx.at_least().map_or_else(|| nginx.version.to_string(), str::to_string));
    let email = app.owner.as_ref().and_then(|owner| owner.email.as_ref());
    Edge {
        nginx_at_least: oldest.unwrap_or_default(),
        openssl_at_least: nginx.and_then(crate::model::Nginx::openssl_at_least).unwrap_or_default(),
        nginx_folder: layout::host_nginx_folder(app, environment),
        server_names: environment.routes.iter().map(|route| route.host.value.to_string()).collect(),
        acme_folder: layout::acme_folder(app, environment),
        certificate_folder: layout::certificate_folder(app, environment),
        owner_email: email.map(|email| escape::jinja(email)).unwrap_or_default(),
        acme_arguments: Vec::new(),
    }
}
