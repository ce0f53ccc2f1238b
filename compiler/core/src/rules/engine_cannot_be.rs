//! An engine that cannot be what it is asked to be.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule, words};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Database, Model, Store};

static CODE: Code = Code {
    slug: "engine/cannot-be",
    severity: Severity::Error,
    explanation: r##"An engine is asked to be what it cannot be.

A database keeps what must not be lost, a cache lets go of the oldest when there is no room, and a queue keeps work until
it is done. The catalogue says of each engine which of these it can be: one that lives in memory is no database, and a
database is no cache.

## Bad

```kdl
database "sessions" engine="valkey" version="8.1"
```

## Good

```kdl
cache "sessions" engine="valkey" version="8.1"
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
    for database in model.databases.values() {
        judge(model, database, None, findings);
    }
    for environment in model.environments.values() {
        for (declared, own) in model.changed_databases(environment) {
            if declared.engine.span != own.engine.span {
                judge(model, own, Some(environment_ref(environment)), findings);
            }
        }
    }
}

fn judge(model: &Model, database: &Database, environment: Option<EntityRef>, findings: &mut Findings) {
    let Some(engine) = model.catalogue.engines.get(database.engine.as_str()) else { return };
    if engine.serves.contains(&database.keeps) {
        return;
    }
    let wanted = database.keeps.kind();
    let able = model.catalogue.engines.values().filter(|engine| engine.serves.contains(&database.keeps));
    let able: Vec<_> = able.map(|engine| words::quoted(&engine.name)).collect();
    let serves: Vec<_> = engine.serves.iter().map(|store| Store::kind(*store)).collect();
    let message = format!("{} cannot be a {wanted}", engine.name);
    let diagnostic = Diagnostic::new(&CODE, database.engine.span, message)
        .mark(format!("it can be a {}", serves.join(" or a ")))
        .help(format!("as a {wanted} there is {}", able.join(" or ")));
    findings.report(std::iter::once(database.entity()).chain(environment), diagnostic);
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"database "sessions" engine="valkey" version="8.1""#,
        &[("valkey cannot be a database", r#""valkey""#)],
    ),
    Case::fires(
        r#"cache "pages" engine="postgresql" version="17""#,
        &[("postgresql cannot be a cache", r#""postgresql""#)],
    ),
    Case::silent(
        "cache \"pages\" engine=\"valkey\" version=\"8.1\"\nqueue \"jobs\" engine=\"redis\" version=\"7.2\"",
    ),
];
