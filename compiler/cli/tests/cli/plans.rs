//! What a reviewer reads of a whole application: its first plan, nothing to do, and a change in one place. The texts
//! lie in `plans/`; `UPDATE_PLANS=1 cargo test --test cli` writes what is.

use crate::support::{Project, err, out};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn manifest() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of the example.
fn author() -> Project {
    let project = Project::empty();
    let example = manifest().join("../../examples/auto-author/.");
    assert!(Command::new("cp").arg("-r").arg(example).arg(project.root()).status().unwrap().success());
    project
}

fn same_as(name: &str, text: &str) {
    let path = manifest().join("tests/cli/plans").join(name);
    if std::env::var_os("UPDATE_PLANS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(known == text, "{name} was:\n{known}\nand is:\n{text}");
    let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    assert!(widest <= 80, "{name} has a line of {widest} columns");
}

#[test]
fn the_first_plan_of_an_application() {
    let project = author();
    let before = project.tree();
    let output = project.run(&["plan"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    same_as("first.txt", &out(&output));
    assert_eq!(before, project.tree(), "a plan writes nothing");
}

#[test]
fn a_port_changes_in_one_place_and_everything_follows() {
    let project = author();
    assert_eq!(project.code(&["apply", "--yes", "-q"]), 0);
    let nothing = out(&project.run(&["plan"]));
    assert!(nothing.starts_with("auto-author: up to date (") && nothing.lines().count() == 1, "{nothing}");

    project.spec("port 8000", "port 8010");
    same_as("port.txt", &out(&project.run(&["plan"])));
    let json: Value = serde_json::from_slice(&project.run(&["plan", "--format", "json"]).stdout).unwrap();
    let planned: BTreeSet<String> = paths(&json);
    // What names the old port is what changes, and nothing else.
    let naming: BTreeSet<String> = mentions(&project, &["8000", "8001"]);
    assert_eq!(planned, naming);

    assert_eq!(project.code(&["apply", "--yes", "-q"]), 0);
    assert_eq!(mentions(&project, &["8000", "8001"]), BTreeSet::new());
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
}

fn paths(plan: &Value) -> BTreeSet<String> {
    let files = plan["files"].as_array().unwrap();
    files.iter().map(|file| file["path"].as_str().unwrap().to_string()).collect()
}

/// The artifacts in which one of these numbers, or a host's port made of it, stands.
fn mentions(project: &Project, ports: &[&str]) -> BTreeSet<String> {
    let lock: Value = serde_json::from_str(&project.read("formwork.lock")).unwrap();
    let artifacts = lock["artifacts"].as_object().unwrap().keys();
    let numbers = |path: &Path| -> BTreeSet<String> {
        let text = fs::read_to_string(path).unwrap();
        text.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_string).collect()
    };
    let names = |path: &&String| {
        let numbers = numbers(&project.path(path));
        ports
            .iter()
            .any(|port| ["", "1", "2"].iter().any(|first| numbers.contains(&format!("{first}{port}"))))
    };
    artifacts.filter(names).cloned().collect()
}
