//! Every line of every golden artifact has an origin; and the origin that is told is the right one, which the spec with
//! another value there shows.

#![allow(clippy::disallowed_methods, reason = "the specs are golden cases")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/folder.rs"]
mod folder;

use folder::Folder;
use formwork_core::artifact::{Artifact, Ownership};
use formwork_core::driver::{self, Compilation};
use formwork_core::render::HEADER;
use formwork_core::show::Form;
use formwork_core::why::{self, OnDisk, Question};
use serde_json::Value as Json;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn input(case: &str) -> PathBuf {
    let own = root().join("golden").join(case).join("input");
    if own.is_dir() { own } else { root().join("examples").join(case) }
}

fn spec(case: &str) -> String {
    fs::read_to_string(input(case).join(driver::SPEC)).unwrap()
}

fn compiled(case: &str, spec: String) -> Compilation {
    driver::compile(spec, &Folder(input(case)))
}

fn cases() -> Vec<String> {
    let folders = fs::read_dir(root().join("golden")).unwrap();
    let mut cases: Vec<String> =
        folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    cases.sort();
    cases
}

/// Targets that print data, not templates.
const STRUCTURED: &[&str] = &["compose", "github", "nixpacks", "railway", "render", "vercel"];

/// Whether a file is data that no template prints.
fn is_data(artifact: &Artifact) -> bool {
    let is_of_playbook = artifact.target == "provision"
        && ["/vars.yml", "/inventory.yml"].iter().any(|name| artifact.path.ends_with(name));
    STRUCTURED.contains(&artifact.target) || is_of_playbook
}

/// What stands before what a template prints: the header, and the line that says what runs a script.
fn is_head(line: &str) -> bool {
    HEADER.iter().any(|head| line.contains(head)) || line.starts_with("#!") || ["", "#"].contains(&line)
}

#[test]
fn every_line_has_an_origin() {
    let (mut files, mut lines, mut literal) = (0, 0, 0);
    for case in cases() {
        let compilation = compiled(&case, spec(&case));
        for artifact in why::artifacts(&compilation) {
            let place = format!("{case}: {}", artifact.path);
            assert!(!artifact.made_from.is_empty(), "{place} is made from nothing");
            let templates = why::template_lines(&compilation, &artifact);
            assert_eq!(templates.len(), artifact.text.lines().count(), "{place}");
            let mut has_begun = false;
            for (text, template) in artifact.text.lines().zip(&templates) {
                lines += 1;
                let Some(template) = template else {
                    let is_known = is_data(&artifact)
                        || artifact.ownership == Ownership::Block
                        || !has_begun && (is_head(text) || text.starts_with("# nginx "));
                    assert!(is_known, "{place}: no template prints {text:?}");
                    continue;
                };
                has_begun = true;
                let folder = if template.is_own { input(&case) } else { root() };
                let printed = fs::read_to_string(folder.join(&*template.file)).unwrap();
                let printed = printed.lines().nth(template.line as usize - 1).unwrap();
                if !printed.contains('{') && !text.is_empty() {
                    literal += 1;
                    // What follows may be printed by the next line, with no blank between.
                    assert!(
                        text.trim().starts_with(printed.trim()),
                        "{place}: {template:?} printed {text:?}"
                    );
                }
            }
            files += 1;
        }
    }
    assert!(
        files > 200 && lines > 20_000 && literal > 8_000,
        "{files} files, {lines} lines, {literal} literal"
    );
}

/// What is told of every line of a file.
fn told(compilation: &Compilation, file: &str) -> Json {
    let made = why::artifacts(compilation);
    let artifact = why::find(made, &[file.to_string()], compilation, None).unwrap();
    let question = Question { disk: OnDisk::Absent, lines: Some(1..=usize::MAX) };
    let answer = why::why(compilation, artifact, &question, Form::Json).unwrap();
    serde_json::from_str(&answer).unwrap()
}

/// The settings of the first line that reads so, the nearest first.
fn settings<'j>(told: &'j Json, line: &str) -> Vec<&'j str> {
    let lines = told["lines"].as_array().unwrap();
    let found = lines.iter().find(|it| it["text"].as_str().unwrap().trim() == line);
    let Some(found) = found else { panic!("{} has no line {line:?}", told["file"]) };
    found["settings"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect()
}

/// The text of the line where a setting is said.
fn said(case: &str, told: &Json, path: &str) -> String {
    let settings = told["settings"].as_array().unwrap();
    let place = &settings.iter().find(|it| it["path"] == path).unwrap()["place"];
    let library = place["standard-library"].as_bool().unwrap();
    let folder = if library { root() } else { input(case) };
    let text = fs::read_to_string(folder.join(place["file"].as_str().unwrap())).unwrap();
    text.lines().nth(place["line"].as_u64().unwrap() as usize - 1).unwrap().trim().to_string()
}

struct Expected {
    file: &'static str,
    /// A line, the setting that is nearest to it, and the beginning of the line that says so.
    lines: &'static [(&'static str, &'static str, &'static str)],
}

const EVERYTHING: &[Expected] = &[
    Expected {
        file: "deploy/production/nginx/routes/api.depot.formwork.dev.conf",
        lines: &[
            (
                "server_name api.depot.formwork.dev;",
                "environment.production.route.api.depot.formwork.dev.host",
                "route \"api.depot",
            ),
            ("http2 on;", "environment.production.nginx.version", "nginx version"),
            (
                "client_max_body_size 11m;",
                "environment.production.route.api.depot.formwork.dev.body-limit",
                "body-limit",
            ),
            (
                "proxy_read_timeout 71s;",
                "environment.production.route.api.depot.formwork.dev.timeout",
                "timeout \"71s\"",
            ),
            ("return 418;", "environment.production.route.api.depot.formwork.dev.cors", "cors \"web\""),
        ],
    },
    Expected {
        file: "deploy/production/compose.yaml",
        lines: &[
            ("- \"127.0.0.1:18000-18001:8000\"", "service.api.port", "port 8000"),
            ("replicas: 2", "service.api.replicas", "replicas 2"),
            ("replicas: 3", "service.web.replicas", "replicas 3"),
            ("memory: 640m", "service.api.memory", "memory \"640MiB\""),
            (
                "memory: 512m",
                "service.book.memory",
                "field \"memory\" type=\"memory-size\" default=\"512MiB\"",
            ),
            ("image: postgres:17.11", "engine.postgresql.version.17.image", "version \"17\""),
            ("image: registry.formwork.dev/ledger:1", "engine.ledger.version.1.image", "version \"1\""),
            // Nothing moves it: it stands in what the name of the service begins.
            ("restart: unless-stopped", "service.api.name", "service \"api\""),
        ],
    },
    Expected {
        file: ".github/workflows/backup.yml",
        lines: &[("- cron: 18 3 * * * # daily at 03:18 UTC", "backup.main.schedule", "backup \"main\"")],
    },
];

const AUTO_AUTHOR: &[Expected] = &[Expected {
    file: "backend/Dockerfile",
    lines: &[
        ("FROM python:3.12-slim AS base", "runtime.python.version.3.12.image", "version \"3.12\""),
        ("EXPOSE 8000", "service.backend.port", "port 8000"),
        ("pip install uv==0.13.8", "tool.uv.version", "tool \"uv\""),
        ("COPY pyproject.toml uv.lock ./", "runtime.python.manager.uv.manifest", "manifest"),
    ],
}];

/// What a component makes, with a parameter of an instance, a default of the component, and a property.
const REUSE: &[Expected] = &[Expected {
    file: "deploy/production/compose.yaml",
    lines: &[
        ("- \"127.0.0.1:18001:8001\"", "service.orders.port", "port 8001"),
        ("- \"127.0.0.1:18000:8000\"", "service.mails.port", "field \"port\" type=\"port\" default=8000"),
        ("memory: 1g", "service.mails.memory", "memory \"1GiB\""),
        ("orders:", "service.orders.name", "python-api \"orders\""),
    ],
}];

fn check(case: &str, expected: &[Expected]) {
    let compilation = compiled(case, spec(case));
    for Expected { file, lines } in expected {
        let told = told(&compilation, file);
        for (line, setting, place) in *lines {
            let settings = settings(&told, line);
            assert_eq!(settings.first(), Some(setting), "{file}: {line}: {settings:?}");
            let said = said(case, &told, setting);
            assert!(said.starts_with(place), "{setting} is said in {said:?}");
        }
    }
}

#[test]
fn the_nearest_setting_is_the_right_one() {
    check("everything", EVERYTHING);
    check("auto-author", AUTO_AUTHOR);
    check("reuse", REUSE);
}

fn made(case: &str, spec: String, file: &str) -> Artifact {
    let compilation = compiled(case, spec);
    let artifacts = why::artifacts(&compilation);
    artifacts.into_iter().find(|artifact| *artifact.path == *file).unwrap()
}

/// What is told, held against the spec with another text there.
#[test]
fn lines_follow_the_settings_that_are_named_and_no_others() {
    let (case, file) = ("everything", "deploy/production/nginx/routes/api.depot.formwork.dev.conf");
    let compilation = compiled(case, spec(case));
    let told = told(&compilation, file);
    let route = "environment.production.route.api.depot.formwork.dev";
    for (from, to, setting) in [
        ("timeout \"71s\"", "timeout \"70s\"", Some("timeout")),
        ("body-limit \"11MiB\"", "body-limit \"12MiB\"", Some("body-limit")),
        ("burst=41", "burst=42", Some("rate-limit.burst")),
        ("keep-old=\"25h\"", "keep-old=\"26h\"", None),
        ("drain \"45s\"", "drain \"46s\"", None),
        ("port 8000", "port 8001", None),
    ] {
        let other = made(case, spec(case).replacen(from, to, 1), file).text;
        let lines = told["lines"].as_array().unwrap();
        let text = |line: &Json| line["text"].as_str().unwrap().to_string();
        let gone: Vec<String> =
            lines.iter().map(text).filter(|line| !other.lines().any(|it| it == line)).collect();
        assert_eq!(gone.is_empty(), setting.is_none(), "{from}: {gone:?}");
        let path = setting.map(|setting| format!("{route}.{setting}"));
        for line in lines.iter().filter(|line| gone.contains(&text(line))) {
            let settings: Vec<&str> =
                line["settings"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
            assert!(settings.contains(&path.as_deref().unwrap()), "{line}");
        }
    }
    let named: Vec<&str> = told["settings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|setting| setting["path"].as_str().unwrap())
        .collect();
    for stranger in
        ["service.api.drain", "service.api.port", "environment.production.rollout", "service.sorter"]
    {
        assert!(!named.iter().any(|path| path.starts_with(stranger)), "{stranger}: {named:?}");
    }
}
