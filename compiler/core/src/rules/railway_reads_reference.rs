//! Text that Railway would read as a reference.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Environment, Model, Scope, Service};

static CODE: Code = Code {
    slug: "railway/reads-reference",
    severity: Severity::Error,
    explanation: r##"A variable holds text that Railway would read as a reference.

Railway replaces `${{ … }}` in every value by what it names, and has no way to write these letters themselves. Let the
program put the text together, or read it from a file.

## Bad

```kdl
environment "production" platform="railway" { promote-from "staging" approval=#true; }
service "backend" {
    run "node" "server.js"
    port 8000
    health "/health" { covers "main"; }
    uses "main" env="DATABASE_URI"
    env { TEMPLATE "Hello $${{ name }}"; }
}
database "main" engine="postgresql" version="17"
```

## Good

```kdl
environment "production" platform="railway" { promote-from "staging" approval=#true; }
service "backend" {
    run "node" "server.js"
    port 8000
    health "/health" { covers "main"; }
    uses "main" env="DATABASE_URI"
    env { TEMPLATE "Hello {name}"; }
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
    for environment in model.environments.values().filter(|here| *here.platform.value == *"railway") {
        for service in environment.services.values() {
            judge(model, environment, service, findings);
        }
    }
}

fn judge(model: &Model, environment: &Environment, service: &Service, findings: &mut Findings) {
    for variable in model.variables(Scope::new(environment), service) {
        if !variable.plain().is_some_and(|value| value.contains("${{")) {
            continue;
        }
        let entry = service.env.iter().find(|entry| *entry.name == *variable.name);
        let span = entry.and_then(|entry| entry.value.as_ref()).map_or(service.span, |value| value.span);
        let message = format!("Railway would replace a part of {}", variable.name);
        let finding = Diagnostic::new(&CODE, span, message)
            .label(environment.platform.span, format!("{} runs on this", environment.name))
            .help("let the program put `${{` together itself: Railway has no way to write it");
        let owner = EntityRef::new("service", &service.name);
        findings.report([owner, environment_ref(environment)], finding);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="railway" { promote-from "staging" approval=#true; }
service "backend" {
    run "node" "server.js"
    port 8000
    health "/health" { covers "main"; }
    uses "main" env="DATABASE_URI"
    env { TEMPLATE "Hello $${{ name }}"; }
}
database "main" engine="postgresql" version="17""#,
        &[("Railway would replace a part of TEMPLATE", r#""Hello $${{ name }}""#)],
    ),
    // Elsewhere it is text like any other.
    Case::silent(
        r#"service "backend" {
    run "node" "server.js"
    port 8000
    health "/health" { covers "main"; }
    uses "main" env="DATABASE_URI"
    env { TEMPLATE "Hello $${{ name }}"; }
}"#,
    ),
];
