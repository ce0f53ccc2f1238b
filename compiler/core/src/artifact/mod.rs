//! What a target makes: a path inside the repository, bytes, a mode, whose file it is, and what of the spec it is
//! made from. In: artifacts in any order. Out: a sorted set in which no two have one path. It writes nothing.

use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::types::RepoPath;
use std::collections::BTreeMap;

/// Whose file it is from the moment it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ownership {
    /// The compiler's; a hand edit is a conflict.
    Managed,
    /// Written once, then the user's.
    Seeded,
}

/// A thing of the spec, by kind and name: `service backend`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct EntityRef(pub String);

impl EntityRef {
    pub fn new(kind: &str, name: &str) -> Self {
        Self(format!("{kind} {name}"))
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Artifact {
    pub path: RepoPath,
    pub text: String,
    /// Whether it is to be run: mode 0755 instead of 0644.
    pub executable: bool,
    pub ownership: Ownership,
    /// The name of the target that made it.
    pub target: &'static str,
    /// What it is made from. A change of the spec that is none of these must not change it.
    pub made_from: Vec<EntityRef>,
}

pub static COLLISION: Code = Code {
    slug: "artifact/one-path-twice",
    severity: Severity::Error,
    explanation: "Two artifacts would be written to one path.\n\nEach artifact has its own path. Two services with the \
        same `source` folder, for example, would both get a Dockerfile there. Give each its own folder.",
};

pub const CODES: &[&Code] = &[&COLLISION];

/// Artifacts by path. The second writer of a path is an error that names both.
#[derive(Debug, Default)]
pub struct ArtifactSet {
    by_path: BTreeMap<RepoPath, Artifact>,
}

impl ArtifactSet {
    pub fn add(&mut self, artifact: Artifact, diagnostics: &mut Diagnostics) {
        if let Some(known) = self.by_path.get(&artifact.path) {
            let writers = format!("{} and {}", known.target, artifact.target);
            let message = format!("`{}` would be written twice, by {writers}", artifact.path);
            let made_from: Vec<_> =
                known.made_from.iter().chain(&artifact.made_from).map(|entity| entity.0.as_str()).collect();
            let help = format!("it is made from {}; give each its own folder", made_from.join(", "));
            diagnostics.push(Diagnostic::without_place(&COLLISION, message).help(help));
        } else {
            self.by_path.insert(artifact.path.clone(), artifact);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Artifact> {
        self.by_path.values()
    }

    pub fn into_sorted(self) -> impl Iterator<Item = Artifact> {
        self.by_path.into_values()
    }

    pub fn get(&self, path: &str) -> Option<&Artifact> {
        self.by_path.get(&path.parse::<RepoPath>().ok()?)
    }
}
