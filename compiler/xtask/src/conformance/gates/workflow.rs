//! zizmor on workflows and dependabot files: offline, as an auditor, with nothing silenced by comments.
//!
//! In: YAML files below `.github/`. Out: every audit's findings. zizmor audits nothing at all when one file of a
//! batch fits no schema; the batch is halved then until the file is found.

use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{ByFile, Finding, Gate, Tool};
use crate::process::run;
use crate::tools::{Kit, Toolbox};
use serde_json::Value;
use std::time::Duration;

pub(crate) const ZIZMOR: Gate = Gate {
    name: "zizmor",
    tool: Tool { name: "zizmor", kits: &[Kit::Python], package: "zizmor" },
    takes: |artifact| takes(artifact) || is_dependabot(artifact),
    judge,
};

pub(crate) fn takes(artifact: &Artifact) -> bool {
    artifact.folder() == ".github/workflows" && artifact.has_extension(&["yml", "yaml"])
}

pub(crate) fn is_dependabot(artifact: &Artifact) -> bool {
    [".github/dependabot.yml", ".github/dependabot.yaml"].contains(&artifact.path.as_str())
}

const ARGUMENTS: [&str; 10] = [
    "--quiet",
    "--offline",
    "--no-config",
    "--no-ignores",
    "--no-exit-codes",
    "--strict-collection",
    "--persona=auditor",
    "--color=never",
    "--format=json-v1",
    "--",
];

fn judge(toolbox: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let files = ByFile::new(artifacts);
    let mut zizmor = toolbox.python_program("zizmor");
    let output = run(zizmor.args(ARGUMENTS).args(files.files()), Duration::from_secs(120), "")?;
    if output.code == Some(0) {
        let found: Vec<Value> = serde_json::from_str(&output.stdout).map_err(|_| output.tail())?;
        return found.iter().map(|item| finding(item, &files)).collect();
    }
    match artifacts {
        [only] => Ok(vec![Finding::new(only, 0, "cannot-audit", reason(&output.stderr))]),
        _ => {
            let (one, other) = artifacts.split_at(artifacts.len() / 2);
            Ok([judge(toolbox, one)?, judge(toolbox, other)?].concat())
        }
    }
}

fn finding(item: &Value, files: &ByFile<'_>) -> Result<Finding, String> {
    let locations = item["locations"].as_array().ok_or("a finding without locations")?;
    let primary = locations.iter().find(|place| place["symbolic"]["kind"] == "Primary");
    let place = primary.or(locations.first()).ok_or("a finding without a location")?;
    let symbolic = &place["symbolic"];
    let file = symbolic["key"]["Local"]["verbatim_path"].as_str().unwrap_or_default();
    let row = place["concrete"]["location"]["start_point"]["row"].as_u64().unwrap_or(0);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let message = format!("{}: {}", text(&item["desc"]), text(&symbolic["annotation"]));
    Ok(Finding::new(files.find(file)?, row + 1, &text(&item["ident"]), message))
}

/// The causes, without the stack of the tool's own calls.
fn reason(said: &str) -> String {
    said.split("Stack backtrace").next().unwrap_or_default().trim().to_owned()
}
