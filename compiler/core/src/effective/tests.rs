//! Settings are found where they are, with what gave them their value.

use super::*;
use crate::driver::{Compilation, compile};
use crate::targets::fixture::EverythingIsThere;

const SPEC: &str = r#"
app "shop" { repository "github.com/acme/shop"; }
service "api" {
    source "api"
    runtime "node" version="22" manager="npm"
    run "node" "server.js" "--port" "${service.api.port}"
    port 8000
    health "/health" { covers "main"; }
    uses "main" env="DATABASE_URL"
    env {
        MODE "plain"
        ORIGIN "${service.api.origin}"
        SELF "${service.api.url}"
    }
    check "unit" "npm test" coverage="81%"
}
database "main" engine="mongodb" version="8.0"
environment "development" platform="compose"
environment "production" platform="vps" {
    host "acme.app" user="deploy"
    deploy-on branch="main"
    route "api.acme.app" to="api"
    rollout "blue-green" { abort-when "errors > 1%"; abort-when "errors > 1%" for="5m"; }
    service "api" {
        replicas 4
        port 8001
        health "/ready" { covers "main"; }
        env { MODE "loud"; EXTRA "x"; }
    }
}
"#;

fn compiled() -> Compilation {
    let compilation = compile(SPEC, &EverythingIsThere);
    assert!(compilation.model.is_some(), "{:#?}", compilation.diagnostics);
    compilation
}

fn view(compilation: &Compilation) -> View<'_> {
    View::new(&compilation.schema, &compilation.things, compilation.model.as_ref())
}

fn thing(view: &View<'_>, path: &str) -> ThingId {
    view.things.of_spec().map(|(thing, _)| thing).find(|thing| view.path(*thing) == path).unwrap()
}

/// The value at a path of a thing, as text, with its origin.
fn at(view: View<'_>, of: &str, path: &str) -> String {
    let thing = thing(&view, of);
    let found = find(view.schema, view.node(thing), path);
    let origins = Origins::of(&view, thing);
    let lines = found.iter().map(|(path, found)| match found {
        Found::Nothing => format!("{path} = nothing"),
        Found::Node(node) => format!("{path} = node {}", label(node, view.schema)),
        Found::Setting(setting) => {
            let origin = origins.setting(path, setting);
            let values: Vec<String> = setting.values().map(|(value, _)| value.plain()).collect();
            let before = origin.before.map(|before| {
                let values: Vec<String> = before.values().map(|(value, _)| value.plain()).collect();
                format!(", was {}{}", values.join(" "), if before.is_default() { " by default" } else { "" })
            });
            format!("{path} = {} ({:?}{})", values.join(" "), origin.cause, before.unwrap_or_default())
        }
    });
    lines.collect::<Vec<_>>().join("; ")
}

#[test]
fn a_path_leads_to_a_value_and_its_cause() {
    let compilation = compiled();
    let view = view(&compilation);
    let production = view.in_environment(Some("production"));
    for (view, of, path, expected) in [
        (view, "service.api", "replicas", "replicas = 1 (Default)"),
        (production, "service.api", "replicas", "replicas = 4 (Environment, was 1 by default)"),
        (production, "service.api", "port", "port = 8001 (Environment, was 8000)"),
        (production, "service.api", "memory", "memory = 512MiB (Default)"),
        (production, "service.api", "source", "source = api (Written)"),
        (production, "service.api", "runtime.version", "runtime.version = 22 (Written)"),
        (view, "service.api", "check.unit.coverage", "check.unit.coverage = 81% (Written)"),
        (view, "service.api", "check.unit", "check.unit = node unit"),
        (view, "service.api", "check.e2e.coverage", "check.e2e.coverage = nothing"),
        (view, "service.api", "about", "about = nothing"),
        (view, "service.api", "health.covers", "health.covers = main (Written)"),
        (production, "service.api", "health.covers", "health.covers = main (Environment, was main)"),
        (production, "service.api", "health.path", "health.path = /ready (Environment, was /health)"),
        (production, "service.api", "env.MODE.value", "env.MODE.value = loud (Environment, was plain)"),
        (production, "service.api", "env.EXTRA.value", "env.EXTRA.value = x (Environment)"),
        (view, "service.api", "env.EXTRA.value", "env.EXTRA.value = nothing"),
        (view, "service.api", "uses.main.env", "uses.main.env = DATABASE_URL (Written)"),
        (
            view,
            "environment.production",
            "route.api.acme.app.timeout",
            "route.api.acme.app.timeout = 60s (Default)",
        ),
        (view, "environment.production", "rollout.bake", "rollout.bake = 2m (Default)"),
        (view, "environment.production", "nginx.version", "nginx.version = 1.30 (Default)"),
        (view, "environment.production", "supervisor", "supervisor = compose (Default)"),
        (view, "environment.development", "supervisor", "supervisor = nothing"),
        (
            view,
            "environment.production",
            "rollout.abort-when.*.for",
            "rollout.abort-when.errors > 1%.for = 1m (Default); rollout.abort-when.errors > 1%#2.for = 5m (Written)",
        ),
        (view, "environment.development", "route.*.timeout", ""),
    ] {
        assert_eq!(at(view, of, path), expected, "{of} {path}");
    }
}

#[test]
fn the_language_knows_which_paths_there_are() {
    let schema = crate::driver::language();
    let service = schema.kind_id("service").unwrap();
    let environment = schema.kind_id("environment").unwrap();
    for (kind, path, of) in [
        (service, "memory", "memory-size"),
        (service, "check.unit.coverage", "percentage"),
        (service, "check.*.coverage", "percentage"),
        (service, "env.API_V1_PREFIX.value", "template-text"),
        (environment, "route.api.acme.app.timeout", "timeout"),
        (environment, "rollout.abort-when.errors > 0.5%.for", "watch-time"),
    ] {
        let field = field_at(&schema, kind, path).unwrap().unwrap();
        assert!(matches!(&field.shape, Shape::Scalar(one) if &*one.of.name == of), "{path}");
    }
    assert_eq!(field_at(&schema, service, "check.unit").map(|field| field.is_some()), Ok(false));
    let nearest = |kind, path| field_at(&schema, kind, path).unwrap_err().nearest;
    assert_eq!(nearest(service, "memry"), Some("memory".into()));
    assert_eq!(nearest(service, "check.unit.covrage"), Some("check.unit.coverage".into()));
    assert_eq!(nearest(service, "memory.size"), Some("memory".into()));
    assert_eq!(nearest(service, "zebra"), None);
    assert_eq!(nearest(service, "check.unit.zebra"), None);
    assert_eq!(nearest(environment, "route.api.acme.app.timeot"), Some("route.api.acme.app.timeout".into()));
    assert_eq!(field_at(&schema, environment, "route.api.acme.app").map(|field| field.is_some()), Ok(false));
    let long = "check.".repeat(200);
    assert!(field_at(&schema, service, &long).is_err());
}

#[test]
fn text_is_read_in_its_environment() {
    let compilation = compiled();
    let view = view(&compilation);
    let read = |environment: Option<&'static str>, path: &str| -> Vec<Option<String>> {
        let view = view.in_environment(environment);
        let thing = thing(&view, "service.api");
        let Some((_, Found::Setting(setting))) = find(view.schema, view.node(thing), path).pop() else {
            panic!("{path}")
        };
        let last = setting.values().last().unwrap().0;
        view.copies().iter().map(|copy| view.evaluate(&setting, last, *copy)).collect()
    };
    let is = |text: &str| Some(text.to_string());
    assert_eq!(read(None, "env.ORIGIN.value"), [None], "nowhere it stands for nothing");
    assert_eq!(read(Some("development"), "env.ORIGIN.value"), [is("http://localhost:8000")]);
    assert_eq!(
        read(Some("production"), "env.ORIGIN.value"),
        [is("https://api.acme.app"), is("https://api.acme.app")]
    );
    assert_eq!(read(Some("production"), "run"), [is("8001"), is("8001")]);
    assert_eq!(read(Some("production"), "env.MODE.value"), [None, None]);
    assert_eq!(
        read(Some("production"), "env.SELF.value"),
        [is("http://api-blue:8001"), is("http://api-green:8001")]
    );
}

#[test]
fn entries_are_all_there_is() {
    let compilation = compiled();
    let view = view(&compilation).in_environment(Some("production"));
    let paths: Vec<String> = entries(view.schema, view.node(thing(&view, "service.api")))
        .into_iter()
        .map(|entry| entry.path)
        .collect();
    let expected = "name source runtime runtime.name runtime.version runtime.manager run port health health.path health.covers \
        uses.main uses.main.things uses.main.env env env.MODE env.MODE.name env.MODE.value env.ORIGIN env.ORIGIN.name \
        env.ORIGIN.value env.SELF env.SELF.name env.SELF.value env.EXTRA env.EXTRA.name env.EXTRA.value check.unit \
        check.unit.name check.unit.command check.unit.coverage check.unit.ratchet replicas memory cpus drain";
    assert_eq!(paths.join(" "), expected);
    // Each is found again at its path.
    for path in paths {
        let found = find(view.schema, view.node(thing(&view, "service.api")), &path);
        assert!(
            matches!(&found[..], [(known, Found::Setting(_) | Found::Node(_))] if *known == path),
            "{path}"
        );
    }
}
