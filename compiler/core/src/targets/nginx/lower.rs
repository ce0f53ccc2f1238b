//! From the model to the files of an environment's edge. TLS follows Mozilla's guideline 6.0, "intermediate".

use super::ir::{
    Cdn, Cors, DefaultServer, Edge, Headers, Limit, Origin, OriginMap, Proxy, RateZone, Route, Site, Tls,
    Upstream, Upstreams,
};
use super::names;
use crate::artifact::EntityRef;
use crate::model::{self, Environment, Model, Nginx, Service};
use crate::targets::layout;
use crate::types::Rate;
use indexmap::{IndexMap, IndexSet};

const CIPHERS: &[&str] = &[
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
];

/// The first group resists quantum computers and needs the OpenSSL of `Nginx::openssl_at_least`.
const CURVES_HYBRID: &str = "X25519MLKEM768:X25519:prime256v1:secp384r1";
const CURVES_CLASSICAL: &str = "X25519:prime256v1:secp384r1";

/// What every part of an environment's edge is named after.
struct Names<'m> {
    model: &'m Model,
    environment: &'m Environment,
    nginx: &'m Nginx,
    instance: String,
    prefix: String,
    folder: String,
}

pub(super) fn lower(model: &Model, environment: &Environment, nginx: &Nginx) -> Edge {
    let instance = layout::instance(&model.app, environment);
    let prefix = names::prefix(&instance);
    let folder = layout::host_nginx_folder(&model.app, environment);
    let names = Names { model, environment, nginx, instance, prefix, folder };
    let allow_lists = allow_lists(&names);
    let environment_only = vec![EntityRef::new("environment", &environment.name)];
    Edge {
        repository_folder: layout::nginx_folder(environment),
        made_for: nginx.made_for(),
        site: site(&names, &allow_lists),
        upstreams: layout::colours(environment).into_iter().map(|colour| upstreams(&names, colour)).collect(),
        tls: tls(&names),
        headers: Headers { prefix: names.prefix.clone() },
        proxy: Proxy {},
        cdns: cdns(&names),
        routes: environment.routes.iter().map(|declared| route(&names, declared, &allow_lists)).collect(),
        site_made_from: made_from(&names, environment.routes.iter().map(|route| route.to.as_str())),
        snippets_made_from: environment_only,
    }
}

fn is_shared(environment: &Environment) -> bool {
    environment.host.as_ref().is_some_and(|host| host.shared)
}

fn made_from<'s>(names: &Names<'_>, services: impl Iterator<Item = &'s str>) -> Vec<EntityRef> {
    let services: IndexSet<&str> = services.collect();
    let environment = EntityRef::new("environment", &names.environment.name);
    std::iter::once(environment)
        .chain(services.into_iter().map(|service| EntityRef::new("service", service)))
        .collect()
}

fn site(names: &Names<'_>, allow_lists: &AllowLists) -> Site {
    let routes = &names.environment.routes;
    let rejects_handshake = names.nginx.rejects_handshake();
    Site {
        app: names.model.app.name.to_string(),
        environment: names.environment.name.to_string(),
        instance: names.instance.clone(),
        prefix: names.prefix.clone(),
        folder: names.folder.clone(),
        acme_folder: layout::acme_folder(&names.model.app, names.environment),
        server_names: routes.iter().map(|route| names::table_key(&route.host)).collect(),
        route_files: routes
            .iter()
            .map(|route| format!("{}/routes/{}.conf", names.folder, *route.host))
            .collect(),
        rate_zones: routes.iter().filter_map(|route| rate_zone(names, route)).collect(),
        origin_maps: origin_maps(names, allow_lists),
        has_websocket: routes.iter().any(|route| route.websocket),
        default_server: (!is_shared(names.environment))
            .then_some(DefaultServer { rejects_handshake, listen_protocol: listen_protocol(names) }),
    }
}

fn listen_protocol(names: &Names<'_>) -> &'static str {
    if names.nginx.has_http2_directive() { "" } else { " http2" }
}

fn zone_name(names: &Names<'_>, route: &model::Route) -> String {
    format!("{}-{}", names.instance, *route.host)
}

fn rate_zone(names: &Names<'_>, route: &model::Route) -> Option<RateZone> {
    let limit = route.rate_limit.as_ref()?;
    Some(RateZone {
        name: zone_name(names, route),
        rate: nginx_rate(limit.rate),
        declared: limit.rate.to_string(),
    })
}

/// nginx counts by the second or the minute. A slower rate is rounded up to the next one it has.
fn nginx_rate(rate: Rate) -> String {
    let seconds = rate.period.seconds.max(1);
    if seconds == 1 {
        return format!("{}r/s", rate.count.max(1));
    }
    format!("{}r/m", (u64::from(rate.count) * 60).div_ceil(seconds).max(1))
}

/// The variables that hold an allowed origin, by the services that are allowed. Routes with one list share one.
type AllowLists = IndexMap<Vec<String>, String>;

fn allowed_services(route: &model::Route) -> Vec<String> {
    route.cors.iter().map(|service| service.to_string()).collect()
}

fn allow_lists(names: &Names<'_>) -> AllowLists {
    let mut lists = AllowLists::new();
    for route in names.environment.routes.iter().filter(|route| !route.cors.is_empty()) {
        let number = lists.len() + 1;
        let suffix = if number == 1 { String::new() } else { number.to_string() };
        lists.entry(allowed_services(route)).or_insert_with(|| format!("{}_origin{suffix}", names.prefix));
    }
    lists
}

fn origin_maps(names: &Names<'_>, allow_lists: &AllowLists) -> Vec<OriginMap> {
    if allow_lists.is_empty() {
        return Vec::new();
    }
    let mut hosts: IndexMap<&str, Vec<String>> = IndexMap::new();
    for route in &names.environment.routes {
        hosts.entry(route.to.as_str()).or_default().push(format!("https://{}", *route.host));
    }
    let origins = |services: &Vec<String>| -> IndexSet<String> {
        services.iter().filter_map(|service| hosts.get(service.as_str())).flatten().cloned().collect()
    };
    let map = |(services, variable): (&Vec<String>, &String)| OriginMap {
        variable: variable.clone(),
        origins: origins(services).into_iter().map(allowed_origin).collect(),
    };
    allow_lists.iter().map(map).collect()
}

fn allowed_origin(origin: String) -> Origin {
    Origin { pattern: names::table_key(&origin), origin }
}

fn upstreams(names: &Names<'_>, colour: Option<model::Colour>) -> Upstreams {
    let routed: IndexSet<&str> = names.environment.routes.iter().map(|route| route.to.as_str()).collect();
    let services = || routed.iter().filter_map(|name| names.environment.services.get(*name));
    let upstream = |service: &Service| Upstream {
        name: layout::upstream(&names.model.app, names.environment, service),
        service: service.name.to_string(),
        ports: layout::copy_ports(service, colour),
    };
    Upstreams {
        colour: layout::colour_word(colour),
        prefix: names.prefix.clone(),
        upstreams: services().map(|service| upstream(service)).collect(),
        made_from: made_from(names, routed.iter().copied()),
    }
}

fn tls(names: &Names<'_>) -> Tls {
    let hybrid = names.nginx.openssl_at_least().is_some();
    Tls {
        instance: names.instance.clone(),
        certificate_folder: layout::certificate_folder(&names.model.app, names.environment),
        ciphers: CIPHERS.join(":"),
        curves: if hybrid { CURVES_HYBRID } else { CURVES_CLASSICAL },
        hybrid,
        shared_host: is_shared(names.environment),
    }
}

/// Each network once, whatever number of routes it stands in front of.
fn cdns(names: &Names<'_>) -> Vec<Cdn> {
    let named = names.environment.routes.iter().filter_map(|route| route.cdn.as_ref());
    let named: IndexSet<&str> = named.map(|cdn| cdn.value.as_str()).collect();
    let known = named.into_iter().filter_map(|name| names.model.catalogue.cdns.get(name));
    let lower = |cdn: &model::Cdn| Cdn {
        name: cdn.name.clone(),
        about: cdn.about.clone(),
        header: cdn.header.clone(),
        ranges: cdn.ranges.clone(),
    };
    known.map(lower).collect()
}

fn route(names: &Names<'_>, declared: &model::Route, allow_lists: &AllowLists) -> Route {
    let app = &names.model.app;
    let service = names.environment.services.get(declared.to.as_str());
    let callers = allowed_services(declared);
    let limit = declared.rate_limit.as_ref();
    Route {
        host: declared.host.to_string(),
        server_name: names::table_key(&declared.host),
        service: declared.to.to_string(),
        about: service.and_then(|service| service.about.clone()),
        instance: names.instance.clone(),
        prefix: names.prefix.clone(),
        folder: names.folder.clone(),
        access_log: layout::access_log(app, names.environment),
        error_log: layout::error_log(app, names.environment),
        upstream: service
            .map(|service| layout::upstream(app, names.environment, service))
            .unwrap_or_default(),
        http2_directive: names.nginx.has_http2_directive(),
        keeps_idle_clients: names.nginx.keeps_idle_clients(),
        made_for: names.nginx.version.to_string(),
        body_limit: declared.body_limit.short(),
        timeout_seconds: declared.timeout.seconds.max(1),
        connections: declared.connections,
        content_policy: declared.content_policy.clone(),
        transport_security: declared.transport_security.directives(),
        cdn: declared.cdn.as_ref().map(|cdn| cdn.value.to_string()),
        limit: limit.map(|limit| Limit { zone: zone_name(names, declared), burst: limit.burst }),
        cors: allow_lists
            .get(&callers)
            .map(|variable| Cors { variable: variable.clone(), services: callers.clone() }),
        websocket: declared.websocket,
        made_from: made_from(
            names,
            std::iter::once(declared.to.as_str()).chain(callers.iter().map(String::as_str)),
        ),
    }
}
