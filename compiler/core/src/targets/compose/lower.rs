//! What the projects of developers and of hosts have in common.

use super::ir::{Dependency, HealthCheck, Network, Service, Volume, Words};
use crate::model::{Database, Engine, EngineVersion, Environment, Model, Variable};
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

/// A service starts when the databases it uses answer.
pub(super) fn dependencies(
    environment: &Environment,
    service: &crate::model::Service,
) -> IndexMap<String, Dependency> {
    let healthy = |name: &str| {
        let name = layout::database_key(environment, name);
        (name.to_string(), Dependency { condition: "service_healthy" })
    };
    container::used_databases(environment, service).map(healthy).collect()
}

/// A database with its engine and the engine's version.
#[derive(Clone, Copy)]
pub(super) struct Running<'m> {
    pub database: &'m Database,
    pub engine: &'m Engine,
    pub version: &'m EngineVersion,
}

/// The databases of an environment. What the catalogue does not have was reported before.
pub(super) fn databases<'m>(
    model: &'m Model,
    environment: &'m Environment,
) -> impl Iterator<Item = Running<'m>> {
    environment.databases.values().filter_map(|database| {
        let engine = model.catalogue.engines.get(database.engine.as_str())?;
        let version = engine.version(&database.version)?;
        Some(Running { database, engine, version })
    })
}

impl Running<'_> {
    pub(super) fn volume(self) -> (String, Volume) {
        (format!("{}-data", self.database.runs_as()), Volume {})
    }

    /// What is the same wherever an engine runs.
    pub(super) fn container(self, model: &Model, variables: &[String], password_file: &str) -> Service {
        let filled = |text: &str| {
            text.replace("{user}", &self.engine.user)
                .replace("{database}", &model.database_name())
                .replace("{password-file}", password_file)
        };
        let environment = variables.iter().filter_map(|line| {
            let (name, value) = line.split_once('=')?;
            Some((name.to_string(), literal(&filled(value))))
        });
        let health: Vec<_> = self.engine.health.iter().map(|word| filled(word)).collect();
        Service {
            image: Some(self.version.image.clone()),
            environment: environment.collect(),
            volumes: vec![format!("{}:{}", self.volume().0, self.engine.data_path(self.version))],
            healthcheck: Some(health_check(&health, DATABASE_PACE)),
            ..Service::default()
        }
    }
}

pub(super) fn networks() -> IndexMap<&'static str, Network> {
    IndexMap::from([("edge", Network { internal: false }), ("data", Network { internal: true })])
}
