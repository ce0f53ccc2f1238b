//! A site on Render: files that it builds once and serves from its edge, without a process. In: a service whose framework
//! builds files. Out: what makes them, where they are, and what is sent with them. It is on no private network and has
//! neither port nor health; a site that nobody is led to from outside stays an image.

use super::ir::{Header, Rewrite, Service, Variable};
use crate::model::{self, Framework, Model};
use crate::render::escape;
use crate::targets::{container, layout};

/// Turns what would run from an image into what is served as files, where the service is a site.
pub(super) fn or_image(
    model: &Model,
    environment: &model::Environment,
    service: &model::Service,
    image: Service,
) -> Service {
    let framework = container::framework(model, service);
    let built = framework.and_then(|framework| Some((framework, framework.site.as_deref()?)));
    let (Some((framework, site)), Some(route)) = (built, environment.route_to(&service.name)) else {
        return image;
    };
    Service {
        runtime: "static",
        build_command: Some(build_command(model, service)),
        static_publish_path: Some(layout::in_source(service, site)),
        headers: headers(framework, route),
        routes: rewrites(framework),
        env_vars: variables(model, service, image.env_vars),
        region: None,
        plan: None,
        dockerfile_path: None,
        docker_context: None,
        num_instances: None,
        health_check_path: None,
        max_shutdown_delay_seconds: None,
        previews: None,
        ..image
    }
}

/// Render runs it at the top of the repository.
fn build_command(model: &Model, service: &model::Service) -> String {
    let tool = container::tool(model, service);
    let tool = tool.map(|(tool, version)| tool.install.replace("{version}", &version));
    let enter =
        |folder: &str| (!folder.is_empty() && folder != ".").then(|| format!("cd {}", escape::shell(folder)));
    let parts = [
        tool,
        enter(layout::build_context(service)),
        container::manager(model, service).map(|manager| manager.install.clone()),
        enter(layout::member(service)),
        container::build_command(model, service),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" && ")
}

/// What nginx sends on a host.
fn headers(framework: &Framework, route: &model::Route) -> Vec<Header> {
    let transport = format!("max-age=63072000{}", route.transport_security.directives());
    let everywhere = [
        ("Strict-Transport-Security", transport.as_str()),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Content-Security-Policy", route.content_policy.as_str()),
    ];
    let header = |path: &str, name: &'static str, value: &str| Header {
        path: path.to_string(),
        name,
        value: value.to_string(),
    };
    let mut headers: Vec<Header> = everywhere.iter().map(|(name, value)| header("/*", name, value)).collect();
    if let Some(folder) = &framework.hashed {
        headers.push(header(&format!("/{folder}/*"), "Cache-Control", "public, max-age=31536000, immutable"));
    }
    headers
}

/// Render asks for a file first, and goes on from here where there is none.
fn rewrites(framework: &Framework) -> Vec<Rewrite> {
    let first = Rewrite { kind: "rewrite", source: "/*", destination: "/index.html" };
    if framework.single_page { vec![first] } else { Vec::new() }
}

/// What the build reads, and which version of the runtime it is done with. Nothing listens.
fn variables(model: &Model, service: &model::Service, given: Vec<Variable>) -> Vec<Variable> {
    let is_port = |variable: &Variable| matches!(variable, Variable::Plain { key, .. } if key == super::variables::PORT);
    let version = container::runtime(model, service).and_then(|runtime| runtime.version_variable.clone());
    let version = version.map(|key| Variable::Plain { key, value: service.runtime.version.to_string() });
    given.into_iter().filter(|variable| !is_port(variable)).chain(version).collect()
}
