//! A variable that on Render holds `host:port` and elsewhere a URL.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;
use std::collections::BTreeSet;

static CODE: Code = Code {
    slug: "render/address-without-scheme",
    severity: Severity::Warning,
    explanation: r##"A service finds another one by a variable that holds `host:port` on Render, and a URL everywhere else.

A service without a route is reached inside Render alone, and Render says where only as `host:port`, without `http://`.
Let the program take either, or give the service a route: its URL is then the public one.

## Bad

```kdl
environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "shop.app" to="frontend"
}
service "frontend" {
    run "node" "server.js"
    port 3000
    health "/" { covers "backend"; }
    uses "backend" env="BACKEND_URL"
}
database "main" engine="postgresql" version="17"
```

## Good

```kdl
environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "shop.app" to="frontend"
    route "api.shop.app" to="backend"
}
service "frontend" {
    run "node" "server.js"
    port 3000
    health "/" { covers "backend"; }
    uses "backend" env="BACKEND_URL"
}
database "main" engine="postgresql" version="17"
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
    let mut seen = BTreeSet::new();
    for environment in model.environments.values().filter(|here| *here.platform.value == *"render") {
        for service in environment.services.values() {
            for line in &service.uses {
                let (Some(variable), [thing]) = (&line.env, &line.things[..]) else { continue };
                let has_port = environment.services.get(thing.as_str()).is_some_and(|it| it.port.is_some());
                // One line of a spec is one mistake, however many environments it is read in.
                if !has_port || environment.route_to(thing).is_some() || !seen.insert(line.span) {
                    continue;
                }
                let message = format!("{variable} holds host:port in {}, and no URL", environment.name);
                let finding = Diagnostic::new(&CODE, line.span, message)
                    .label(environment.platform.span, format!("no route leads to {thing} here"))
                    .help(format!("let {} take an address without http://, or add a route", service.name));
                let owner = EntityRef::new("service", &service.name);
                findings.report([owner, environment_ref(environment)], finding);
            }
        }
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "shop.app" to="frontend"
}
service "frontend" {
    run "node" "server.js"
    port 3000
    health "/" { covers "backend"; }
    uses "backend" env="BACKEND_URL"
}
database "main" engine="postgresql" version="17""#,
        &[("BACKEND_URL holds host:port in production, and no URL", r#"uses "backend" env="BACKEND_URL""#)],
    ),
    // On Railway the name of a service is known.
    Case::silent(
        r#"environment "production" platform="railway" {
    promote-from "staging" approval=#true
    route "shop.app" to="frontend"
}
service "frontend" {
    run "node" "server.js"
    port 3000
    health "/" { covers "backend"; }
    uses "backend" env="BACKEND_URL"
}
database "main" engine="postgresql" version="17""#,
    ),
];
