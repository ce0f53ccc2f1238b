//! From an environment to what the scripts need to know of it.

use super::ir::{Entry, Settings};
use super::keeping;
use crate::artifact::EntityRef;
use crate::model::{self, AbortCondition, Environment, Model, Rollout, Scope, Service, Supervisor};
use crate::targets::layout;
use crate::types::{Comparison, Duration, Limit};

/// How long new copies may take until they are healthy: slow starts included, a person's patience not exceeded.
const GATE_SECONDS: u64 = 120;
/// How long the edge may take until it answers from the new copies.
const EDGE_SECONDS: u64 = 30;
/// How an environment without a `rollout` is deployed.
const UNDECLARED_BAKE: u64 = 30;
const UNDECLARED_KEEP_RELEASES: u16 = 5;

pub(super) fn lower(model: &Model, environment: &Environment) -> Settings {
    let app = &model.app;
    let rollout = environment.rollout.as_ref();
    let kept: Vec<_> = backups(model, environment).collect();
    let pm2 = supervisor(environment) == Supervisor::Pm2;
    let user = environment.host.as_ref().map(|host| host.user.to_string()).unwrap_or_default();
    Settings {
        path: layout::settings_file(environment),
        made_from: made_from(environment, &kept),
        app: app.name.to_string(),
        environment: environment.name.to_string(),
        instance: layout::instance(app, environment),
        supervisor: if pm2 { "pm2" } else { "compose" },
        sudoers: layout::sudoers_line(&user),
        user,
        password_mode: layout::PASSWORD_MODE,
        root: layout::host_root(app, environment),
        secrets: layout::secrets_folder(app, environment),
        colours: words(layout::colours(environment).into_iter().map(layout::colour_word)),
        services: words(environment.services.keys().map(|name| &**name)),
        health_paths: services(environment, |service| {
            service.health.as_ref().map(|health| health.path.clone())
        }),
        copy_ports: copies(environment, |service, colour| numbers(&layout::copy_ports(service, colour))),
        image_variables: if pm2 { Vec::new() } else { image_variables(environment) },
        processes: if pm2 { processes(model, environment) } else { Vec::new() },
        installs: if pm2 { services(environment, |service| install(model, service)) } else { Vec::new() },
        bins: if pm2 { services(environment, |service| bin(model, service)) } else { Vec::new() },
        migrations: migrations(model, environment),
        jobs: jobs(environment, |job| lines(&job.of, &job.run)),
        job_seconds: jobs(environment, |job| job.timeout.seconds.to_string()),
        secret_names: services(environment, |service| secret_names(model, environment, service)),
        gate_seconds: GATE_SECONDS,
        edge_seconds: EDGE_SECONDS,
        bake_seconds: rollout.map_or(UNDECLARED_BAKE, |rollout| rollout.bake.seconds),
        drain_seconds: drain_seconds(environment),
        keep_old_seconds: rollout.map_or(0, |rollout| rollout.keep_old.seconds),
        keep_releases: rollout.map_or(UNDECLARED_KEEP_RELEASES, |rollout| rollout.keep_releases.value.max(1)),
        aborts: rollout.map(aborts).unwrap_or_default(),
        hosts: words(environment.routes.iter().map(|route| &**route.host)),
        routes: routes(environment),
        nginx_folder: layout::host_nginx_folder(app, environment),
        nginx_at_least: environment.nginx.as_ref().and_then(model::Nginx::at_least).unwrap_or_default(),
        openssl_at_least: environment
            .nginx
            .as_ref()
            .and_then(model::Nginx::openssl_at_least)
            .unwrap_or_default(),
        access_log: layout::access_log(app, environment),
        certificate_folder: layout::certificate_folder(app, environment),
        databases: if pm2 {
            String::new()
        } else {
            words(environment.databases.values().map(|database| &**database.runs_as()))
        },
        database_name: model.database_name(),
        backups: words(kept.iter().map(|backup| layout::database_key(environment, &backup.name))),
        backup_tables: keeping::tables(model, environment, &kept),
    }
}

fn made_from(environment: &Environment, kept: &[&model::Backup]) -> Vec<EntityRef> {
    let services = environment.services.keys().map(|name| EntityRef::new("service", name));
    let databases = environment.databases.values().map(|database| database.entity());
    let jobs = environment.jobs.keys().map(|name| EntityRef::new("job", name));
    let backups = kept.iter().flat_map(|backup| {
        let of_it = ["backup", "objective"].map(|kind| EntityRef::new(kind, &backup.name));
        of_it.into_iter().chain([EntityRef::new("bucket", backup.to.as_str())])
    });
    std::iter::once(EntityRef::new("environment", &environment.name))
        .chain(services)
        .chain(databases)
        .chain(jobs)
        .chain(backups)
        .collect()
}

fn words<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

fn numbers(ports: &[u16]) -> Option<String> {
    let ports: Vec<_> = ports.iter().map(ToString::to_string).collect();
    (!ports.is_empty()).then(|| ports.join(" "))
}

/// An entry for each service for which there is a value.
fn services(environment: &Environment, value: impl Fn(&Service) -> Option<String>) -> Vec<Entry> {
    let entry = |service: &Service| Some(Entry { key: service.name.to_string(), value: value(service)? });
    environment.services.values().filter_map(|service| entry(service)).collect()
}

/// An entry for each copy of a service for which there is a value.
fn copies(
    environment: &Environment,
    value: impl Fn(&Service, Option<model::Colour>) -> Option<String>,
) -> Vec<Entry> {
    let colours = layout::colours(environment);
    let mut entries = Vec::new();
    for service in environment.services.values() {
        for &colour in &colours {
            let key = layout::copy_name(service, colour);
            entries.extend(value(service, colour).map(|value| Entry { key, value }));
        }
    }
    entries
}

/// Of a release, by service, and of the copies.
fn image_variables(environment: &Environment) -> Vec<Entry> {
    let mut entries = services(environment, |service| Some(layout::image_variable(service, None)));
    if environment.is_blue_green() {
        entries.extend(copies(environment, |service, colour| Some(layout::image_variable(service, colour))));
    }
    entries
}

fn processes(model: &Model, environment: &Environment) -> Vec<Entry> {
    copies(environment, |service, colour| {
        let name = |replica| layout::process_name(&model.app, environment, service, colour, replica);
        Some((0..*service.replicas).map(name).collect::<Vec<_>>().join(" "))
    })
}

fn install(model: &Model, service: &Service) -> Option<String> {
    let runtime = model.catalogue.runtimes.get(service.runtime.name.as_str())?;
    Some(runtime.manager(service.runtime.manager_name())?.install_release.clone())
}

fn bin(model: &Model, service: &Service) -> Option<String> {
    let runtime = model.catalogue.runtimes.get(service.runtime.name.as_str())?;
    runtime.manager(service.runtime.manager_name())?.bin.clone()
}

/// A service and the words of a command, one a line.
fn lines(service: &str, words: &[String]) -> String {
    std::iter::once(service).chain(words.iter().map(String::as_str)).collect::<Vec<_>>().join("\n")
}

fn migrations(model: &Model, environment: &Environment) -> Vec<Entry> {
    let migrations = environment.services.values().flat_map(|service| {
        service.migrates.iter().map(move |migration| Entry {
            key: layout::database_key(environment, &migration.name).to_string(),
            value: lines(&service.name, model.migration_command(migration)),
        })
    });
    migrations.collect()
}

fn jobs(environment: &Environment, value: impl Fn(&model::Job) -> String) -> Vec<Entry> {
    let entry = |job: &model::Job| Entry { key: job.name.to_string(), value: value(job) };
    environment.jobs.values().map(|job| entry(job)).collect()
}

fn secret_names(model: &Model, environment: &Environment, service: &Service) -> Option<String> {
    let variables = model.variables(Scope::new(environment), service);
    let secrets = variables.iter().filter(|variable| variable.is_secret() && !variable.baked);
    let names = words(secrets.map(|variable| variable.name.as_str()));
    (!names.is_empty()).then_some(names)
}

/// The longest that a request may still be answered by copies that users have left.
fn drain_seconds(environment: &Environment) -> u64 {
    let drains = environment.services.values().map(|service| service.drain.seconds);
    let timeouts = environment.routes.iter().map(|route| route.timeout.seconds);
    drains.chain(timeouts).max().unwrap_or_default()
}

fn routes(environment: &Environment) -> Vec<Entry> {
    let entry = |route: &model::Route| Entry { key: route.host.to_string(), value: route.to.to_string() };
    environment.routes.iter().map(entry).collect()
}

fn aborts(rollout: &Rollout) -> Vec<String> {
    rollout.aborts.iter().map(|condition| abort(condition, rollout.bake)).collect()
}

/// `MEASURE KIND above|below LIMIT PERIOD SECONDS`, as `lib/edge.sh` reads it. No condition is watched for longer than
/// the release is.
fn abort(condition: &AbortCondition, bake: Duration) -> String {
    let when = &condition.when;
    let comparison = match when.comparison {
        Comparison::Above => "above",
        Comparison::Below => "below",
    };
    let (kind, limit, period) = match when.limit {
        Limit::Share(share) => ("share", share.number(), 1),
        Limit::Rate(rate) => ("rate", rate.count.to_string(), rate.period.seconds),
        Limit::Time(time) => ("time", time.seconds.to_string(), 1),
    };
    let seconds = condition.lasting.min(bake).seconds.max(1);
    format!("{} {kind} {comparison} {limit} {period} {seconds}", when.measure)
}

/// The backups of databases that are kept in this environment.
pub(super) fn backups<'m>(
    model: &'m Model,
    environment: &'m Environment,
) -> impl Iterator<Item = &'m model::Backup> {
    model.backups.values().filter(|backup| {
        let here = backup.environments.iter().any(|name| *name.value == *environment.name);
        here && environment.databases.contains_key(&**backup.name)
    })
}

pub(super) fn supervisor(environment: &Environment) -> Supervisor {
    environment.supervisor.unwrap_or(Supervisor::Compose)
}
