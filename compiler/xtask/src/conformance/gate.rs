//! What a gate is: which artifacts it takes, with which tool, and how it judges them.
//!
//! In: a toolbox and all artifacts a gate takes, at once, so that one call of a tool can serve many. Out:
//! findings; none means clean. A gate that cannot judge says so as an error, never as "clean".

use super::artifact::Artifact;
use crate::tools::{Kit, Toolbox};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The tool that a row of the table names.
#[derive(Debug)]
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    /// All it needs; the first has its version.
    pub(crate) kits: &'static [Kit],
    /// Its package in that kit.
    pub(crate) package: &'static str,
}

/// A check written here; the name says of what.
pub(crate) const fn own(name: &'static str) -> Tool {
    Tool { name, kits: &[Kit::System], package: "" }
}

#[derive(Debug)]
pub(crate) struct Gate {
    /// Names the gate on the command line, in waivers and as the folder of its bad samples.
    pub(crate) name: &'static str,
    pub(crate) tool: Tool,
    pub(crate) takes: fn(&Artifact) -> bool,
    pub(crate) judge: fn(&Toolbox, &[Artifact]) -> Result<Vec<Finding>, String>,
}

/// One thing a tool says about one artifact.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Finding {
    /// [`Artifact::name`].
    pub(crate) artifact: String,
    /// 0 when the tool names no line.
    pub(crate) line: u64,
    /// The tool's own name for what it found, or ours.
    pub(crate) rule: String,
    pub(crate) message: String,
}

impl Finding {
    pub(crate) fn new(artifact: &Artifact, line: u64, rule: &str, message: impl Into<String>) -> Self {
        Self { artifact: artifact.name(), line, rule: rule.to_owned(), message: message.into() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let message = self.message.trim_end().replace('\n', "\n      ");
        match self.line {
            0 => write!(f, "{}  {}: {message}", self.artifact, self.rule),
            line => write!(f, "{}:{line}  {}: {message}", self.artifact, self.rule),
        }
    }
}

/// Leads from the files that tools name back to artifacts.
#[derive(Debug)]
pub(crate) struct ByFile<'a>(BTreeMap<PathBuf, &'a Artifact>);

impl<'a> ByFile<'a> {
    pub(crate) fn new(artifacts: &'a [Artifact]) -> Self {
        Self(artifacts.iter().map(|artifact| (artifact.file(), artifact)).collect())
    }

    /// A tool that speaks of a file it was not given is not understood.
    pub(crate) fn find(&self, file: &str) -> Result<&'a Artifact, String> {
        self.0
            .get(Path::new(file))
            .copied()
            .ok_or_else(|| format!("speaks of {file:?}, which it was not given"))
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        self.0.keys().map(PathBuf::as_path)
    }
}
