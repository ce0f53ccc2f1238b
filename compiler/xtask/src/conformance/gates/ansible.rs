//! ansible-lint, with the rules of its profile `production`, over playbooks and all that they name.
//!
//! In: every file below a folder `provision` that has a `playbook.yml`. Out: what ansible-lint says about each. It follows
//! a playbook to its tasks; a file that nothing names is a finding, since nothing has judged it. Jinja templates are
//! only seen to be named; that they print what their readers accept is tried by the chore `provision`.

use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{ByFile, Finding, Gate, Tool};
use crate::process::{Output, run};
use crate::tools::{Kit, Toolbox};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

const PLAYBOOK: &str = "playbook.yml";
const LIMIT: Duration = Duration::from_secs(300);

pub(crate) const ANSIBLE_LINT: Gate = Gate {
    name: "ansible-lint",
    tool: Tool { name: "ansible-lint", kits: &[Kit::Python], package: "ansible-lint" },
    takes: |artifact| folder(artifact).is_some(),
    judge,
};

/// The folder of the playbook that an artifact belongs to.
fn folder(artifact: &Artifact) -> Option<PathBuf> {
    let mut folder = Path::new(&artifact.path).parent()?;
    loop {
        if folder.ends_with("provision") && artifact.tree.join(folder).join(PLAYBOOK).is_file() {
            return Some(artifact.tree.join(folder));
        }
        folder = folder.parent()?;
    }
}

fn judge(toolbox: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let mut playbooks: BTreeMap<PathBuf, Vec<&Artifact>> = BTreeMap::new();
    for artifact in artifacts {
        playbooks.entry(folder(artifact).unwrap_or_default()).or_default().push(artifact);
    }
    let files = ByFile::new(artifacts);
    let mut findings = said(&lint(toolbox, playbooks.keys())?, &files)?;
    for files in playbooks.values() {
        findings.extend(unnamed(files)?);
    }
    Ok(findings)
}

/// All playbooks at once: it takes seconds to start.
fn lint<'p>(toolbox: &Toolbox, folders: impl Iterator<Item = &'p PathBuf>) -> Result<Output, String> {
    let mut lint = toolbox.python_program("ansible-lint");
    // It looks for ansible beside itself, and would read settings of whoever runs this.
    let scratch = tempfile::tempdir().map_err(|why| format!("a folder for ansible-lint: {why}"))?;
    lint.current_dir(scratch.path()).env("HOME", scratch.path()).env("ANSIBLE_HOME", scratch.path());
    lint.env("PATH", toolbox.python_path()).env_remove("ANSIBLE_CONFIG").env("NO_COLOR", "1");
    lint.args(["--offline", "--profile", "production", "--strict", "--format", "json", "-q"]);
    lint.arg("--project-dir").arg("/");
    lint.args(folders.map(|folder| folder.join(PLAYBOOK)));
    let output = run(&mut lint, LIMIT, "")?;
    match output.code {
        Some(0 | 2) => Ok(output),
        _ => Err(output.tail()),
    }
}

/// The report has the form of Code Climate.
fn said(output: &Output, files: &ByFile<'_>) -> Result<Vec<Finding>, String> {
    let report: Value = serde_json::from_str(output.stdout.trim())
        .map_err(|why| format!("ansible-lint gives no JSON: {why}\n{}", output.tail()))?;
    let found = report.as_array().ok_or("ansible-lint gives no list")?;
    let finding = |item: &Value| {
        let place = &item["location"];
        let line = place["lines"]["begin"].as_u64().or(place["positions"]["begin"]["line"].as_u64());
        let file = place["path"].as_str().unwrap_or_default();
        let file = if file.starts_with('/') { file.to_owned() } else { format!("/{file}") };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let message = format!("{} {}", text(&item["description"]), text(&item["content"]["body"]));
        let rule = text(&item["check_name"]);
        Ok(Finding::new(files.find(&file)?, line.unwrap_or(0), &rule, message))
    };
    found.iter().map(finding).collect()
}

/// Tasks, templates and variables that no file beside them names.
fn unnamed(files: &[&Artifact]) -> Result<Vec<Finding>, String> {
    let texts: Vec<String> = files.iter().map(|file| file.text()).collect::<Result<_, _>>()?;
    let given = BTreeSet::from([PLAYBOOK, "inventory.yml"]);
    let is_named = |name: &str| {
        let looped = |ending: &str| name.strip_suffix(ending).map(|stem| format!("{stem}.{{{{ item }}}}.j2"));
        let forms = [Some(name.to_owned()), looped(".service.j2"), looped(".timer.j2")];
        forms.iter().flatten().any(|form| texts.iter().any(|text| text.contains(form.as_str())))
    };
    let unnamed =
        files.iter().filter(|file| !given.contains(file.file_name()) && !is_named(file.file_name()));
    Ok(unnamed
        .map(|file| Finding::new(file, 0, "unnamed", "no file of the playbook names this one"))
        .collect())
}
