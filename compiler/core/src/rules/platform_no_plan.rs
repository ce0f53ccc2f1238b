//! A service that is larger than anything its platform runs.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "platform/no-plan",
    severity: Severity::Error,
    explanation: r##"A service needs more memory or more processors than any size of its platform has.

A platform that runs services in fixed sizes gets the smallest one that has the memory and the processors of the service.
Ask for less, run more copies, or choose a platform that has larger machines.

## Bad

```kdl
environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
    service "backend" { memory "64GiB"; }
}
database "main" engine="postgresql" version="17"
```

## Good

```kdl
environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
    service "backend" { memory "16GiB"; replicas 4; }
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
        for database in environment.databases.values() {
            let Some(running) = model.running(database) else { continue };
            let mut sizes = platform.plans.iter().filter(|plan| plan.of == running.engine.name);
            let Some(largest) = sizes.next_back() else { continue };
            if platform.plan(&running.engine.name, running.memory(), 0.0).is_none() {
                let message = format!("{} has no size that `{}` fits in", platform.name, database.name);
                let finding = Diagnostic::new(&CODE, database.span, message)
                    .mark(format!("{} of memory", running.memory()))
                    .label(environment.platform.span, format!("{} runs on this", environment.name))
                    .help(format!("the largest that is known here has {}", largest.memory));
                findings.report([database.entity(), environment_ref(environment)], finding);
            }
        }
        let Some(largest) = platform.plans.iter().rfind(|plan| plan.of == "service") else { continue };
        for service in environment.services.values() {
            if platform.plan("service", service.memory, service.cpus).is_some() {
                continue;
            }
            let message = format!("{} has no size that `{}` fits in", platform.name, service.name);
            let cpus = largest.cpus.unwrap_or_default();
            let finding = Diagnostic::new(&CODE, service.span, message)
                .mark(format!("{} and {} processors", service.memory, service.cpus))
                .label(environment.platform.span, format!("{} runs on this", environment.name))
                .help(format!("the largest has {} and {cpus} processors: run more copies", largest.memory));
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
    service "backend" { cpus 16; }
}
database "main" engine="postgresql" version="17""#,
        &[("render has no size that `backend` fits in", r#"service "backend""#)],
    ),
    // Railway gives what is asked for.
    Case::silent(
        r#"environment "production" platform="railway" {
    promote-from "staging" approval=#true
    service "backend" { cpus 16; }
}
database "main" engine="postgresql" version="17""#,
    ),
];
