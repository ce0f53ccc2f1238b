//! A port in the command line: another one than the service's, or the same one a second time.

#[cfg(test)]
use super::Case;
use super::views::views;
use super::{Findings, Rule, words};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Model, Service};
use crate::source::{Span, Spanned};
use crate::types::{Command, Interpolated};
use std::borrow::Cow;

static CODE: Code = Code {
    slug: "service/port-mismatch",
    severity: Severity::Warning,
    explanation: r##"The command of a service holds a port of its own.

When it is not the service's `port`, everything that was made from `port` (the edge, health checks, containers) asks where
nobody listens. When it is, it stops being so the day one of the two is changed. `${service.NAME.port}` stands for the
one that is declared.

## Bad

```kdl
service "backend" {
    run "uvicorn" "app.main:app" "--port" "8001"
    port 8000
}
```

## Good

```kdl
service "backend" {
    run "uvicorn" "app.main:app" "--port" "${service.backend.port}"
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
    for view in views(model) {
        let service = view.service;
        let Some((run, port)) = service.run.as_ref().zip(service.port.as_ref()) else { continue };
        if let Some(diagnostic) = mismatch(service, run, port) {
            findings.report(view.owners(), diagnostic);
        }
    }
}

fn mismatch(service: &Service, run: &Spanned<Command>, port: &Spanned<u16>) -> Option<Diagnostic> {
    let name = &service.name;
    // A word that refers to something is never a literal port.
    let tokens: Vec<Cow<'_, str>> = match &**run {
        Command::Words(list) => list.iter().map(|word| word.literal().unwrap_or_default()).collect(),
        Command::Shell(line) => line.split_whitespace().map(Cow::from).collect(),
    };
    let found = find_port(&tokens)?;
    let message = if found.port == port.value {
        format!("the port of `{name}` is written twice")
    } else {
        format!("`{name}` is started on port {}, but is asked on {port}", found.port)
    };
    let diagnostic =
        Diagnostic::new(&CODE, run.span, message).label(port.span, "the port that everything else uses");
    let Command::Words(list) = &**run else {
        return Some(diagnostic.help("write the command as words, and refer to the port in it"));
    };
    let word = words::quoted(format!("{}${{service.{name}.port}}", found.before));
    Some(with_fix(
        diagnostic.help(format!("refer to the port instead: {word}")),
        list,
        found.at,
        word,
        run.span,
    ))
}

/// Puts a word in place of another, if nothing else stands between the words: a comment must not be lost.
fn with_fix(
    diagnostic: Diagnostic,
    list: &[Interpolated],
    at: usize,
    word: String,
    span: Span,
) -> Diagnostic {
    let mut written: Vec<String> = list.iter().map(words::quoted).collect();
    if written.join(" ").len() != (span.end - span.start) as usize {
        return diagnostic;
    }
    written[at] = word;
    diagnostic.fix(span, written.join(" "))
}

/// A literal port in a command: in which word, and what stands before it there.
struct Found<'w> {
    port: u16,
    at: usize,
    before: &'w str,
}

fn find_port<'w>(list: &'w [Cow<'_, str>]) -> Option<Found<'w>> {
    const FLAGS: &[&str] = &["--port", "-p", "--bind", "-b", "--listen"];
    list.iter().enumerate().find_map(|(at, word)| {
        let follows = at.checked_sub(1).is_some_and(|before| FLAGS.contains(&&*list[before]));
        let start = match word.split_once('=') {
            Some((flag, _)) if FLAGS.contains(&flag) || flag == "PORT" => flag.len() + 1,
            _ if follows => 0,
            _ => return None,
        };
        // `--bind 0.0.0.0:8000` names the address too.
        let start = word.rfind(':').map_or(start, |colon| colon + 1);
        let port = word[start..].parse().ok()?;
        Some(Found { port, at, before: &word[..start] })
    })
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "backend" { run "uvicorn" "app:app" "--port" "8001"; port 8000; }"#,
        &[(
            "`backend` is started on port 8001, but is asked on 8000",
            r#""uvicorn" "app:app" "--port" "8001""#,
        )],
    )
    .fixed(r#"run "uvicorn" "app:app" "--port" "${service.backend.port}""#),
    Case::fires(
        r#"service "backend" { run "gunicorn" "app:app" "--bind=0.0.0.0:8000"; port 8000; }"#,
        &[("the port of `backend` is written twice", r#""gunicorn" "app:app" "--bind=0.0.0.0:8000""#)],
    )
    .fixed(r#""--bind=0.0.0.0:${service.backend.port}""#),
    Case::fires(
        r#"service "backend" { run "PORT=3000 npm start"; port 3002; }"#,
        &[("`backend` is started on port 3000, but is asked on 3002", r#""PORT=3000 npm start""#)],
    ),
    // The command stayed behind when an environment moved the port.
    Case::fires(
        r#"service "backend" { run "serve" "-p" "${service.backend.port}"; port 8000; }
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    service "backend" { run "serve" "-p" "8000"; port 9000; }
}"#,
        &[("`backend` is started on port 8000, but is asked on 9000", r#""serve" "-p" "8000""#)],
    ),
    Case::silent(
        r#"service "backend" { run "uvicorn" "app:app" "--port" "${service.backend.port}"; port 8000; }"#,
    ),
    Case::silent(r#"service "backend" { run "node" "server.js" "--workers" "8001"; port 8000; }"#),
    Case::silent(r#"service "worker" { run "celery" "-p" "8001"; }"#),
];
