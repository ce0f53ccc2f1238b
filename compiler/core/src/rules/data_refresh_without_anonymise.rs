//! People's data brought to where they do not expect it.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "data/refresh-without-anonymise",
    severity: Severity::Error,
    explanation: r##"Data of real people is copied to another environment as it is.

More people can read a test environment, it is guarded less, and its mails go out too. `anonymise` names the script that
takes out whatever identifies somebody; it runs before the data arrives.

## Bad

```kdl
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
    data from="production" refresh="monthly"
}
environment "production" platform="vps" {
    host "shop.app" user="deploy"
}
```

## Good

```kdl
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
    data from="production" anonymise="scripts/anonymise.js" refresh="monthly"
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
    for environment in model.environments.values() {
        let Some(data) = environment.data.as_ref().filter(|data| data.anonymise.is_none()) else { continue };
        // What developers made up identifies nobody.
        if model.environments.get(data.from.as_str()).is_some_and(|from| from.is_local()) {
            continue;
        }
        let message = format!("people's data from {} reaches {} as it is", *data.from, environment.name);
        let diagnostic = Diagnostic::new(&CODE, data.span, message)
            .help("name the script that takes out who they are: anonymise=\"scripts/anonymise.js\"");
        findings.report([environment_ref(environment)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "staging" platform="vps" { data from="production"; }"#,
        &[("people's data from production reaches staging as it is", r#"data from="production""#)],
    ),
    Case::silent(
        r#"environment "staging" platform="vps" { data from="production" anonymise="scripts/anonymise.js"; }"#,
    ),
    Case::silent(r#"environment "staging" platform="vps" { data from="development"; }"#),
];
