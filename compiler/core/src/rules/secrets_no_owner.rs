//! A secret that nobody answers for.

#[cfg(test)]
use super::Case;
use super::{Findings, Rule, words};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "secrets/no-owner",
    severity: Severity::Warning,
    explanation: r##"Nobody is named who can issue a new value for a secret.

When it leaks, or simply expires at night, whoever is called has to find out first who can open the account it comes
from. `owner` says so.

## Bad

```kdl
secret "openai-key" rotate="90d"
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
    for (name, secret) in model.secrets.iter().filter(|(_, secret)| secret.owner.is_none()) {
        let owner = model.app.owner.as_ref().map(|owner| format!("owner={}", words::quoted(&owner.name)));
        let diagnostic = Diagnostic::new(&CODE, secret.span, format!("nobody answers for secret `{name}`"));
        let diagnostic = match owner {
            Some(owner) => diagnostic
                .help(format!("say who can issue a new one: {owner}"))
                .fix(words::behind(secret.span), format!(" {owner}")),
            None => diagnostic.help("say who can issue a new one: owner=\"platform\""),
        };
        findings.report([EntityRef::new("secret", name)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"secret "openai-key" rotate="90d""#,
        &[("nobody answers for secret `openai-key`", r#"secret "openai-key" rotate="90d""#)],
    ),
    Case::silent(r#"secret "openai-key" owner="platform" rotate="90d""#),
];
