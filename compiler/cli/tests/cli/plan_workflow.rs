//! The scripts of the generated `plan.yml`, run by bash in a repository that stands as a pull request's checkout does,
//! with a stand-in for GitHub's own command.

use crate::against::{commit, git};
use crate::support::{Project, err};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

/// A pull request that changes the spec, checked out as GitHub does: merged into what it goes to.
fn pull_request(change: impl Fn(&Project)) -> Project {
    let project = Project::applied();
    git(&project, &["init", "-q", "-b", "main"]);
    commit(&project);
    git(&project, &["switch", "-q", "-c", "change"]);
    change(&project);
    commit(&project);
    git(&project, &["switch", "-q", "--detach", "main"]);
    git(&project, &["merge", "-q", "--no-ff", "-m", "merged", "change"]);
    project
}

/// A step of the workflow by its name: its script, and what it gets of the environment.
fn step(project: &Project, name: &str) -> (String, Vec<(String, String)>) {
    let workflow: Value = serde_saphyr::from_str(&project.read(".github/workflows/plan.yml")).unwrap();
    let jobs = workflow["jobs"].as_object().unwrap().values();
    let steps = jobs.flat_map(|job| job["steps"].as_array().unwrap());
    let step = steps.into_iter().find(|step| step["name"] == name).unwrap();
    let env = step["env"].as_object().into_iter().flatten();
    let env = env.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_string())).collect();
    (step["run"].as_str().unwrap().to_string(), env)
}

fn run(project: &Project, name: &str, temp: &Path, given: &[(&str, &str)]) -> Output {
    let (script, env) = step(project, name);
    let binary = Path::new(env!("CARGO_BIN_EXE_formwork")).parent().unwrap();
    let path = format!("{}:{}:{}", temp.display(), binary.display(), std::env::var("PATH").unwrap());
    Command::new("bash")
        .args(["-e", "-o", "pipefail", "-c", &script])
        .current_dir(project.root())
        .env("PATH", path)
        .envs(env)
        .envs(given.iter().copied())
        .env("RUNNER_TEMP", temp)
        .env("GITHUB_STEP_SUMMARY", temp.join("summary"))
        .env("GITHUB_OUTPUT", temp.join("output"))
        .env("GITHUB_REPOSITORY", "acme/shop")
        .output()
        .unwrap()
}

/// The exit code that the last step judges, and the comment.
fn planned(project: &Project, temp: &Path) -> (String, String) {
    let output = run(project, "Plan", temp, &[("BASE", "main")]);
    assert!(output.status.success(), "{}", err(&output));
    let comment = fs::read_to_string(temp.join("plan/plan.md")).unwrap();
    assert_eq!(comment, fs::read_to_string(temp.join("summary")).unwrap());
    assert!(comment.starts_with("<!-- formwork plan: shop -->\n\n"), "{comment}");
    (fs::read_to_string(temp.join("output")).unwrap(), comment)
}

#[test]
fn a_change_that_is_applied_is_told_and_passes() {
    let temp = tempfile::tempdir().unwrap();
    let project = pull_request(|project| {
        project.spec("port 8000", "port 8010");
        assert_eq!(project.code(&["apply", "--yes", "-q"]), 0);
    });
    let (code, comment) = planned(&project, temp.path());
    assert_eq!(code, "code=0\n");
    assert!(
        comment.contains("**downtime**") && comment.contains("8000") && comment.contains("8010"),
        "{comment}"
    );
    assert!(run(&project, "Fail if something comes first", temp.path(), &[("CODE", "0")]).status.success());
    assert!(run(&project, "Compare with the spec", temp.path(), &[]).status.success());
}

#[test]
fn a_change_that_is_not_applied_is_told_and_fails() {
    let temp = tempfile::tempdir().unwrap();
    let project = pull_request(|project| project.spec("port 8000", "port 8010"));
    let (code, comment) = planned(&project, temp.path());
    assert_eq!(code, "code=1\n");
    assert!(comment.contains("run formwork apply"), "{comment}");
    assert!(!run(&project, "Fail if something comes first", temp.path(), &[("CODE", "1")]).status.success());
    assert!(!run(&project, "Compare with the spec", temp.path(), &[]).status.success());
}

#[test]
fn a_spec_with_errors_is_said_to_have_no_plan() {
    let temp = tempfile::tempdir().unwrap();
    let project = pull_request(|project| project.spec("port 8000", "prot 8000"));
    let (code, comment) = planned(&project, temp.path());
    assert_eq!(code, "code=1\n");
    assert!(comment.contains("The spec has errors"), "{comment}");
}

/// Answers with the comments that it is told of, and writes down what it is asked.
const GITHUB: &str = r#"#!/usr/bin/env bash
printf '%s\n' "$*" >> "$RUNNER_TEMP/asked"
if [[ "$*" == *--paginate* ]]; then printf '%s' "$COMMENTS"; fi
"#;

#[test]
fn there_is_one_comment() {
    let temp = tempfile::tempdir().unwrap();
    let project = Project::applied();
    let gh = temp.path().join("gh");
    fs::write(&gh, GITHUB).unwrap();
    fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).unwrap();
    let asked = |comments: &str| {
        let _ = fs::remove_file(temp.path().join("asked"));
        let given = [("COMMENTS", comments), ("PULL_REQUEST", "7")];
        let output = run(&project, "Write the comment", temp.path(), &given);
        assert!(output.status.success(), "{}", err(&output));
        let asked = fs::read_to_string(temp.path().join("asked")).unwrap();
        asked.lines().last().unwrap().split(" --field").next().unwrap().to_string()
    };
    assert_eq!(asked(""), "api --method POST repos/acme/shop/issues/7/comments");
    assert_eq!(asked("41\n"), "api --method PATCH repos/acme/shop/issues/comments/41");
    assert_eq!(asked("41\n42\n"), "api --method PATCH repos/acme/shop/issues/comments/41");
}
