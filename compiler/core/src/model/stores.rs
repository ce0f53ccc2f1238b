//! What engines keep: databases, caches and queues, and what the catalogue's lines stand for in one of them.

use super::{Engine, EngineVersion, Environment, Model};
use crate::artifact::EntityRef;
use crate::source::{Span, Spanned};
use crate::types::{Identifier, Size, Version};
use ecow::EcoString;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What an engine keeps data as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Store {
    /// Must not be lost.
    #[default]
    Database,
    /// Can be made again.
    Cache,
    /// Waits to be done; must not be lost until then.
    Queue,
}

impl Store {
    pub const ALL: [Self; 3] = [Self::Database, Self::Cache, Self::Queue];

    /// The kind of node that declares one.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Cache => "cache",
            Self::Queue => "queue",
        }
    }

    pub(crate) fn of_kind(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|store| store.kind() == kind)
    }
}

/// A database, a cache or a queue.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Database {
    #[serde(skip)]
    pub keeps: Store,
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: Identifier,
    pub about: Option<String>,
    /// Names an entry of [`Catalogue::engines`].
    pub engine: Spanned<EcoString>,
    pub version: Spanned<Version>,
    /// The most its container takes, if the spec says so.
    pub memory: Option<Size>,
    runs_as: Option<Spanned<Identifier>>,
    /// Whether a plan that can lose its data is refused.
    pub protect: bool,
}

/// A cache or a queue as it is declared: a database with less to say.
#[derive(Debug, Deserialize)]
pub(crate) struct InMemory {
    #[serde(rename = "$span")]
    span: Span,
    name: Identifier,
    about: Option<String>,
    engine: Spanned<EcoString>,
    version: Spanned<Version>,
    memory: Size,
}

impl InMemory {
    pub(crate) fn kept_as(self, keeps: Store) -> Database {
        Database {
            keeps,
            span: self.span,
            name: self.name,
            about: self.about,
            engine: self.engine,
            version: self.version,
            memory: Some(self.memory),
            runs_as: None,
            protect: false,
        }
    }
}

impl Database {
    pub fn entity(&self) -> EntityRef {
        EntityRef::new(self.keeps.kind(), &self.name)
    }

    /// Whether it is kept and brought back by backups.
    pub fn is_kept(&self) -> bool {
        self.keeps == Store::Database
    }

    /// What it is called where it runs: its container, its volume, its password and its backups.
    pub fn runs_as(&self) -> &Identifier {
        self.runs_as.as_deref().unwrap_or(&self.name)
    }

    /// Where that is said.
    pub fn runs_as_span(&self) -> Span {
        self.runs_as.as_ref().map_or(self.span, |name| name.span)
    }
}

/// A database, a cache or a queue with its engine and the engine's version.
#[derive(Clone, Copy, Debug)]
pub struct Running<'m> {
    pub database: &'m Database,
    pub engine: &'m Engine,
    pub version: &'m EngineVersion,
}

impl Model {
    /// What runs. Of what the catalogue does not have, that was reported before.
    pub fn running<'m>(&'m self, database: &'m Database) -> Option<Running<'m>> {
        let engine = self.catalogue.engines.get(database.engine.as_str())?;
        Some(Running { database, engine, version: engine.version(&database.version)? })
    }

    /// The ports at which whoever works on the machine itself finds what engines keep there. On a developer's machine
    /// the second of one engine has the next port; on a host a person has installed the engine, at its own.
    pub fn store_ports<'m>(
        &'m self,
        environment: &'m Environment,
    ) -> impl Iterator<Item = (&'m Database, u16)> {
        let mut next: BTreeMap<u16, u16> = BTreeMap::new();
        environment.databases.values().filter_map(move |database| {
            let engine = self.catalogue.engines.get(database.engine.as_str())?;
            let port = next.entry(engine.port).or_insert(engine.port);
            let own = *port;
            if environment.is_local() {
                *port = port.checked_add(1)?;
            }
            Some((&**database, own))
        })
    }
}

impl<'m> Running<'m> {
    /// The most its container takes.
    pub fn memory(self) -> Size {
        self.database.memory.unwrap_or(self.engine.memory)
    }

    /// What runs in its container, if that is not the image's own command.
    pub fn command(self, database_name: &str, password_file: &str) -> Option<Vec<String>> {
        let words = self.engine.command(self.database.keeps)?;
        Some(words.iter().map(|word| self.filled(word, database_name, password_file)).collect())
    }

    pub fn health(self, database_name: &str, password_file: &str) -> Vec<String> {
        self.engine.health.iter().map(|word| self.filled(word, database_name, password_file)).collect()
    }

    /// A line of the catalogue. Three quarters of its memory are for data: copies and connections need the rest.
    pub fn filled(self, line: &str, database_name: &str, password_file: &str) -> String {
        let megabytes = self.memory().bytes / (1 << 20) * 3 / 4;
        line.replace("{user}", &self.engine.user)
            .replace("{database}", database_name)
            .replace("{password-file}", password_file)
            .replace("{megabytes}", &megabytes.to_string())
    }
}
