//! A variable that is given two values.

#[cfg(test)]
use super::Case;
use super::views::views;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Model, Service};
use crate::source::Span;
use std::collections::BTreeMap;

static CODE: Code = Code {
    slug: "env/declared-twice",
    severity: Severity::Error,
    explanation: r##"A service is given one variable twice.

Only one of the values can arrive, and which one would be an accident. A `uses` line with `env` sets a variable, and so
does a line of `env`.

## Bad

```kdl
service "backend" {
    uses "main" env="DATABASE_URI"
    env {
        DATABASE_URI "mongodb://localhost"
    }
}
```

## Good

```kdl
service "backend" {
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
        let service = view.service;
        let mut located: BTreeMap<&str, Span> = BTreeMap::new();
        for line in &service.uses {
            let Some(name) = &line.env else { continue };
            match located.get(&**name) {
                Some(known) => findings.report(view.owners(), twice(service, name, line.span, *known)),
                None => _ = located.insert(name, line.span),
            }
        }
        // No two lines of `env` have one name: the checker has seen to that.
        for entry in &service.env {
            if let Some(known) = located.get(&*entry.name) {
                findings.report(view.owners(), twice(service, &entry.name, entry.span, *known));
            }
        }
    }
}

fn twice(service: &Service, name: &str, span: Span, known: Span) -> Diagnostic {
    Diagnostic::new(&CODE, span, format!("`{}` is given {name} twice", service.name))
        .label(known, "has a value already")
        .help("remove one of the two lines")
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "backend" {
    uses "main" env="DATABASE_URI"
    env { DATABASE_URI "mongodb://elsewhere"; }
}"#,
        &[("`backend` is given DATABASE_URI twice", r#"DATABASE_URI "mongodb://elsewhere""#)],
    ),
    Case::fires(
        r#"service "backend" {
    uses "main" env="PLACE"
    uses "offsite" env="PLACE"
}"#,
        &[("`backend` is given PLACE twice", r#"uses "offsite" env="PLACE""#)],
    ),
    Case::silent(
        r#"service "backend" {
    uses "main" env="DATABASE_URI"
    env { API_PREFIX "/api"; }
}"#,
    ),
];
