//! The file that Railway is about to stop reading.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Model, RailwayFormat};

static CODE: Code = Code {
    slug: "railway/legacy-format",
    severity: Severity::Warning,
    explanation: r##"An environment on Railway is described in `railway.json`.

Railway has deprecated that file: new services cannot use it, and from 2026-12-01 on it is not read any more
(railwayapp/docs, config-as-code). What stands in it has no effect then, and the settings are whatever Railway last had.
`railway config migrate` takes existing services over to `.railway/railway.ts`.

## Bad

```kdl
environment "production" platform="railway" {
    format "railway.json"
    promote-from "staging" approval=#true
}
database "main" engine="postgresql" version="17"
```

## Good

```kdl
environment "production" platform="railway" {
    promote-from "staging" approval=#true
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
    for environment in model.environments.values().filter(|here| *here.platform.value == *"railway") {
        let Some(format) = environment.format.as_ref().filter(|format| format.value == RailwayFormat::Legacy)
        else {
            continue;
        };
        let message = "Railway stops reading railway.json on 2026-12-01";
        let finding = Diagnostic::new(&CODE, format.span, message)
            .help("remove the line: the environment is then described in .railway/railway.ts")
            .help("and run `railway config migrate --apply` once, which lets Railway forget the old files");
        findings.report([environment_ref(environment)], finding);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="railway" {
    format "railway.json"
    promote-from "staging" approval=#true
}
database "main" engine="postgresql" version="17""#,
        &[("Railway stops reading railway.json on 2026-12-01", r#""railway.json""#)],
    ),
    Case::silent(
        r#"environment "production" platform="railway" { promote-from "staging" approval=#true; }
database "main" engine="postgresql" version="17""#,
    ),
];
