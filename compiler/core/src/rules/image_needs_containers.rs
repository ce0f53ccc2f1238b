//! An image from elsewhere where nothing runs containers.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Model, Supervisor};

static CODE: Code = Code {
    slug: "image/needs-containers",
    severity: Severity::Error,
    explanation: r##"A service that is an image from elsewhere is in an environment that runs no containers.

PM2 starts programs of a release that is unpacked on the host, with the runtime of the host: there is nothing that it
could do with an image. Either Compose supervises that environment, or the service is built from a `source`.

## Bad

```kdl
service "search" { image "ghcr.io/acme/search:1.4"; }
environment "production" platform="vps" {
    promote-from "staging" approval=#true
    host "shop.app" user="deploy"
    supervisor "pm2"
}
```

## Good

```kdl
service "search" { image "ghcr.io/acme/search:1.4"; }
environment "production" platform="vps" {
    promote-from "staging" approval=#true
    host "shop.app" user="deploy"
    supervisor "compose"
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
    let without = |supervisor: Option<Supervisor>| supervisor == Some(Supervisor::Pm2);
    for environment in model.environments.values().filter(|here| without(here.supervisor)) {
        for service in environment.services.values() {
            let Some(image) = &service.image else { continue };
            let message = format!("PM2 cannot run `{}`: it starts programs, not images", service.name);
            let finding = Diagnostic::new(&CODE, image.span, message)
                .label(environment.span, format!("{} is supervised by PM2", environment.name))
                .help("let Compose supervise that environment: supervisor \"compose\"");
            let owner = EntityRef::new("service", &service.name);
            findings.report([owner, environment_ref(environment)], finding);
        }
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "search" { image "ghcr.io/acme/search:1.4"; }
environment "production" platform="vps" {
    promote-from "staging" approval=#true
    host "shop.app" user="deploy"
    supervisor "pm2"
}"#,
        &[("PM2 cannot run `search`: it starts programs, not images", r#""ghcr.io/acme/search:1.4""#)],
    ),
    Case::silent(
        r#"service "search" { image "ghcr.io/acme/search:1.4"; }
environment "production" platform="vps" {
    promote-from "staging" approval=#true
    host "shop.app" user="deploy"
    supervisor "compose"
}"#,
    ),
];
