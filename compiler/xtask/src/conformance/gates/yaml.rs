//! Every YAML file reads the same under YAML 1.1 and 1.2.
//!
//! In: YAML files. Out: those that a reader refuses, and the first place where PyYAML (1.1) and yaml (1.2) see
//! different values: an unquoted `no`, `22:22`, `010` or a date.

use super::script::ask;
use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{ByFile, Finding, Gate, Tool};
use crate::tools::{Kit, Toolbox};
use serde_json::Value;

pub(crate) const YAML: Gate = Gate {
    name: "yaml",
    tool: Tool { name: "PyYAML (1.1) and yaml (1.2)", kits: &[Kit::Node, Kit::Python], package: "yaml" },
    takes: |artifact| artifact.has_extension(&["yml", "yaml"]),
    judge,
};

fn judge(toolbox: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let files = ByFile::new(artifacts);
    let old = ask(toolbox.python_script("yaml11.py"), &files)?;
    let new = ask(toolbox.node_script("yaml12.mjs"), &files)?;
    let mut findings = Vec::new();
    for artifact in artifacts {
        let file = artifact.file().to_string_lossy().into_owned();
        findings.extend(compare(artifact, &old[&file], &new[&file]));
    }
    Ok(findings)
}

fn compare(artifact: &Artifact, old: &Value, new: &Value) -> Vec<Finding> {
    let refused = [("yaml-1.1", old), ("yaml-1.2", new)]
        .into_iter()
        .filter_map(|(rule, read)| Some(Finding::new(artifact, 0, rule, read["error"].as_str()?)));
    let mut findings: Vec<Finding> = refused.collect();
    if findings.is_empty()
        && let Some(place) = difference(&old["documents"], &new["documents"], "")
    {
        findings.push(Finding::new(artifact, 0, "readers-differ", place));
    }
    findings
}

/// The first place where two values differ. Numbers differ by value, not by notation.
fn difference(old: &Value, new: &Value, place: &str) -> Option<String> {
    match (old, new) {
        (Value::Array(old_items), Value::Array(new_items)) if old_items.len() == new_items.len() => {
            let pairs = old_items.iter().zip(new_items).enumerate();
            pairs.into_iter().find_map(|(at, (old, new))| difference(old, new, &format!("{place}[{at}]")))
        }
        (Value::Object(old_map), Value::Object(new_map)) if old_map.keys().eq(new_map.keys()) => {
            old_map.iter().find_map(|(key, old)| difference(old, &new_map[key], &format!("{place}.{key}")))
        }
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => None,
        _ if old == new => None,
        _ => Some(format!("{place} is {} in YAML 1.1 and {} in YAML 1.2", brief(old), brief(new))),
    }
}

fn brief(value: &Value) -> String {
    let text = value.to_string();
    let short: String = text.chars().take(80).collect();
    if short.len() < text.len() { format!("{short}…") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_is_named_with_its_place() {
        let old = json!([{"a": 1.0, "b": [true, "x"]}]);
        let new = json!([{"a": 1, "b": ["on", "x"]}]);
        assert_eq!(difference(&old, &old, ""), None);
        let expected = "[0].b[0] is true in YAML 1.1 and \"on\" in YAML 1.2";
        assert_eq!(difference(&old, &new, "").as_deref(), Some(expected));
    }
}
