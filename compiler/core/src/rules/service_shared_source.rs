//! Two services with one folder: both would write its Dockerfile.

#[cfg(test)]
use super::Case;
use super::views::service_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Model, Service};
use std::collections::BTreeMap;

static CODE: Code = Code {
    slug: "service/shared-source",
    severity: Severity::Error,
    explanation: r##"Two services have the same folder.

Each service has an image of its own, and its Dockerfile stands in its folder. What two services share can stand in a
folder beside them.

## Bad

```kdl
service "backend" { source "app"; runtime "python" version="3.12" manager="uv"; }
service "worker" { source "app"; runtime "python" version="3.12" manager="uv"; }
```

## Good

```kdl
service "backend" { source "app"; runtime "python" version="3.12" manager="uv"; }
service "worker" { source "worker"; runtime "python" version="3.12" manager="uv"; }
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
    let mut known: BTreeMap<&str, &Service> = BTreeMap::new();
    for service in model.services.values() {
        let source = &service.source;
        let Some(first) = known.insert(source, service) else { continue };
        let message =
            format!("`{}` and `{}` have one folder, and each needs its own", first.name, service.name);
        let diagnostic = Diagnostic::new(&CODE, source.span, message)
            .mark("its Dockerfile is there already")
            .label(first.source.span, format!("the folder of `{}`", first.name))
            .help("give it a folder of its own");
        findings.report([service_ref(service), service_ref(first)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "backend" { source "app"; runtime "python" version="3.12" manager="uv"; }
service "worker" { source "app"; runtime "python" version="3.12" manager="uv"; }"#,
        &[("`backend` and `worker` have one folder, and each needs its own", r#""app""#)],
    ),
    Case::silent(
        r#"service "backend" { source "app"; runtime "python" version="3.12" manager="uv"; }
service "worker" { source "app/worker"; runtime "python" version="3.12" manager="uv"; }"#,
    ),
];
