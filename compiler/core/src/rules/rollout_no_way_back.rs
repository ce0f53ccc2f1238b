//! Production that keeps no release to go back to.

#[cfg(test)]
use super::Case;
use super::views::{environment_ref, productions};
use super::{Findings, Rule, words};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "rollout/no-way-back",
    severity: Severity::Error,
    explanation: r##"An environment keeps no release besides the one that runs.

A rollback starts a release that is still on the host. With fewer than two kept, there is none when it is needed, and the
way back is a new build.

## Bad

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    rollout "blue-green" keep-releases=1
}
```

## Good

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    rollout "blue-green" keep-releases=5
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
    for environment in productions(model) {
        let Some(rollout) = environment.rollout.as_ref().filter(|rollout| rollout.keep_releases.value < 2)
        else {
            continue;
        };
        let message = format!("{} keeps no release to go back to", environment.name);
        let kept = match rollout.keep_releases.value {
            0 => "keeps none",
            _ => "keeps only the one that runs",
        };
        let (edit, text) = words::property(rollout.span, "keep-releases", rollout.keep_releases.span, "5");
        let diagnostic = Diagnostic::new(&CODE, rollout.span, message)
            .mark(kept)
            .help("keep some more: keep-releases=5")
            .fix(edit, text);
        findings.report([environment_ref(environment)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="vps" { rollout "recreate" keep-releases=1; }"#,
        &[("production keeps no release to go back to", r#"rollout "recreate" keep-releases=1"#)],
    )
    .fixed(r#"rollout "recreate" keep-releases=5;"#),
    Case::silent(r#"environment "production" platform="vps" { rollout "recreate" keep-releases=2; }"#),
];
