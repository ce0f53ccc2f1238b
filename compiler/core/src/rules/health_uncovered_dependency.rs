//! Something a service needs and its health check does not ask.

#[cfg(test)]
use super::Case;
use super::views::views;
use super::{Findings, Rule, words};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Health, Model, Service, Store};
use crate::source::Spanned;
use ecow::EcoString;
use std::collections::BTreeSet;

static CODE: Code = Code {
    slug: "health/uncovered-dependency",
    severity: Severity::Warning,
    explanation: r##"A service needs something that its health check does not cover.

When that thing is down the service answers "healthy" and fails every user, a deployment that cannot reach its database
passes its gate, and nobody is told. Let the endpoint ask the database and the outside services it needs, answer 503
when one is down, and say so in `covers`.

## Bad

```kdl
service "backend" {
    health "/health"
    uses "main" env="DATABASE_URI"
}
```

## Good

```kdl
service "backend" {
    health "/health" {
        covers "main"
    }
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
        let Some(health) = &view.service.health else { continue };
        let uncovered = uncovered(model, view.service, health);
        if !uncovered.is_empty() {
            findings.report(view.owners(), diagnostic(view.service, health, &uncovered));
        }
    }
}

/// Databases, queues and externals. A service can do without a cache; another service is asked by its own check, a bucket
/// by whoever writes to it.
fn uncovered<'m>(model: &Model, service: &'m Service, health: &Health) -> Vec<&'m Spanned<EcoString>> {
    let mut seen: BTreeSet<&str> = health.covers.iter().map(|thing| thing.as_str()).collect();
    let used = service.uses.iter().flat_map(|line| &line.things);
    used.filter(|thing| {
        let name = thing.as_str();
        let store = model.databases.get(name);
        let is_needed = store.is_some_and(|store| store.keeps != Store::Cache);
        (is_needed || model.externals.contains_key(name)) && seen.insert(name)
    })
    .collect()
}

fn diagnostic(service: &Service, health: &Health, uncovered: &[&Spanned<EcoString>]) -> Diagnostic {
    let names = words::names(uncovered);
    let are = if uncovered.len() == 1 { "is" } else { "are" };
    let message = format!("`{}` says it is healthy while {names} {are} down", service.name);
    let mut diagnostic = Diagnostic::new(&CODE, health.span, message);
    for thing in uncovered {
        diagnostic = diagnostic.label(thing.span, "not asked");
    }
    let more: Vec<_> = uncovered.iter().map(words::quoted).collect();
    let known = health.covers.iter().map(words::quoted);
    let all: Vec<_> = known.chain(more.iter().cloned()).collect();
    diagnostic = diagnostic.help(format!("let {} ask, and say so: covers {}", health.path, all.join(" ")));
    let more = more.join(" ");
    match health.covers.last() {
        Some(last) => diagnostic.fix(words::behind(last.span), format!(" {more}")),
        None => diagnostic.fix(words::behind(health.span), format!(" {{ covers {more} }}")),
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "backend" {
    health "/health" { covers "main"; }
    uses "main" env="DATABASE_URI"
    uses "openai"
}
external "openai" url="https://api.openai.com""#,
        &[("`backend` says it is healthy while `openai` is down", r#"health "/health""#)],
    )
    .fixed(r#"covers "main" "openai""#),
    Case::fires(
        r#"service "backend" {
    health "/health"
    uses "main" "openai"
}
external "openai" url="https://api.openai.com""#,
        &[("`backend` says it is healthy while `main` and `openai` are down", r#"health "/health""#)],
    )
    .fixed(r#"health "/health" { covers "main" "openai" }"#),
    Case::silent(
        r#"service "backend" {
    health "/health" { covers "main"; }
    uses "main" "offsite"
}"#,
    ),
    // Without a check there is nothing to add to.
    Case::silent(r#"service "backend" { uses "main"; }"#),
];
