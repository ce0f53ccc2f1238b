//! `adopt` and `release`: what they write, what they refuse, and that nothing of the user's is lost.

use crate::support::{Project, err, out};
use std::fs;
use std::process::Command;

const DOCKERFILE: &str = "api/Dockerfile";
const MINE: &str = "FROM scratch\n";

fn edited() -> Project {
    let project = Project::applied();
    fs::write(project.path(DOCKERFILE), MINE).unwrap();
    project
}

fn git(project: &Project, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(project.root()).args(["-c", "user.name=a", "-c", "user.email=a@b.c"]);
    assert!(command.args(arguments).output().unwrap().status.success(), "{arguments:?}");
}

fn commit(project: &Project) {
    git(project, &["init", "-q"]);
    git(project, &["add", "."]);
    git(project, &["commit", "-qm", "all"]);
}

#[test]
fn a_released_file_is_the_users() {
    let project = edited();
    assert_eq!(project.code(&["plan"]), 1);
    let before = project.tree();
    let output = project.run(&["release", DOCKERFILE]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(err(&output).contains("`api/Dockerfile` is yours"), "{}", err(&output));
    let moved: Vec<_> = project.tree().into_iter().filter(|entry| !before.contains(entry)).collect();
    assert_eq!(moved.len(), 1, "only the lock: {moved:?}");
    assert!(project.read("formwork.lock").contains("\"ownership\":\"released\""));

    let plan = project.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.status.code(), Some(0));
    assert!(out(&plan).contains("released: differs from the spec by"), "{}", out(&plan));
    assert!(out(&project.run(&["plan", "--diff"])).contains("-FROM scratch"));
    project.spec("port 8000", "port 8001");
    assert!(
        out(&project.run(&["plan"])).contains("the spec wants something new"),
        "{}",
        out(&project.run(&["plan"]))
    );
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert_eq!(project.read(DOCKERFILE), MINE);
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
    // No longer wanted, it stays.
    project.spec("service \"api\"", "service \"other\"");
    project.spec("source \"api\"", "source \"other\"");
    fs::create_dir(project.path("other")).unwrap();
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert_eq!(project.read(DOCKERFILE), MINE);
    assert!(!project.read("formwork.lock").contains("released"));
}

#[test]
fn a_header_that_is_no_longer_true_is_pointed_out() {
    let project = Project::applied();
    let said = err(&project.run(&["release", "compose.yaml", DOCKERFILE]));
    assert_eq!(said.matches("its line 1 says that Formwork makes it").count(), 2, "{said}");
    let edited = edited();
    assert!(!err(&edited.run(&["release", DOCKERFILE])).contains("its line"));
}

#[test]
fn a_foreign_file_can_be_kept_before_the_first_apply() {
    let project = Project::new();
    fs::write(project.path(DOCKERFILE), MINE).unwrap();
    assert_eq!(project.code(&["apply", "--yes"]), 1);
    assert_eq!(project.code(&["release", DOCKERFILE]), 0);
    assert!(out(&project.run(&["plan"])).contains("first apply"), "{}", out(&project.run(&["plan"])));
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert_eq!(project.read(DOCKERFILE), MINE);
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
}

#[test]
fn adopt_shows_what_goes_and_the_next_apply_replaces_it() {
    let project = edited();
    commit(&project);
    let wanted = project.read("formwork.lock");
    let output = project.run(&["adopt", DOCKERFILE]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let shown = out(&output);
    for part in ["-FROM scratch", "service api (formwork.kdl:3)", "api/Dockerfile:"] {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
    assert_eq!(project.read(DOCKERFILE), MINE, "the file itself is left to apply");
    let plan = out(&project.run(&["plan"]));
    assert!(plan.contains("adopted") && plan.contains("risk/adopted"), "{plan}");
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(project.read(DOCKERFILE).starts_with("# "));
    assert_eq!(project.read("formwork.lock"), wanted);
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
}

#[test]
fn adopt_refuses_what_only_the_disk_has() {
    let project = edited();
    let refused = |project: &Project| {
        let before = project.tree();
        let output = project.run(&["adopt", DOCKERFILE]);
        assert_eq!(output.status.code(), Some(1));
        assert!(err(&output).contains("git does not have what is in api/Dockerfile now"), "{}", err(&output));
        assert!(err(&output).contains("cp api/Dockerfile api/Dockerfile.mine"), "{}", err(&output));
        assert!(out(&output).contains("-FROM scratch"), "it is shown all the same");
        assert_eq!(before, project.tree());
    };
    refused(&project);
    git(&project, &["init", "-q"]);
    refused(&project);
    git(&project, &["add", "."]);
    refused(&project);
    git(&project, &["commit", "-qm", "all"]);
    fs::write(project.path(DOCKERFILE), "FROM scratch\n# more\n").unwrap();
    refused(&project);
    assert_eq!(project.code(&["adopt", "--yes", DOCKERFILE]), 0);
    assert_eq!(project.code(&["apply", "--yes"]), 0);
}

#[test]
fn a_released_file_comes_back() {
    let project = edited();
    commit(&project);
    assert_eq!(project.code(&["release", DOCKERFILE]), 0);
    assert_eq!(project.code(&["adopt", DOCKERFILE]), 0);
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(project.read(DOCKERFILE).starts_with("# "));
    assert!(!project.read("formwork.lock").contains("released"));
}

#[test]
fn what_cannot_be_settled_leaves_everything_as_it_was() {
    let project = edited();
    fs::write(project.path("mine.txt"), "mine").unwrap();
    let before = project.tree();
    for command in ["adopt", "release"] {
        let output = project.run(&[command, DOCKERFILE, "mine.txt"]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(err(&output).contains("`mine.txt` is not made from this spec"), "{}", err(&output));
        for wrong in [&[command][..], &[command, "../x"], &[command, "/etc/passwd"], &[command, "api/*"]] {
            assert_eq!(project.code(wrong), 64, "{wrong:?}");
        }
        assert_eq!(before, project.tree(), "{command}");
    }
    // What is wrong with the spec is said, and nothing is settled.
    project.spec("port 8000", "port \"many\"");
    let before = project.tree();
    assert_eq!(project.code(&["release", DOCKERFILE]), 1);
    assert_eq!(before, project.tree());
}

#[test]
fn an_apply_that_did_not_finish_comes_first() {
    let project = edited();
    fs::create_dir(project.path(".formwork")).unwrap();
    let digest = "0".repeat(64);
    fs::write(project.path(".formwork/journal"), format!("{digest}  compose.yaml\n")).unwrap();
    let before = project.tree();
    let output = project.run(&["release", DOCKERFILE]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("an apply did not finish here"), "{}", err(&output));
    assert_eq!(before, project.tree());
}
