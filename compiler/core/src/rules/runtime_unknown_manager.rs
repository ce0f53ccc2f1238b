//! A package manager that the runtime does not have, or none where it has several.

#[cfg(test)]
use super::Case;
use super::views::views;
use super::{Findings, Rule, words};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Model, Runtime};
use crate::nearest::nearest;
use crate::source::{Span, Spanned};
use ecow::EcoString;

static CODE: Code = Code {
    slug: "runtime/unknown-manager",
    severity: Severity::Error,
    explanation: r##"A service asks for a package manager that its runtime does not have, or for none where its runtime has several.

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
        let known = || runtime.managers.iter().map(|manager| manager.name.as_str());
        let diagnostic = match &used.manager {
            None if runtime.managers.len() > 1 => {
                let message = format!("{} has several package managers, and none is named", runtime.name);
                Diagnostic::new(&CODE, used.name.span, message)
                    .help(format!("write manager=\"…\": it has {}", words::names(known())))
            }
            Some(name) if runtime.manager(Some(name)).is_none() => unknown(runtime, used.name.span, name),
            _ => continue,
        };
        findings.report(view.owners(), diagnostic);
    }
}

fn unknown(runtime: &Runtime, place: Span, name: &Spanned<EcoString>) -> Diagnostic {
    let known = || runtime.managers.iter().map(|manager| manager.name.as_str());
    let message = format!("{} packages are not installed by `{}`", runtime.name, **name);
    let mut diagnostic = Diagnostic::new(&CODE, name.span, message).label(place, "the runtime");
    let only = (runtime.managers.len() == 1).then(|| known().next()).flatten();
    if let Some(meant) = nearest(name, known()).or(only) {
        diagnostic = diagnostic.fix(name.span, words::quoted(meant));
    }
    match known().next() {
        Some(_) => diagnostic.help(format!("it has {}", words::names(known()))),
        None => diagnostic.help("it has none: leave `manager` out"),
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "backend" { runtime "python" version="3.12" manager="npm"; }"#,
        &[("python packages are not installed by `npm`", r#""npm""#)],
    ),
    Case::fires(
        r#"service "backend" { runtime "static" version="1.30" manager="npm"; }"#,
        &[("static packages are not installed by `npm`", r#""npm""#)],
    ),
    Case::fires(
        r#"service "backend" { runtime "python" version="3.12"; }"#,
        &[("python has several package managers, and none is named", r#""python""#)],
    ),
    Case::silent(r#"service "backend" { runtime "python" version="3.12" manager="uv"; }"#),
    Case::silent(r#"service "backend" { runtime "go" version="1.26"; }"#),
    Case::silent(r#"service "backend" { runtime "static" version="1.30"; }"#),
];
