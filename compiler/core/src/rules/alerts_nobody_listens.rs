//! An alert that nobody hears.

#[cfg(test)]
use super::Case;
use super::{Findings, Rule, words};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Alert, Model};
use std::collections::BTreeSet;

static CODE: Code = Code {
    slug: "alerts/nobody-listens",
    severity: Severity::Error,
    explanation: r##"An alert has a severity that no channel listens to.

It would fire, and nobody would hear of it. A `notify` names in `on` what it passes on: `page`, `ticket` or `deploy`.

## Bad

```kdl
alert "error-burst" when="errors > 10/min" severity="page"
notify "slack" secret="slack-webhook" {
    on "deploy"
}
secret "slack-webhook"
```

## Good

```kdl
alert "error-burst" when="errors > 10/min" severity="page"
notify "slack" secret="slack-webhook" {
    on "deploy" "page"
}
secret "slack-webhook"
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
    let heard: BTreeSet<&str> =
        model.notifies.values().flat_map(|notify| &notify.on).map(|event| event.as_str()).collect();
    for alert in model.alerts.values().filter(|alert| !heard.contains(alert.severity.as_str())) {
        findings.report([EntityRef::new("alert", &alert.name)], diagnostic(model, alert));
    }
}

fn diagnostic(model: &Model, alert: &Alert) -> Diagnostic {
    let severity = &alert.severity;
    let message = format!("nobody hears of alert `{}`", alert.name);
    let diagnostic = Diagnostic::new(&CODE, severity.span, message);
    let Some(notify) = model.notifies.values().next() else {
        let help =
            format!("add a channel: notify \"slack\" secret=\"slack-webhook\" {{ on \"{}\"; }}", **severity);
        return diagnostic.help(help);
    };
    let on: Vec<_> = notify.on.iter().chain([severity]).map(words::quoted).collect();
    let help = format!("let {} hear of it: on {}", notify.name, on.join(" "));
    let diagnostic = diagnostic.label(notify.span, format!("no word of `{}`", **severity)).help(help);
    match notify.on.last() {
        Some(last) => diagnostic.fix(words::behind(last.span), format!(" {}", words::quoted(severity))),
        None => diagnostic,
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"alert "error-burst" when="errors > 10/min" severity="page"
notify "slack" secret="slack-webhook" { on "deploy"; }
secret "slack-webhook""#,
        &[("nobody hears of alert `error-burst`", r#""page""#)],
    )
    .fixed(r#"on "deploy" "page""#),
    Case::fires(
        r#"alert "error-burst" when="errors > 10/min" severity="ticket""#,
        &[("nobody hears of alert `error-burst`", r#""ticket""#)],
    ),
    Case::silent(
        r#"alert "error-burst" when="errors > 10/min" severity="page"
notify "slack" secret="slack-webhook" { on "page"; }
secret "slack-webhook""#,
    ),
];
