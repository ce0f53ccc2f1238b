//! A secret that is never replaced.

#[cfg(test)]
use super::Case;
use super::{Findings, Rule, words};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "secrets/never-rotated",
    severity: Severity::Warning,
    explanation: r##"A secret has no age at which it is replaced.

Secrets leak without anybody noticing: into a log, a laptop, a colleague who left. One that is replaced on a schedule is
worth little after it, and replacing it has been practised when it has to be done in a hurry.

## Bad

```kdl
secret "openai-key" owner="platform"
```

## Good

```kdl
secret "openai-key" owner="platform" rotate="90d"
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
    for (name, secret) in model.secrets.iter().filter(|(_, secret)| secret.rotate.is_none()) {
        let diagnostic = Diagnostic::new(&CODE, secret.span, format!("secret `{name}` is never replaced"))
            .help("say at which age it is replaced: rotate=\"90d\"")
            .fix(words::behind(secret.span), " rotate=\"90d\"");
        findings.report([EntityRef::new("secret", name)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"secret "openai-key" owner="platform""#,
        &[("secret `openai-key` is never replaced", r#"secret "openai-key" owner="platform""#)],
    ),
    Case::silent(r#"secret "openai-key" owner="platform" rotate="90d""#),
    Case::silent(
        r#"secret "signing-key" owner="platform" {
    allow "secrets/never-rotated" reason="every installed client checks signatures with it"
}"#,
    ),
];
