//! Every artifact is tidy text: UTF-8, LF, no blanks at the ends of lines, one line end at the end of the file.

use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{Finding, Gate, own};
use crate::tools::Toolbox;

pub(crate) const TEXT: Gate = Gate { name: "text", tool: own("own: tidy text"), takes: |_| true, judge };

fn judge(_: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let mut findings = Vec::new();
    for artifact in artifacts {
        let bytes = std::fs::read(artifact.file()).map_err(|why| format!("{}: {why}", artifact.name()))?;
        let problems = match String::from_utf8(bytes) {
            Ok(text) => problems(&text),
            Err(_) => vec![(0, "encoding", "not UTF-8")],
        };
        let finding = |(line, rule, message)| Finding::new(artifact, line, rule, message);
        findings.extend(problems.into_iter().map(finding));
    }
    Ok(findings)
}

fn problems(text: &str) -> Vec<(u64, &'static str, &'static str)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.split('\n')) {
        if line.ends_with('\r') {
            found.push((number, "line-end", "a carriage return"));
        } else if line.ends_with([' ', '\t']) {
            found.push((number, "trailing-blank", "blanks at the end of the line"));
        }
    }
    if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
        found.push((0, "file-end", "the file does not end with exactly one line end"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidy_text_has_no_problem_and_untidy_text_has_each() {
        assert_eq!(problems("a\n\nb\n"), []);
        assert_eq!(problems(""), []);
        let rules: Vec<_> = problems("a\r\nb \nc").into_iter().map(|(line, rule, _)| (line, rule)).collect();
        assert_eq!(rules, [(1, "line-end"), (2, "trailing-blank"), (0, "file-end")]);
        assert_eq!(problems("a\n\n").len(), 1);
    }
}
