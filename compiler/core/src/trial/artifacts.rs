//! Artifacts held against what a test expects of them.

use super::Failure;
use super::errors::FAILED;
use super::node::ArtifactNode;
use crate::artifact::Artifact;
use crate::diag::Diagnostic;
use crate::nearest::nearest;
use crate::terminal::count;

/// More paths than this are counted.
const MOST_NAMED: usize = 3;

pub(super) fn judge(expected: &ArtifactNode, artifacts: &[Artifact]) -> Option<Failure> {
    let matcher = expected.path.matcher();
    let matching: Vec<&Artifact> =
        artifacts.iter().filter(|artifact| matcher.matches(&artifact.path)).collect();
    let finding = |message: String| Diagnostic::new(&FAILED, expected.span, message);
    if expected.exists == Some(false) {
        let named = named(&matching);
        return (!matching.is_empty())
            .then(|| Failure::new(finding(format!("{named} made; expected that it is not"))));
    }
    if matching.is_empty() {
        let finding = finding(format!("nothing makes `{}`", expected.path.value));
        let near = nearest(&expected.path.to_string(), artifacts.iter().map(|artifact| &*artifact.path));
        return Some(Failure::new(match near {
            Some(near) => finding.help(format!("did you mean \"{near}\"?")),
            None => finding.help("formwork plan --diff names what is made"),
        }));
    }
    let (text, wanted) = match (&expected.contains, &expected.lacks) {
        (Some(text), _) => (text, true),
        (None, Some(text)) => (text, false),
        (None, None) => return None,
    };
    let wrong: Vec<&Artifact> =
        matching.into_iter().filter(|it| it.text.contains(text.as_str()) != wanted).collect();
    if wrong.is_empty() {
        return None;
    }
    let paths = named(&wrong);
    let message = if wanted {
        format!("{paths} made without the expected text")
    } else {
        format!("{paths} made with text that is not to be there")
    };
    let mut failure = Failure::new(finding(message));
    if !wanted {
        failure.details = wrong.iter().map(|artifact| first_line_with(artifact, text)).collect();
    }
    Some(failure)
}

/// `deploy/a.yaml is`, `deploy/a.yaml and 2 files more are`.
fn named(artifacts: &[&Artifact]) -> String {
    let paths: Vec<String> = artifacts.iter().take(MOST_NAMED).map(|it| format!("`{}`", it.path)).collect();
    let verb = if artifacts.len() == 1 { "is" } else { "are" };
    match artifacts.len().saturating_sub(MOST_NAMED) {
        0 => format!("{} {verb}", paths.join(", ")),
        rest => format!("{} and {} more {verb}", paths.join(", "), count(rest, "file")),
    }
}

/// Where in an artifact a text begins.
fn first_line_with(artifact: &Artifact, text: &str) -> String {
    let before = artifact.text.find(text).map_or(0, |at| artifact.text[..at].matches('\n').count());
    let line = artifact.text.lines().nth(before).unwrap_or_default();
    format!("{}:{}: {}\n", artifact.path, before + 1, line.trim())
}
