//! What a target makes: a path inside the repository, bytes, a mode, whose file it is, and what of the spec it is
//! made from; and the claims that keep two artifacts from one path. It writes nothing.

pub mod block;

use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::render::HEADER;
use crate::types::RepoPath;
use std::collections::btree_map::Entry as Slot;
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

pub static CASE_ALONE: Code = Code {
    slug: "artifact/case-alone",
    severity: Severity::Error,
    explanation: r#"Two artifacts have paths that differ in upper and lower case alone.

On macOS and on Windows `App/Dockerfile` and `app/Dockerfile` are one file: the one that is written last takes the place of
the other, and whoever checks the repository out there gets one of the two. Mostly two services have folders whose names
differ in nothing else: give one of them another name.
"#,
};

pub const CODES: &[&Code] = &[&COLLISION, &CASE_ALONE];

/// Which paths are taken, and by whom. A second writer of a path is an error that names both.
#[derive(Debug, Default)]
pub struct Claims {
    /// By the path in lower case: some file systems know no difference.
    by_path: BTreeMap<String, Claim>,
    collisions: BTreeMap<String, Vec<Claim>>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Claim {
    path: RepoPath,
    target: &'static str,
    made_from: Option<EntityRef>,
}

impl Claims {
    /// Whether the artifact's path was free.
    pub fn claim(&mut self, artifact: &Artifact) -> bool {
        let path = artifact.path.clone();
        let claim = Claim { path, target: artifact.target, made_from: artifact.made_from.first().cloned() };
        match self.by_path.entry(artifact.path.to_ascii_lowercase()) {
            Slot::Vacant(free) => {
                free.insert(claim);
                true
            }
            Slot::Occupied(taken) => {
                let writers = self.collisions.entry(taken.key().clone());
                writers.or_insert_with(|| vec![taken.get().clone()]).push(claim);
                false
            }
        }
    }

    /// Says what was claimed more than once; the order in which artifacts came makes no difference.
    pub fn report(self, diagnostics: &mut Diagnostics) {
        for mut writers in self.collisions.into_values() {
            writers.sort();
            let is_one_path = writers.windows(2).all(|pair| pair[0].path == pair[1].path);
            diagnostics.push(if is_one_path { one_path(&writers) } else { case_alone(&writers) });
        }
    }
}

fn one_path(writers: &[Claim]) -> Diagnostic {
    let path = writers.first().map_or("", |writer| &writer.path);
    let targets: BTreeSet<&str> = writers.iter().map(|writer| writer.target).collect();
    let targets: Vec<&str> = targets.into_iter().collect();
    let message = format!("`{path}` would be written more than once, by {}", targets.join(" and "));
    let entities = writers.iter().filter_map(|writer| writer.made_from.as_ref());
    let entities: Vec<&str> = entities.map(|entity| entity.0.as_str()).collect();
    let help = format!("it is made from {}: give each its own folder", entities.join(" and "));
    Diagnostic::without_place(&COLLISION, message).help(help)
}

fn case_alone(writers: &[Claim]) -> Diagnostic {
    let named = |writer: &Claim| match &writer.made_from {
        Some(entity) => format!("`{}` (of {})", writer.path, entity.0),
        None => format!("`{}`", writer.path),
    };
    let named: Vec<String> = writers.iter().map(named).collect();
    let message = format!("{} differ in upper and lower case alone", named.join(" and "));
    let help = "on macOS and Windows they are one file: give one of them another name";
    Diagnostic::without_place(&CASE_ALONE, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(path: &str, service: &str) -> Artifact {
        Artifact {
            path: path.parse().unwrap(),
            text: String::new(),
            executable: false,
            ownership: Ownership::Managed,
            target: "test",
            made_from: vec![EntityRef::new("service", service)],
        }
    }

    fn found(artifacts: &[Artifact]) -> Vec<(String, String)> {
        let mut claims = Claims::default();
        artifacts.iter().for_each(|artifact| _ = claims.claim(artifact));
        let mut diagnostics = Diagnostics::default();
        claims.report(&mut diagnostics);
        diagnostics.iter().map(|found| (found.code.slug().to_string(), found.message.clone())).collect()
    }

    #[test]
    fn a_path_is_for_one_whatever_its_case() {
        let mut artifacts =
            [artifact("app/Dockerfile", "a"), artifact("App/Dockerfile", "b"), artifact("app/file", "a")];
        let message = "`App/Dockerfile` (of service b) and `app/Dockerfile` (of service a) differ in upper and \
                       lower case alone";
        assert_eq!(found(&artifacts), [("artifact/case-alone".to_string(), message.to_string())]);
        // Whoever comes first.
        artifacts.reverse();
        assert_eq!(found(&artifacts), [("artifact/case-alone".to_string(), message.to_string())]);
        let twice = found(&[artifact("app/file", "a"), artifact("app/file", "b")]);
        assert_eq!(twice[0].0, "artifact/one-path-twice");
        assert_eq!(found(&[artifact("app/file", "a"), artifact("apps/file", "b")]), []);
    }
}
