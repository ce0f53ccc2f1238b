//! A way of rolling out that the platform cannot do.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule, words};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Model, Strategy};

static CODE: Code = Code {
    slug: "rollout/unsupported",
    severity: Severity::Error,
    explanation: r##"An environment asks for a rollout that its platform cannot do.

Blue-green needs two copies at once and an edge that switches between them. A developer's machine has no edge.

## Bad

```kdl
environment "development" platform="compose" {
    rollout "blue-green"
}
```

## Good

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    rollout "blue-green"
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
        let Some(rollout) = &environment.rollout else { continue };
        let Some(platform) = model.catalogue.platforms.get(environment.platform.as_str()) else { continue };
        let strategy = word(*rollout.strategy);
        if platform.strategies.iter().any(|known| known == strategy) {
            continue;
        }
        let message = format!("platform `{}` cannot roll out {strategy}", platform.name);
        let known = match &platform.strategies[..] {
            [] => "leave `rollout` out: this platform has none".to_string(),
            known => format!("it can do {}", words::joined(known.iter().map(words::quoted))),
        };
        let diagnostic = Diagnostic::new(&CODE, rollout.strategy.span, message)
            .label(environment.platform.span, "the platform")
            .help(known);
        findings.report([environment_ref(environment)], diagnostic);
    }
}

fn word(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::BlueGreen => "blue-green",
        Strategy::Recreate => "recreate",
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "development" platform="compose" { rollout "blue-green"; }"#,
        &[("platform `compose` cannot roll out blue-green", r#""blue-green""#)],
    ),
    Case::silent(
        r#"environment "production" platform="vps" { host "shop.app" user="deploy"; rollout "recreate"; }"#,
    ),
];
