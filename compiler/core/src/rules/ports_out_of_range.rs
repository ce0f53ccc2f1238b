//! A port so high that the copies of the service have none on the host.

#[cfg(test)]
use super::Case;
use super::views::{environment_ref, service_ref};
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Colour, Environment, Model, Service, host_port};

static CODE: Code = Code {
    slug: "ports/out-of-range",
    severity: Severity::Error,
    explanation: r##"A service listens on a port so high that its copies have no port on the host.

On a host a service is reached at its port plus 10000 (blue) and, when it is rolled out blue-green, plus 20000 (green);
each replica takes the next one. There is no port above 65535.

## Bad

```kdl
service "backend" {
    port 60000
}
```

## Good

```kdl
service "backend" {
    port 8000
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
    for environment in model.environments.values().filter(|environment| environment.is_host()) {
        for service in environment.services.values() {
            if let Some(diagnostic) = out_of_range(environment, service) {
                findings.report([service_ref(service), environment_ref(environment)], diagnostic);
            }
        }
    }
}

fn out_of_range(environment: &Environment, service: &Service) -> Option<Diagnostic> {
    let port = service.port.as_ref()?;
    let colour = if environment.is_blue_green() { Colour::Green } else { Colour::Blue };
    let last_replica = service.replicas.saturating_sub(1);
    if host_port(port.value, colour, last_replica).is_some() {
        return None;
    }
    let offset = if colour == Colour::Green { 20_000 } else { 10_000 };
    let highest = (u16::MAX - offset).saturating_sub(last_replica);
    let message = format!(
        "`{}` listens on {port}, which leaves no port for it on the host of {}",
        service.name, environment.name
    );
    Some(
        Diagnostic::new(&CODE, port.span, message)
            .mark(format!(
                "its last copy would be at {}",
                u32::from(port.value) + u32::from(offset) + u32::from(last_replica)
            ))
            .help(format!("listen on {highest} or below, such as: port 8000")),
    )
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "backend" { port 46000; }
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    rollout "blue-green"
}"#,
        &[("`backend` listens on 46000, which leaves no port for it on the host of production", "46000")],
    ),
    Case::fires(
        r#"service "backend" { port 55535; replicas 2; }
environment "staging" platform="vps" { host "staging.shop.app" user="deploy"; service "backend" { port 8000; }; }"#,
        &[("`backend` listens on 55535, which leaves no port for it on the host of production", "55535")],
    ),
    Case::silent(r#"service "backend" { port 46000; }"#),
    // A developer's machine adds nothing.
    Case::silent(
        r#"service "backend" { port 60000; }
/-environment "staging"
/-environment "production""#,
    ),
];
