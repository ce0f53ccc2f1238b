//! A script with a pipeline sets `pipefail` before it: neither bash nor shellcheck asks for that.
//!
//! In: shell scripts. Out: scripts whose first pipeline comes before, or without, `set -o pipefail`. A file
//! without a `#!` line is a library: there the scripts that source it have to set it, and one has to.
//! The reading of shell is rough and errs towards seeing a pipeline: a `|` in a `case` pattern counts.

use crate::conformance::artifact::{Artifact, below};
use crate::conformance::gate::{Finding, Gate, own};
use crate::tools::Toolbox;

pub(crate) const PIPEFAIL: Gate =
    Gate { name: "pipefail", tool: own("own: pipefail"), takes: super::shell::takes, judge };

fn judge(_: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let mut findings = Vec::new();
    for artifact in artifacts {
        findings.extend(script(artifact)?);
    }
    Ok(findings)
}

fn script(artifact: &Artifact) -> Result<Option<Finding>, String> {
    let text = artifact.text()?;
    let Some(pipeline) = first_pipeline(&text) else { return Ok(None) };
    let why = if text.starts_with("#!") {
        let set = sets_pipefail(&text).is_some_and(|line| line < pipeline);
        (!set).then(|| "a pipeline without `set -o pipefail` before it".to_owned())
    } else {
        library(artifact)?
    };
    Ok(why.map(|why| Finding::new(artifact, pipeline, "pipefail", why)))
}

/// Why a sourced file's pipelines are not covered by those who source it.
fn library(artifact: &Artifact) -> Result<Option<String>, String> {
    let mut sourced = false;
    for other in below(&artifact.tree, &artifact.case)?.iter().filter(|other| super::shell::takes(other)) {
        let text = other.text()?;
        if text.lines().any(|line| sources(line, artifact.file_name())) {
            sourced = true;
            if text.starts_with("#!") && sets_pipefail(&text).is_none() {
                return Ok(Some(format!(
                    "a pipeline in a library, and {} does not set pipefail",
                    other.path
                )));
            }
        }
    }
    Ok((!sourced).then(|| "a pipeline in a library that no script sources".to_owned()))
}

fn sources(line: &str, name: &str) -> bool {
    let line = line.trim_start();
    (line.starts_with("source ") || line.starts_with(". ")) && line.contains(name)
}

/// The line of the first `set -o pipefail`, alone or as in `set -Eeuo pipefail`.
fn sets_pipefail(text: &str) -> Option<u64> {
    let sets = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let option =
            |pair: &[&str]| pair[0].starts_with('-') && pair[0].ends_with('o') && pair[1] == "pipefail";
        words.first() == Some(&"set") && words.windows(2).any(option)
    };
    (1..).zip(text.lines()).find(|(_, line)| sets(line)).map(|(number, _)| number)
}

/// The line of the first `|` that joins commands.
pub(crate) fn first_pipeline(text: &str) -> Option<u64> {
    let mut open = Vec::new();
    let mut here_end: Option<String> = None;
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(end) = &here_end {
            if line.trim_start_matches('\t') == end {
                here_end = None;
            }
            continue;
        }
        if pipes(line, &mut open) {
            return Some(number);
        }
        here_end = here_document(line);
    }
    None
}

/// What a line is inside of: a quote, or a command in parentheses.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Single,
    Double,
    Command,
}

fn pipes(line: &str, open: &mut Vec<Open>) -> bool {
    let mut before = ' ';
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match (open.last(), c) {
            (Some(Open::Single), '\'') => drop(open.pop()),
            (Some(Open::Single), _) => {}
            (_, '\\') => drop(rest.next()),
            (Some(Open::Double), '"') => drop(open.pop()),
            (_, '(') if before == '$' || open.last() != Some(&Open::Double) => open.push(Open::Command),
            (Some(Open::Double), _) => {}
            (Some(Open::Command), ')') => drop(open.pop()),
            (_, '\'') => open.push(Open::Single),
            (_, '"') => open.push(Open::Double),
            (_, '#') if before.is_whitespace() => return false,
            (_, '|') if rest.peek() == Some(&'|') => drop(rest.next()),
            (_, '|') if before != '>' => return true,
            _ => {}
        }
        before = c;
    }
    false
}

/// The word that ends the here-document a line begins, if it begins one.
fn here_document(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("<<")?;
    let word = rest.trim_start_matches(['-', ' ', '\'', '"']);
    let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(word.len());
    (!rest.starts_with('<') && end > 0).then(|| word[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pipelines_are_seen_where_they_are() {
        for (text, line) in [
            ("a | b", Some(1)),
            ("a \\\n  | b", Some(2)),
            ("x=\"$(a | b)\"", Some(1)),
            ("a |& b", Some(1)),
            ("(a; b) | c", Some(1)),
            ("a || b", None),
            ("echo '|' \"|\" \\|", None),
            ("# a | b\na # | b", None),
            ("echo \"(a)\" '#' ok || b", None),
            ("a >| b", None),
            ("cat <<'END'\n| table |\nEND\n", None),
            ("cat <<-END\n| t |\n\tEND\na | b", Some(4)),
            ("cat <<<\"x\"\na | b", Some(2)),
        ] {
            assert_eq!(first_pipeline(text), line, "{text}");
        }
    }

    #[test]
    fn the_option_is_seen_in_every_spelling() {
        assert_eq!(sets_pipefail("#!/bin/bash\nset -Eeuo pipefail"), Some(2));
        assert_eq!(sets_pipefail("set -e -o pipefail"), Some(1));
        assert_eq!(sets_pipefail("set -eu\n# set -o pipefail"), None);
        assert_eq!(sets_pipefail("set +o pipefail"), None);
    }
}
