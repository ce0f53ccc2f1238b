//! The lock file, `formwork.lock`: what the last apply wrote and from which model. It is committed, so that the plan
//! can tell a hand edit from an old version, and an orphan from a file of the user's.
//! In: its text. Out: typed values, or a finding with its line; and the other way round. It reads and writes no file.
//!
//! ```json
//! {
//! "version": 1,
//! "tool": "0.1.0",
//! "standard-library": "4f1c0d...",
//! "artifacts": {
//! "backend/Dockerfile": {"sha256":"9b1e...","ownership":"managed","from":["service backend"]},
//! "scripts/deploy.sh": {"sha256":"77ab...","ownership":"managed","executable":true,"from":["app shop"]}
//! },
//! "model": {
//! "service backend": {"port":"8000","source":"backend"}
//! }
//! }
//! ```
//!
//! Sorted, one artifact and one entity a line, so that two branches that change different things merge by themselves.

mod read;
mod write;

pub use crate::resolve::ModelRecord;
pub use read::{BROKEN, CODES, CONFLICT_MARKERS, Fault, UNKNOWN_VERSION, read};

use crate::artifact::{EntityRef, Ownership, block};
use crate::types::RepoPath;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt;

/// The lock file's name, at the root of the repository.
pub const FILE_NAME: &str = "formwork.lock";

/// The version of the format.
pub const VERSION: u32 = 1;

/// The SHA-256 of a file's bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    pub fn bytes(self) -> [u8; 32] {
        self.0
    }
}

impl From<[u8; 32]> for Digest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Digest {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a SHA-256 has 64 hexadecimal digits".to_string();
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong());
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What is known of a file that was written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedArtifact {
    /// Of what was written, of a block between its marks; of what was there when it was adopted; of what the spec wanted, when it is released.
    pub sha256: Digest,
    pub ownership: Ownership,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
    /// What is on disk is somebody's own, and given up: the next apply replaces it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adopted: bool,
    /// Of a block: the file it is in was not there before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub created: bool,
    /// What it was made from: says why it goes away when that goes away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<EntityRef>,
}

/// What the last apply left behind.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lock {
    /// The version of the tool that applied; empty when nothing was, and only the words of `release` and `adopt` are
    /// kept.
    pub tool: String,
    /// A digest of the standard library it was made with.
    pub standard_library: String,
    pub artifacts: BTreeMap<RepoPath, LockedArtifact>,
    pub model: ModelRecord,
}

impl LockedArtifact {
    /// Takes a file as it is found for what was written.
    pub fn take(&mut self, path: &RepoPath, bytes: &[u8], executable: bool) {
        let file = std::str::from_utf8(bytes).unwrap_or_default();
        let found = block::find(path, file).ok().flatten().map(|at| block::plain(&file[at]));
        match (self.ownership, found) {
            (Ownership::Block | Ownership::Released, Some(block)) => {
                (self.ownership, self.sha256) = (Ownership::Block, Digest::of(block.as_bytes()));
            }
            (Ownership::Block, None) => {}
            (Ownership::Released, None) => {
                (self.ownership, self.sha256) = (Ownership::Managed, Digest::of(bytes));
            }
            (Ownership::Managed | Ownership::Seeded, _) => self.sha256 = Digest::of(bytes),
        }
        self.executable = executable;
        self.adopted = false;
    }
}

impl Lock {
    /// Whether an apply wrote it.
    pub fn is_applied(&self) -> bool {
        !self.tool.is_empty()
    }
}

#[cfg(test)]
mod tests;
