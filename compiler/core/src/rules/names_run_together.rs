//! Two things that have one name where they run.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Colour, Database, Environment, Model, Service, Supervisor};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::BTreeSet;

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
#[derive(Clone, Copy)]
enum Holder<'m> {
    Service(&'m Service),
    Database(&'m Database),
}

impl Holder<'_> {
    fn entity(self) -> EntityRef {
        match self {
            Self::Service(service) => EntityRef::new("service", &service.name),
            Self::Database(database) => database.entity(),
        }
    }

    fn span(self) -> Span {
        match self {
            Self::Service(service) => service.span,
            Self::Database(database) => database.runs_as_span(),
        }
    }
}

fn check(model: &Model, findings: &mut Findings) {
    let mut reported = BTreeSet::new();
    // Under PM2 databases are no containers of ours.
    let with_containers = |environment: &&Environment| environment.supervisor != Some(Supervisor::Pm2);
    for environment in model.environments.values().filter(with_containers) {
        let mut holders: Vec<_> = holders(environment).collect();
        // Whoever has a name first comes first among those that have it.
        holders.sort_by(|(name, _), (other, _)| name.cmp(other));
        let same_name = holders.chunk_by(|(name, _), (other, _)| name == other);
        let pairs = same_name.flat_map(|chunk| chunk.iter().skip(1).map(|later| (&chunk[0], later)));
        for ((name, known), (_, holder)) in pairs {
            let (own, its) = (holder.entity(), known.entity());
            if own != its && reported.insert((its.clone(), own.clone(), name.to_string())) {
                let message = format!("{} and {} both run as `{name}`", its.0, own.0);
                let diagnostic = Diagnostic::new(&CODE, holder.span(), message)
                    .label(known.span(), format!("{} has the name", its.0))
                    .label(environment.span, "here")
                    .help("give one of them another name");
                findings.report([own, its, environment_ref(environment)], diagnostic);
            }
        }
    }
}

/// Every name of an environment. A service has its own name for itself, whatever its copies are called.
fn holders(environment: &Environment) -> impl Iterator<Item = (Cow<'_, str>, Holder<'_>)> {
    let colours = if environment.is_blue_green() { &Colour::BOTH[..] } else { &[] };
    let services = environment.services.values().flat_map(|service| {
        let copies = colours.iter().map(|colour| format!("{}-{}", service.name, colour.word()).into());
        std::iter::once((&*service.name).into()).chain(copies).map(|name| (name, Holder::Service(service)))
    });
    let databases = environment.databases.values();
    services.chain(databases.map(|database| ((&**database.runs_as()).into(), Holder::Database(database))))
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
