//! A plan against a revision: what a branch changes, told to whoever reviews it.

use crate::support::{Project, err, out};
use std::fs;
use std::process::Command;

/// A repository whose `main` was applied and committed.
fn committed() -> Project {
    let project = Project::applied();
    git(&project, &["init", "-q", "-b", "main"]);
    commit(&project);
    project
}

pub(crate) fn git(project: &Project, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let output =
        Command::new("git").args(identity).args(arguments).current_dir(project.root()).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", err(&output));
}

pub(crate) fn commit(project: &Project) {
    git(project, &["add", "-A"]);
    git(project, &["commit", "-q", "-m", "x"]);
}

fn against(project: &Project, revision: &str) -> (Option<i32>, String) {
    let output = project.run(&["plan", "--against", revision]);
    assert_eq!(err(&output), "");
    (output.status.code(), out(&output))
}

#[test]
fn what_a_branch_changes_is_shown_though_it_is_applied() {
    let project = committed();
    let (code, text) = against(&project, "main");
    assert_eq!(code, Some(0));
    assert!(text.starts_with("shop: the same as main ("), "{text}");

    git(&project, &["switch", "-q", "-c", "port"]);
    project.spec("port 8000", "port 8010");
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    commit(&project);
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0, "it is applied");
    let (code, text) = against(&project, "main");
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("DOWNTIME") && text.contains("8000 -> 8010"), "{text}");
    assert!(text.contains("~ compose.yaml") && !text.contains("Drift"), "{text}");
    assert_eq!(project.code(&["plan", "--against", "main", "--detailed-exitcode"]), 2);
    assert!(against(&project, "HEAD").1.starts_with("shop: the same as HEAD ("));
}

#[test]
fn a_branch_that_was_not_applied_is_a_conflict() {
    let project = committed();
    project.spec("port 8000", "port 8010");
    let (code, text) = against(&project, "main");
    assert_eq!(code, Some(1));
    assert!(
        text.contains("are not as the spec of this branch says") && text.contains("8000 -> 8010"),
        "{text}"
    );
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert_eq!(against(&project, "main").0, Some(0));
    // A file that somebody edits by hand after that is one too.
    fs::write(project.path("compose.yaml"), "mine\n").unwrap();
    let (code, text) = against(&project, "main");
    assert_eq!(code, Some(1));
    assert!(text.contains("edited by hand since the last apply"), "{text}");
}

/// The base may be behind its own spec, hand-edited, or have nothing at all.
#[test]
fn the_revision_is_taken_as_it_is() {
    let project = Project::new();
    git(&project, &["init", "-q", "-b", "main"]);
    commit(&project);
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    let (code, text) = against(&project, "main");
    assert_eq!((code, text.starts_with("shop: first apply, ")), (Some(0), true), "{text}");

    let project = committed();
    fs::write(project.path("compose.yaml"), "mine\n").unwrap();
    project.spec("port 8000", "port 8005");
    commit(&project);
    project.spec("port 8005", "port 8010");
    assert_eq!(project.code(&["apply", "--yes", "--overwrite", "compose.yaml"]), 0);
    let (code, text) = against(&project, "main");
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("8005 -> 8010") && text.contains("~ compose.yaml"), "{text}");
}

#[test]
fn it_works_below_the_top_of_a_repository_and_in_a_fork_without_a_remote() {
    let project = committed();
    let clone = tempfile::tempdir().unwrap();
    let above = clone.path().join("apps");
    fs::create_dir_all(&above).unwrap();
    assert!(
        Command::new("cp").arg("-r").arg(project.root()).arg(above.join("shop")).status().unwrap().success()
    );
    let shop = above.join("shop");
    fs::remove_dir_all(shop.join(".git")).unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(clone.path()).output().unwrap()
    };
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    assert!(run("git", &["init", "-q", "-b", "main"]).status.success());
    assert!(run("git", &["add", "-A"]).status.success());
    assert!(run("git", &[&identity[..], &["commit", "-q", "-m", "x"]].concat()).status.success());
    let output = run(env!("CARGO_BIN_EXE_formwork"), &["plan", "apps/shop", "--against", "main"]);
    assert!(out(&output).starts_with("shop: the same as main ("), "{}{}", out(&output), err(&output));
}

#[test]
fn a_revision_that_is_not_there_is_said_to_be_missing() {
    let project = committed();
    for name in ["nowhere", "-x", "", "HEAD:compose.yaml", "main\nmain"] {
        let output = project.run(&["plan", &format!("--against={name}")]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(err(&output).contains("revision"), "{}", err(&output));
    }
    let outside = Project::new();
    let output = outside.run(&["plan", "--against", "main"]);
    assert!(err(&output).contains("there is no revision `main`"), "{}", err(&output));
}

#[test]
fn a_plan_against_a_revision_is_for_reading() {
    let project = committed();
    project.spec("port 8000", "port 8010");
    project.run(&["plan", "--against", "main", "--out", "plan.json"]);
    let output = project.run(&["apply", "--plan", "plan.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("this plan compares with main: it is for reading"), "{}", err(&output));
    assert!(project.read("compose.yaml").contains("8000"));
}
