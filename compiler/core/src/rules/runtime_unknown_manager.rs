//! A package manager that the runtime does not have.

#[cfg(test)]
use super::Case;
use super::views::views;
use super::{Findings, Rule, words};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;
use crate::nearest::nearest;

static CODE: Code = Code {
    slug: "runtime/unknown-manager",
    severity: Severity::Error,
    explanation: r##"A service asks for a package manager that its runtime does not have.

The manager decides which lock file is read and how packages are installed, in images, in checks and on hosts.

## Bad

```kdl
service "backend" {
    runtime "python" version="3.12" manager="npm"
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
        if runtime.manager(&used.manager).is_some() {
            continue;
        }
        let known = || runtime.managers.iter().map(|manager| manager.name.as_str());
        let message = format!("{} packages are not installed by `{}`", runtime.name, *used.manager);
        let mut diagnostic = Diagnostic::new(&CODE, used.manager.span, message)
            .label(used.name.span, "the runtime")
            .help(format!("it has {}", words::names(known())));
        let only = (runtime.managers.len() == 1).then(|| known().next()).flatten();
        if let Some(meant) = nearest(&used.manager, known()).or(only) {
            diagnostic = diagnostic.fix(used.manager.span, words::quoted(meant));
        }
        findings.report(view.owners(), diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "backend" { runtime "python" version="3.12" manager="npm"; }"#,
        &[("python packages are not installed by `npm`", r#""npm""#)],
    ),
    Case::silent(r#"service "backend" { runtime "python" version="3.12" manager="uv"; }"#),
];
