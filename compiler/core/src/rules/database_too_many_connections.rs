//! More connections than a database lets in.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Database, Environment, Model, Service};
use crate::source::Span;

static CODE: Code = Code {
    slug: "database/too-many-connections",
    severity: Severity::Error,
    explanation: r##"The copies of the services may open more connections than the database lets in.

Each copy opens as many as its `pool` says, and during a blue-green rollout there are twice as many copies. What is too
many is refused: not on a quiet day, but in the busiest hour, and to whichever copy comes last. Make pools smaller, run
fewer copies, or put a pooler such as PgBouncer in between.

## Bad

```kdl
service "backend" {
    uses "main" env="DATABASE_URL" pool=50
    replicas 3
}
database "main" engine="postgresql" version="17"
```

## Good

```kdl
service "backend" {
    uses "main" env="DATABASE_URL" pool=15
    replicas 3
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

/// What the copies of one service may open.
struct Share<'m> {
    service: &'m Service,
    span: Span,
    copies: u32,
    most: u32,
}

fn check(model: &Model, findings: &mut Findings) {
    for environment in model.environments.values() {
        for database in environment.databases.values() {
            let engine = model.catalogue.engines.get(database.engine.as_str());
            let Some(limit) = engine.and_then(|engine| engine.connections) else { continue };
            let shares = shares(environment, database);
            let most: u32 = shares.iter().map(|share| share.most).sum();
            if let Some(largest) = shares.iter().max_by_key(|share| share.most)
                && most > u32::from(limit)
            {
                let diagnostic = diagnostic(environment, database, limit, most, largest);
                findings.report([database.entity(), environment_ref(environment)], diagnostic);
            }
        }
    }
}

fn shares<'m>(environment: &'m Environment, database: &Database) -> Vec<Share<'m>> {
    let sets = if environment.is_blue_green() { 2 } else { 1 };
    let mut shares = Vec::new();
    for service in environment.services.values() {
        let lines = service
            .uses
            .iter()
            .filter(|line| line.things.first().is_some_and(|thing| thing.as_str() == &*database.name));
        for pool in lines.filter_map(|line| line.pool.as_ref()) {
            let copies = u32::from(*service.replicas) * sets;
            shares.push(Share { service, span: pool.span, copies, most: copies * u32::from(pool.value) });
        }
    }
    shares
}

fn diagnostic(
    environment: &Environment,
    database: &Database,
    limit: u16,
    most: u32,
    largest: &Share<'_>,
) -> Diagnostic {
    let place = &environment.name;
    let message =
        format!("up to {most} connections to `{}` in {place}, which lets in {limit}", database.name);
    let copies = if environment.is_blue_green() {
        format!("{} copies of `{}` during a rollout", largest.copies, largest.service.name)
    } else {
        format!("{} copies of `{}`", largest.copies, largest.service.name)
    };
    Diagnostic::new(&CODE, largest.span, message)
        .mark(format!("{copies} open up to {}", largest.most))
        .label(database.span, format!("lets in {limit}"))
        .help("make the pools smaller, run fewer copies, or put a pooler in between")
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"database "store" engine="postgresql" version="17"
service "backend" { uses "store" env="STORE_URL" pool=50; }
environment "production" platform="vps" { host "shop.app" user="deploy"; service "backend" { replicas 2; }; }"#,
        &[("up to 100 connections to `store` in production, which lets in 97", "50")],
    ),
    Case::silent(
        r#"database "store" engine="postgresql" version="17"
service "backend" { uses "store" env="STORE_URL" pool=48; }
environment "production" platform="vps" { host "shop.app" user="deploy"; service "backend" { replicas 2; }; }"#,
    ),
];
