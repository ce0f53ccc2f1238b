//! A lock that somebody edited, as a pull request can: whatever it says, no file goes away that Formwork did not make.

use crate::support::{Project, err, out};
use formwork_core::lock::Digest;
use std::fs;

/// The lock of an applied project with one line more.
fn with_line(project: &Project, path: &str, text: &str, ownership: &str) {
    let lock = project.read("formwork.lock");
    let digest = Digest::of(text.as_bytes());
    let line = format!("\"{path}\": {{\"sha256\":\"{digest}\",\"ownership\":\"{ownership}\"}},\n");
    let at = "\"artifacts\": {\n";
    assert!(lock.contains(at));
    fs::write(project.path("formwork.lock"), lock.replace(at, &format!("{at}{line}"))).unwrap();
}

#[test]
fn a_file_of_the_users_that_the_lock_names_stays() {
    let project = Project::applied();
    let code = "fn main() {}\n";
    fs::create_dir(project.path("src")).unwrap();
    fs::write(project.path("src/main.rs"), code).unwrap();
    with_line(&project, "src/main.rs", code, "managed");
    let before = project.tree();
    let output = project.run(&["apply", "--yes"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("formwork.lock says that Formwork made it"), "{}", out(&output));
    assert_eq!(before, project.tree());
    assert_eq!(project.code(&["release", "src/main.rs"]), 0);
    assert_eq!(project.code(&["apply", "--yes", "--detailed-exitcode"]), 0);
    assert_eq!(project.read("src/main.rs"), code);
    assert!(!project.read("formwork.lock").contains("src/main.rs"));
}

#[test]
fn version_control_and_the_spec_are_never_deleted() {
    let project = Project::applied();
    let made = "# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,\n";
    fs::create_dir_all(project.path("vendor/.git")).unwrap();
    for at in [".git/config", "vendor/.git/config", "formwork.kdl"] {
        let text =
            if at == "formwork.kdl" { format!("// {made}{}", project.read(at)) } else { made.to_string() };
        let _ = fs::create_dir(project.path(".git"));
        fs::write(project.path(at), &text).unwrap();
        with_line(&project, at, &text, "managed");
        assert_eq!(project.code(&["apply", "--yes", "--overwrite", at]), 0, "{at}");
        assert_eq!(project.read(at), text);
    }
}

#[test]
fn paths_that_leave_the_repository_are_no_lock() {
    for at in ["../outside", "/etc/passwd", "a/../../outside", "C:/x", "a\\\\..\\\\b"] {
        let project = Project::applied();
        with_line(&project, at, "x", "managed");
        let before = project.tree();
        let output = project.run(&["apply", "--yes"]);
        assert_eq!(output.status.code(), Some(1), "{at}");
        assert!(err(&output).contains("lock/broken"), "{at}: {}", err(&output));
        assert_eq!(before, project.tree(), "{at}");
    }
}

#[test]
fn a_lock_that_releases_what_should_be_written_is_said_in_every_plan() {
    let project = Project::applied();
    let lock = project.read("formwork.lock");
    let line = lock.lines().find(|line| line.contains("\"compose.yaml\"")).unwrap();
    let released = line.replace("\"managed\"", "\"released\"");
    fs::write(project.path("formwork.lock"), lock.replace(line, &released)).unwrap();
    fs::write(project.path("compose.yaml"), "services: {}\n").unwrap();
    let plan = out(&project.run(&["plan"]));
    assert!(plan.contains("compose.yaml") && plan.contains("released: differs from the spec by"), "{plan}");
}
