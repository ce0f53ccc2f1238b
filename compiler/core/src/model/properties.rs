//! What `${kind.name.property}` stands for, in one environment. The properties themselves are declared and documented
//! in `stdlib/`; a test holds the two lists together.

use super::{Colour, Database, Environment, Model, Supervisor, host_port};
use crate::types::{Interpolated, Part, Reference};
use std::borrow::Cow;
use std::fmt::{self, Write as _};

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

/// The value of a property. It is put together when it is written: many only ask whether there is one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Property<'m> {
    Text(Cow<'m, str>),
    Port(u16),
    Url { scheme: &'static str, host: Cow<'m, str>, port: Option<u16> },
}

impl fmt::Display for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Property::Text(text) => f.write_str(text),
            Property::Port(port) => port.fmt(f),
            Property::Url { scheme, host, port: None } => write!(f, "{scheme}://{host}"),
            Property::Url { scheme, host, port: Some(port) } => write!(f, "{scheme}://{host}:{port}"),
        }
    }
}

impl Model {
    /// The value of a property here, or a sentence that says why it has none here.
    pub fn property<'m>(
        &'m self,
        scope: Scope<'m>,
        reference: Reference<'m>,
    ) -> Result<Property<'m>, String> {
        let Reference { kind, name, property } = reference;
        let missing = || format!("`{kind} {name}` has no `{property}`");
        match kind {
            "service" => service_property(scope, name, property),
            "database" | "cache" | "queue" => {
                self.database_property(scope, name, property).ok_or_else(missing)
            }
            "external" => match (self.externals.get(name), property) {
                (Some(external), "url") => {
                    Ok(Property::Text(self.external_url(scope.environment, external).into()))
                }
                _ => Err(missing()),
            },
            "bucket" => match (self.buckets.get(name), property) {
                (Some(bucket), "name") => {
                    Ok(Property::Text(format!("{}-{}", self.app.name, bucket.name).into()))
                }
                (Some(bucket), "region") => Ok(Property::Text((&*bucket.region).into())),
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
                // Writing to a string cannot fail.
                Part::Reference(reference) => _ = write!(out, "{}", self.property(scope, reference)?),
            }
        }
        Ok(out)
    }

    fn database_property<'m>(&'m self, scope: Scope<'m>, name: &str, property: &str) -> Option<Property<'m>> {
        let database = scope.environment.databases.get(name)?;
        let engine = self.catalogue.engines.get(database.engine.as_str())?;
        match property {
            "host" => Some(Property::Text(database_host(scope.environment, database)?)),
            "port" => Some(Property::Port(engine.port)),
            "name" if database.is_kept() => {
                Some(Property::Text(self.database_name_in(scope.environment).into()))
            }
            _ => None,
        }
    }

    /// The name of the application's database inside its engine.
    pub fn database_name(&self) -> String {
        self.app.name.to_string()
    }

    /// The same where a platform has names of its own.
    fn database_name_in(&self, environment: &Environment) -> String {
        match &environment.neon {
            Some(neon) => neon.database.clone(),
            None if *environment.platform == "railway" => "railway".to_string(),
            None => self.database_name(),
        }
    }
}

/// Processes under PM2 share the host's network; containers find each other by name. Render and Neon choose a name when
/// they make a database, and hand it on in its URL alone.
pub(super) fn database_host<'n>(environment: &Environment, database: &'n Database) -> Option<Cow<'n, str>> {
    match environment.platform.as_str() {
        "render" | "vercel" => None,
        "railway" => Some(format!("{}.railway.internal", database.runs_as()).into()),
        _ if environment.supervisor == Some(Supervisor::Pm2) => Some("127.0.0.1".into()),
        _ => Some(Cow::Borrowed(database.runs_as())),
    }
}

fn service_property<'m>(scope: Scope<'m>, name: &'m str, property: &str) -> Result<Property<'m>, String> {
    let environment = scope.environment;
    let service = environment.services.get(name).ok_or_else(|| format!("there is no service `{name}`"))?;
    let port = service.port.as_ref().ok_or_else(|| format!("service `{name}` listens on no port"))?.value;
    let host = || match environment.route_to(name) {
        Some(route) => Ok(Cow::Borrowed(&**route.host)),
        None if environment.is_local() => Ok("localhost".into()),
        None => Err(format!("no route of `{}` leads to service `{name}`", environment.name)),
    };
    match property {
        "port" => Ok(Property::Port(port)),
        "host" => host().map(Property::Text),
        "origin" if environment.is_local() => {
            Ok(Property::Url { scheme: "http", host: "localhost".into(), port: Some(port) })
        }
        "origin" => Ok(Property::Url { scheme: "https", host: host()?, port: None }),
        // Render says where a service is inside as `host:port` alone, and functions at Vercel have no inside: the
        // way leads through the edge.
        "url" if matches!(environment.platform.as_str(), "render" | "vercel") => {
            Ok(Property::Url { scheme: "https", host: host()?, port: None })
        }
        "url" if *environment.platform == "railway" => {
            let host = format!("{name}.railway.internal").into();
            Ok(Property::Url { scheme: "http", host, port: Some(port) })
        }
        "url" => Ok(inner_url(scope, name, port)),
        _ => Err(format!("a service has no `{property}`")),
    }
}

/// How one service reaches another without leaving the environment. Each colour talks to its own.
fn inner_url<'m>(scope: Scope<'m>, name: &'m str, port: u16) -> Property<'m> {
    let (host, port) = match scope.colour {
        _ if scope.environment.supervisor == Some(Supervisor::Pm2) => {
            let colour = scope.colour.unwrap_or(Colour::Blue);
            ("127.0.0.1".into(), host_port(port, colour, 0).unwrap_or(port))
        }
        Some(colour) => (format!("{name}-{}", colour.word()).into(), port),
        None => (name.into(), port),
    };
    Property::Url { scheme: "http", host, port: Some(port) }
}
