//! The resolved model: plain typed data, all that rules, graph, targets and lock may know of a spec.
//!
//! It is filled from checked nodes by `resolve`; a field here has the name it has in `stdlib/`. Environments are
//! whole: every overlay is applied, every default is in place. Nothing here reads syntax.

mod catalogue;
mod environment;
mod managed;
mod ports;
mod properties;
mod stores;
#[cfg(test)]
mod tests;
mod variables;

pub use catalogue::{
    Action, Cannot, Catalogue, Cdn, Engine, EngineCommand, EngineDump, EngineLog, EngineVersion, Framework,
    ImageRecipe, Kept, Library, Manager, Migrator, PackageIndex, Plan, Platform, Reload, Runtime,
    RuntimeVersion, StandIn, Tool,
};
pub use environment::{
    AbortCondition, Accept, Environment, Host, Nginx, Promotion, RateLimit, Refresh, Rollout, Route,
    Strategy, Supervisor, TransportSecurity, Trigger,
};
pub use managed::{Builder, Neon, Previews, RailwayFormat};
pub use ports::{Colour, host_port};
pub use properties::{Property, Scope};
pub(crate) use stores::InMemory;
pub use stores::{Database, Running, Store};
pub use variables::{Provision, Variable, VariableValue};

use crate::artifact::EntityRef;
use crate::schema::Literal;
use crate::source::{Span, Spanned};
use crate::types::{
    Command, Duration, EmailAddress, EnvName, Glob, Identifier, Interpolated, Percentage, Rate, RepoPath,
    Schedule, Size, Threshold, Url, Version,
};
use ecow::EcoString;
use indexmap::IndexMap;
use serde::Deserialize;
use std::sync::Arc;

/// Things by name, in the order the author wrote them.
pub type ByName<T> = IndexMap<Identifier, T>;

/// What environments have as it is declared, but for the few that they change.
pub type Shared<T> = Arc<ByName<Arc<T>>>;

#[derive(Debug, Default)]
pub struct Model {
    pub app: App,
    /// As declared; an environment's own view of a service is in [`Environment::services`].
    pub services: Shared<Service>,
    /// Databases, caches and queues: all that an engine keeps.
    pub databases: Shared<Database>,
    /// As declared; an environment's own are in [`Environment::jobs`].
    pub jobs: Shared<Job>,
    pub externals: ByName<External>,
    pub secrets: ByName<Secret>,
    pub buckets: ByName<Bucket>,
    pub environments: ByName<Environment>,
    /// By the database that is backed up.
    pub backups: ByName<Backup>,
    /// By the database whose loss is limited.
    pub objectives: ByName<Objective>,
    /// By the service that promises.
    pub slos: ByName<Slo>,
    pub alerts: ByName<Alert>,
    pub notifies: ByName<Notify>,
    /// By the path of the file.
    pub patches: IndexMap<String, Patch>,
    pub snippets: ByName<Snippet>,
    pub catalogue: Catalogue,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct App {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: Identifier,
    pub about: Option<String>,
    /// `host/owner/name`, no scheme.
    pub repository: Option<Spanned<EcoString>>,
    pub owner: Option<Owner>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Owner {
    pub name: Identifier,
    pub email: Option<EmailAddress>,
}

/// A process that runs, built by this repository or by somebody else.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Service {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: Identifier,
    pub about: Option<String>,
    /// The folder of its code; of an image from elsewhere, the one of our own files about it.
    #[serde(default)]
    pub source: Spanned<RepoPath>,
    /// Of an image from elsewhere nothing is known here, and this names no entry of the catalogue.
    #[serde(default)]
    pub runtime: RuntimeUse,
    /// Runs as somebody else has built it.
    pub image: Option<Spanned<EcoString>>,
    pub run: Option<Spanned<Command>>,
    pub port: Option<Spanned<u16>>,
    pub health: Option<Health>,
    #[serde(default)]
    pub uses: Vec<Use>,
    #[serde(default)]
    pub migrates: Vec<Migration>,
    #[serde(default)]
    pub env: Vec<EnvEntry>,
    #[serde(rename = "check", default)]
    pub checks: Vec<Check>,
    pub replicas: Spanned<u16>,
    pub memory: Size,
    /// Processors, perhaps a part of one.
    pub cpus: f64,
    /// How long a stopping process may finish its requests.
    pub drain: Duration,
}

impl Service {
    /// Whether this repository builds it.
    pub fn is_built(&self) -> bool {
        self.image.is_none()
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RuntimeUse {
    #[serde(rename = "$span")]
    pub span: Span,
    /// Names an entry of [`Catalogue::runtimes`].
    pub name: Spanned<EcoString>,
    pub version: Spanned<Version>,
    /// Not named where the runtime has one only.
    pub manager: Option<Spanned<EcoString>>,
    /// Instead of the one of the catalogue.
    pub manager_version: Option<Version>,
    /// Names an entry of [`Catalogue::frameworks`].
    pub framework: Option<Spanned<EcoString>>,
    /// The folder of the lock file, when that is not the service's own.
    pub workspace: Option<Spanned<RepoPath>>,
    /// Name entries of [`Catalogue::libraries`].
    #[serde(rename = "library", default)]
    pub libraries: Vec<Spanned<EcoString>>,
}

impl RuntimeUse {
    pub fn manager_name(&self) -> Option<&str> {
        self.manager.as_ref().map(|name| name.as_str())
    }

    /// `node 22 with npm`.
    pub fn words(&self) -> String {
        let manager = self.manager_name().map(|name| format!(" with {name}")).unwrap_or_default();
        format!("{} {}{manager}", *self.name, *self.version)
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Health {
    #[serde(rename = "$span")]
    pub span: Span,
    pub path: String,
    /// The things that the answer depends on.
    #[serde(default)]
    pub covers: Vec<Spanned<EcoString>>,
}

/// One line of `uses`: some things, and the variable that tells the service where the (single) thing is.
#[derive(Clone, Debug, Deserialize)]
pub struct Use {
    #[serde(rename = "$span")]
    pub span: Span,
    pub things: Vec<Spanned<EcoString>>,
    pub env: Option<EnvName>,
    /// The most connections that a copy opens.
    pub pool: Option<Spanned<u16>>,
}

/// How a service brings a database to the schema of its code.
#[derive(Clone, Debug, Deserialize)]
pub struct Migration {
    #[serde(rename = "$span")]
    pub span: Span,
    /// The database.
    pub name: Spanned<EcoString>,
    /// Names an entry of [`Catalogue::migrators`].
    pub with: Option<Spanned<EcoString>>,
    #[serde(default)]
    run: Vec<String>,
    /// Fills a developer's database.
    #[serde(default)]
    pub seed: Vec<String>,
}

impl Migration {
    /// What runs it on a developer's machine, by the side of the services.
    pub fn container(&self) -> String {
        format!("migrate-{}", self.name.value)
    }

    /// What fills the database there.
    pub fn seed_container(&self) -> String {
        format!("seed-{}", self.name.value)
    }
}

/// A command that runs at certain times, as a service does.
#[derive(Clone, Debug, Deserialize)]
pub struct Job {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: Identifier,
    pub about: Option<String>,
    /// The service.
    pub of: Spanned<EcoString>,
    pub schedule: Spanned<Schedule>,
    pub run: Vec<String>,
    pub timeout: Duration,
}

/// A variable the author declares: text, or a secret's name.
#[derive(Clone, Debug, Deserialize)]
pub struct EnvEntry {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: EnvName,
    pub value: Option<Spanned<Interpolated>>,
    pub secret: Option<Spanned<EcoString>>,
    pub about: Option<String>,
}

/// What must pass before a change is merged, or, with `on`, after it is deployed there.
#[derive(Clone, Debug, Deserialize)]
pub struct Check {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: Identifier,
    /// One line for a shell, run in the service's folder.
    pub command: String,
    pub coverage: Option<Spanned<Percentage>>,
    /// Coverage may rise but not fall.
    pub ratchet: bool,
    pub on: Option<Spanned<EcoString>>,
}

/// A service of somebody else.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct External {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: Identifier,
    pub about: Option<String>,
    pub url: Url,
    /// Names an entry of [`Catalogue::stand_ins`], which answers on a developer's machine.
    pub stand_in: Option<Spanned<EcoString>>,
    pub rate_limit: Option<Rate>,
}

impl External {
    pub fn entity(&self) -> EntityRef {
        EntityRef::new("external", &self.name)
    }
}

/// A value that no spec and no artifact holds; only its name is known.
#[derive(Clone, Debug, Deserialize)]
pub struct Secret {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: Identifier,
    pub about: Option<String>,
    pub owner: Option<Identifier>,
    pub rotate: Option<Duration>,
    /// Whether any long random value will do.
    pub random: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Bucket {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: Identifier,
    pub about: Option<String>,
    pub provider: String,
    pub region: String,
    /// Whether a plan that can lose what lies in it is refused.
    pub protect: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Backup {
    #[serde(rename = "$span")]
    pub span: Span,
    /// The database.
    pub name: Spanned<Identifier>,
    /// The bucket.
    pub to: Spanned<EcoString>,
    pub schedule: Spanned<Schedule>,
    /// The environments whose data is kept.
    #[serde(rename = "in")]
    pub environments: Vec<Spanned<EcoString>>,
    pub keep: Option<Keep>,
    pub encrypt: Option<Encryption>,
    pub drill: Option<Spanned<Schedule>>,
    #[serde(rename = "point-in-time")]
    pub point_in_time: Option<PointInTime>,
}

/// Changes are copied as they are made.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct PointInTime {
    pub keep: Duration,
    pub every: Duration,
}

/// How many of each age are kept.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Keep {
    pub daily: u16,
    pub weekly: u16,
    pub monthly: u16,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Encryption {
    pub method: String,
    /// A public key; the private one is nowhere near the host.
    pub recipient: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Objective {
    #[serde(rename = "$span")]
    pub span: Span,
    /// The database.
    pub name: Spanned<Identifier>,
    /// The longest it may take to be back.
    pub rto: Spanned<Duration>,
    /// The most recent data that may be lost, as time.
    pub rpo: Spanned<Duration>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Slo {
    #[serde(rename = "$span")]
    pub span: Span,
    /// The service.
    pub name: Spanned<Identifier>,
    pub availability: Percentage,
    pub latency: Option<Duration>,
    pub percentile: Option<u16>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Alert {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: Identifier,
    pub about: Option<String>,
    pub when: Threshold,
    pub severity: Spanned<EcoString>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Notify {
    #[serde(rename = "$span")]
    pub span: Span,
    /// The channel: `slack`, `discord`.
    pub name: Identifier,
    pub secret: Spanned<EcoString>,
    pub on: Vec<Spanned<EcoString>>,
}

/// Changes of a structured file past the language.
#[derive(Clone, Debug, Deserialize)]
pub struct Patch {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: String,
    pub reason: String,
    #[serde(rename = "set", default)]
    pub sets: Vec<PatchSet>,
    #[serde(rename = "remove", default)]
    pub removes: Vec<PatchRemove>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PatchSet {
    #[serde(rename = "$span")]
    pub span: Span,
    pub path: Vec<String>,
    pub to: Option<Literal>,
    #[serde(default)]
    pub items: Vec<Literal>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PatchRemove {
    #[serde(rename = "$span")]
    pub span: Span,
    pub path: Vec<String>,
}

/// Lines for a place that templates keep free.
#[derive(Clone, Debug, Deserialize)]
pub struct Snippet {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: Identifier,
    #[serde(rename = "in")]
    pub files: Glob,
    pub at: Identifier,
    pub reason: String,
    pub text: String,
}

/// A finding the author accepts at a node, and why.
#[derive(Clone, Debug, Deserialize)]
pub struct Allow {
    #[serde(rename = "$span")]
    pub span: Span,
    pub code: Spanned<EcoString>,
    pub reason: String,
}
