//! Images that have nowhere to go.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Model, Supervisor};

static CODE: Code = Code {
    slug: "vps/no-repository",
    severity: Severity::Error,
    explanation: r##"An environment runs images, but the application has no repository to publish them beside.

Images are built once by the checks of the repository, pushed to the registry of the same account, and pulled by the host
by their digest. `repository` in `app` says which account that is; today it has to be on github.com.

## Bad

```kdl
app "shop"
environment "production" platform="vps" {
    host "shop.app" user="deploy"
}
```

## Good

```kdl
app "shop" {
    repository "github.com/acme/shop"
}
environment "production" platform="vps" {
    host "shop.app" user="deploy"
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
    let repository = model.app.repository.as_ref();
    if repository.is_some_and(|repository| repository.starts_with("github.com/")) {
        return;
    }
    // One mistake, however many environments meet it. What PM2 runs is unpacked, not pulled.
    let pulls = model.environments.values().find(|environment| {
        *environment.platform.value == *"vps" && environment.supervisor != Some(Supervisor::Pm2)
    });
    let Some(environment) = pulls else { return };
    let message = format!("{} runs images, but they have nowhere to be published", environment.name);
    let diagnostic = match repository {
        Some(repository) => Diagnostic::new(&CODE, repository.span, message).mark("not on github.com"),
        None => Diagnostic::new(&CODE, model.app.span, message).mark("no repository"),
    };
    let diagnostic = diagnostic
        .label(environment.platform.span, "pulls images")
        .help(format!("say where the source lives: repository \"github.com/acme/{}\"", model.app.name));
    findings.report([environment_ref(environment)], diagnostic);
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"app "shop""#,
        &[("staging runs images, but they have nowhere to be published", r#"app "shop""#)],
    ),
    Case::fires(
        r#"app "shop" { repository "gitlab.com/acme/shop"; }"#,
        &[("staging runs images, but they have nowhere to be published", r#""gitlab.com/acme/shop""#)],
    ),
    Case::silent(r#"app "shop" { repository "github.com/acme/shop"; }"#),
    Case::silent(
        r#"app "shop"
/-environment "staging"
/-environment "production""#,
    ),
];
