//! One thing in two versions: what was tested is not what runs.

#[cfg(test)]
use super::Case;
use super::views::{environment_ref, service_ref};
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Database, Environment, Model, Service};
use crate::source::Span;
use std::collections::BTreeMap;

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
    // What no environment changes is the same in all.
    let environments = || model.environments.values();
    let services = environments().flat_map(|it| model.changed_services(it));
    let services: BTreeMap<&str, &Service> =
        services.map(|(declared, _)| (&*declared.name, declared)).collect();
    for (name, declared) in services {
        let sight = |service: &Service| (runtime(service), service.runtime.version.span);
        let own = |environment: &Environment| environment.services.get(name).map(|service| sight(service));
        report(&service_ref(declared), &sight(declared), model, &own, findings);
    }
    let databases = environments().flat_map(|it| model.changed_databases(it));
    let databases: BTreeMap<&str, &Database> =
        databases.map(|(declared, _)| (&*declared.name, declared)).collect();
    for (name, declared) in databases {
        let sight = |database: &Database| (engine(database), database.version.span);
        let own = |environment: &Environment| environment.databases.get(name).map(|database| sight(database));
        report(&declared.entity(), &sight(declared), model, &own, findings);
    }
}

fn runtime(service: &Service) -> String {
    service.runtime.words()
}

fn engine(database: &Database) -> String {
    format!("{} {}", *database.engine, *database.version)
}

/// What a thing is, in words, and where that is said.
type Sight = (String, Span);

/// One finding for each environment that departs from the declaration, unless all do so alike.
fn report(
    entity: &EntityRef,
    declared: &Sight,
    model: &Model,
    own: &dyn Fn(&Environment) -> Option<Sight>,
    findings: &mut Findings,
) {
    let sights: Vec<_> = model.environments.values().filter_map(|it| Some((it, own(it)?))).collect();
    if sights.windows(2).all(|pair| pair[0].1.0 == pair[1].1.0) {
        return;
    }
    for (environment, (words, span)) in sights.iter().filter(|(_, (words, _))| *words != declared.0) {
        let name = &environment.name;
        let message = format!("{} is {words} in {name} and {} elsewhere", entity.0, declared.0);
        let diagnostic = Diagnostic::new(&CODE, *span, message)
            .mark(format!("in {name}"))
            .label(declared.1, "elsewhere")
            .help("declare the version once, outside the environments");
        findings.report([entity.clone(), environment_ref(environment)], diagnostic);
    }
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
            "service backend is python 3.13 with uv in staging and python 3.12 with uv elsewhere",
            r#""3.13""#,
        )],
    ),
    Case::fires(
        r#"environment "production" platform="vps" {
    host "shop.app" user="deploy"
    database "main" version="7.0"
}"#,
        &[("database main is mongodb 7.0 in production and mongodb 8.0 elsewhere", r#""7.0""#)],
    ),
    Case::silent(
        r#"environment "production" platform="vps" {
    host "shop.app" user="deploy"
    service "backend" { replicas 2; }
}"#,
    ),
];
