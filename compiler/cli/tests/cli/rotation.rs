//! The reminder of secrets that are due: the script of the generated workflow, with a `gh` that has some issues and
//! writes down what it is asked to open.

use crate::plans::author;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

const GH: &str = r#"#!/usr/bin/env bash
case "$1 $2" in
    "issue list") cat "$FAKE/issues" ;;
    "issue create") printf '%s\n' "$@" >> "$FAKE/opened" ;;
    "label create") ;;
    *) exit 1 ;;
esac
"#;

/// What is opened when these issues are there.
fn opened(issues: &Value) -> String {
    let project = author();
    assert_eq!(project.code(&["apply", "--yes", "-q"]), 0);
    let workflow = project.read(".github/workflows/rotation.yml");
    let workflow: Value = serde_saphyr::from_str(&workflow).unwrap();
    let step = &workflow["jobs"]["remind"]["steps"][0];
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("issues"), issues.to_string()).unwrap();
    fs::write(folder.path().join("gh"), GH).unwrap();
    fs::set_permissions(folder.path().join("gh"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let mut bash = Command::new("bash");
    bash.args(["-eo", "pipefail", "-c", step["run"].as_str().unwrap()]);
    bash.env("PATH", path).env("FAKE", folder.path()).env("RUNNER_TEMP", folder.path());
    for name in ["LABEL", "SECRETS"] {
        bash.env(name, step["env"][name].as_str().unwrap());
    }
    bash.env("GITHUB_REF_NAME", "main").env("GITHUB_SERVER_URL", "https://github.com");
    let output = bash.env("GITHUB_REPOSITORY", "frankbria/auto-author").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read_to_string(folder.path().join("opened")).unwrap_or_default()
}

fn days_ago(days: u32) -> String {
    let mut date = Command::new("date");
    let output =
        date.args(["--utc", "+%Y-%m-%dT%H:%M:%SZ", "--date"]).arg(format!("{days} days ago")).output();
    String::from_utf8(output.unwrap().stdout).unwrap().trim().to_string()
}

fn issue(secret: &str, state: &str, closed: Option<u32>) -> Value {
    json!({ "title": format!("Replace the secret {secret}"), "state": state, "closedAt": closed.map(days_ago) })
}

#[test]
fn a_secret_of_unknown_age_is_due_and_the_issue_says_how_it_is_replaced() {
    let opened = opened(&json!([]));
    for secret in ["openai-key", "clerk-secret", "slack-webhook"] {
        assert!(opened.contains(&format!("Replace the secret {secret}\n")), "{opened}");
        let page =
            format!("https://github.com/frankbria/auto-author/blob/main/docs/RUNBOOK.md#rotate-{secret}\n");
        assert!(opened.contains(&page), "{opened}");
    }
    assert!(opened.contains("The secret `openai-key` is replaced every 90 days, by platform."), "{opened}");
}

#[test]
fn the_day_on_which_an_issue_was_closed_counts() {
    let young = [
        issue("openai-key", "CLOSED", Some(89)),
        issue("openai-key", "CLOSED", Some(400)),
        issue("clerk-secret", "CLOSED", Some(91)),
        issue("slack-webhook", "CLOSED", Some(91)),
    ];
    let opened = opened(&json!(young));
    assert_eq!(opened.matches("Replace the secret").count(), 1, "{opened}");
    assert!(opened.contains("Replace the secret clerk-secret\n"), "{opened}");
}

#[test]
fn nothing_is_opened_twice() {
    let all = ["openai-key", "clerk-secret", "slack-webhook"];
    let opened = opened(&json!(all.map(|secret| issue(secret, "OPEN", None))));
    assert_eq!(opened, "");
}
