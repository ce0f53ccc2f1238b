//! A secret's value, written into the spec.

#[cfg(test)]
use super::Case;
use super::views::views;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{EnvEntry, Model, Service};
use crate::source::Span;
use crate::types::secret_shapes::{is_harmless, known_shape, named_secret};
use crate::types::{Command, Interpolated, Part};

static CODE: Code = Code {
    slug: "secrets/literal",
    severity: Severity::Error,
    explanation: r##"A value in the spec looks like a secret.

The spec is read in pull requests, copied into every checkout and kept in the history for ever. Declare a secret, which
is only a name, give it to the variable, and put the value where each environment keeps its secrets. A value that was
committed has to be replaced: taking it out of the file does not take it out of the history.

## Bad

```kdl
service "backend" {
    env {
        SMTP_PASSWORD "tr0ub4dor-and-three"
    }
}
```

## Good

```kdl
service "backend" {
    env {
        SMTP_PASSWORD secret="smtp-password"
    }
}
secret "smtp-password" owner="platform" rotate="90d"
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
        let service = view.service;
        for entry in &service.env {
            if let Some(diagnostic) = in_variable(model, service, entry) {
                findings.report(view.owners(), diagnostic);
            }
        }
        let run = service.run.iter().map(|run| (run.span, shape_of_command(run)));
        let checks = service.checks.iter().map(|check| (check.span, known_shape(&check.command)));
        for (span, what) in run.chain(checks) {
            if let Some(what) = what {
                findings.report(view.owners(), in_command(service, span, what));
            }
        }
    }
}

fn in_variable(model: &Model, service: &Service, entry: &EnvEntry) -> Option<Diagnostic> {
    let text = entry.value.as_ref()?;
    let name = &entry.name;
    // What is built into the pages is meant to be read; only a known kind of secret is one there.
    let by_name = || {
        let literal = text.literal().filter(|text| named_secret(name, text));
        literal.filter(|_| !model.is_baked(service, name)).map(|_| "a secret")
    };
    let what = shape(text).or_else(by_name)?;
    let secret = name.to_ascii_lowercase().replace('_', "-");
    let message = format!("{name} of `{}` holds what looks like {what}", service.name);
    Some(
        Diagnostic::new(&CODE, text.span, message)
            .conceal(text.span)
            .mark("it stays in the history")
            .help(format!("declare secret \"{secret}\" and write: {name} secret=\"{secret}\""))
            .help("if it was ever committed, replace it where it was issued"),
    )
}

fn in_command(service: &Service, span: Span, what: &str) -> Diagnostic {
    let message = format!("a command of `{}` holds what looks like {what}", service.name);
    Diagnostic::new(&CODE, span, message)
        .conceal(span)
        .mark("it stays in the history")
        .help("declare a secret, give it to a variable in `env`, and let the program read that")
        .help("if it was ever committed, replace it where it was issued")
}

fn shape(text: &Interpolated) -> Option<&'static str> {
    if is_harmless(text.as_written()) {
        return None;
    }
    text.parts().find_map(|part| match part {
        Part::Text(text) => known_shape(&text),
        Part::Reference(_) => None,
    })
}

fn shape_of_command(command: &Command) -> Option<&'static str> {
    match command {
        Command::Words(words) => words.iter().find_map(shape),
        Command::Shell(line) => known_shape(line),
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        concat!(r#"service "backend" { env { PAYMENTS "sk_"#, r#"live_4eC39HqLyjWDarjtT1zdp7dc"; }; }"#),
        &[(
            "PAYMENTS of `backend` holds what looks like a Stripe key",
            concat!(r#""sk_"#, r#"live_4eC39HqLyjWDarjtT1zdp7dc""#),
        )],
    ),
    Case::fires(
        r#"service "backend" { env { SESSION_SECRET "f3a9c1d27b6e4f58"; }; }"#,
        &[("SESSION_SECRET of `backend` holds what looks like a secret", r#""f3a9c1d27b6e4f58""#)],
    ),
    Case::fires(
        concat!(
            r#"service "backend" { check "unit" "TOKEN=gh"#,
            r#"p_0123456789abcdefghij0123456789abcdef npm test"; }"#
        ),
        &[(
            "a command of `backend` holds what looks like a GitHub token",
            concat!(r#"check "unit" "TOKEN=gh"#, r#"p_0123456789abcdefghij0123456789abcdef npm test""#),
        )],
    ),
    Case::silent(
        r#"service "backend" {
    env {
        SESSION_SECRET secret="session"
        API_PREFIX "/api/v1"
        SORT_KEY "created-at-descending"
        ORIGIN "${service.backend.url}"
    }
}
secret "session""#,
    ),
    // Public by intent.
    Case::silent(
        r#"service "frontend" {
    runtime "node" version="22" manager="npm" framework="next"
    env { NEXT_PUBLIC_MAPS_KEY "f3a9c1d27b6e4f58"; }
}"#,
    ),
];
