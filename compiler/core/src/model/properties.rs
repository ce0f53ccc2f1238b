//! What `${kind.name.property}` stands for, in one environment. The properties themselves are declared and documented
//! in `stdlib/`; a test holds the two lists together.

use super::{Colour, Database, Environment, Model, Supervisor, host_port};
use crate::types::{Interpolated, Part, Reference};

/// Where, and in which copy, text is read.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'m> {
    pub environment: &'m Environment,
    /// `None` where nothing is blue or green.
    pub colour: Option<Colour>,
}

impl<'m> Scope<'m> {
    pub fn new(environment: &'m Environment) -> Self {
        Self { environment, colour: None }
    }

    #[must_use]
    pub fn with_colour(self, colour: Option<Colour>) -> Self {
        Self { colour, ..self }
    }
}

impl Model {
    /// The value of a property here, or a sentence that says why it has none here.
    pub fn property(&self, scope: Scope<'_>, reference: Reference<'_>) -> Result<String, String> {
        let Reference { kind, name, property } = reference;
        let missing = || format!("`{kind} {name}` has no `{property}`");
        match kind {
            "service" => self.service_property(scope, name, property),
            "database" => self.database_property(scope, name, property).ok_or_else(missing),
            "external" => match (self.externals.get(name), property) {
                (Some(external), "url") => Ok(external.url.to_string()),
                _ => Err(missing()),
            },
            "bucket" => match (self.buckets.get(name), property) {
                (Some(bucket), "name") => Ok(format!("{}-{}", self.app.name, bucket.name)),
                (Some(bucket), "region") => Ok(bucket.region.clone()),
                _ => Err(missing()),
            },
            _ => Err(missing()),
        }
    }

    /// Text with every reference replaced.
    pub fn evaluate(&self, scope: Scope<'_>, text: &Interpolated) -> Result<String, String> {
        let mut out = String::new();
        for part in text.parts() {
            match part {
                Part::Text(text) => out.push_str(&text),
                Part::Reference(reference) => out.push_str(&self.property(scope, reference)?),
            }
        }
        Ok(out)
    }

    fn service_property(&self, scope: Scope<'_>, name: &str, property: &str) -> Result<String, String> {
        let environment = scope.environment;
        let service =
            environment.services.get(name).ok_or_else(|| format!("there is no service `{name}`"))?;
        let port = service.port.as_ref().ok_or_else(|| format!("service `{name}` listens on no port"))?;
        let host = || match environment.route_to(name) {
            Some(route) => Ok(route.host.to_string()),
            None if environment.is_local() => Ok("localhost".to_string()),
            None => Err(format!("no route of `{}` leads to service `{name}`", environment.name)),
        };
        match property {
            "port" => Ok(port.to_string()),
            "host" => host(),
            "origin" if environment.is_local() => Ok(format!("http://localhost:{port}")),
            "origin" => Ok(format!("https://{}", host()?)),
            "url" => Ok(inner_url(scope, name, port.value)),
            _ => Err(format!("a service has no `{property}`")),
        }
    }

    fn database_property(&self, scope: Scope<'_>, name: &str, property: &str) -> Option<String> {
        let database = scope.environment.databases.get(name)?;
        let engine = self.catalogue.engines.get(database.engine.as_str())?;
        match property {
            "host" => Some(database_host(scope.environment, database).to_string()),
            "port" => Some(engine.port.to_string()),
            "name" => Some(self.database_name()),
            _ => None,
        }
    }

    /// The name of the application's database inside its engine.
    pub fn database_name(&self) -> String {
        self.app.name.to_string()
    }
}

/// Processes under PM2 share the host's network; containers find each other by name.
pub(super) fn database_host<'n>(environment: &Environment, database: &'n Database) -> &'n str {
    if environment.supervisor == Some(Supervisor::Pm2) { "127.0.0.1" } else { database.runs_as() }
}

/// How one service reaches another without leaving the environment. Each colour talks to its own.
fn inner_url(scope: Scope<'_>, name: &str, port: u16) -> String {
    if scope.environment.supervisor == Some(Supervisor::Pm2) {
        let colour = scope.colour.unwrap_or(Colour::Blue);
        return format!("http://127.0.0.1:{}", host_port(port, colour, 0).unwrap_or(port));
    }
    match scope.colour {
        Some(colour) => format!("http://{name}-{}:{port}", colour.word()),
        None => format!("http://{name}:{port}"),
    }
}
