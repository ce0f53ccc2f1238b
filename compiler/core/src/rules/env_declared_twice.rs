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
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for (name, span) in given(view.service) {
            let Some(known) = first.get(name) else {
                first.insert(name, span);
                continue;
            };
            let message = format!("`{}` is given {name} twice", view.service.name);
            let diagnostic = Diagnostic::new(&CODE, span, message)
                .label(*known, "has a value already")
                .help("remove one of the two lines");
            findings.report(view.owners(), diagnostic);
        }
    }
}

/// Every variable and the line that gives it, in the order of the variables.
fn given(service: &Service) -> impl Iterator<Item = (&str, Span)> {
    let located = service.uses.iter().filter_map(|line| Some((&**line.env.as_ref()?, line.span)));
    located.chain(service.env.iter().map(|entry| (&*entry.name, entry.span)))
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
