//! A service that users reach and that nothing asks whether it works.

#[cfg(test)]
use super::Case;
use super::views::service_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Model, Route};
use std::collections::BTreeMap;

static CODE: Code = Code {
    slug: "health/missing",
    severity: Severity::Error,
    explanation: r##"A service that users reach has no health check.

A deployment then has nothing to wait for: it switches users to a release that may never have started, cannot switch
back by itself, and no alert can tell that the service is down. `health` names the path that answers 200 when the
service can do its work.

## Bad

```kdl
service "backend" {
    port 8000
}
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    route "api.shop.app" to="backend"
}
```

## Good

```kdl
service "backend" {
    port 8000
    health "/health"
}
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    route "api.shop.app" to="backend"
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
    // The first route to each service that has a port and no check there.
    let mut unasked: BTreeMap<&str, &Route> = BTreeMap::new();
    for environment in model.environments.values() {
        for route in &environment.routes {
            let service = environment.services.get(route.to.as_str());
            if service.is_some_and(|service| service.port.is_some() && service.health.is_none()) {
                unasked.entry(route.to.as_str()).or_insert(route);
            }
        }
    }
    for service in model.services.values() {
        let Some(route) = unasked.get(&*service.name) else { continue };
        let message = format!("users reach `{}`, but nothing asks whether it works", service.name);
        let diagnostic = Diagnostic::new(&CODE, service.span, message)
            .label(route.span, "users come this way")
            .help("add the path that answers 200 when it works: health \"/health\"");
        findings.report([service_ref(service)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "backend" { port 8000; }
environment "production" platform="vps" { route "api.shop.app" to="backend"; }"#,
        &[("users reach `backend`, but nothing asks whether it works", r#"service "backend""#)],
    ),
    Case::silent(r#"service "backend" { port 8000; health "/"; }"#),
    // A worker that nobody reaches.
    Case::silent(r#"service "worker" { run "python" "worker.py"; }"#),
];
