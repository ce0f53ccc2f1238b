//! An edge that drops waiting connections each time it switches.

#[cfg(test)]
use super::Case;
use super::views::{environment_ref, productions};
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "rollout/drops-idle-clients",
    severity: Severity::Warning,
    explanation: r##"The nginx of an environment drops idle connections whenever a release is switched.

A switch reloads nginx. Before 1.27.4 a reload closes connections that wait for the next request at once, and a request
that is on its way there fails. Browsers ask again for what is safe to repeat; other clients, and requests that change
something, may not. From 1.27.4 on such connections get some seconds to finish.

## Bad

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    promote-from "staging" approval=#true
    rollout "blue-green"
    nginx version="1.22"
}
```

## Good

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    promote-from "staging" approval=#true
    rollout "blue-green"
    nginx version="1.28"
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
    for environment in productions(model).filter(|environment| environment.is_blue_green()) {
        let Some(nginx) = environment.nginx.as_ref().filter(|nginx| !nginx.keeps_idle_clients()) else {
            continue;
        };
        let message = format!("each release in {} drops the connections that wait", environment.name);
        let mut diagnostic = Diagnostic::new(&CODE, nginx.version.span, message)
            .mark("a reload closes idle connections at once")
            .help("install nginx 1.27.4 or later on the host, and say so here");
        if let Some(rollout) = &environment.rollout {
            diagnostic = diagnostic.label(rollout.span, "switches by reloading");
        }
        findings.report([environment_ref(environment)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="vps" {
    promote-from "staging"
    rollout "blue-green"
    nginx version="1.26"
}"#,
        &[("each release in production drops the connections that wait", r#""1.26""#)],
    ),
    Case::silent(
        r#"environment "production" platform="vps" { rollout "blue-green"; nginx version="1.28"; }"#,
    ),
    // It is down for a moment anyway.
    Case::silent(r#"environment "production" platform="vps" { rollout "recreate"; nginx version="1.26"; }"#),
];
