//! What the templates of `stdlib/templates/nginx/` print: plain data, every decision taken.

use crate::artifact::EntityRef;
use serde::Serialize;

/// Everything of one environment.
#[derive(Debug)]
pub(super) struct Edge {
    /// Where the files are in the repository.
    pub repository_folder: String,
    /// The nginx they are made for, as the first line of the site says it.
    pub made_for: String,
    pub site: Site,
    pub upstreams: Vec<Upstreams>,
    pub tls: Tls,
    pub headers: Headers,
    pub proxy: Proxy,
    pub cdns: Vec<Cdn>,
    pub routes: Vec<Route>,
    pub site_made_from: Vec<EntityRef>,
    pub snippets_made_from: Vec<EntityRef>,
}

#[derive(Debug, Serialize)]
pub(super) struct Site {
    pub app: String,
    pub environment: String,
    /// Begins the names of zones and formats.
    pub instance: String,
    /// Begins the names of variables.
    pub prefix: String,
    /// Where the files are on the host.
    pub folder: String,
    pub acme_folder: String,
    pub server_names: Vec<String>,
    pub route_files: Vec<String>,
    pub rate_zones: Vec<RateZone>,
    pub origin_maps: Vec<OriginMap>,
    pub has_websocket: bool,
    /// Unknown hosts are refused here, unless the host is shared and that is another site's task.
    pub default_server: Option<DefaultServer>,
}

#[derive(Debug, Serialize)]
pub(super) struct DefaultServer {
    /// Whether TLS for an unknown host can be refused without a certificate.
    pub rejects_handshake: bool,
    /// ` http2`, where the protocol is a word of `listen`: one address has one set of them, whoever is asked for.
    pub listen_protocol: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct RateZone {
    pub name: String,
    /// As nginx writes it: `20r/s`.
    pub rate: String,
    /// As the author wrote it.
    pub declared: String,
}

/// The origins whose pages may call, as a map from the `Origin` header to itself.
#[derive(Debug, Serialize)]
pub(super) struct OriginMap {
    pub variable: String,
    pub origins: Vec<Origin>,
}

#[derive(Debug, Serialize)]
pub(super) struct Origin {
    /// What the map compares with: the origin, or an expression when it is too long for nginx's table.
    pub pattern: String,
    pub origin: String,
}

/// The copies of one colour.
#[derive(Debug, Serialize)]
pub(super) struct Upstreams {
    pub colour: &'static str,
    pub prefix: String,
    pub upstreams: Vec<Upstream>,
    #[serde(skip)]
    pub made_from: Vec<EntityRef>,
}

#[derive(Debug, Serialize)]
pub(super) struct Upstream {
    pub name: String,
    pub service: String,
    pub ports: Vec<u16>,
}

#[derive(Debug, Serialize)]
pub(super) struct Tls {
    pub instance: String,
    pub certificate_folder: String,
    pub ciphers: String,
    pub curves: &'static str,
    /// Whether the curves need OpenSSL 3.5.
    pub hybrid: bool,
    pub shared_host: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Headers {
    pub prefix: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Proxy {}

/// A network that stands in front of some route.
#[derive(Debug, Serialize)]
pub(super) struct Cdn {
    pub name: String,
    pub about: String,
    pub header: String,
    pub ranges: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Route {
    pub host: String,
    pub server_name: String,
    pub service: String,
    pub about: Option<String>,
    pub instance: String,
    pub prefix: String,
    pub folder: String,
    pub access_log: String,
    pub error_log: String,
    pub upstream: String,
    pub http2_directive: bool,
    pub keeps_idle_clients: bool,
    pub made_for: String,
    pub body_limit: String,
    pub timeout_seconds: u64,
    pub limit: Option<Limit>,
    pub connections: u16,
    pub content_policy: String,
    /// What follows the time in the header.
    pub transport_security: &'static str,
    /// The network in front, as its snippet is called.
    pub cdn: Option<String>,
    pub cors: Option<Cors>,
    pub websocket: bool,
    #[serde(skip)]
    pub made_from: Vec<EntityRef>,
}

#[derive(Debug, Serialize)]
pub(super) struct Limit {
    pub zone: String,
    pub burst: u16,
}

#[derive(Debug, Serialize)]
pub(super) struct Cors {
    /// The variable that holds the origin, if it may call.
    pub variable: String,
    pub services: Vec<String>,
}
