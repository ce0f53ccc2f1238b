//! promtool and amtool: rules, their tests, and the configurations of Prometheus and Alertmanager.
//!
//! In: `**/rules/*.yml`, `**/rules/*.test.yml`, `prometheus.yml`, `alertmanager.yml`. Out: what the tools refuse, every
//! lint being fatal, and rule tests that fail. The tools cannot know whether a metric exists.

use crate::conformance::artifact::{Artifact, place_trees};
use crate::conformance::gate::{Finding, Gate, Tool};
use crate::process::run;
use crate::tools::{AMTOOL_PROGRAM, Kit, PROMTOOL_PROGRAM, Toolbox};
use std::time::Duration;

pub(crate) const PROMTOOL: Gate = Gate {
    name: "promtool",
    tool: Tool { name: "promtool", kits: &[Kit::Promtool], package: "promtool" },
    takes: |artifact| is_in_rules(artifact) || artifact.file_name() == "prometheus.yml",
    judge: |toolbox, artifacts| judge(toolbox, Kit::Promtool, PROMTOOL_PROGRAM, artifacts),
};

pub(crate) const AMTOOL: Gate = Gate {
    name: "amtool",
    tool: Tool { name: "amtool", kits: &[Kit::Amtool], package: "amtool" },
    takes: |artifact| artifact.file_name() == "alertmanager.yml",
    judge: |toolbox, artifacts| judge(toolbox, Kit::Amtool, AMTOOL_PROGRAM, artifacts),
};

fn is_in_rules(artifact: &Artifact) -> bool {
    artifact.folder().rsplit('/').next() == Some("rules") && artifact.has_extension(&["yml", "yaml"])
}

fn judge(toolbox: &Toolbox, kit: Kit, program: &str, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let sandbox = toolbox.sandbox(kit)?;
    place_trees(&sandbox, artifacts)?;
    let mut findings = Vec::new();
    for artifact in artifacts {
        let mut tool = sandbox.command(program);
        tool.args(task(artifact)).arg(format!("/project/{}", artifact.name()));
        let output = run(&mut tool, Duration::from_secs(30), "")?;
        if output.code != Some(0) {
            let said = format!("{}{}", output.stdout, output.stderr);
            let reasons: Vec<&str> = said.lines().map(str::trim).filter(|line| is_reason(line)).collect();
            findings.push(Finding::new(artifact, 0, "refused", reasons.join("\n")));
        }
    }
    Ok(findings)
}

fn task(artifact: &Artifact) -> &'static [&'static str] {
    match artifact.file_name() {
        "alertmanager.yml" => &["check-config"],
        // The files it names are on the host, not here.
        "prometheus.yml" => &["check", "config", "--syntax-only"],
        name if name.contains(".test.") => &["test", "rules"],
        _ => &["check", "rules", "--lint=all", "--lint-fatal"],
    }
}

fn is_reason(line: &str) -> bool {
    let is_heading = line.starts_with("Checking ") && !line.contains("FAILED: ");
    !line.is_empty() && !is_heading && !line.ends_with("FAILED:")
}
