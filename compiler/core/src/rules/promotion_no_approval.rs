//! Production that nobody has to agree to.

#[cfg(test)]
use super::Case;
use super::views::{environment_ref, productions};
use super::{Findings, Rule, words};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "promotion/no-approval",
    severity: Severity::Warning,
    explanation: r##"A release reaches production without anybody having agreed to it.

With `approval=#true` the deployment waits until one of the reviewers of the environment says yes; who that is, is set
where the repository is hosted.

## Bad

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    promote-from "staging"
}
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
}
```

## Good

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    promote-from "staging" approval=#true
}
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
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
        let Some(promotion) = environment.promote_from.as_ref().filter(|promotion| !promotion.approval.value)
        else {
            continue;
        };
        let from = &*promotion.environment;
        let message = format!("a release reaches {} without anybody's approval", environment.name);
        let (edit, text) = words::property(promotion.span, "approval", promotion.approval.span, "#true");
        let diagnostic = Diagnostic::new(&CODE, promotion.span, message)
            .help(format!("let it wait for one: promote-from \"{from}\" approval=#true"))
            .fix(edit, text);
        findings.report([environment_ref(environment)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="vps" { promote-from "staging" approval=#false; }"#,
        &[(
            "a release reaches production without anybody's approval",
            r#"promote-from "staging" approval=#false"#,
        )],
    )
    .fixed(r#"promote-from "staging" approval=#true;"#),
    Case::fires(
        r#"environment "production" platform="vps" { promote-from "staging"; }"#,
        &[("a release reaches production without anybody's approval", r#"promote-from "staging""#)],
    )
    .fixed(r#"promote-from "staging" approval=#true;"#),
    Case::silent(r#"environment "production" platform="vps" { promote-from "staging" approval=#true; }"#),
    // A step on the way.
    Case::silent(
        r#"environment "test" platform="vps" { deploy-on branch="main"; }
environment "staging" platform="vps" { promote-from "test" approval=#false; }
environment "production" platform="vps" { promote-from "staging" approval=#true; }"#,
    ),
];
