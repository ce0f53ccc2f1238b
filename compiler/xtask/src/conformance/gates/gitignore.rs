//! Git is asked: what a developer fills secrets into is left out, and nothing that is made is.
//!
//! In: `.gitignore`, and each `.env.example` that asks for a secret. Out: a `.env` beside such a file that git would
//! take, and artifacts that git would leave out.

use crate::conformance::artifact::{Artifact, below};
use crate::conformance::gate::{Finding, Gate, own};
use crate::process;
use crate::tools::Toolbox;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use std::time::Duration;

pub(crate) const GITIGNORE: Gate = Gate {
    name: "gitignore",
    tool: own("git check-ignore"),
    takes: |artifact| artifact.path == ".gitignore" || artifact.file_name() == ".env.example",
    judge,
};

const LIMIT: Duration = Duration::from_secs(20);
/// What an example says of a setting that is one.
const SECRET: &str = "# Secret, required.";

fn judge(_: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let trees: BTreeMap<_, _> = artifacts.iter().map(|artifact| (&artifact.tree, artifact)).collect();
    let mut findings = Vec::new();
    for one in trees.into_values() {
        findings.extend(judge_tree(&below(&one.tree, &one.case)?)?);
    }
    Ok(findings)
}

fn judge_tree(artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let mut secret = BTreeMap::new();
    for artifact in artifacts.iter().filter(|artifact| artifact.file_name() == ".env.example") {
        if artifact.text()?.contains(SECRET) {
            secret.insert(artifact.path.replace(".env.example", ".env"), artifact);
        }
    }
    let asked: Vec<&str> = artifacts
        .iter()
        .map(|artifact| artifact.path.as_str())
        .chain(secret.keys().map(String::as_str))
        .collect();
    let rules = artifacts.iter().find(|artifact| artifact.path == ".gitignore");
    let rules = rules.map(Artifact::text).transpose()?.unwrap_or_default();
    let ignored = ignored(&rules, &asked)?;
    let taken = secret.iter().filter(|(path, _)| !ignored.contains(*path));
    let taken = taken.map(|(path, example)| Finding::new(example, 0, "taken", format!("git takes {path}")));
    let left = artifacts.iter().filter(|artifact| ignored.contains(&artifact.path));
    let left = left.map(|artifact| Finding::new(artifact, 0, "left-out", "git leaves it out"));
    Ok(taken.chain(left).collect())
}

/// Which of these paths git leaves out of a repository with this `.gitignore`, and no other.
fn ignored(rules: &str, paths: &[&str]) -> Result<BTreeSet<String>, String> {
    let folder = tempfile::tempdir().map_err(|why| format!("a folder for git: {why}"))?;
    let git = || {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder.path()).args(["-c", "core.excludesFile=/dev/null"]);
        command
    };
    process::succeed(git().args(["init", "--quiet", "--template="]), LIMIT, "")?;
    fs::write(folder.path().join(".gitignore"), rules).map_err(|why| format!(".gitignore: {why}"))?;
    let asked = paths.join("\n");
    let output = process::run(git().args(["check-ignore", "--no-index", "--stdin"]), LIMIT, &asked)?;
    match output.code {
        // With 1 there is none.
        Some(0 | 1) => Ok(output.stdout.lines().map(str::to_owned).collect()),
        _ => Err(format!("git check-ignore:\n{}", output.tail())),
    }
}
