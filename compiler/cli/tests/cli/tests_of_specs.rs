//! `test`: exit codes, what is printed where, and what `--update` writes and leaves alone.

use crate::support::{Project, err, out};
use std::fs;
use std::os::unix::fs::symlink;

const TEST: &str = r#"
test "the port is known" {
    expect "service.api.port" is=8000
    artifact "compose.yaml" contains="8000"
    golden "kept"
}
"#;

fn with(tests: &str) -> Project {
    let project = Project::new();
    let spec = project.read("formwork.kdl");
    fs::write(project.path("formwork.kdl"), format!("{spec}{tests}")).unwrap();
    project
}

#[test]
fn what_holds_passes_and_what_does_not_fails() {
    let project = with("test \"the port\" { expect \"service.api.port\" is=8000; }\n");
    let output = project.run(&["test"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(out(&output), "ok     the port\n1 test: all passed\n");
    project.spec("port 8000", "port 8001");
    let output = project.run(&["test"]);
    assert_eq!(output.status.code(), Some(1));
    let said = out(&output);
    assert!(said.starts_with("FAILED the port\n") && said.contains("is 8001; expected 8000"), "{said}");
    assert!(said.contains("it is set here") && said.ends_with("1 test: 0 passed, 1 failed\n"), "{said}");
    let json = project.run(&["test", "--format", "json"]);
    assert_eq!(json.status.code(), Some(1));
    assert!(out(&json).contains("\"code\": \"test/failed\""), "{}", out(&json));
    // A spec with errors has no tests.
    project.spec("port 8001", "port \"many\"");
    let output = project.run(&["test"]);
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(1), true));
    assert!(out(&Project::new().run(&["test"])).contains("declares no tests"));
}

#[test]
fn a_test_of_nothing_is_found_by_check() {
    let project = with("test \"the port\" { expect \"service.apy.port\" is=8000; }\n");
    let output = project.run(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("did you mean `service.api.port`?"), "{}", out(&output));
}

#[test]
fn golden_folders_are_written_when_asked_and_held_against() {
    let project = with(TEST);
    let before = project.tree();
    assert_eq!(project.code(&["test"]), 1, "nothing is kept yet");
    assert_eq!(before, project.tree(), "a test writes nothing");
    let output = project.run(&["test", "--update"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    assert!(project.read("kept/compose.yaml").contains("8000"));
    let kept = project.tree();
    assert_eq!(project.code(&["test"]), 0);
    assert_eq!(project.code(&["test", "--update"]), 0);
    assert_eq!(kept, project.tree(), "a second update changes nothing");

    fs::write(project.path("kept/compose.yaml"), "by hand\n").unwrap();
    let output = project.run(&["test"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("1 file is not as `kept` keeps it") && out(&output).contains("-by hand"));
    assert_eq!(project.code(&["test", "--update"]), 0);
    assert_eq!(kept, project.tree());

    // What nothing makes is told, and never deleted: it may be anything.
    fs::write(project.path("kept/notes.txt"), "mine\n").unwrap();
    assert_eq!(project.code(&["test", "--update"]), 1);
    assert_eq!(project.read("kept/notes.txt"), "mine\n");
}

#[test]
fn nothing_is_kept_through_a_symbolic_link() {
    let outside = tempfile::tempdir().unwrap();
    let project = with(TEST);
    symlink(outside.path(), project.path("kept")).unwrap();
    let output = project.run(&["test", "--update"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("`kept` is a symbolic link"), "{}", err(&output));
    fs::remove_file(project.path("kept")).unwrap();
    fs::create_dir(project.path("kept")).unwrap();
    fs::write(outside.path().join("victim"), "precious").unwrap();
    symlink(outside.path().join("victim"), project.path("kept/compose.yaml")).unwrap();
    assert_eq!(project.code(&["test", "--update"]), 1);
    assert_eq!(fs::read_to_string(outside.path().join("victim")).unwrap(), "precious");
}

#[test]
fn rules_of_a_project_are_judged_explained_and_tested() {
    let project = with(
        r#"
rule "acme/low-port" on="service" {
    about "Ports below 9000 are taken by our agents."
    expect "port" at-least=9000
    message "this port belongs to an agent"
    good "service \"a\" { port 9001; }"
    bad "service \"a\" { port 8000; }"
}
"#,
    );
    let checked = project.run(&["check"]);
    assert_eq!(checked.status.code(), Some(0), "a warning");
    assert!(out(&checked).contains("this port belongs to an agent"), "{}", out(&checked));
    assert!(out(&project.run(&["test"])).starts_with("ok     rule acme/low-port\n"));
    project.spec("    port 8000\n", "    port 9100\n");
    assert!(!out(&project.run(&["check"])).contains("acme/low-port"));
    project.spec("bad \"service \\\"a\\\" { port 8000; }\"", "bad \"service \\\"a\\\" { port 9000; }\"");
    assert_eq!(project.code(&["test"]), 1, "the negative control");
}
