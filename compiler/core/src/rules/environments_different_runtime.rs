//! One thing in two versions: what was tested is not what runs.

#[cfg(test)]
use super::Case;
use super::views::{environment_ref, service_ref};
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Database, Environment, Model, Service};
use crate::source::Span;
use std::sync::Arc;

static CODE: Code = Code {
    slug: "environments/different-runtime",
    severity: Severity::Warning,
    explanation: r##"Two environments run a service or a database in different versions.

What passes in one environment says little about the other: the tests ran on something that users never meet. Declare
the version once, and change it in an environment only for as long as an upgrade is being tried there.

## Bad

```kdl
service "backend" {
    runtime "python" version="3.12" manager="uv"
}
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
    service "backend" {
        runtime "python" version="3.13" manager="uv"
    }
}
```

## Good

```kdl
service "backend" {
    runtime "python" version="3.13" manager="uv"
}
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
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
    let mut environments = model.environments.values();
    let Some(first) = environments.next() else { return };
    // Every environment has all things, in one order.
    for environment in environments {
        for (usual, own) in first.services.values().zip(environment.services.values()) {
            if !Arc::ptr_eq(usual, own) && runtime(usual) != runtime(own) {
                let declared = model.services.get(&own.name).map(|declared| declared.runtime.version.span);
                let sight = |service: &Service, environment| Sight {
                    environment,
                    words: runtime(service),
                    span: service.runtime.version.span,
                    declared,
                };
                report(service_ref(own), &sight(usual, first), &sight(own, environment), findings);
            }
        }
        for (usual, own) in first.databases.values().zip(environment.databases.values()) {
            if !Arc::ptr_eq(usual, own) && engine(usual) != engine(own) {
                let declared = model.databases.get(&own.name).map(|declared| declared.version.span);
                let sight = |database: &Database, environment| Sight {
                    environment,
                    words: engine(database),
                    span: database.version.span,
                    declared,
                };
                let entity = EntityRef::new("database", &own.name);
                report(entity, &sight(usual, first), &sight(own, environment), findings);
            }
        }
    }
}

fn runtime(service: &Service) -> String {
    let runtime = &service.runtime;
    format!("{} {} with {}", *runtime.name, *runtime.version, *runtime.manager)
}

fn engine(database: &Database) -> String {
    format!("{} {}", *database.engine, *database.version)
}

/// What a thing is in one environment.
struct Sight<'m> {
    environment: &'m Environment,
    words: String,
    span: Span,
    /// Where the declaration says it.
    declared: Option<Span>,
}

fn report(entity: EntityRef, first: &Sight<'_>, second: &Sight<'_>, findings: &mut Findings) {
    // The line that departs from the declaration is the one to look at.
    let departs = |sight: &Sight<'_>| sight.declared != Some(sight.span);
    let (odd, usual) = if departs(second) { (second, first) } else { (first, second) };
    let (own, its) = (&odd.environment.name, &usual.environment.name);
    let message = format!("{} is {} in {own} and {} in {its}", entity.0, odd.words, usual.words);
    let diagnostic = Diagnostic::new(&CODE, odd.span, message)
        .mark(format!("in {own}"))
        .label(usual.span, format!("in {its}"))
        .help("declare the version once, outside the environments");
    let environments = [environment_ref(odd.environment), environment_ref(usual.environment)];
    findings.report(std::iter::once(entity).chain(environments), diagnostic);
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "backend" { runtime "python" version="3.12" manager="uv"; }
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
    service "backend" { runtime "python" version="3.13" manager="uv"; }
}"#,
        &[(
            "service backend is python 3.13 with uv in staging and python 3.12 with uv in development",
            r#""3.13""#,
        )],
    ),
    Case::fires(
        r#"environment "production" platform="vps" {
    host "shop.app" user="deploy"
    database "main" version="7.0"
}"#,
        &[("database main is mongodb 7.0 in production and mongodb 8.0 in development", r#""7.0""#)],
    ),
    Case::silent(
        r#"environment "production" platform="vps" {
    host "shop.app" user="deploy"
    service "backend" { replicas 2; }
}"#,
    ),
];
