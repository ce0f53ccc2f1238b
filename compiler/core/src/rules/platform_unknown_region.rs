//! A region that the platform does not have.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;
use crate::nearest::nearest;
use crate::syntax::quoted;

static CODE: Code = Code {
    slug: "platform/unknown-region",
    severity: Severity::Error,
    explanation: r##"An environment is to run in a region that its platform does not have.

Each platform has names of its own for its regions; the catalogue lists them.

## Bad

```kdl
environment "production" platform="render" {
    region "europe"
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
}
database "main" engine="postgresql" version="17"
```

## Good

```kdl
environment "production" platform="render" {
    region "frankfurt"
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
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
    for environment in model.environments.values() {
        let Some(region) = &environment.region else { continue };
        let Some(platform) = model.catalogue.platforms.get(environment.platform.as_str()) else { continue };
        if platform.regions.iter().any(|known| **known == ***region) {
            continue;
        }
        let message = format!("{} has no region `{region}`", platform.name);
        let finding = Diagnostic::new(&CODE, region.span, message);
        let finding = match nearest(region, platform.regions.iter().map(String::as_str)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")).fix(region.span, quoted(near)),
            None => finding.help(format!("it has: {}", platform.regions.join(", "))),
        };
        findings.report([environment_ref(environment)], finding);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="railway" {
    region "us-west3"
    promote-from "staging" approval=#true
}
database "main" engine="postgresql" version="17""#,
        &[("railway has no region `us-west3`", r#""us-west3""#)],
    )
    .fixed(r#"region "us-west2""#),
    Case::silent(
        r#"environment "production" platform="railway" {
    region "europe-west4-drams3a"
    promote-from "staging" approval=#true
}
database "main" engine="postgresql" version="17""#,
    ),
];
