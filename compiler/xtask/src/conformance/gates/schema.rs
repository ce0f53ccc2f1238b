//! check-jsonschema with the schemas it brings along: compose files, workflows, dependabot.
//!
//! In: YAML files. Out: what does not fit the schema, with the place in the document.

use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{ByFile, Finding, Gate, Tool};
use crate::process::run;
use crate::tools::{Kit, Toolbox};
use serde_json::Value;
use std::time::Duration;

const TOOL: Tool = Tool { name: "check-jsonschema", kits: &[Kit::Python], package: "check-jsonschema" };

pub(crate) const COMPOSE: Gate = Gate {
    name: "compose-schema",
    tool: TOOL,
    takes: super::compose::takes,
    judge: |toolbox, artifacts| builtin(toolbox, artifacts, "vendor.compose-spec"),
};

pub(crate) const WORKFLOW: Gate = Gate {
    name: "workflow-schema",
    tool: TOOL,
    takes: super::workflow::takes,
    judge: |toolbox, artifacts| builtin(toolbox, artifacts, "vendor.github-workflows"),
};

pub(crate) const WORKFLOW_TIMEOUT: Gate = Gate {
    name: "workflow-timeout",
    tool: Tool { name: "check-jsonschema timeouts", ..TOOL },
    takes: super::workflow::takes,
    judge: |toolbox, artifacts| builtin(toolbox, artifacts, "custom.github-workflows-require-timeout"),
};

pub(crate) const DEPENDABOT: Gate = Gate {
    name: "dependabot-schema",
    tool: TOOL,
    takes: super::workflow::is_dependabot,
    judge: |toolbox, artifacts| builtin(toolbox, artifacts, "vendor.dependabot"),
};

fn builtin(toolbox: &Toolbox, artifacts: &[Artifact], schema: &str) -> Result<Vec<Finding>, String> {
    check(toolbox, artifacts, &["--builtin-schema", schema], schema)
}

/// `chosen`: the arguments that choose the schema; `name`: what findings call it.
pub(crate) fn check(
    toolbox: &Toolbox,
    artifacts: &[Artifact],
    chosen: &[&str],
    name: &str,
) -> Result<Vec<Finding>, String> {
    let files = ByFile::new(artifacts);
    let mut tool = toolbox.python_program("check-jsonschema");
    tool.args(chosen).args(["--output-format", "json"]).args(files.files());
    let output = run(&mut tool, Duration::from_secs(120), "")?;
    let report: Value = serde_json::from_str(&output.stdout).map_err(|_| output.tail())?;
    let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
    let mut findings = Vec::new();
    for error in list("errors").iter().chain(&list("parse_errors")) {
        let file = error["filename"].as_str().or(error.as_str()).unwrap_or_default();
        findings.push(Finding::new(files.find(file)?, 0, name, explain(error)));
    }
    if findings.is_empty() && output.code != Some(0) {
        return Err(output.tail());
    }
    Ok(findings)
}

/// The innermost reason says more than "not valid under any of the given schemas".
fn explain(error: &Value) -> String {
    let inner = if error["best_deep_match"].is_object() { &error["best_deep_match"] } else { error };
    let text = |key: &str| inner[key].as_str().unwrap_or("cannot be parsed");
    match inner["path"].as_str() {
        Some(path) => format!("{path}: {}", text("message")),
        None => text("message").to_owned(),
    }
}
