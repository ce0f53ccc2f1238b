//! A plan that is saved is carried out exactly, or not at all; and it can always be shown.

use crate::support::{Project, err, out};
use serde_json::Value;
use std::fs;

/// An application of which the port changed, and the plan for that in a file outside of it.
fn reviewed() -> (Project, tempfile::TempDir, String) {
    let project = Project::applied();
    project.spec("port 8000", "port 8010");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.json").display().to_string();
    let output = project.run(&["plan", "--out", &file]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    (project, folder, file)
}

fn apply(project: &Project, file: &str) -> (Option<i32>, String) {
    let output = project.run(&["apply", "--plan", file]);
    (output.status.code(), err(&output))
}

#[test]
fn what_was_reviewed_is_what_is_written() {
    let (project, _folder, file) = reviewed();
    let saved: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let shown = out(&project.run(&["plan"]));
    assert_eq!(apply(&project, &file).0, Some(0));
    for change in saved["files"].as_array().unwrap() {
        let text = project.read(change["path"].as_str().unwrap());
        let digest = formwork_core::lock::Digest::of(text.as_bytes()).to_string();
        assert_eq!(change["writes"], digest, "{change}");
    }
    // It is done: the same plan again would be another one. It can still be read.
    let (code, message) = apply(&project, &file);
    assert_eq!(code, Some(1));
    assert!(message.contains("`formwork.lock` changed"), "{message}");
    let again = project.run(&["plan", "--saved", &file]);
    assert_eq!((again.status.code(), out(&again)), (Some(0), shown));
    assert_eq!(project.code(&["plan", "--saved", &file, "--detailed-exitcode"]), 2);
}

#[test]
fn a_stale_plan_names_what_moved_and_writes_nothing() {
    type Move = (&'static str, fn(&Project, &str));
    let moves: [Move; 6] = [
        ("`formwork.kdl` changed", |project, _| project.spec("port 8010", "port 8011")),
        ("`formwork/more.kdl` is new", |project, _| {
            fs::create_dir(project.path("formwork")).unwrap();
            fs::write(project.path("formwork/more.kdl"), "// nothing yet\n").unwrap();
            project.spec("app \"shop\"", "import \"formwork/more.kdl\"\napp \"shop\"");
        }),
        ("`formwork.lock` is gone", |project, _| fs::remove_file(project.path("formwork.lock")).unwrap()),
        ("`compose.yaml` is not as it was on disk", |project, _| {
            fs::write(project.path("compose.yaml"), "mine\n").unwrap();
        }),
        ("it was made by formwork 0.0.1; this is ", |_, file| {
            let text = fs::read_to_string(file).unwrap();
            let version = format!("\"tool\": \"{}\"", env!("CARGO_PKG_VERSION"));
            assert!(text.contains(&version));
            fs::write(file, text.replace(&version, "\"tool\": \"0.0.1\"")).unwrap();
        }),
        ("it was made with another standard library", |_, file| {
            let text = fs::read_to_string(file).unwrap();
            fs::write(file, text.replace("\"standard-library\": \"", "\"standard-library\": \"0")).unwrap();
        }),
    ];
    for (expected, happens) in moves {
        let (project, _folder, file) = reviewed();
        happens(&project, &file);
        let before = project.tree();
        let (code, message) = apply(&project, &file);
        assert_eq!(code, Some(1), "{expected}");
        assert!(message.contains("the plan is stale") && message.contains(expected), "{message}");
        assert_eq!(before, project.tree(), "{expected}");
        assert_eq!(project.code(&["plan", "--saved", &file]), 0, "{expected}");
    }
}

/// The negative control of what is above: what plays no part in the plan may move.
#[test]
fn what_the_plan_does_not_touch_may_change() {
    let (project, _folder, file) = reviewed();
    fs::write(project.path("api/server.js"), "// new\n").unwrap();
    assert_eq!(apply(&project, &file), (Some(0), format!("applied: {} written\n", written(&file))));
}

fn written(file: &str) -> String {
    let saved: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    format!("{} files", saved["files"].as_array().unwrap().len())
}

#[test]
fn a_saved_plan_holds_nothing_that_was_written_by_hand() {
    let project = Project::applied();
    fs::write(project.path("compose.yaml"), "password: hunter2\n").unwrap();
    let file = project.path("plan.json").display().to_string();
    assert_eq!(project.code(&["plan", "--out", &file]), 1);
    assert!(!fs::read_to_string(&file).unwrap().contains("hunter2"));
    assert_eq!(project.code(&["plan", "--overwrite", "compose.yaml", "--out", &file]), 0);
    assert!(!fs::read_to_string(&file).unwrap().contains("hunter2"));
    assert_eq!(apply(&project, &file).0, Some(0), "what was to be overwritten is part of the plan");
}

#[test]
fn a_file_that_is_no_plan_is_refused_with_the_reason() {
    let project = Project::applied();
    let refused = |text: &str, expected: &str| {
        fs::write(project.path("plan.json"), text).unwrap();
        for arguments in [&["plan", "--saved", "plan.json"][..], &["apply", "--plan", "plan.json"]] {
            let output = project.run(arguments);
            assert_eq!(output.status.code(), Some(1), "{text}");
            assert!(err(&output).contains(expected), "{}", err(&output));
        }
    };
    refused("", "cannot be read: EOF");
    refused("{\"version\": 7}", "it has version 7, and this formwork reads version 1");
    refused("{\"version\": 1}", "missing field");
    let output = project.run(&["plan", "--saved", "absent.json"]);
    assert!(err(&output).contains("no such file"), "{}", err(&output));
}
