//! A database whose engine its platform does not keep.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "platform/keeps-no-engine",
    severity: Severity::Error,
    explanation: r##"A database is in an environment whose platform keeps no such engine, or no such version of it.

On a host the engine runs in a container beside the services. A managed platform keeps databases itself, of some engines
and versions. Choose one of them, another platform, or say where somebody else keeps it: an `external`.

## Bad

```kdl
environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
}
database "main" engine="mongodb" version="8.0"
```

## Good

```kdl
environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
}
database "main" engine="postgresql" version="17"
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
        let Some(platform) = model.catalogue.platforms.get(environment.platform.as_str()) else { continue };
        // A platform that keeps none runs them as containers.
        if platform.keeps.is_empty() {
            continue;
        }
        for database in environment.databases.values() {
            let (engine, version) = (&database.engine, &database.version);
            let kept = platform.kept(engine);
            if kept.is_some_and(|kept| kept.versions.contains(version)) {
                continue;
            }
            let finding = match kept {
                Some(kept) => {
                    let versions: Vec<String> = kept.versions.iter().map(ToString::to_string).collect();
                    let message = format!("{} keeps no {engine} {version}", platform.name);
                    let finding = Diagnostic::new(&CODE, version.span, message);
                    finding.help(format!("it keeps {engine} {}", versions.join(", ")))
                }
                None => {
                    let known: Vec<&str> = platform.keeps.iter().map(|kept| kept.name.as_str()).collect();
                    let message = format!("{} keeps no {engine}", platform.name);
                    let finding = Diagnostic::new(&CODE, engine.span, message);
                    finding.help(format!("it keeps {}; what others keep is an `external`", known.join(", ")))
                }
            };
            let owner = database.entity();
            let finding =
                finding.label(environment.platform.span, format!("{} runs on this", environment.name));
            findings.report([owner, environment_ref(environment)], finding);
        }
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="railway" { promote-from "staging" approval=#true; }"#,
        &[("railway keeps no mongodb", r#""mongodb""#)],
    ),
    Case::silent(
        r#"environment "production" platform="railway" { promote-from "staging" approval=#true; }
database "main" engine="postgresql" version="17""#,
    ),
];
