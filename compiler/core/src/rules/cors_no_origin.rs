//! Pages that may call a service, but come from nowhere.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;
use std::collections::BTreeSet;

static CODE: Code = Code {
    slug: "cors/no-origin",
    severity: Severity::Error,
    explanation: r##"A route lets the pages of a service call it, but no route serves that service.

`cors` is answered with the public origin of the named service, which is the host of the route that leads to it. Without
such a route in the same environment there is no origin, and browsers refuse every call.

## Bad

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    route "api.shop.app" to="backend" {
        cors "frontend"
    }
}
service "frontend" {
    port 3000
}
```

## Good

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    route "shop.app" to="frontend"
    route "api.shop.app" to="backend" {
        cors "frontend"
    }
}
service "frontend" {
    port 3000
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
    // On a developer's machine every service has an origin, `http://localhost` and its port.
    for environment in model.environments.values().filter(|environment| !environment.is_local()) {
        let served: BTreeSet<&str> = environment.routes.iter().map(|route| route.to.as_str()).collect();
        for route in &environment.routes {
            for caller in route.cors.iter().filter(|caller| !served.contains(caller.as_str())) {
                let message = format!(
                    "pages of `{caller}` may call {}, but {} serves none",
                    route.host, environment.name
                );
                let diagnostic = Diagnostic::new(&CODE, caller.span, message)
                    .mark("it has no host here")
                    .help(format!("give it one: route \"www.{}\" to=\"{caller}\"", domain(&route.host)))
                    .help("or leave it out here");
                findings.report([environment_ref(environment)], diagnostic);
            }
        }
    }
}

/// The name without its first label: where a neighbour of this host would be.
fn domain(host: &str) -> &str {
    match host.split_once('.') {
        Some((_, rest)) if rest.contains('.') => rest,
        _ => host,
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "frontend" { port 3000; }
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    route "api.shop.app" to="backend" { cors "frontend"; }
}"#,
        &[("pages of `frontend` may call api.shop.app, but production serves none", r#""frontend""#)],
    ),
    Case::silent(
        r#"service "frontend" { port 3000; }
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    route "api.shop.app" to="backend" { cors "frontend"; }
    route "shop.app" to="frontend"
}"#,
    ),
];
