//! The plan: what an apply would do, why, and what it risks. In: the last applied lock, the artifacts that the spec
//! wants, one at a time, and the files as they are, through [`Tree`]. Out: a [`Plan`], which `text`, `markdown`, `html`
//! and `json` print and the shell carries out. It reads through the trait alone and writes nothing.
//!
//! | on disk | against the lock | desired | then |
//! |---|---|---|---|
//! | absent | - | yes | create |
//! | same as lock | same | same | unchanged |
//! | same as lock | same | different | update |
//! | differs from lock | edited by hand | any | conflict, unless it is to be overwritten |
//! | present, not in lock | foreign | yes | conflict, unless identical |
//! | same as lock | same | no longer | delete |
//! | differs from lock | edited by hand | no longer | conflict: kept |
//! | any | released by the user | yes | compared, not written |
//! | same as lock | given up by `adopt` | yes | update |
//! | any | released or given up | no longer | kept; given up: conflict |
//! | absent, but there in other case | any | yes | conflict |
//! | any | any | in other case alone | kept |
//!
//! Of a `block` the table speaks of the lines between its marks; the file around them is the user's, and is created
//! only when it is absent. A block that is wanted no longer is cut out.
//!
//! A file that already is as desired is unchanged, whatever the lock says of it. A seeded file is written once: after
//! that, and when a file of that name was there before, it is the user's. A file that differs in its line ends, a byte
//! order mark, its last line feed or its executable bit alone is put right: no words are lost.
//!
//! The lock is a file of the repository, and a pull request can say anything in it. So a file is only deleted when it
//! says itself, in its first lines, that Formwork makes it; a lock that names another file is a conflict.

mod accepted;
mod basis;
mod causes;
mod codes;
mod decide;
mod diff;
mod fold;
mod graph;
mod html;
mod json;
mod locate;
mod markdown;
mod model;
mod part;
mod planner;
mod refusal;
mod risk;
mod risk_level;
mod settle;
mod since;
mod text;
mod tree;
mod words;

pub use crate::schema::RiskLevel;
pub use accepted::{Accepted, accepted};
pub use basis::{Basis, Revision, what_moved};
pub use codes::{ALLOWED, CODES};
pub(crate) use diff::hunks;
pub use graph::{Dependencies, Dependency};
pub use html::html;
pub use json::{Unreadable, VERSION as JSON_VERSION, json, read};
pub use markdown::{LIMIT as MARKDOWN_LIMIT, mark, markdown};
pub use model::{Extent, FieldChange, ModelChange, ModelChangeKind};
pub use planner::{Inputs, Keep, Planner};
pub use refusal::Refusal;
pub use risk::Risk;
pub use settle::{Settled, Unsettled, Wish, settle};
pub use since::{Since, since};
pub use text::{TextOptions, changes, paint_hunks, text, verdict};
pub use tree::{Entry, Tree};

use crate::artifact::EntityRef;
use crate::lock::{Digest, Lock};
use crate::types::RepoPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is done to a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    Create,
    Update,
    /// The text stays; the executable bit is set or taken away.
    Mode,
    Delete,
}

/// Why a file changes. The first that holds is said.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "cause", content = "because")]
pub enum Cause {
    /// The spec changed: these things that it is made from, with the fields.
    Spec(Vec<String>),
    /// Nothing was applied before.
    #[serde(rename = "first-apply")]
    First,
    Tool {
        from: String,
        to: String,
    },
    StandardLibrary,
    /// It was written before and is gone.
    #[serde(rename = "missing-file")]
    Missing,
    LineEnds,
    /// The executable bit was changed by hand.
    #[serde(rename = "executable-bit")]
    ModeByHand,
    /// It is overwritten because that was asked for.
    #[serde(rename = "hand-edit")]
    Overwritten,
    /// What somebody else wrote there was given up by `adopt`.
    Adopted,
    /// It is new or no longer made, and no change of the spec that it is made from says so.
    Unexplained,
}

/// A file that an apply writes or deletes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileChange {
    pub path: RepoPath,
    pub action: Action,
    #[serde(flatten)]
    pub cause: Cause,
    #[serde(rename = "from")]
    pub made_from: Vec<EntityRef>,
    pub added: usize,
    pub removed: usize,
    /// The hunks, when they were asked for.
    pub diff: Option<String>,
    pub executable: bool,
    /// The new text, when it was asked for.
    #[serde(skip)]
    pub text: Option<String>,
    /// What is on disk and is replaced or deleted; `None` when nothing is there. An apply checks it again.
    pub replaces: Option<Digest>,
    /// What will be there; `None` of a file that goes away.
    pub writes: Option<Digest>,
}

/// Something on disk that is not as it was left.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "found")]
pub enum DriftKind {
    #[serde(rename = "hand-edit")]
    HandEdited,
    /// Edited by hand, and no longer made from the spec.
    #[serde(rename = "hand-edit-orphan")]
    HandEditedOrphan,
    /// The lock says that an apply wrote it, and the file does not say that Formwork made it.
    #[serde(rename = "doubtful-orphan")]
    DoubtfulOrphan,
    /// Not written by an apply, and different.
    Foreign,
    /// A directory, for example.
    InTheWay(String),
    Unreadable(String),
    /// It cannot be told where the block begins and ends.
    #[serde(rename = "block-damaged")]
    Damaged(String),
    /// A folder on the way is a link.
    ThroughLink(String),
    /// This file or folder has the same name but for the case of its letters: on some file systems it is the same.
    OtherCase(String),
    /// The branch that is compared holds a file that is not as its own spec says.
    NotApplied,
    /// A path that is not Formwork's to write, such as `.git`.
    Reserved,
    Missing,
    LineEnds,
    #[serde(rename = "executable-bit")]
    ModeByHand,
    /// A file of the user's where a seeded one would be written: it stays.
    #[serde(rename = "kept")]
    KeptForUser,
    /// The user took it back.
    Released,
    /// The user took it back, and since the last apply the spec wants something else of it.
    ReleasedBehind,
}

impl DriftKind {
    /// Whether nothing is applied before this is settled.
    pub fn is_conflict(&self) -> bool {
        let is_harmless =
            matches!(self, Self::Missing | Self::LineEnds | Self::ModeByHand | Self::KeptForUser);
        !is_harmless && !self.is_released()
    }

    pub fn is_released(&self) -> bool {
        matches!(self, Self::Released | Self::ReleasedBehind)
    }
}

/// Where the disk stands apart from what was applied.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Drift {
    pub path: RepoPath,
    #[serde(flatten)]
    pub kind: DriftKind,
    /// Lines that differ from what the spec wants.
    pub lines: usize,
    pub diff: Option<String>,
}

/// What an apply would do.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Plan {
    pub app: String,
    pub basis: Basis,
    /// Whether there is no lock yet.
    #[serde(rename = "first")]
    pub is_first: bool,
    pub model: Vec<ModelChange>,
    /// Highest first.
    pub risks: Vec<Risk>,
    /// What is not done until the spec says otherwise.
    pub refusals: Vec<Refusal>,
    /// By path.
    pub files: Vec<FileChange>,
    /// By path.
    #[serde(serialize_with = "json::drift")]
    pub drift: Vec<Drift>,
    /// Findings that the spec accepts, with its reasons.
    pub accepted: Vec<Accepted>,
    /// Files that are as they should be.
    pub unchanged: usize,
    /// What depends on what, when it was asked for.
    #[serde(default)]
    pub dependencies: Option<Dependencies>,
    /// What the lock will say. Filled in for an apply alone.
    #[serde(skip)]
    pub lock: Lock,
}

impl Plan {
    pub fn conflicts(&self) -> impl Iterator<Item = &Drift> {
        self.drift.iter().filter(|drift| drift.kind.is_conflict())
    }

    pub fn has_conflicts(&self) -> bool {
        self.conflicts().next().is_some()
    }

    /// Whether something has to be settled before anything is applied.
    pub fn is_blocked(&self) -> bool {
        self.has_conflicts() || !self.refusals.is_empty()
    }

    /// The same without what somebody wrote into a file by hand: that may be anything, and is not for everybody.
    #[must_use]
    pub fn without_hand_edits(mut self) -> Self {
        let by_hand = |file: &&mut FileChange| matches!(file.cause, Cause::Overwritten | Cause::Adopted);
        self.files.iter_mut().filter(by_hand).for_each(|file| file.diff = None);
        self.drift.iter_mut().for_each(|drift| drift.diff = None);
        self
    }

    /// A plan against a revision, with what the branch itself still has to apply or to settle, and what it has
    /// released, in place of what is found in the files of the revision.
    #[must_use]
    pub fn with_unapplied(mut self, here: Plan) -> Self {
        let unapplied = here.files.into_iter().map(|file| Drift {
            path: file.path,
            kind: DriftKind::NotApplied,
            lines: file.added.max(file.removed),
            diff: file.diff,
        });
        let is_said = |drift: &Drift| drift.kind.is_conflict() || drift.kind.is_released();
        self.drift = here.drift.into_iter().filter(is_said).chain(unapplied).collect();
        self.drift.sort_by(|one, other| one.path.cmp(&other.path));
        // The revision does not know yet what this branch gives back.
        let released: BTreeSet<&RepoPath> =
            self.drift.iter().filter(|drift| drift.kind.is_released()).map(|drift| &drift.path).collect();
        self.files.retain(|file| !released.contains(&file.path));
        self
    }

    /// Whether an apply has something to do for the application.
    pub fn has_changes(&self) -> bool {
        !self.files.is_empty() || !self.model.is_empty()
    }
}

#[cfg(test)]
mod tests;
