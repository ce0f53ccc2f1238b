//! An environment that no release ever reaches.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "environments/no-way-in",
    severity: Severity::Warning,
    explanation: r##"No release ever reaches an environment.

It is neither deployed when a branch is pushed, nor promoted from another environment. Somebody would have to deploy it by
hand, past the checks.

## Bad

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
}
```

## Good

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    deploy-on branch="main"
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
    for environment in model.environments.values() {
        if environment.is_local() || environment.deploy_on.is_some() || environment.promote_from.is_some() {
            continue;
        }
        let deployed = |other: &&crate::model::Environment| other.deploy_on.is_some();
        let help = match model.environments.values().find(deployed) {
            Some(other) => {
                format!("bring releases over from {0}: promote-from \"{0}\" approval=#true", other.name)
            }
            None => "deploy it on a push: deploy-on branch=\"main\"".to_string(),
        };
        let message = format!("no release ever reaches {}", environment.name);
        let diagnostic = Diagnostic::new(&CODE, environment.span, message).help(help);
        findings.report([environment_ref(environment)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="vps" { host "shop.app" user="deploy"; }"#,
        &[("no release ever reaches production", r#"environment "production" platform="vps""#)],
    ),
    Case::silent(
        r#"environment "staging" platform="vps" { deploy-on branch="main"; }
environment "production" platform="vps" { promote-from "staging"; }"#,
    ),
];
