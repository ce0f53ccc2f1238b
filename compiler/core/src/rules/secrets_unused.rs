//! A secret that nothing needs.

#[cfg(test)]
use super::Case;
use super::views::views;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;
use std::collections::BTreeSet;

static CODE: Code = Code {
    slug: "secrets/unused",
    severity: Severity::Warning,
    explanation: r##"A secret is declared, but nothing uses it.

It would be asked of whoever sets up an environment, stored, and replaced on schedule, for nothing. A secret that lies
about is one more that can leak.

## Bad

```kdl
secret "openai-key" owner="platform" rotate="90d"
```

## Good

```kdl
secret "openai-key" owner="platform" rotate="90d"
service "backend" {
    env {
        OPENAI_API_KEY secret="openai-key"
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
    let entries = views(model).flat_map(|view| &view.service.env);
    let in_services = entries.filter_map(|entry| entry.secret.as_ref());
    let in_channels = model.notifies.values().map(|notify| &notify.secret);
    let used: BTreeSet<&str> = in_services.chain(in_channels).map(|secret| secret.as_str()).collect();
    for (name, secret) in model.secrets.iter().filter(|(name, _)| !used.contains(&***name)) {
        let diagnostic = Diagnostic::new(&CODE, secret.span, format!("nothing uses secret `{name}`"))
            .help("remove it, or give it to a service: env { NAME secret=\"…\"; }".replace('…', name));
        findings.report([EntityRef::new("secret", name)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(r#"secret "old-key""#, &[("nothing uses secret `old-key`", r#"secret "old-key""#)]),
    Case::silent(
        r#"secret "openai-key"
secret "slack-webhook"
secret "live-key"
service "backend" { env { OPENAI_API_KEY secret="openai-key"; }; }
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    service "backend" { env { LIVE_KEY secret="live-key"; }; }
}
notify "slack" secret="slack-webhook" { on "page"; }"#,
    ),
];
