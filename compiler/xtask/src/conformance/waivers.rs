//! The findings that are accepted, each with a reason, in one reviewed file.
//!
//! In: `waivers.json`, a list of objects with `gate`, `artifact` (`*` stands for any text), `rule` and `reason`.
//! Out: whether a finding is waived, and which waivers were of no use. A waiver without a use is a failure of
//! the run, so the list cannot outlive its causes.

use super::gate::Finding;
use serde_json::Value;
use std::cell::Cell;
use std::path::Path;

#[derive(Debug)]
pub(crate) struct Waiver {
    gate: String,
    artifact: String,
    rule: String,
    reason: String,
    used: Cell<bool>,
}

impl std::fmt::Display for Waiver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {} ({})", self.gate, self.artifact, self.rule, self.reason)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Waivers(Vec<Waiver>);

impl Waivers {
    pub(crate) fn read(file: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(file).map_err(|why| format!("{}: {why}", file.display()))?;
        Self::parse(&text).map_err(|why| format!("{}: {why}", file.display()))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let list: Vec<Value> = serde_json::from_str(text).map_err(|why| why.to_string())?;
        list.iter().map(waiver).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a waiver covers the finding; it counts as used then.
    pub(crate) fn cover(&self, gate: &str, finding: &Finding) -> bool {
        let fits = |waiver: &&Waiver| {
            waiver.gate == gate && waiver.rule == finding.rule && matches(&waiver.artifact, &finding.artifact)
        };
        let found = self.0.iter().find(fits);
        found.inspect(|waiver| waiver.used.set(true)).is_some()
    }

    /// Those without a use, of the gates that ran.
    pub(crate) fn unused(&self, ran: impl Fn(&str) -> bool) -> Vec<&Waiver> {
        self.0.iter().filter(|waiver| !waiver.used.get() && ran(&waiver.gate)).collect()
    }

    /// A waiver for a gate that does not exist would never be missed.
    pub(crate) fn check_gates(&self, exists: impl Fn(&str) -> bool) -> Result<(), String> {
        match self.0.iter().find(|waiver| !exists(&waiver.gate)) {
            Some(waiver) => Err(format!("waivers: no gate {:?}", waiver.gate)),
            None => Ok(()),
        }
    }
}

fn waiver(value: &Value) -> Result<Waiver, String> {
    let field = |name: &str| match value[name].as_str().map(str::trim) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(format!("a waiver without {name:?}: {value}")),
    };
    Ok(Waiver {
        gate: field("gate")?,
        artifact: field("artifact")?,
        rule: field("rule")?,
        reason: field("reason")?,
        used: Cell::new(false),
    })
}

/// `*` stands for any text, slashes included.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => text.strip_prefix(head).is_some_and(|tail| {
            tail.char_indices().map(|(at, _)| &tail[at..]).chain([""]).any(|tail| matches(rest, tail))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(artifact: &str, rule: &str) -> Finding {
        Finding { artifact: artifact.into(), line: 1, rule: rule.into(), message: String::new() }
    }

    #[test]
    fn a_waiver_covers_its_rule_in_fitting_artifacts_and_is_used_then() {
        let text = r#"[{"gate": "g", "artifact": "*/Dockerfile", "rule": "DL1", "reason": "because"}]"#;
        let waivers = Waivers::parse(text).unwrap();
        assert!(!waivers.cover("g", &finding("a/x/Dockerfile", "DL2")));
        assert!(!waivers.cover("h", &finding("a/x/Dockerfile", "DL1")));
        assert!(!waivers.cover("g", &finding("a/Dockerfile.dev", "DL1")));
        assert_eq!(waivers.unused(|_| true).len(), 1);
        assert_eq!(waivers.unused(|gate| gate != "g").len(), 0);
        assert!(waivers.cover("g", &finding("a/x/Dockerfile", "DL1")));
        assert_eq!(waivers.unused(|_| true).len(), 0);
    }

    #[test]
    fn a_waiver_needs_a_reason() {
        let text = r#"[{"gate": "g", "artifact": "*", "rule": "DL1", "reason": " "}]"#;
        assert!(Waivers::parse(text).unwrap_err().contains("reason"));
    }

    #[test]
    fn a_star_is_any_text() {
        assert!(matches("a*c*", "abcd") && matches("*", "") && matches("a*", "a/b"));
        assert!(!matches("a*c", "abcd") && !matches("", "a"));
    }
}
