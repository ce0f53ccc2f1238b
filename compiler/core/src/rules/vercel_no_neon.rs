//! A database in an environment on Vercel, and nowhere to keep it.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "vercel/no-neon",
    severity: Severity::Error,
    explanation: r##"An environment on Vercel has a database, and does not say where it is kept.

Vercel keeps no databases. A `neon` line names the project at Neon whose branch is the database of the environment.

## Bad

```kdl
environment "production" platform="vercel" {
    promote-from "staging" approval=#true
    route "shop.app" to="backend"
}
service "backend" {
    runtime "node" version="24" manager="npm" framework="next"
    port 3000
    health "/" { covers "main"; }
    uses "main" env="DATABASE_URI"
}
database "main" engine="postgresql" version="17"
```

## Good

```kdl
environment "production" platform="vercel" {
    promote-from "staging" approval=#true
    route "shop.app" to="backend"
    neon project="late-lake-12345678"
}
service "backend" {
    runtime "node" version="24" manager="npm" framework="next"
    port 3000
    health "/" { covers "main"; }
    uses "main" env="DATABASE_URI"
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
    for environment in model.environments.values().filter(|here| *here.platform.value == *"vercel") {
        let Some(database) = environment.databases.values().next().filter(|_| environment.neon.is_none())
        else {
            continue;
        };
        let message = format!("nothing keeps database `{}` in {}", database.name, environment.name);
        let finding = Diagnostic::new(&CODE, environment.platform.span, message)
            .mark("Vercel keeps no databases")
            .label(database.span, "this one")
            .help("add the ID that Neon shows for the project: neon project=\"late-lake-12345678\"");
        findings.report([environment_ref(environment)], finding);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="vercel" {
    promote-from "staging" approval=#true
    route "shop.app" to="backend"
}
service "backend" {
    runtime "node" version="24" manager="npm" framework="next"
    port 3000
    health "/" { covers "main"; }
    uses "main" env="DATABASE_URI"
}
database "main" engine="postgresql" version="17""#,
        &[("nothing keeps database `main` in production", r#""vercel""#)],
    ),
    Case::silent(
        r#"environment "production" platform="vercel" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
    neon project="late-lake-12345678"
}
service "backend" {
    runtime "node" version="24" manager="npm" framework="next"
    port 3000
    health "/" { covers "main"; }
    uses "main" env="DATABASE_URI"
}
database "main" engine="postgresql" version="17""#,
    ),
];
