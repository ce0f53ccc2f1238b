//! A server that nobody can call.

#[cfg(test)]
use super::Case;
use super::views::{service_ref, views};
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Model, Service};

static CODE: Code = Code {
    slug: "service/unreachable",
    severity: Severity::Warning,
    explanation: r##"A service listens on a port, but nothing can call it.

No route leads to it in any environment and no other service uses it. A route is missing, or a `uses` line is, or the
port: a worker has none.

## Bad

```kdl
service "reports" {
    port 9000
    health "/"
}
```

## Good

```kdl
service "reports" {
    port 9000
    health "/"
}
service "backend" {
    uses "reports" env="REPORTS_URL"
}
```
"##,
};

pub(super) static RULE: Rule = Rule {
    code: &CODE,
    check,
    #[cfg(test)]
    cases: CASES,
};

fn check(model: &Model, findings: &mut Findings) {
    let Some(deployed) = model.environments.values().find(|environment| !environment.is_local()) else {
        return;
    };
    let routes = model.environments.values().flat_map(|environment| &environment.routes);
    let mut called: Vec<&str> = routes.map(|route| route.to.as_str()).collect();
    for view in views(model) {
        called.extend(called_by(view.service));
    }
    called.sort_unstable();
    let is_called = |service: &Service| called.binary_search(&&*service.name).is_ok();
    for service in model.services.values().filter(|service| !is_called(service)) {
        let Some(port) = &service.port else { continue };
        let name = &service.name;
        let message = format!("`{name}` listens on {port}, but nothing can call it");
        let domain = deployed.host.as_ref().map_or("shop.app", |host| &host.name);
        let diagnostic = Diagnostic::new(&CODE, port.span, message)
            .label(deployed.span, "no route here or elsewhere leads to it")
            .help(format!("add a route: route \"{name}.{domain}\" to=\"{name}\""))
            .help("or let a service use it, or leave `port` out when it is a worker");
        findings.report([service_ref(service)], diagnostic);
    }
}

/// The services that a service names, in `uses` or in the text of a variable.
fn called_by(service: &Service) -> impl Iterator<Item = &str> {
    let used = service.uses.iter().flat_map(|line| &line.things).map(|thing| thing.as_str());
    let values = service.env.iter().filter_map(|entry| entry.value.as_ref());
    let read = values.flat_map(|value| value.references()).filter(|reference| reference.kind == "service");
    used.chain(read.map(|reference| reference.name).filter(|name| *name != &*service.name))
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "reports" { port 9000; }"#,
        &[("`reports` listens on 9000, but nothing can call it", "9000")],
    ),
    Case::silent(
        r#"service "reports" { port 9000; }
service "frontend" { uses "reports"; }"#,
    ),
    Case::silent(
        r#"service "reports" { port 9000; }
service "frontend" { env { REPORTS "${service.reports.url}/today"; }; }"#,
    ),
    Case::silent(
        r#"service "reports" { port 9000; }
environment "production" platform="vps" { route "reports.shop.app" to="reports"; }"#,
    ),
    Case::silent(r#"service "worker" { run "python" "worker.py"; }"#),
];
