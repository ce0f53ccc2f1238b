//! Two environments on the machines of developers: both would be the one compose.yaml.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "environments/two-local",
    severity: Severity::Error,
    explanation: r##"Two environments are on the machines of developers.

What runs there is started by `docker compose up` in the repository, from one `compose.yaml`. Which of the two it would be
cannot be told from outside.

## Bad

```kdl
environment "development" platform="compose"
environment "test" platform="compose"
```

## Good

```kdl
environment "development" platform="compose"
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
    let mut local = model.environments.values().filter(|environment| environment.is_local());
    let Some(first) = local.next() else { return };
    for second in local {
        let message = format!("{} and {} would both be what compose.yaml starts", first.name, second.name);
        let diagnostic = Diagnostic::new(&CODE, second.span, message)
            .label(first.span, "this one has it")
            .help("keep one of the two, or give the other a host: platform=\"vps\"");
        findings.report([environment_ref(second), environment_ref(first)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "development" platform="compose"
environment "test" platform="compose""#,
        &[(
            "development and test would both be what compose.yaml starts",
            r#"environment "test" platform="compose""#,
        )],
    ),
    Case::silent(r#"environment "development" platform="compose""#),
];
