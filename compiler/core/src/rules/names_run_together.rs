//! Two things that have one name where they run.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Colour, Environment, Model, Supervisor};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

static CODE: Code = Code {
    slug: "names/run-together",
    severity: Severity::Error,
    explanation: r##"Two things have the same name where they run.

In an environment, services and databases stand side by side: each has a container of its name, and the copies of a
service that is rolled out blue-green add `-blue` and `-green` to it. A database goes by its `runs-as`, when it has one.
Of two with one name only one would run, and two databases would share one volume.

## Bad

```kdl
service "orders" { run "node" "server.js"; }
database "orders" engine="postgresql" version="17"
```

## Good

```kdl
service "orders" { run "node" "server.js"; }
database "orders-data" engine="postgresql" version="17"
```
"##,
};

pub(super) static RULE: Rule = Rule {
    code: &CODE,
    check,
    #[cfg(test)]
    cases: CASES,
};

/// Who has a name.
struct Holder {
    entity: EntityRef,
    span: Span,
}

fn check(model: &Model, findings: &mut Findings) {
    let mut reported = BTreeSet::new();
    // Under PM2 databases are no containers of ours.
    let with_containers = |environment: &&Environment| environment.supervisor != Some(Supervisor::Pm2);
    for environment in model.environments.values().filter(with_containers) {
        let mut names: BTreeMap<String, Holder> = BTreeMap::new();
        for (name, holder) in holders(environment) {
            let Some(known) = names.get(&name) else {
                names.insert(name, holder);
                continue;
            };
            let pair = (known.entity.clone(), holder.entity.clone(), name.clone());
            if known.entity != holder.entity && !reported.contains(&pair) {
                let message = format!("{} and {} both run as `{name}`", known.entity.0, holder.entity.0);
                let diagnostic = Diagnostic::new(&CODE, holder.span, message)
                    .label(known.span, format!("{} has the name", known.entity.0))
                    .label(environment.span, "here")
                    .help("give one of them another name");
                let owners = [holder.entity, known.entity.clone(), environment_ref(environment)];
                findings.report(owners, diagnostic);
                reported.insert(pair);
            }
        }
    }
}

/// Every name of an environment. A service has its own name for itself, whatever its copies are called.
fn holders(environment: &Environment) -> Vec<(String, Holder)> {
    let mut holders = Vec::new();
    for service in environment.services.values() {
        let colours = if environment.is_blue_green() { &Colour::BOTH[..] } else { &[] };
        let copies = colours.iter().map(|colour| format!("{}-{}", service.name, colour.word()));
        for name in std::iter::once(service.name.to_string()).chain(copies) {
            let entity = EntityRef::new("service", &service.name);
            holders.push((name, Holder { entity, span: service.span }));
        }
    }
    for database in environment.databases.values() {
        let entity = EntityRef::new("database", &database.name);
        holders.push((database.runs_as().to_string(), Holder { entity, span: database.runs_as_span() }));
    }
    holders
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        "database \"orders\" engine=\"mongodb\" version=\"8.0\"\nservice \"orders\" { run \"x\"; port 8100; }",
        &[(
            "service orders and database orders both run as `orders`",
            r#"database "orders" engine="mongodb" version="8.0""#,
        )],
    ),
    Case::fires(
        r#"database "old" engine="mongodb" version="8.0" { runs-as "main"; }"#,
        &[("database main and database old both run as `main`", r#""main""#)],
    ),
    Case::fires(
        r#"environment "production" platform="vps" { host "shop.app" user="deploy"; rollout "blue-green"; }
database "backend-blue" engine="mongodb" version="8.0""#,
        &[(
            "service backend and database backend-blue both run as `backend-blue`",
            r#"database "backend-blue" engine="mongodb" version="8.0""#,
        )],
    ),
    Case::silent(r#"database "main" engine="mongodb" version="8.0" { runs-as "store"; }"#),
    Case::silent(r#"database "backend-blue" engine="mongodb" version="8.0""#),
];
