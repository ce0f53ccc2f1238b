//! Environment files: lists of `NAME=value` that bash and compose read alike.
//!
//! In: `.env.example`, `backend.env` and their like. Out: lines that are no setting, names in a wrong form, names
//! given twice, values that a shell would split or expand.

use super::shell::parses;
use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{Finding, Gate, own};
use crate::tools::Toolbox;
use std::collections::BTreeSet;

pub(crate) const ENV_FILES: Gate = Gate {
    name: "env-files",
    tool: own("own: plain settings"),
    takes: |artifact| {
        let name = artifact.file_name();
        name.ends_with(".env") || name.ends_with(".env.example")
    },
    judge,
};

fn judge(_: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let mut findings = Vec::new();
    for artifact in artifacts {
        findings.extend(parses(artifact)?);
        let problems = problems(&artifact.text()?);
        findings.extend(
            problems.into_iter().map(|(line, rule, message)| Finding::new(artifact, line, rule, message)),
        );
    }
    Ok(findings)
}

fn problems(text: &str) -> Vec<(u64, &'static str, String)> {
    let mut names = BTreeSet::new();
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            found.push((number, "setting", format!("no NAME=value: {line}")));
            continue;
        };
        if !is_name(name) {
            found.push((number, "name", format!("{name:?} is no [A-Z_][A-Z0-9_]*")));
        }
        if !names.insert(name) {
            found.push((number, "twice", format!("{name} is given twice")));
        }
        if !is_plain(value) {
            found.push((number, "value", format!("a shell would not read {value} as it stands: quote it")));
        }
    }
    found
}

fn is_name(name: &str) -> bool {
    let tail = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_') && name.chars().all(tail)
}

/// One word that no shell touches, or one in single or double quotes with nothing to expand.
fn is_plain(value: &str) -> bool {
    let within = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    match (within('\''), within('"')) {
        (Some(inner), _) => !inner.contains('\''),
        (_, Some(inner)) => !inner.contains(['"', '$', '`', '\\']),
        _ => {
            let special = |c: char| c.is_whitespace() || "$`\\;&|<>()'\"".contains(c);
            !value.contains(special) && !value.starts_with(['#', '~'])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_lines_have_no_problem() {
        let text = "# said\n\nPORT=8000\nEMPTY=\nURL=postgres://u@h:5432/d\nNAME='two words'\n_X=\"a b\"\n";
        assert_eq!(problems(text), []);
    }

    #[test]
    fn each_bad_line_has_its_problem() {
        let text = "port=1\nA=two words\nA=1\nB\nC=$HOME\nD=\"$X\"\n";
        let rules: Vec<_> = problems(text).into_iter().map(|(line, rule, _)| (line, rule)).collect();
        let expected = [(1, "name"), (2, "value"), (3, "twice"), (4, "setting"), (5, "value"), (6, "value")];
        assert_eq!(rules, expected);
    }
}
