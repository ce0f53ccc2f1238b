//! What becomes of one file: the ownership table, and nothing else.

use super::{Action, DriftKind, Entry};
use crate::artifact::{Artifact, Ownership};
use crate::lock::{Digest, LockedArtifact};
use crate::types::RepoPath;
use std::collections::BTreeSet;

/// What is known of a path from before.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known<'l> {
    pub(super) locked: Option<&'l LockedArtifact>,
    /// What an apply that did not finish wrote or replaced here, one of which is on disk.
    pub(super) pending: Option<&'l BTreeSet<Digest>>,
    /// The user asked for this path to be overwritten.
    pub(super) overwrite: bool,
}

impl Known<'_> {
    /// Whether these bytes were written by an apply.
    fn wrote(&self, digest: Digest) -> bool {
        self.locked.is_some_and(|locked| locked.sha256 == digest) || self.was_pending(digest)
    }

    fn was_pending(&self, digest: Digest) -> bool {
        self.pending.is_some_and(|pending| pending.contains(&digest))
    }

    fn is_ours(&self) -> bool {
        self.locked.is_some() || self.pending.is_some()
    }
}

/// What is done about a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Decision {
    Unchanged,
    /// The user's: not written, not compared.
    Users,
    Write(Action, Reason),
    Conflict(DriftKind),
}

/// Why a file is written, as far as the disk can tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reason {
    /// What is wanted is not what was wanted.
    Wanted,
    Missing,
    LineEnds,
    ModeByHand,
    Overwritten,
}

/// Paths that no artifact may have: version control's own, and the tool's.
fn is_reserved(path: &RepoPath) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    &**path == "." || [".git", ".formwork", crate::lock::FILE_NAME].contains(&first)
}

/// A file that the spec wants.
pub(super) fn wanted(artifact: &Artifact, known: Known<'_>, entry: &Entry) -> Decision {
    if is_reserved(&artifact.path) {
        return Decision::Conflict(DriftKind::Reserved);
    }
    let (bytes, executable) = match entry {
        Entry::Absent => return absent(artifact, known),
        Entry::File { bytes, executable } => (bytes, *executable),
        other => return Decision::Conflict(obstacle(other)),
    };
    if artifact.ownership == Ownership::Seeded {
        return seeded(artifact, known, bytes);
    }
    if bytes == artifact.text.as_bytes() {
        return same_text(artifact, known, executable);
    }
    let digest = Digest::of(bytes);
    if known.wrote(digest) {
        Decision::Write(Action::Update, Reason::Wanted)
    } else if only_line_ends(bytes, artifact, known) {
        Decision::Write(Action::Update, Reason::LineEnds)
    } else if known.overwrite {
        Decision::Write(Action::Update, Reason::Overwritten)
    } else if known.is_ours() {
        Decision::Conflict(DriftKind::HandEdited)
    } else {
        Decision::Conflict(DriftKind::Foreign)
    }
}

fn absent(artifact: &Artifact, known: Known<'_>) -> Decision {
    match (artifact.ownership, known.locked) {
        // Written once; that the user deleted it is the user's business.
        (Ownership::Seeded, Some(locked))
            if locked.ownership == Ownership::Seeded && known.pending.is_none() =>
        {
            Decision::Users
        }
        (_, Some(_)) => Decision::Write(Action::Create, Reason::Missing),
        (_, None) => Decision::Write(Action::Create, Reason::Wanted),
    }
}

fn seeded(artifact: &Artifact, known: Known<'_>, bytes: &[u8]) -> Decision {
    if bytes == artifact.text.as_bytes() {
        return Decision::Unchanged;
    }
    let digest = Digest::of(bytes);
    match known.locked {
        // An apply that did not finish left it: it was not handed over yet.
        _ if known.was_pending(digest) => Decision::Write(Action::Update, Reason::Wanted),
        // It is handed over now, as it was written last.
        Some(locked) if locked.ownership == Ownership::Managed && locked.sha256 == digest => {
            Decision::Write(Action::Update, Reason::Wanted)
        }
        Some(_) => Decision::Users,
        None => Decision::Conflict(DriftKind::KeptForUser),
    }
}

/// The bit is part of what was applied: where it differs from the lock too, somebody changed it.
fn same_text(artifact: &Artifact, known: Known<'_>, executable: bool) -> Decision {
    if executable == artifact.executable {
        return Decision::Unchanged;
    }
    let by_hand = known.locked.is_none_or(|locked| locked.executable != executable);
    Decision::Write(Action::Mode, if by_hand { Reason::ModeByHand } else { Reason::Wanted })
}

/// Whether nothing but carriage returns tells the file from what is wanted or from what was written.
fn only_line_ends(bytes: &[u8], artifact: &Artifact, known: Known<'_>) -> bool {
    if !bytes.windows(2).any(|pair| pair == b"\r\n") {
        return false;
    }
    let plain = without_carriage_returns(bytes);
    plain == artifact.text.as_bytes() || known.wrote(Digest::of(&plain))
}

/// The same text with plain line ends.
pub(super) fn without_carriage_returns(bytes: &[u8]) -> Vec<u8> {
    let before_line_end = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
    (0..bytes.len()).filter(|at| !before_line_end(*at)).map(|at| bytes[at]).collect()
}

/// A file that was written and that the spec wants no longer.
pub(super) fn orphan(path: &RepoPath, known: Known<'_>, entry: &Entry) -> Decision {
    let was_seeded = known.locked.is_some_and(|locked| locked.ownership == Ownership::Seeded);
    // An apply that did not finish left it: it was not handed over yet.
    let is_pending = matches!(entry, Entry::File { bytes, .. } if known.was_pending(Digest::of(bytes)));
    if is_reserved(path) || was_seeded && !is_pending {
        return Decision::Users;
    }
    match entry {
        Entry::Absent => Decision::Users,
        Entry::File { bytes, .. } if known.wrote(Digest::of(bytes)) => {
            Decision::Write(Action::Delete, Reason::Wanted)
        }
        Entry::File { .. } if known.overwrite => Decision::Write(Action::Delete, Reason::Overwritten),
        Entry::File { .. } => Decision::Conflict(DriftKind::HandEditedOrphan),
        other => Decision::Conflict(obstacle(other)),
    }
}

fn obstacle(entry: &Entry) -> DriftKind {
    match entry {
        Entry::NotAFile(what) => DriftKind::InTheWay(what.clone()),
        Entry::Unreadable(reason) => DriftKind::Unreadable(reason.clone()),
        Entry::OutsideThroughLink(link) => DriftKind::ThroughLink(link.clone()),
        Entry::Absent | Entry::File { .. } => DriftKind::Foreign,
    }
}
