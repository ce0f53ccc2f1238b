//! Where the application runs: one environment with its platform's settings and its own view of every service.

use super::{Builder, Database, Job, Model, Neon, Previews, RailwayFormat, Service, Shared};
use crate::source::{Span, Spanned};
use crate::types::{Duration, HostName, Identifier, Rate, RepoPath, Schedule, Size, Threshold, Version};
use ecow::EcoString;
use indexmap::IndexMap;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Environment {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: Identifier,
    pub about: Option<String>,
    /// Names an entry of [`super::Catalogue::platforms`]: `compose`, `vps`, `render`, `railway`, `vercel`.
    pub platform: Spanned<EcoString>,
    pub deploy_on: Option<Trigger>,
    pub promote_from: Option<Promotion>,
    #[serde(rename = "route", default)]
    pub routes: Vec<Route>,
    pub rollout: Option<Rollout>,
    pub data: Option<Refresh>,
    /// The machine, on platform `vps`.
    pub host: Option<Host>,
    /// What keeps processes running, on platform `vps`.
    pub supervisor: Option<Supervisor>,
    /// The web server at the edge, on platform `vps`.
    pub nginx: Option<Nginx>,
    /// Where a managed platform runs it.
    pub region: Option<Spanned<Identifier>>,
    pub builder: Option<Builder>,
    /// What Railway reads.
    pub format: Option<Spanned<RailwayFormat>>,
    /// Where the database is, on platform `vercel`.
    pub neon: Option<Neon>,
    pub previews: Option<Previews>,
    #[serde(rename = "accept", default)]
    pub accepts: Vec<Accept>,
    /// By service: where in `routes` the first one to it is.
    #[serde(skip)]
    first_routes: IndexMap<EcoString, usize>,
    /// Every service of the model, in its order, as it is here, overlays applied.
    #[serde(skip)]
    pub services: Shared<Service>,
    /// Every database, likewise.
    #[serde(skip)]
    pub databases: Shared<Database>,
    /// Every job, likewise.
    #[serde(skip)]
    pub jobs: Shared<Job>,
}

impl Model {
    /// The services that are not as declared in an environment. Both lists have the order of the spec.
    pub fn changed_services<'m>(
        &'m self,
        environment: &'m Environment,
    ) -> impl Iterator<Item = (&'m Service, &'m Service)> {
        changed(&self.services, &environment.services)
    }

    /// The databases that are not as declared in an environment.
    pub fn changed_databases<'m>(
        &'m self,
        environment: &'m Environment,
    ) -> impl Iterator<Item = (&'m Database, &'m Database)> {
        changed(&self.databases, &environment.databases)
    }

    /// The jobs that are not as declared in an environment.
    pub fn changed_jobs<'m>(
        &'m self,
        environment: &'m Environment,
    ) -> impl Iterator<Item = (&'m Job, &'m Job)> {
        changed(&self.jobs, &environment.jobs)
    }
}

fn changed<'m, T>(declared: &'m Shared<T>, own: &'m Shared<T>) -> impl Iterator<Item = (&'m T, &'m T)> {
    let has_changes = !Arc::ptr_eq(declared, own);
    let pairs = declared.values().zip(own.values()).filter(move |_| has_changes);
    pairs.filter(|(declared, own)| !Arc::ptr_eq(declared, own)).map(|(declared, own)| (&**declared, &**own))
}

impl Environment {
    /// Whether this is a place where developers work, without users and without secrets of value.
    pub fn is_local(&self) -> bool {
        *self.platform == "compose"
    }

    /// Whether it is a machine that scripts reach over SSH.
    pub fn is_host(&self) -> bool {
        *self.platform == "vps"
    }

    /// The first route to a service: the one that its public origin is made of.
    pub fn route_to(&self, service: &str) -> Option<&Route> {
        self.first_routes.get(service).and_then(|index| self.routes.get(*index))
    }

    /// Finds the first route to each service once, since every variable may ask for it.
    pub(crate) fn index_routes(&mut self) {
        for (index, route) in self.routes.iter().enumerate() {
            self.first_routes.entry(route.to.value.clone()).or_insert(index);
        }
    }

    pub fn is_blue_green(&self) -> bool {
        self.rollout.as_ref().is_some_and(|rollout| *rollout.strategy == Strategy::BlueGreen)
    }
}

/// Settings that have no effect here, which the author accepts, and why.
#[derive(Clone, Debug, Deserialize)]
pub struct Accept {
    #[serde(rename = "$span")]
    pub span: Span,
    /// `service.replicas`.
    pub fields: Vec<Spanned<String>>,
    pub reason: String,
}

/// A machine reached over SSH.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Host {
    #[serde(rename = "$span")]
    pub span: Span,
    pub name: Spanned<HostName>,
    pub user: Identifier,
    /// Whether other applications live there.
    pub shared: bool,
    /// The public keys that may log in as the user, in the repository.
    pub authorized_keys: Option<RepoPath>,
    /// Ports that belong to others.
    #[serde(default)]
    pub taken_ports: Vec<Spanned<u16>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Supervisor {
    /// Docker Compose: images by digest.
    Compose,
    /// PM2: releases unpacked on the host.
    Pm2,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Nginx {
    pub version: Spanned<Version>,
}

impl Nginx {
    /// `keepalive_min_timeout` exists from 1.27.4; without it a reload drops idle keep-alive clients.
    pub fn keeps_idle_clients(&self) -> bool {
        self.version.numbers() >= vec![1, 27, 4]
    }

    /// `http2 on;` replaces `listen ... http2` from 1.25.1.
    pub fn has_http2_directive(&self) -> bool {
        self.version.numbers() >= vec![1, 25, 1]
    }

    /// `ssl_reject_handshake` exists from 1.19.4.
    pub fn rejects_handshake(&self) -> bool {
        self.version.numbers() >= vec![1, 19, 4]
    }

    /// The oldest nginx whose directives may be used, if one newer than any in use is needed.
    pub fn at_least(&self) -> Option<&'static str> {
        if self.keeps_idle_clients() {
            Some("1.27.4")
        } else if self.has_http2_directive() {
            Some("1.25.1")
        } else {
            None
        }
    }

    /// The oldest OpenSSL that the key exchange of such a site needs. An nginx that is new enough may still be built with
    /// an older one, as that of nginx.org for older distributions is.
    pub fn openssl_at_least(&self) -> Option<&'static str> {
        self.keeps_idle_clients().then_some("3.5")
    }

    /// For people: `>= 1.27.4`, or the declared version.
    pub fn made_for(&self) -> String {
        self.at_least().map_or_else(|| self.version.to_string(), |version| format!(">= {version}"))
    }
}

/// A push that deploys.
#[derive(Clone, Debug, Deserialize)]
pub struct Trigger {
    pub branch: String,
}

/// The same build, moved on from another environment.
#[derive(Clone, Debug, Deserialize)]
pub struct Promotion {
    #[serde(rename = "$span")]
    pub span: Span,
    pub environment: Spanned<EcoString>,
    pub approval: Spanned<bool>,
}

/// A public host name and the service that answers there.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Route {
    #[serde(rename = "$span")]
    pub span: Span,
    pub host: Spanned<HostName>,
    pub to: Spanned<EcoString>,
    pub rate_limit: Option<RateLimit>,
    /// The largest request body the edge accepts.
    pub body_limit: Size,
    /// How long the edge waits for an answer.
    pub timeout: Duration,
    /// The services whose pages may call this one from a browser.
    #[serde(default)]
    pub cors: Vec<Spanned<EcoString>>,
    /// How many requests one client may have open.
    pub connections: u16,
    /// What pages of the host may load and run.
    pub content_policy: String,
    pub transport_security: TransportSecurity,
    /// The network in front, in the catalogue.
    pub cdn: Option<Spanned<EcoString>>,
    /// Whether connections may be upgraded.
    pub websocket: bool,
}

/// For which names browsers remember that there is HTTPS only.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransportSecurity {
    Host,
    Subdomains,
    Preload,
}

impl TransportSecurity {
    /// What stands behind the age in the header.
    pub fn directives(self) -> &'static str {
        match self {
            Self::Host => "",
            Self::Subdomains => "; includeSubDomains",
            Self::Preload => "; includeSubDomains; preload",
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct RateLimit {
    #[serde(rename = "$span")]
    pub span: Span,
    pub rate: Rate,
    pub burst: u16,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// Two copies, one of which is served; the edge switches between them.
    BlueGreen,
    /// Stop the old, start the new.
    Recreate,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rollout {
    #[serde(rename = "$span")]
    pub span: Span,
    pub strategy: Spanned<Strategy>,
    /// How long the new release is watched before it counts as good.
    pub bake: Duration,
    /// How long the old release stays ready to be switched back to.
    pub keep_old: Duration,
    pub keep_releases: Spanned<u16>,
    #[serde(rename = "abort-when", default)]
    pub aborts: Vec<AbortCondition>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct AbortCondition {
    #[serde(rename = "$span")]
    pub span: Span,
    pub when: Threshold,
    #[serde(rename = "for")]
    pub lasting: Duration,
}

/// Data brought over from another environment, without what identifies people.
#[derive(Clone, Debug, Deserialize)]
pub struct Refresh {
    #[serde(rename = "$span")]
    pub span: Span,
    pub from: Spanned<EcoString>,
    pub anonymise: Option<RepoPath>,
    pub refresh: Option<Schedule>,
}
