//! A version of an engine that no image is known for.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule, versions};
use crate::artifact::EntityRef;
use crate::diag::{Code, Severity};
use crate::model::{Database, Model};

static CODE: Code = Code {
    slug: "engine/unknown-version",
    severity: Severity::Error,
    explanation: r##"A database asks for a version that the catalogue has no image for.

Images are pinned, so that a build today and one next month are the same. A version is one of those the catalogue lists;
`stdlib/` has one file for each engine, and a line there adds another.

## Bad

```kdl
database "main" engine="mongodb" version="2.6"
```

## Good

```kdl
database "main" engine="mongodb" version="8.0"
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
        for database in environment.databases.values() {
            let declared = model.databases.get(&*database.name);
            // An overlay without a version of its own carries the one that was judged.
            if declared.is_none_or(|declared| declared.version.span != database.version.span) {
                judge(model, database, Some(environment_ref(environment)), findings);
            }
        }
    }
}

fn judge(model: &Model, database: &Database, environment: Option<EntityRef>, findings: &mut Findings) {
    let Some(engine) = model.catalogue.engines.get(database.engine.as_str()) else { return };
    if engine.version(&database.version).is_none() {
        let known = engine.versions.iter().map(|known| &known.number);
        let owner = database.entity();
        let diagnostic = versions::unknown(&CODE, &engine.name, &database.version, known);
        findings.report(std::iter::once(owner).chain(environment), diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"database "main" engine="mongodb" version="2.6""#,
        &[("there is no image for mongodb 2.6", r#""2.6""#)],
    ),
    Case::silent(r#"database "main" engine="mongodb" version="8.0""#),
];
