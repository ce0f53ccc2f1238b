//! A service on Render that takes longer to stop than Render waits.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "render/drain-too-long",
    severity: Severity::Error,
    explanation: r##"A service asks for more time to stop than Render gives.

Render tells a copy to stop and ends it after at most 300 seconds. What takes longer is cut off: hand it to a worker that
can go on where another one has stopped.

## Bad

```kdl
environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
    service "backend" { drain "10m"; }
}
database "main" engine="postgresql" version="17"
```

## Good

```kdl
environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
    service "backend" { drain "5m"; }
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

/// The schema of `maxShutdownDelaySeconds`.
const LONGEST: u64 = 300;

fn check(model: &Model, findings: &mut Findings) {
    for environment in model.environments.values().filter(|here| *here.platform.value == *"render") {
        for service in environment.services.values().filter(|service| service.drain.seconds > LONGEST) {
            let message = format!("Render waits at most {LONGEST} seconds for `{}` to stop", service.name);
            let finding = Diagnostic::new(&CODE, service.span, message)
                .mark(format!("it asks for {}", service.drain.words()))
                .help("write: drain \"5m\", and let nothing take longer than that");
            let owner = EntityRef::new("service", &service.name);
            findings.report([owner, environment_ref(environment)], finding);
        }
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
    service "backend" { drain "10m"; }
}
database "main" engine="postgresql" version="17""#,
        &[("Render waits at most 300 seconds for `backend` to stop", r#"service "backend""#)],
    ),
    Case::silent(
        r#"environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
    service "backend" { drain "5m"; }
}
database "main" engine="postgresql" version="17""#,
    ),
];
