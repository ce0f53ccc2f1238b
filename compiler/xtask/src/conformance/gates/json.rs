//! Every JSON file parses.

use crate::conformance::gate::{Finding, Gate, own};

pub(crate) const JSON: Gate = Gate {
    name: "json",
    tool: own("own: JSON parses"),
    takes: |artifact| artifact.has_extension(&["json"]),
    judge: |_, artifacts| {
        let mut findings = Vec::new();
        for artifact in artifacts {
            if let Err(why) = serde_json::from_str::<serde_json::Value>(&artifact.text()?) {
                findings.push(Finding::new(artifact, why.line() as u64, "parse", why.to_string()));
            }
        }
        Ok(findings)
    },
};
