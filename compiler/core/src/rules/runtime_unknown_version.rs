//! A version of a runtime that no image is known for.

#[cfg(test)]
use super::Case;
use super::views::views;
use super::{Findings, Rule, versions};
use crate::diag::{Code, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "runtime/unknown-version",
    severity: Severity::Error,
    explanation: r##"A service asks for a version that the catalogue has no image for.

Images are pinned, so that a build today and one next month are the same. A version is one of those the catalogue lists;
`stdlib/` has one file for each runtime, and a line there adds another.

## Bad

```kdl
service "backend" {
    runtime "python" version="3.2" manager="uv"
}
```

## Good

```kdl
service "backend" {
    runtime "python" version="3.12" manager="uv"
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
    for view in views(model) {
        let used = &view.service.runtime;
        let Some(runtime) = model.catalogue.runtimes.get(used.name.as_str()) else { continue };
        if runtime.version(&used.version).is_none() {
            let known = runtime.versions.iter().map(|known| &known.number);
            findings.report(view.owners(), versions::unknown(&CODE, &runtime.name, &used.version, known));
        }
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "backend" { runtime "python" version="3.2" manager="uv"; }"#,
        &[("there is no image for python 3.2", r#""3.2""#)],
    ),
    // Once for each line that says so, not for each environment.
    Case::fires(
        r#"service "backend" { runtime "python" version="3.2" manager="uv"; }
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    service "backend" { replicas 2; }
}"#,
        &[("there is no image for python 3.2", r#""3.2""#)],
    ),
    Case::silent(r#"service "backend" { runtime "python" version="3.12" manager="uv"; }"#),
];
