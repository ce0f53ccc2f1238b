//! A framework or a library of another runtime.

#[cfg(test)]
use super::Case;
use super::views::views;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "runtime/framework-mismatch",
    severity: Severity::Error,
    explanation: r##"A service names a framework or a library that belongs to another runtime.

The framework decides how the service is built and started, and its programs are not there in the other runtime's image.

## Bad

```kdl
service "frontend" {
    runtime "python" version="3.12" manager="uv" framework="next"
}
```

## Good

```kdl
service "frontend" {
    runtime "node" version="22" manager="npm" framework="next"
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
        let catalogue = &model.catalogue;
        let framework = used
            .framework
            .iter()
            .filter_map(|name| Some((name, "framework", &catalogue.frameworks.get(name.as_str())?.runtime)));
        let libraries = used
            .libraries
            .iter()
            .filter_map(|name| Some((name, "library", &catalogue.libraries.get(name.as_str())?.runtime)));
        for (name, field, runtime) in framework.chain(libraries) {
            if **runtime == *used.name.value {
                continue;
            }
            let message =
                format!("`{}` runs {}, but {} needs {runtime}", view.service.name, *used.name, **name);
            let diagnostic = Diagnostic::new(&CODE, name.span, message)
                .label(used.name.span, "the runtime")
                .help(format!("leave `{field}` out, or use runtime \"{runtime}\""));
            findings.report(view.owners(), diagnostic);
        }
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "backend" { runtime "python" version="3.12" manager="uv" framework="next"; }"#,
        &[("`backend` runs python, but next needs node", r#""next""#)],
    ),
    Case::fires(
        r#"service "backend" { runtime "python" version="3.12" manager="uv" { library "prisma"; }; }"#,
        &[("`backend` runs python, but prisma needs node", r#""prisma""#)],
    ),
    Case::silent(r#"service "backend" { runtime "node" version="22" manager="npm" { library "prisma"; }; }"#),
    Case::silent(r#"service "frontend" { runtime "node" version="22" manager="npm" framework="next"; }"#),
];
