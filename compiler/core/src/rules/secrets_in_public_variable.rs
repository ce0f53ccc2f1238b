//! A secret that every visitor could read.

#[cfg(test)]
use super::Case;
use super::views::views;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Model, Service};
use crate::source::Span;

static CODE: Code = Code {
    slug: "secrets/in-public-variable",
    severity: Severity::Error,
    explanation: r##"A secret is put into a variable that is built into the pages.

A framework copies variables with its public prefix, such as `NEXT_PUBLIC_`, into the files it sends to browsers. Whoever
opens the page can read them. Keep the secret in a variable of the server, and let the browser ask the server.

## Bad

```kdl
service "frontend" {
    runtime "node" version="22" manager="npm" framework="next"
    env {
        NEXT_PUBLIC_OPENAI_KEY secret="openai-key"
    }
}
secret "openai-key"
```

## Good

```kdl
service "frontend" {
    runtime "node" version="22" manager="npm" framework="next"
    env {
        OPENAI_KEY secret="openai-key"
    }
}
secret "openai-key"
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
        for entry in service.env.iter().filter(|entry| model.is_baked(service, &entry.name)) {
            if let Some(secret) = &entry.secret {
                let what = format!("secret `{}`", **secret);
                findings.report(view.owners(), diagnostic(model, service, &entry.name, entry.span, &what));
            }
        }
        for line in &service.uses {
            let public = line.env.as_ref().filter(|name| model.is_baked(service, name));
            let database = line.things.iter().find(|thing| model.databases.contains_key(thing.as_str()));
            if let Some((name, database)) = public.zip(database) {
                let what = format!("the password of database `{}`", **database);
                findings.report(view.owners(), diagnostic(model, service, name, line.span, &what));
            }
        }
    }
}

fn diagnostic(model: &Model, service: &Service, variable: &str, span: Span, what: &str) -> Diagnostic {
    let message = format!("every visitor could read {what} in {variable}");
    let diagnostic = Diagnostic::new(&CODE, span, message);
    let framework = service.runtime.framework.as_ref();
    let known = framework.and_then(|name| model.catalogue.frameworks.get(name.as_str()));
    match known.and_then(|framework| framework.public_prefix.as_deref()) {
        Some(prefix) => diagnostic
            .mark(format!("{prefix}… is built into the pages"))
            .help(format!("keep it on the server: {}", variable.trim_start_matches(prefix))),
        None => diagnostic,
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "frontend" {
    runtime "node" version="22" manager="npm" framework="next"
    env { NEXT_PUBLIC_KEY secret="openai-key"; }
}
secret "openai-key""#,
        &[(
            "every visitor could read secret `openai-key` in NEXT_PUBLIC_KEY",
            r#"NEXT_PUBLIC_KEY secret="openai-key""#,
        )],
    ),
    Case::fires(
        r#"service "frontend" {
    runtime "node" version="22" manager="npm" framework="next"
    uses "main" env="NEXT_PUBLIC_DATABASE"
}"#,
        &[(
            "every visitor could read the password of database `main` in NEXT_PUBLIC_DATABASE",
            r#"uses "main" env="NEXT_PUBLIC_DATABASE""#,
        )],
    ),
    Case::silent(
        r#"service "frontend" {
    runtime "node" version="22" manager="npm" framework="next"
    uses "backend" env="NEXT_PUBLIC_API_URL"
    env { OPENAI_KEY secret="openai-key"; }
}
secret "openai-key""#,
    ),
    // Nothing of this service is sent to browsers.
    Case::silent(
        r#"service "backend" { env { NEXT_PUBLIC_KEY secret="openai-key"; }; }
secret "openai-key""#,
    ),
];
