//! An image that has to be built once for each environment.

#[cfg(test)]
use super::Case;
use super::views::service_ref;
use super::{Findings, Rule, words};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Model, Scope, Service};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

static CODE: Code = Code {
    slug: "build/baked-per-environment",
    severity: Severity::Note,
    explanation: r##"A public variable differs between environments, so each has an image of its own.

A framework builds variables with its public prefix into the pages. The image that was tested in staging would then talk
to staging's API in production. So the image is built once for each environment, from the same commit, and what runs in
production is not the very image that was tested. Reading the value at run time, or through a path on the same host,
makes one image enough.

## Bad

```kdl
service "frontend" {
    runtime "node" version="22" manager="npm" framework="next"
    port 3000
    uses "backend" env="NEXT_PUBLIC_API_URL"
}
service "backend" {
    port 8000
}
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
    route "api.staging.shop.app" to="backend"
}
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    route "api.shop.app" to="backend"
}
```

## Good

```kdl
service "frontend" {
    runtime "node" version="22" manager="npm" framework="next"
    port 3000
    uses "backend" env="API_URL"
}
service "backend" {
    port 8000
}
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
    route "api.staging.shop.app" to="backend"
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
    for service in model.services.values().filter(|service| service.runtime.framework.is_some()) {
        let differing = differing(model, &service.name);
        let Some(first) = differing.first() else { continue };
        let message = format!("`{}` is built once for each environment", service.name);
        let differ = if differing.len() == 1 { "differs" } else { "differ" };
        let diagnostic = Diagnostic::new(&CODE, place(service, first), message)
            .mark(format!("{} {differ} between environments", words::joined(&differing)))
            .help("what runs in production is then built from the commit that was tested, but is not the same image")
            .help("to build one image for all, read the value on the server instead");
        findings.report([service_ref(service)], diagnostic);
    }
}

/// The public variables of a service that do not have one value in all environments with users.
fn differing(model: &Model, service: &str) -> Vec<String> {
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for environment in model.environments.values().filter(|environment| environment.is_host()) {
        let Some(service) = environment.services.get(service) else { continue };
        let variables = model.variables(Scope::new(environment), service);
        for variable in variables.into_iter().filter(|variable| variable.baked) {
            if let Some(value) = variable.plain() {
                values.entry(variable.name.clone()).or_default().insert(value.to_string());
            }
        }
    }
    values.into_iter().filter(|(_, values)| values.len() > 1).map(|(name, _)| name).collect()
}

/// Where the spec gives the variable its value.
fn place(service: &Service, variable: &str) -> Span {
    let located =
        service.uses.iter().find(|line| line.env.as_deref() == Some(variable)).map(|line| line.span);
    let declared = || service.env.iter().find(|entry| &*entry.name == variable).map(|entry| entry.span);
    located.or_else(declared).unwrap_or(service.span)
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "frontend" {
    runtime "node" version="22" manager="npm" framework="next"
    uses "backend" env="NEXT_PUBLIC_API_URL"
}
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
    route "api.staging.shop.app" to="backend"
}"#,
        &[("`frontend` is built once for each environment", r#"uses "backend" env="NEXT_PUBLIC_API_URL""#)],
    ),
    // One value everywhere.
    Case::silent(
        r#"service "frontend" {
    runtime "node" version="22" manager="npm" framework="next"
    env { NEXT_PUBLIC_NAME "Shop"; }
}"#,
    ),
];
