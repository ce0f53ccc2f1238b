//! What a target makes: a path inside the repository, bytes, a mode, whose file it is, and what of the spec it is
//! made from; and the claims that keep two artifacts from one path. It writes nothing.

pub mod block;

use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::render::HEADER;
use crate::types::RepoPath;
use std::collections::{BTreeMap, BTreeSet};

/// Whose file it is from the moment it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ownership {
    /// The compiler's; a hand edit is a conflict.
    Managed,
    /// Written once, then the user's.
    Seeded,
    /// A marked part of a user's file; everything around it is the user's.
    Block,
    /// The user took it back: still compared, never written. Only a lock says so, since only a user does it.
    Released,
}

/// A thing of the spec, by kind and name: `service backend`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct EntityRef(pub String);

impl EntityRef {
    pub fn new(kind: &str, name: &str) -> Self {
        Self(format!("{kind} {name}"))
    }

    /// `service` of `service backend`.
    pub fn kind(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }

    /// `backend` of `service backend`.
    pub fn name(&self) -> &str {
        self.0.split_once(' ').map_or("", |(_, name)| name)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Artifact {
    pub path: RepoPath,
    /// Of a block: with its marks, as in a file of its own.
    pub text: String,
    /// Whether it is to be run: mode 0755 instead of 0644.
    pub executable: bool,
    pub ownership: Ownership,
    /// The name of the target that made it.
    pub target: &'static str,
    /// What it is made from. A change of the spec that is none of these must not change it.
    pub made_from: Vec<EntityRef>,
}

impl Artifact {
    /// What it is made from, each once and in order.
    pub fn sources(&self) -> Vec<EntityRef> {
        let sources: BTreeSet<&EntityRef> = self.made_from.iter().collect();
        sources.into_iter().cloned().collect()
    }
}

/// How far down a file its header may begin: below `#!` and a first comment.
const HEADER_WITHIN: usize = 5;

/// The line, from 1, in which a file says that Formwork makes it.
pub fn header_line(bytes: &[u8]) -> Option<usize> {
    let first = HEADER[0].as_bytes();
    let says = |line: &[u8]| line.windows(first.len()).any(|words| words == first);
    bytes.split(|byte| *byte == b'\n').take(HEADER_WITHIN).position(says).map(|line| line + 1)
}

pub static COLLISION: Code = Code {
    slug: "artifact/one-path-twice",
    severity: Severity::Error,
    explanation: r#"Two artifacts would be written to one path.

Each artifact has a path of its own. What of a spec leads to one path twice, such as two services in one folder, is found
by rules before anything is made; what is left is a fault of Formwork, and worth a report with the spec that shows it.
"#,
};

pub const CODES: &[&Code] = &[&COLLISION];

/// Which paths are taken, and by whom. A second writer of a path is an error that names both.
#[derive(Debug, Default)]
pub struct Claims {
    by_path: BTreeMap<RepoPath, Claim>,
    collisions: BTreeMap<RepoPath, Vec<Claim>>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Claim {
    target: &'static str,
    made_from: Option<EntityRef>,
}

impl Claims {
    /// Whether the artifact's path was free.
    pub fn claim(&mut self, artifact: &Artifact) -> bool {
        let claim = Claim { target: artifact.target, made_from: artifact.made_from.first().cloned() };
        let Some(known) = self.by_path.get(&artifact.path) else {
            self.by_path.insert(artifact.path.clone(), claim);
            return true;
        };
        let writers = self.collisions.entry(artifact.path.clone()).or_insert_with(|| vec![known.clone()]);
        writers.push(claim);
        false
    }

    /// Says what was claimed more than once; the order in which artifacts came makes no difference.
    pub fn report(self, diagnostics: &mut Diagnostics) {
        for (path, mut writers) in self.collisions {
            writers.sort();
            let targets: BTreeSet<&str> = writers.iter().map(|writer| writer.target).collect();
            let targets: Vec<&str> = targets.into_iter().collect();
            let message = format!("`{path}` would be written more than once, by {}", targets.join(" and "));
            let entities = writers.iter().filter_map(|writer| writer.made_from.as_ref());
            let entities: Vec<&str> = entities.map(|entity| entity.0.as_str()).collect();
            let help = format!("it is made from {}: give each its own folder", entities.join(" and "));
            diagnostics.push(Diagnostic::without_place(&COLLISION, message).help(help));
        }
    }
}
