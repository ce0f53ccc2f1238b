//! Environments on Vercel in different regions.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "vercel/regions-differ",
    severity: Severity::Error,
    explanation: r##"Two environments on Vercel name different regions.

The region stands in `vercel.json`, which is part of the commit and the same for every environment.

## Bad

```kdl
database "main" engine="postgresql" version="17"
service "backend" {
    runtime "node" version="24" manager="npm" framework="next"
    port 8000
    health "/health" { covers "main"; }
    uses "main" env="DATABASE_URI"
}
environment "staging" platform="vercel" {
    region "fra1"
    neon project="late-lake-12345678"
    deploy-on branch="main"
    route "api.staging.shop.app" to="backend"
}
environment "production" platform="vercel" {
    region "iad1"
    neon project="late-lake-12345678"
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
}
```

## Good

```kdl
database "main" engine="postgresql" version="17"
service "backend" {
    runtime "node" version="24" manager="npm" framework="next"
    port 8000
    health "/health" { covers "main"; }
    uses "main" env="DATABASE_URI"
}
environment "staging" platform="vercel" {
    region "fra1"
    neon project="late-lake-12345678"
    deploy-on branch="main"
    route "api.staging.shop.app" to="backend"
}
environment "production" platform="vercel" {
    region "fra1"
    neon project="late-lake-12345678"
    promote-from "staging" approval=#true
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
    let mut here = model.environments.values().filter(|here| *here.platform.value == *"vercel");
    let Some(first) = here.next() else { return };
    let place = |environment: &crate::model::Environment| {
        environment.region.as_ref().map_or(environment.platform.span, |region| region.span)
    };
    for other in here.filter(|other| other.region.as_deref() != first.region.as_deref()) {
        let message = format!("{} and {} are in different regions", first.name, other.name);
        let finding = Diagnostic::new(&CODE, place(other), message)
            .label(place(first), format!("{} is here", first.name))
            .help("name one region in both: vercel.json is the same for every environment");
        findings.report([environment_ref(first), environment_ref(other)], finding);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"database "main" engine="postgresql" version="17"
service "backend" {
    runtime "node" version="24" manager="npm" framework="next"
    port 8000
    health "/health" { covers "main"; }
    uses "main" env="DATABASE_URI"
}
environment "staging" platform="vercel" {
    region "fra1"
    neon project="late-lake-12345678"
    deploy-on branch="main"
    route "api.staging.shop.app" to="backend"
}
environment "production" platform="vercel" {
    region "iad1"
    neon project="late-lake-12345678"
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
}"#,
        &[("staging and production are in different regions", r#""iad1""#)],
    ),
    Case::silent(
        r#"database "main" engine="postgresql" version="17"
service "backend" {
    runtime "node" version="24" manager="npm" framework="next"
    port 8000
    health "/health" { covers "main"; }
    uses "main" env="DATABASE_URI"
}
environment "staging" platform="vercel" {
    region "fra1"
    neon project="late-lake-12345678"
    deploy-on branch="main"
    route "api.staging.shop.app" to="backend"
}
environment "production" platform="vercel" {
    region "fra1"
    neon project="late-lake-12345678"
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
}"#,
    ),
];
