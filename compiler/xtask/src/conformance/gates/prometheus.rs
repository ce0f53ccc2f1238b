//! promtool on rule files and on `prometheus.yml`, every lint being fatal.
//!
//! In: `**/rules/*.yml` and `prometheus.yml`. Out: what promtool refuses. It cannot know whether a metric exists.

use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{Finding, Gate, Tool};
use crate::process::run;
use crate::tools::{Kit, PROMTOOL_PROGRAM, Toolbox};
use std::time::Duration;

pub(crate) const PROMTOOL: Gate = Gate {
    name: "promtool",
    tool: Tool { name: "promtool", kit: Kit::Promtool, package: "promtool" },
    takes: |artifact| is_rules(artifact) || is_config(artifact),
    judge,
};

fn is_rules(artifact: &Artifact) -> bool {
    artifact.folder().rsplit('/').next() == Some("rules") && artifact.has_extension(&["yml", "yaml"])
}

fn is_config(artifact: &Artifact) -> bool {
    artifact.file_name() == "prometheus.yml"
}

fn judge(toolbox: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let sandbox = toolbox.sandbox(Kit::Promtool)?;
    let mut findings = Vec::new();
    for artifact in artifacts {
        let path = format!("/{}", artifact.file_name());
        sandbox.write(&path, artifact.text()?)?;
        let mut promtool = sandbox.command(PROMTOOL_PROGRAM);
        if is_config(artifact) {
            // The files it names are on the host, not here.
            promtool.args(["check", "config", "--syntax-only", &path]);
        } else {
            promtool.args(["check", "rules", "--lint=all", "--lint-fatal", &path]);
        }
        let output = run(&mut promtool, Duration::from_secs(30), "")?;
        if output.code != Some(0) {
            let said = format!("{}{}", output.stdout, output.stderr);
            let reasons: Vec<&str> = said.lines().map(str::trim).filter(|line| is_reason(line)).collect();
            findings.push(Finding::new(artifact, 0, "refused", reasons.join("\n")));
        }
    }
    Ok(findings)
}

fn is_reason(line: &str) -> bool {
    !line.is_empty() && !line.starts_with("Checking ") && !line.ends_with("FAILED:")
}
