//! A release that is watched, and let through whatever is seen.

#[cfg(test)]
use super::Case;
use super::views::{environment_ref, productions};
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Environment, Model, Rollout};

static CODE: Code = Code {
    slug: "rollout/never-aborts",
    severity: Severity::Warning,
    explanation: r##"A new release is watched in production, but nothing it does switches back to the old one.

During `bake` both releases are there and going back takes a moment. Without an `abort-when` only a failed health check
does it; errors that users see do not.

## Bad

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    rollout "blue-green" bake="10m"
}
```

## Good

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    rollout "blue-green" bake="10m" {
        abort-when "errors > 1%" for="2m"
    }
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
        let watched = |rollout: &&Rollout| rollout.bake.seconds > 0 && rollout.aborts.is_empty();
        if let Some(rollout) = environment.rollout.as_ref().filter(watched) {
            findings.report([environment_ref(environment)], diagnostic(environment, rollout));
        }
    }
}

fn diagnostic(environment: &Environment, rollout: &Rollout) -> Diagnostic {
    let place = &environment.name;
    let message = format!("a release in {place} is watched, but errors never switch it back");
    Diagnostic::new(&CODE, rollout.span, message)
        .mark(format!("watched for {}", rollout.bake.words()))
        .help("say when to switch back: abort-when \"errors > 1%\" for=\"2m\"")
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="vps" {
    promote-from "staging"
    rollout "blue-green" bake="10m"
}"#,
        &[(
            "a release in production is watched, but errors never switch it back",
            r#"rollout "blue-green" bake="10m""#,
        )],
    ),
    Case::silent(
        r#"environment "production" platform="vps" {
    promote-from "staging"
    rollout "blue-green" bake="10m" { abort-when "errors > 1%"; }
}"#,
    ),
    Case::silent(r#"environment "staging" platform="vps" { rollout "blue-green" bake="10m"; }"#),
    Case::silent(
        r#"environment "production" platform="vps" { promote-from "staging"; rollout "recreate"; }"#,
    ),
];
