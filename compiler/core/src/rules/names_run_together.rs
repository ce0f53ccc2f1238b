//! Two things that have one name where they run.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Colour, Database, Environment, External, Migration, Model, Service, Supervisor};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::BTreeSet;

static CODE: Code = Code {
    slug: "names/run-together",
    severity: Severity::Error,
    explanation: r##"Two things have the same name where they run.

In an environment, services, databases, caches and queues stand side by side: each has a container of its name, and the copies of a
service that is rolled out blue-green add `-blue` and `-green` to it. A database goes by its `runs-as`, when it has one.
Of two with one name only one would run, and two databases would share one volume. On a developer's machine `migrate-` and
`seed-` with the name of a database, and the names of external services that something stands in for, are taken too.

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
    /// What stands in for it.
    External(&'m External),
    /// What brings a database to its schema, and what fills it.
    Migration(&'m Service, &'m Migration),
}

impl Holder<'_> {
    fn entity(self) -> EntityRef {
        match self {
            Self::Service(service) => EntityRef::new("service", &service.name),
            Self::Database(database) => database.entity(),
            Self::External(external) => external.entity(),
            Self::Migration(service, _) => EntityRef::new("service", &service.name),
        }
    }

    fn span(self) -> Span {
        match self {
            Self::Service(service) => service.span,
            Self::Database(database) => database.runs_as_span(),
            Self::External(external) => external.span,
            Self::Migration(_, migration) => migration.span,
        }
    }
}

fn check(model: &Model, findings: &mut Findings) {
    let mut reported = BTreeSet::new();
    // Under PM2 databases are no containers of ours.
    let with_containers = |environment: &&Environment| environment.supervisor != Some(Supervisor::Pm2);
    for environment in model.environments.values().filter(with_containers) {
        let mut holders: Vec<_> = holders(environment).chain(helpers(model, environment)).collect();
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

/// What runs on a developer's machine alone.
fn helpers<'m>(
    model: &'m Model,
    environment: &'m Environment,
) -> impl Iterator<Item = (Cow<'m, str>, Holder<'m>)> {
    let is_stood_in = |external: &&External| model.stand_in(environment, external).is_some();
    let externals = model.externals.values().filter(is_stood_in);
    let externals = externals.map(|external| ((&*external.name).into(), Holder::External(external)));
    let services = environment.services.values().filter(|_| environment.is_local());
    let migrations = services.flat_map(|service| {
        service.migrates.iter().flat_map(move |migration| {
            let seed = (!migration.seed.is_empty()).then(|| migration.seed_container());
            let names = std::iter::once(migration.container()).chain(seed);
            names.map(move |name| (name.into(), Holder::Migration(service, migration)))
        })
    });
    externals.chain(migrations)
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
    Case::fires(
        r#"external "backend" url="smtp://x.app" stand-in="mailpit""#,
        &[(
            "service backend and external backend both run as `backend`",
            r#"external "backend" url="smtp://x.app" stand-in="mailpit""#,
        )],
    ),
    Case::fires(
        r#"service "backend" { uses "main" env="URL"; migrates "main" { run "x"; seed "y"; }; }
database "seed-main" engine="mongodb" version="8.0""#,
        &[("database seed-main and service backend both run as `seed-main`", r#"migrates "main""#)],
    ),
    Case::silent(r#"database "main" engine="mongodb" version="8.0" { runs-as "store"; }"#),
    Case::silent(r#"database "backend-blue" engine="mongodb" version="8.0""#),
];
