//! The files that gates must reject.
//!
//! In: `bad-samples/<gate>/<name>/`, each a small repository with a `rejects.txt`. Out: samples with their
//! artifacts and what has to be said about them: every line of `rejects.txt` has to occur in a finding, so a
//! sample that is rejected for another reason does not pass for a working gate.

use super::artifact::{self, Artifact};
use super::gate::Finding;
use std::fs;
use std::path::{Path, PathBuf};

const EXPECTATIONS: &str = "rejects.txt";

#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) gate: String,
    /// The name of the case its artifacts carry.
    pub(crate) case: String,
    pub(crate) artifacts: Vec<Artifact>,
    rejects: Vec<String>,
}

impl Sample {
    /// What the gate ought to have said and did not.
    pub(crate) fn unsaid(&self, findings: &[Finding]) -> Vec<&str> {
        let prefix = format!("{}/", self.case);
        let said: Vec<String> = findings
            .iter()
            .filter(|finding| finding.artifact.starts_with(&prefix))
            .map(Finding::to_string)
            .collect();
        let unsaid = |line: &&String| !said.iter().any(|finding| finding.contains(line.as_str()));
        self.rejects.iter().filter(unsaid).map(String::as_str).collect()
    }
}

pub(crate) fn read(folder: &Path) -> Result<Vec<Sample>, String> {
    let mut samples = Vec::new();
    for gate in subfolders(folder)? {
        for tree in subfolders(&gate)? {
            samples.push(sample(&tree, &name_of(&gate))?);
        }
    }
    Ok(samples)
}

/// A folder that belongs to no gate would never be tried.
pub(crate) fn check_folders(samples: &[Sample], exists: impl Fn(&str) -> bool) -> Result<(), String> {
    match samples.iter().find(|sample| !exists(&sample.gate)) {
        Some(sample) => Err(format!("{}: no gate {:?}", sample.case, sample.gate)),
        None => Ok(()),
    }
}

fn sample(tree: &Path, gate: &str) -> Result<Sample, String> {
    let case = format!("bad-samples/{gate}/{}", name_of(tree));
    let text =
        fs::read_to_string(tree.join(EXPECTATIONS)).map_err(|why| format!("{case}/{EXPECTATIONS}: {why}"))?;
    let rejects: Vec<String> =
        text.lines().map(str::to_owned).filter(|line| !line.trim().is_empty()).collect();
    if rejects.is_empty() {
        return Err(format!("{case}/{EXPECTATIONS} expects nothing"));
    }
    let mut artifacts = artifact::below(tree, &case)?;
    artifacts.retain(|artifact| artifact.path != EXPECTATIONS);
    Ok(Sample { gate: gate.to_owned(), case, artifacts, rejects })
}

fn subfolders(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let read = |why: std::io::Error| format!("{}: {why}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_to_be_said_about_the_sample_itself() {
        let sample = Sample {
            gate: "g".into(),
            case: "bad-samples/g/a".into(),
            artifacts: Vec::new(),
            rejects: vec!["DL1".into(), "no such thing".into()],
        };
        let finding = |artifact: &str, rule: &str, message: &str| Finding {
            artifact: artifact.into(),
            line: 0,
            rule: rule.into(),
            message: message.into(),
        };
        let own = finding("bad-samples/g/a/Dockerfile", "DL1", "x");
        let other = finding("bad-samples/g/ab/Dockerfile", "DL2", "no such thing");
        assert_eq!(sample.unsaid(&[own, other]), ["no such thing"]);
    }
}
