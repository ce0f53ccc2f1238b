//! A service that Vercel cannot run.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "vercel/no-server",
    severity: Severity::Error,
    explanation: r##"A service is in an environment on Vercel, which runs no processes.

Vercel builds a web framework and runs what it makes as functions, which end with their answer. A worker, a bot or a
server that is started by a command has to run elsewhere.

## Bad

```kdl
environment "production" platform="vercel" {
    promote-from "staging" approval=#true
    route "shop.app" to="backend"
    neon project="late-lake-12345678"
}
service "backend" {
    runtime "node" version="24" manager="npm"
    run "node" "server.js"
    port 3000
    health "/" { covers "main"; }
    uses "main" env="DATABASE_URI"
}
database "main" engine="postgresql" version="17"
```

## Good

```kdl
environment "production" platform="vercel" {
    promote-from "staging" approval=#true
    route "shop.app" to="backend"
    neon project="late-lake-12345678"
}
service "backend" {
    runtime "node" version="24" manager="npm" framework="next"
    port 3000
    health "/" { covers "main"; }
    uses "main" env="DATABASE_URI"
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
    for environment in model.environments.values().filter(|here| *here.platform.value == *"vercel") {
        for service in environment.services.values().filter(|service| service.runtime.framework.is_none()) {
            let message = format!("Vercel cannot run `{}`: it starts no processes", service.name);
            let finding = Diagnostic::new(&CODE, service.span, message)
                .mark("without a web framework")
                .label(environment.platform.span, format!("{} runs on this", environment.name))
                .help("let it run on a platform that has processes, or name its framework");
            let owner = EntityRef::new("service", &service.name);
            findings.report([owner, environment_ref(environment)], finding);
        }
        for job in environment.jobs.values() {
            let message = format!("Vercel cannot run job `{}`: it starts no commands", job.name);
            let finding = Diagnostic::new(&CODE, job.span, message)
                .label(environment.platform.span, format!("{} runs on this", environment.name))
                .help("let a workflow or another platform run it");
            findings.report([EntityRef::new("job", &job.name), environment_ref(environment)], finding);
        }
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="vercel" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
    neon project="late-lake-12345678"
}
database "main" engine="postgresql" version="17""#,
        &[("Vercel cannot run `backend`: it starts no processes", r#"service "backend""#)],
    ),
    Case::silent(
        r#"environment "production" platform="vercel" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
    neon project="late-lake-12345678"
}
service "backend" {
    runtime "node" version="24" manager="npm" framework="next"
    port 3000
    health "/" { covers "main"; }
    uses "main" env="DATABASE_URI"
}
database "main" engine="postgresql" version="17""#,
    ),
];
