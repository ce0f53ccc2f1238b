//! One variable for the places of several things.

#[cfg(test)]
use super::Case;
use super::views::views;
use super::{Findings, Rule, words};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "uses/env-ambiguous",
    severity: Severity::Error,
    explanation: r##"One variable is to say where several things are.

The variable of a `uses` line holds the place of one thing. Give each thing its own line and its own variable.

## Bad

```kdl
service "frontend" {
    uses "backend" "main" env="API_URL"
}
```

## Good

```kdl
service "frontend" {
    uses "backend" env="API_URL"
    uses "main" env="DATABASE_URI"
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
    for view in views(model) {
        for line in view.service.uses.iter().filter(|line| line.things.len() > 1) {
            let Some(variable) = &line.env else { continue };
            let message = format!("{variable} cannot say where {} are at once", words::names(&line.things));
            let first = line.things.first().map_or("", |thing| thing.as_str());
            let diagnostic = Diagnostic::new(&CODE, line.span, message)
                .help(format!("a line for each: uses \"{first}\" env=\"{variable}\""));
            findings.report(view.owners(), diagnostic);
        }
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "frontend" { uses "backend" "main" env="API_URL"; }"#,
        &[(
            "API_URL cannot say where `backend` and `main` are at once",
            r#"uses "backend" "main" env="API_URL""#,
        )],
    ),
    Case::silent(
        r#"service "frontend" {
    uses "backend" env="API_URL"
    uses "main" "offsite"
}"#,
    ),
];
