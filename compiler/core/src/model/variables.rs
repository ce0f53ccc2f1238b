//! The variables a service runs with in an environment: the one list that compose files, environment files,
//! `.env.example`, workflows, checks and documents are made from.

use super::properties::database_host;
use super::{Database, EnvEntry, Environment, External, Migration, Model, Scope, Service, StandIn, Use};
use crate::types::Reference;

/// Who gives a variable its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Provision {
    /// A line of `env`.
    Declared,
    /// A line of `uses`: it says where this thing is.
    Locates { thing: String },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum VariableValue {
    Plain(String),
    /// Given by whoever runs the environment; never written to an artifact.
    Secret {
        /// The declared secret it holds, if it is one.
        secret: Option<String>,
        /// What it looks like, for `.env.example`.
        example: String,
    },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    pub name: String,
    pub value: VariableValue,
    pub about: String,
    pub provision: Provision,
    /// Part of the build, and readable by every visitor.
    pub baked: bool,
}

impl Variable {
    pub fn is_secret(&self) -> bool {
        matches!(self.value, VariableValue::Secret { .. })
    }

    /// The value, unless it is a secret.
    pub fn plain(&self) -> Option<&str> {
        match &self.value {
            VariableValue::Plain(value) => Some(value),
            VariableValue::Secret { .. } => None,
        }
    }
}

impl Model {
    /// What a name in `uses` stands for.
    pub fn kind_of(&self, thing: &str) -> Option<&'static str> {
        let store = self.databases.get(thing).map(|store| store.keeps.kind());
        let named = [
            ("service", self.services.contains_key(thing)),
            ("external", self.externals.contains_key(thing)),
            ("bucket", self.buckets.contains_key(thing)),
        ];
        store.or_else(|| named.into_iter().find(|(_, is_known)| *is_known).map(|(kind, _)| kind))
    }

    /// Every variable of a service in the order of the spec: `uses` first, then `env`. Whatever has no value here has
    /// been reported by `resolve`, and is left out.
    pub fn variables(&self, scope: Scope<'_>, service: &Service) -> Vec<Variable> {
        let located = service
            .uses
            .iter()
            .flat_map(|line| self.located(scope, service, line).into_iter().chain(pool(line)));
        let declared = service.env.iter().filter_map(|entry| self.declared(scope, service, entry));
        located.chain(declared).collect()
    }

    /// Whether the value differs between the two copies of a blue-green rollout.
    pub fn differs_by_colour(&self, environment: &Environment, service: &Service, name: &str) -> bool {
        if !environment.is_blue_green() {
            return false;
        }
        let value = |colour| {
            let scope = Scope::new(environment).with_colour(Some(colour));
            self.variables(scope, service).into_iter().find(|variable| variable.name == name)
        };
        let [blue, green] = super::Colour::BOTH.map(value);
        blue != green
    }

    pub fn is_baked(&self, service: &Service, variable: &str) -> bool {
        let framework =
            service.runtime.framework.as_ref().and_then(|name| self.catalogue.frameworks.get(name.as_str()));
        let prefix = framework.and_then(|framework| framework.public_prefix.as_deref());
        prefix.is_some_and(|prefix| variable.starts_with(prefix))
    }

    fn located(&self, scope: Scope<'_>, service: &Service, line: &Use) -> Option<Variable> {
        let name = line.env.as_ref()?;
        let thing = line.things.first()?.value.as_str();
        let baked = self.is_baked(service, name);
        let (value, about) = if let Some(database) = scope.environment.databases.get(thing) {
            (
                self.database_url(scope.environment, database),
                format!("Where {} {thing} is", database.keeps.kind()),
            )
        } else if scope.environment.services.contains_key(thing) {
            let property = if baked { "origin" } else { "url" };
            let reference = Reference { kind: "service", name: thing, property };
            let value = match self.property(scope, reference) {
                Ok(value) => VariableValue::Plain(value.to_string()),
                // Render alone knows where a service is that has no public name.
                Err(_) if *scope.environment.platform == "render" && !baked => {
                    VariableValue::Secret { secret: None, example: "HOST:PORT".to_string() }
                }
                Err(_) => return None,
            };
            (value, format!("Where service {thing} is"))
        } else if let Some(external) = self.externals.get(thing) {
            (
                VariableValue::Plain(self.external_url(scope.environment, external)),
                format!("Where {thing} is"),
            )
        } else {
            let bucket = self.buckets.get(thing)?;
            (
                VariableValue::Plain(format!("{}-{}", self.app.name, bucket.name)),
                format!("The name of bucket {thing}"),
            )
        };
        let provision = Provision::Locates { thing: thing.to_string() };
        Some(Variable { name: name.to_string(), value, about, provision, baked })
    }

    /// On a developer's machine the program that stands in for it answers, where there is one.
    pub fn external_url(&self, environment: &Environment, external: &External) -> String {
        match self.stand_in(environment, external) {
            Some(program) => {
                program.url.replace("{host}", &external.name).replace("{port}", &program.port.to_string())
            }
            None => external.url.to_string(),
        }
    }

    /// What answers in the place of an external service here.
    pub fn stand_in(&self, environment: &Environment, external: &External) -> Option<&StandIn> {
        let name = external.stand_in.as_ref().filter(|_| environment.is_local())?;
        self.catalogue.stand_ins.get(name.as_str())
    }

    /// What brings a database to its schema.
    pub fn migration_command<'m>(&'m self, migration: &'m Migration) -> &'m [String] {
        let tool = migration.with.as_ref().and_then(|name| self.catalogue.migrators.get(name.as_str()));
        let own = Some(&migration.run).filter(|run| !run.is_empty());
        own.or(tool.map(|tool| &tool.run)).map_or(&[], |run| run)
    }

    /// With its password the URL is a secret; a developer's own database has none.
    fn database_url(&self, environment: &Environment, database: &Database) -> VariableValue {
        let Some(engine) = self.catalogue.engines.get(database.engine.as_str()) else {
            return VariableValue::Secret { secret: None, example: String::new() };
        };
        let filled = |template: &str| {
            template
                .replace("{host}", database_host(environment, database).as_deref().unwrap_or("HOST"))
                .replace("{port}", &engine.port.to_string())
                .replace("{user}", &engine.user)
                .replace("{database}", &self.database_name())
                .replace("{password}", "PASSWORD")
        };
        if environment.is_local() {
            VariableValue::Plain(filled(&engine.local_url))
        } else {
            VariableValue::Secret { secret: None, example: filled(&engine.url) }
        }
    }

    fn declared(&self, scope: Scope<'_>, service: &Service, entry: &EnvEntry) -> Option<Variable> {
        let value = match (&entry.secret, &entry.value) {
            (Some(secret), _) => {
                VariableValue::Secret { secret: Some(secret.to_string()), example: String::new() }
            }
            (None, Some(text)) => VariableValue::Plain(self.evaluate(scope, text).ok()?),
            (None, None) => return None,
        };
        let about = entry.about.clone().unwrap_or_default();
        let baked = self.is_baked(service, &entry.name);
        Some(Variable { name: entry.name.to_string(), value, about, provision: Provision::Declared, baked })
    }
}

/// How many connections a copy may open to what a line of `uses` names.
fn pool(line: &Use) -> Option<Variable> {
    let (most, thing, url) = (line.pool.as_ref()?.value, line.things.first()?, line.env.as_ref()?);
    let stem = url.strip_suffix("_URL").or_else(|| url.strip_suffix("_URI")).unwrap_or(url);
    Some(Variable {
        name: format!("{stem}_POOL"),
        value: VariableValue::Plain(most.to_string()),
        about: format!("The most connections that a copy opens to {}", thing.value),
        provision: Provision::Declared,
        baked: false,
    })
}
