//! Exit codes, what is written and what never is, interrupted and concurrent runs, what is printed where.

use crate::support::{Project, SPEC, command, err, out};
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

#[test]
fn exit_codes_are_the_contract() {
    let project = Project::new();
    assert_eq!(project.code(&["check"]), 0);
    assert_eq!(project.code(&["plan"]), 0);
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 2);
    assert_eq!(project.code(&["apply"]), 1, "there is nobody to ask");
    assert!(!project.path("compose.yaml").exists());
    assert_eq!(project.code(&["apply", "--yes", "--detailed-exitcode"]), 2);
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
    assert_eq!(project.code(&["apply", "--yes", "--detailed-exitcode"]), 0);
    project.spec("port 8000", "port \"many\"");
    for name in ["check", "plan", "apply"] {
        assert_eq!(project.code(&[name]), 1, "{name}");
    }
}

#[test]
fn usage_errors_are_64_and_help_is_0() {
    let project = Project::new();
    for wrong in [&["nonsense"][..], &[], &["plan", "--format", "sarif"], &["plan", "--overwrite", "../x"]] {
        let output = project.run(wrong);
        assert_eq!(output.status.code(), Some(64), "{wrong:?}");
        assert!(output.stdout.is_empty(), "{wrong:?}");
    }
    for right in [&["--help"][..], &["--version"], &["plan", "--help"]] {
        assert_eq!(project.code(right), 0, "{right:?}");
    }
}

#[test]
fn an_apply_twice_does_nothing() {
    let project = Project::applied();
    let before = project.tree();
    let written = fs::metadata(project.path("compose.yaml")).unwrap().modified().unwrap();
    let output = project.run(&["apply", "--yes"]);
    assert!(out(&output).starts_with("shop: up to date ("), "{}", out(&output));
    assert_eq!(out(&output).lines().count(), 1);
    assert_eq!(before, project.tree());
    assert_eq!(written, fs::metadata(project.path("compose.yaml")).unwrap().modified().unwrap());
    assert!(!project.path(".formwork").exists());
}

#[test]
fn a_change_of_the_spec_is_planned_and_written() {
    let project = Project::applied();
    project.spec("port 8000", "port 8001");
    let plan = out(&project.run(&["plan"]));
    assert!(plan.contains("8000 -> 8001") && plan.contains("DOWNTIME"), "{plan}");
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(project.read("compose.yaml").contains("8001"));
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
}

#[test]
fn what_is_no_longer_made_is_deleted_with_its_empty_folders() {
    let project = Project::applied();
    let text = SPEC.replace("\"api\"", "\"web\"");
    fs::create_dir(project.path("web")).unwrap();
    fs::write(project.path("formwork.kdl"), text).unwrap();
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(!project.path("api").exists() && project.path("web/Dockerfile").exists());
    assert!(!project.read("formwork.lock").contains("api/Dockerfile"));
}

#[test]
fn a_hand_edit_is_a_conflict_and_nothing_is_written() {
    let project = Project::applied();
    project.spec("port 8000", "port 8001");
    fs::write(project.path("api/Dockerfile"), "FROM scratch\n").unwrap();
    let before = project.tree();
    assert_eq!(project.code(&["plan"]), 1);
    let output = project.run(&["apply", "--yes"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("api/Dockerfile") && err(&output).contains("--overwrite"));
    assert_eq!(before, project.tree());
    assert_eq!(project.code(&["apply", "--yes", "--overwrite", "api/Dockerfile"]), 0);
    assert_ne!(project.read("api/Dockerfile"), "FROM scratch\n");
}

#[test]
fn nothing_is_read_or_written_through_a_symbolic_link() {
    let outside = tempfile::tempdir().unwrap();
    // A folder on the way, a link at the place itself, a link that leads nowhere.
    let project = Project::new();
    fs::remove_dir(project.path("api")).unwrap();
    symlink(outside.path(), project.path("api")).unwrap();
    assert_eq!(project.code(&["apply", "--yes"]), 1);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    assert!(!project.path("compose.yaml").exists());

    for target in [outside.path().join("victim"), outside.path().join("absent")] {
        let project = Project::new();
        fs::write(outside.path().join("victim"), "precious").unwrap();
        symlink(&target, project.path("compose.yaml")).unwrap();
        let output = project.run(&["apply", "--yes", "--overwrite", "compose.yaml"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(out(&output).contains("a symbolic link stands"), "{}", out(&output));
        assert_eq!(fs::read_to_string(outside.path().join("victim")).unwrap(), "precious");
        assert!(!outside.path().join("absent").exists());
    }
}

#[test]
fn a_folder_or_a_pipe_in_the_way_is_a_conflict() {
    let project = Project::new();
    fs::create_dir(project.path("compose.yaml")).unwrap();
    assert!(Command::new("mkfifo").arg(project.path("api/Dockerfile")).status().unwrap().success());
    let output = project.run(&["apply", "--yes"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("a directory stands") && out(&output).contains("a device, pipe"));
    assert!(!project.path("formwork.lock").exists());
}

#[test]
fn a_read_only_file_is_refused_and_everything_stays() {
    let project = Project::applied();
    project.spec("port 8000", "port 8001");
    let mut permissions = fs::metadata(project.path("compose.yaml")).unwrap().permissions();
    permissions.set_mode(0o444);
    fs::set_permissions(project.path("compose.yaml"), permissions).unwrap();
    let before = project.tree();
    let output = project.run(&["apply", "--yes"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("`compose.yaml` is read-only"), "{}", err(&output));
    assert_eq!(before, project.tree());
}

#[test]
fn a_lost_file_and_a_lost_bit_are_put_right() {
    let project = Project::applied();
    fs::remove_file(project.path("api/Dockerfile")).unwrap();
    fs::set_permissions(project.path("compose.yaml"), fs::Permissions::from_mode(0o755)).unwrap();
    let plan = out(&project.run(&["plan"]));
    assert!(plan.contains("was deleted") && plan.contains("executable bit"), "{plan}");
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(project.path("api/Dockerfile").exists());
    assert_eq!(fs::metadata(project.path("compose.yaml")).unwrap().permissions().mode() & 0o111, 0);
}

#[test]
fn identical_foreign_files_are_adopted() {
    let project = Project::applied();
    fs::remove_file(project.path("formwork.lock")).unwrap();
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(project.path("formwork.lock").exists());
    project.spec("port 8000", "port 8001");
    assert_eq!(project.code(&["apply", "--yes"]), 0);
}

/// A run that was killed leaves its journal, temporary files and some of the new files.
#[test]
fn an_interrupted_apply_is_finished_by_the_next() {
    let done = Project::applied();
    done.spec("port 8000", "port 8001");
    assert_eq!(done.code(&["apply", "--yes"]), 0);

    let project = Project::applied();
    let new_text = done.read("compose.yaml");
    let digest = lock_digest(&done.read("formwork.lock"), "compose.yaml");
    fs::create_dir(project.path(".formwork")).unwrap();
    fs::write(project.path(".formwork/journal"), format!("{digest}  compose.yaml\ntorn")).unwrap();
    fs::write(project.path("compose.yaml"), &new_text).unwrap();
    // Meanwhile the spec moved on: without the journal this would look like a hand edit.
    project.spec("port 8000", "port 8002");
    assert_eq!(project.code(&["plan"]), 0);
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(project.read("compose.yaml").contains("8002"));
    assert!(!project.path(".formwork").exists());
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
}

fn lock_digest(lock: &str, path: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(lock).unwrap();
    value["artifacts"][path]["sha256"].as_str().unwrap().to_string()
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let project = Project::new();
    for arguments in [&["plan", "--diff"][..], &["completions", "bash"], &["explain", "service"], &["--help"]]
    {
        let mut child = command(arguments)
            .current_dir(project.root())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{arguments:?}: {said}");
        assert!(!said.contains("panic"), "{said}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_a_fault() {
    let project = Project::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let status = command(&["plan"]).current_dir(project.root()).stdout(full).status().unwrap();
    assert_eq!(status.code(), Some(1));
}

#[test]
fn colours_are_for_those_who_want_them() {
    let project = Project::new();
    let coloured = |arguments: &[&str], no_color: &str| {
        let output =
            command(arguments).current_dir(project.root()).env("NO_COLOR", no_color).output().unwrap();
        out(&output).contains('\u{1b}')
    };
    assert!(!coloured(&["plan"], ""));
    assert!(coloured(&["plan", "--color", "always"], ""));
    assert!(coloured(&["plan", "--color", "always"], "1"), "what is asked for on the line counts more");
    assert!(!coloured(&["plan", "--color", "never"], ""));
}

#[test]
fn data_goes_to_stdout_and_all_else_to_stderr() {
    let project = Project::new();
    for format in ["json", "markdown"] {
        let output = project.run(&["plan", "--format", format]);
        assert!(!output.stdout.is_empty() && err(&output).is_empty(), "{format}: {}", err(&output));
    }
    let json: serde_json::Value =
        serde_json::from_slice(&project.run(&["plan", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["first"], true);
    project.spec("port 8000", "prt 8000");
    for format in ["json", "sarif"] {
        let output = project.run(&["check", "--format", format]);
        assert_eq!(output.status.code(), Some(1));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap();
    }
    let annotations = out(&project.run(&["check", "--format", "github"]));
    assert!(annotations.starts_with("::error file=formwork.kdl,line="), "{annotations}");
    let plan = project.run(&["plan"]);
    assert!(plan.stdout.is_empty() && err(&plan).contains("formwork.kdl:"));
}

#[test]
fn directories_can_be_named() {
    let project = Project::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let root = project.root().to_str().unwrap();
    for arguments in [&["check", root][..], &["-C", root, "check"], &["check", "-C", root]] {
        let status = command(arguments).current_dir(elsewhere.path()).status().unwrap();
        assert_eq!(status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn broken_locks_stop_the_plan_with_a_place() {
    let project = Project::applied();
    let good = project.read("formwork.lock");
    let broken = [
        ("lock/conflict-markers", good.replace("\"artifacts\"", "<<<<<<< HEAD\n\"artifacts\"")),
        ("lock/unknown-version", good.replace("\"version\": 1", "\"version\": 7")),
        ("lock/broken", good[..good.len() / 2].to_string()),
        ("lock/broken", good.replace("\"compose.yaml\"", "\"../compose.yaml\"")),
    ];
    for (code, text) in broken {
        fs::write(project.path("formwork.lock"), text).unwrap();
        for name in ["plan", "apply"] {
            let output = project.run(&[name]);
            assert_eq!(output.status.code(), Some(1), "{code}");
            assert!(
                err(&output).contains(code) && err(&output).contains("formwork.lock:"),
                "{}",
                err(&output)
            );
        }
    }
}

#[test]
fn pages_and_documents_are_printed() {
    let project = Project::new();
    for topic in ["service", "service.port", "spec/missing", "risk/engine-major", "duration"] {
        assert!(out(&project.run(&["explain", topic])).starts_with(topic), "{topic}");
    }
    let unknown = project.run(&["explain", "servce"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(err(&unknown).contains("did you mean service?"));
    assert_eq!(project.code(&["debug", "kdl", "formwork.kdl"]), 0);
    fs::write(project.path("bad.kdl"), "a {").unwrap();
    assert_eq!(project.code(&["debug", "kdl", "bad.kdl"]), 1);
    for shell in ["bash", "zsh", "fish"] {
        assert!(out(&project.run(&["completions", shell])).contains("formwork"));
    }
}

#[test]
fn the_graph_is_printed_in_each_format() {
    let project = Project::new();
    for (format, start) in [("text", "app"), ("mermaid", "flowchart"), ("dot", "digraph"), ("json", "{")] {
        let output = project.run(&["graph", "--format", format]);
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert!(out(&output).starts_with(start) || format == "text", "{}", out(&output));
        assert!(out(&output).contains("api"));
    }
    assert_eq!(project.code(&["graph", "--impact", "service api"]), 0);
    assert!(err(&project.run(&["graph", "--impact", "service apo"])).contains("service api"));
}

#[test]
fn made_up_applications_are_the_same_every_time_and_compile() {
    let (one, other) = (Project::new(), Project::new());
    for project in [&one, &other] {
        assert_eq!(project.code(&["debug", "synth", "5", "made"]), 0);
        assert_eq!(project.code(&["check", "made"]), 0);
    }
    assert_eq!(one.read("made/formwork.kdl"), other.read("made/formwork.kdl"));
}
