//! An environment on a host that has no name.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "vps/no-host",
    severity: Severity::Error,
    explanation: r##"An environment runs on a host, but does not say on which.

A deployment reaches the machine over SSH, as the user that `host` names.

## Bad

```kdl
environment "production" platform="vps" {
    deploy-on branch="main"
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
    let without = |environment: &&crate::model::Environment| environment.host.is_none();
    let on_hosts = model.environments.values().filter(|environment| *environment.platform.value == *"vps");
    for environment in on_hosts.filter(without) {
        let route = environment.routes.first().map_or("shop.app", |route| &route.host);
        let message = format!("{} runs on a host, but on which one is not said", environment.name);
        let diagnostic = Diagnostic::new(&CODE, environment.platform.span, message)
            .help(format!("add: host \"{route}\" user=\"deploy\""));
        findings.report([environment_ref(environment)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="vps" { deploy-on branch="main"; }"#,
        &[("production runs on a host, but on which one is not said", r#""vps""#)],
    ),
    Case::silent(r#"environment "production" platform="vps" { host "shop.app" user="deploy"; }"#),
];
