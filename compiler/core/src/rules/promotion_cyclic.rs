//! Environments that wait for each other.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule, words};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Environment, Model};
use std::collections::BTreeSet;

static CODE: Code = Code {
    slug: "promotion/cyclic",
    severity: Severity::Error,
    explanation: r##"Environments are promoted from each other in a circle.

Nothing can enter a circle: each environment waits for a release of the one before it. A chain of promotions begins with
an environment that is deployed on a push.

## Bad

```kdl
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
    promote-from "production" approval=#true
}
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    promote-from "staging" approval=#true
}
```

## Good

```kdl
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
    deploy-on branch="main"
}
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    promote-from "staging" approval=#true
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
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in model.environments.values() {
        // Each environment is promoted from one other, so a walk back is a line, and each is walked once.
        let mut line: Vec<&Environment> = Vec::new();
        let mut next = Some(start);
        while let Some(environment) = next.filter(|environment| done.insert(&environment.name)) {
            line.push(environment);
            next = source(model, environment);
        }
        let back = next.and_then(|next| line.iter().position(|known| known.name == next.name));
        if let Some(back) = back {
            report(&line[back..], findings);
        }
    }
}

fn source<'m>(model: &'m Model, environment: &Environment) -> Option<&'m Environment> {
    model.environments.get(environment.promote_from.as_ref()?.environment.as_str())
}

fn report(circle: &[&Environment], findings: &mut Findings) {
    let steps = circle.iter().filter_map(|environment| environment.promote_from.as_ref());
    let mut spans = steps.map(|promotion| promotion.environment.span);
    let Some(first) = spans.next() else { return };
    let names = words::joined(circle.iter().map(|environment| &environment.name));
    let message = match circle.len() {
        1 => format!("{names} is promoted from itself"),
        _ => format!("{names} are promoted from each other"),
    };
    let mut diagnostic = Diagnostic::new(&CODE, first, message);
    for span in spans {
        diagnostic = diagnostic.label(span, "and back");
    }
    diagnostic = diagnostic.help("let the first of them be deployed on a push: deploy-on branch=\"main\"");
    findings.report(circle.iter().map(|environment| environment_ref(environment)), diagnostic);
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "staging" platform="vps" { promote-from "production"; }
environment "production" platform="vps" { promote-from "staging"; }"#,
        &[("staging and production are promoted from each other", r#""production""#)],
    ),
    Case::fires(
        r#"environment "production" platform="vps" { promote-from "production"; }"#,
        &[("production is promoted from itself", r#""production""#)],
    ),
    // What leads into a circle is not part of it.
    Case::fires(
        r#"environment "demo" platform="vps" { promote-from "staging"; }
environment "staging" platform="vps" { promote-from "production"; }
environment "production" platform="vps" { promote-from "staging"; }"#,
        &[("staging and production are promoted from each other", r#""production""#)],
    ),
    Case::silent(r#"environment "production" platform="vps" { promote-from "staging"; }"#),
];
