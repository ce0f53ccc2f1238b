//! What a reviewer reads of a whole application: its first plan, nothing to do, and a change in one place. The texts
//! lie in `plans/`; `UPDATE_PLANS=1 cargo test --test cli` writes what is.

use crate::support::{Project, err, out};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) fn manifest() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of an example.
pub(crate) fn example(name: &str) -> Project {
    let project = Project::empty();
    let example = manifest().join("../../examples").join(name).join(".");
    assert!(Command::new("cp").arg("-r").arg(example).arg(project.root()).status().unwrap().success());
    project
}

pub(crate) fn author() -> Project {
    example("auto-author")
}

pub(crate) fn same_as(name: &str, text: &str) {
    let path = manifest().join("tests/cli/plans").join(name);
    if std::env::var_os("UPDATE_PLANS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(known == text, "{name} was:\n{known}\nand is:\n{text}");
    if !name.ends_with(".txt") {
        return;
    }
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

/// The example with its backend and its database under other names.
fn renamed(project: &Project) {
    let path = project.path("formwork.kdl");
    let text = fs::read_to_string(&path).unwrap();
    let words = [
        ("service \"backend\"", "service \"api\""),
        ("service.backend.", "service.api."),
        ("to=\"backend\"", "to=\"api\""),
        ("uses \"backend\"", "uses \"api\""),
        ("slo \"backend\"", "slo \"api\""),
        ("\"main\"", "\"books\""),
        ("branch=\"books\"", "branch=\"main\""),
    ];
    let text = words.iter().fold(text, |text, (old, new)| text.replace(old, new));
    let moved =
        "moved \"service.backend\" to=\"service.api\"\nmoved \"database.main\" to=\"database.books\"\n";
    fs::write(path, text + moved).unwrap();
}

#[test]
fn a_rename_is_shown_as_one_and_says_what_it_costs() {
    let project = author();
    assert_eq!(project.code(&["apply", "--yes", "-q"]), 0);
    renamed(&project);
    assert!(!out(&project.run(&["check"])).contains("moved/over"));
    same_as("rename.txt", &out(&project.run(&["plan"])));
    let json: Value = serde_json::from_slice(&project.run(&["plan", "--format", "json"]).stdout).unwrap();
    let changes: BTreeSet<(&str, &str, &str)> = json["model"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            let word = |field: &str| change[field].as_str().unwrap_or_default();
            (word("entity"), word("change"), word("was"))
        })
        .collect();
    let expected = [
        ("backup books", "renamed", "backup main"),
        ("database books", "renamed", "database main"),
        ("objective books", "renamed", "objective main"),
        ("service api", "renamed", "service backend"),
        ("slo api", "renamed", "slo backend"),
    ];
    assert_eq!(changes, BTreeSet::from(expected));
    let unexplained: Vec<_> =
        json["files"].as_array().unwrap().iter().filter(|file| file["cause"] != "spec").collect();
    assert!(unexplained.is_empty(), "{unexplained:?}");

    // Once it is applied the lines are over.
    assert_eq!(project.code(&["apply", "--yes", "-q"]), 0);
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
    let said = out(&project.run(&["check"]));
    assert_eq!(said.matches("moved/over").count(), 4, "{said}");
}

#[test]
fn a_database_that_runs_under_its_old_name_stays_where_it_is() {
    let project = author();
    assert_eq!(project.code(&["apply", "--yes", "-q"]), 0);
    renamed(&project);
    project.spec(
        "database \"books\" engine=\"mongodb\" version=\"8.0\"",
        "database \"books\" engine=\"mongodb\" version=\"8.0\" { runs-as \"main\"; }",
    );
    let json: Value = serde_json::from_slice(&project.run(&["plan", "--format", "json"]).stdout).unwrap();
    let risks: Vec<&str> =
        json["risks"].as_array().unwrap().iter().map(|risk| risk["code"].as_str().unwrap()).collect();
    assert_eq!(risks, ["risk/service-renamed"]);
    assert_eq!(project.code(&["apply", "--yes", "-q"]), 0);
    let compose = project.read("deploy/production/compose.yaml");
    for kept in
        ["  main:\n", "main-data:/data/db", "main-data: {}", "production/main.password", "      main:\n"]
    {
        assert!(compose.contains(kept), "{kept:?} is not in\n{compose}");
    }
    let hosts_know = ["deploy/production/settings.sh", ".github/workflows/backup.yml", "compose.yaml"];
    for file in hosts_know {
        assert!(!project.read(file).contains("=books") && !project.read(file).contains("[books]"), "{file}");
    }
    assert!(project.read("docs/RUNBOOK.md").contains("scripts/backup.sh production main "));
}
