//! What the projects of developers and of hosts have in common.

use super::ir::{Dependency, HealthCheck, Network, Service, Volume, Words};
use crate::model::{self, Environment, Model, Running, Store, Variable};
use crate::render::yaml::FlowSeq;
use crate::targets::container::{self, Pace};
use crate::targets::layout;
use indexmap::IndexMap;

/// Starting a database may mean replaying its journal.
pub(super) const DATABASE_PACE: Pace = Pace { interval: 10, timeout: 10, start: 60, retries: 5 };

pub(super) fn words(words: Vec<&'static str>) -> Words {
    (!words.is_empty()).then_some(FlowSeq(words))
}

/// Text that Compose takes as it stands: a lone `$` would name a variable of whoever calls it.
/// The command of an image from elsewhere, where it is not the image's own.
pub(super) fn from_elsewhere(model: &Model, service: &model::Service) -> Option<Vec<String>> {
    let words = container::own_command(model, service)?;
    Some(words.iter().map(|word| literal(word)).collect())
}

pub(super) fn literal(text: &str) -> String {
    text.replace('$', "$$")
}

pub(super) fn values(variables: &[Variable]) -> IndexMap<String, String> {
    let plain = |variable: &Variable| Some((variable.name.clone(), literal(variable.plain()?)));
    variables.iter().filter_map(plain).collect()
}

pub(super) fn health_check(words: &[String], pace: Pace) -> HealthCheck {
    let command = std::iter::once("CMD".to_string()).chain(words.iter().map(|word| literal(word)));
    HealthCheck {
        test: FlowSeq(command.collect()),
        interval: format!("{}s", pace.interval),
        timeout: format!("{}s", pace.timeout),
        start_period: format!("{}s", pace.start),
        retries: pace.retries,
    }
}

/// A stopping process gets this much longer than its own drain, so that it ends by itself.
const STOP_MARGIN: u64 = 5;

pub(super) fn grace(service: &crate::model::Service) -> String {
    format!("{}s", service.drain.seconds + STOP_MARGIN)
}

pub(super) const HEALTHY: Dependency = Dependency { condition: "service_healthy" };
pub(super) const DONE: Dependency = Dependency { condition: "service_completed_successfully" };

/// A service starts when the databases it uses answer.
pub(super) fn dependencies(
    environment: &Environment,
    service: &crate::model::Service,
) -> IndexMap<String, Dependency> {
    let names = container::used_databases(environment, service);
    names.map(|name| (layout::database_key(environment, name).to_string(), HEALTHY)).collect()
}

/// What engines keep in an environment.
pub(super) fn stores<'m>(
    model: &'m Model,
    environment: &'m Environment,
) -> impl Iterator<Item = Running<'m>> {
    environment.databases.values().filter_map(|database| model.running(database))
}

/// The volume of what has to outlive its container.
pub(super) fn volume(running: Running<'_>) -> Option<(String, Volume)> {
    let database = running.database;
    (database.keeps != Store::Cache).then(|| (format!("{}-data", database.runs_as()), Volume {}))
}

/// What is the same wherever an engine runs.
pub(super) fn store(
    model: &Model,
    running: Running<'_>,
    variables: &[String],
    password_file: &str,
) -> Service {
    let name = model.database_name();
    let environment = variables.iter().filter_map(|line| {
        let (variable, value) = line.split_once('=')?;
        Some((variable.to_string(), literal(&running.filled(value, &name, password_file))))
    });
    let data_path = running.engine.data_path(running.version);
    let command = running.command(&name, password_file);
    Service {
        image: Some(running.version.image.clone()),
        command: command.map(|words| words.iter().map(|word| literal(word)).collect()),
        environment: environment.collect(),
        volumes: volume(running).map(|(volume, _)| format!("{volume}:{data_path}")).into_iter().collect(),
        healthcheck: Some(health_check(&running.health(&name, password_file), DATABASE_PACE)),
        ..Service::default()
    }
}

pub(super) fn networks() -> IndexMap<&'static str, Network> {
    IndexMap::from([("edge", Network { internal: false }), ("data", Network { internal: true })])
}
