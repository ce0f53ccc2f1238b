//! What a plan was made from, as digests: a saved plan is only carried out while all of it is as it was. In: two plans.
//! Out: what moved between them, in words. It holds no text of any file.

use super::Plan;
use crate::lock::{Digest, FILE_NAME};
use crate::types::RepoPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that decides what a plan says, apart from the files that it changes: those are in the plan itself.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Basis {
    /// The version of the tool.
    pub tool: String,
    /// A digest of the standard library.
    pub standard_library: String,
    /// The files of the spec, by path: `formwork.kdl`, and whatever it imports.
    pub spec: BTreeMap<String, Digest>,
    /// The lock file; `None` before the first apply.
    pub lock: Option<Digest>,
    /// Paths whose hand edits are to be overwritten.
    pub overwrite: Vec<RepoPath>,
    /// The revision that it compares with, instead of what was applied last. Such a plan is for reading.
    pub against: Option<Revision>,
}

/// A revision of the repository: what was asked for, and the commit that it was.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Revision {
    pub name: String,
    pub commit: String,
}

impl Basis {
    /// A few digits that tell one spec from another.
    pub fn spec_digest(&self) -> String {
        let mut digests = self.spec.iter();
        let digest = match (digests.next(), digests.next()) {
            (Some((_, only)), None) => only.to_string(),
            _ => {
                let all: String =
                    self.spec.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect();
                Digest::of(all.as_bytes()).to_string()
            }
        };
        digest[..7].to_string()
    }
}

/// What is no longer as it was when `saved` was made, each in a few words. `now` is the same plan, made again. Nothing
/// when carrying out the one is carrying out the other.
pub fn what_moved(saved: &Plan, now: &Plan) -> Vec<String> {
    let (was, is) = (&saved.basis, &now.basis);
    let mut moved = Vec::new();
    if was.tool != is.tool {
        moved.push(format!("it was made by formwork {}; this is {}", was.tool, is.tool));
    } else if was.standard_library != is.standard_library {
        moved.push("it was made with another standard library".to_string());
    }
    moved.extend(differing(&was.spec, &is.spec).map(|(path, how)| format!("`{path}` {how}")));
    if was.lock != is.lock {
        moved.push(format!("`{FILE_NAME}` {}", how_it_moved(was.lock.is_some(), is.lock.is_some())));
    }
    let places = |plan: &Plan| -> BTreeMap<RepoPath, String> {
        let files = plan.files.iter().map(|file| {
            let what = (file.action, &file.cause, file.executable, file.replaces, file.writes);
            (file.path.clone(), format!("{what:?}"))
        });
        let drift =
            plan.drift.iter().map(|drift| (drift.path.clone(), format!("{:?} {}", drift.kind, drift.lines)));
        files.chain(drift).collect()
    };
    if moved.is_empty() {
        let (was, is) = (places(saved), places(now));
        moved.extend(differing(&was, &is).map(|(path, _)| format!("`{path}` is not as it was on disk")));
    }
    moved
}

/// The keys of which the values are not the same, and how each moved.
fn differing<'m, K: Ord, V: PartialEq>(
    was: &'m BTreeMap<K, V>,
    is: &'m BTreeMap<K, V>,
) -> impl Iterator<Item = (&'m K, &'static str)> {
    let new = is.keys().filter(|key| !was.contains_key(key));
    let keys = was.keys().chain(new).filter(|key| was.get(key) != is.get(key));
    keys.map(|key| (key, how_it_moved(was.contains_key(key), is.contains_key(key))))
}

fn how_it_moved(was_there: bool, is_there: bool) -> &'static str {
    match (was_there, is_there) {
        (true, false) => "is gone",
        (false, true) => "is new",
        _ => "changed",
    }
}
