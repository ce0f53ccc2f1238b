//! What becomes of one file: the ownership table, and nothing else.

use super::{Action, DriftKind, Entry, part};
use crate::artifact::{Artifact, Ownership, block, header_line};
use crate::lock::{Digest, LockedArtifact};
use crate::types::RepoPath;
use std::borrow::Cow;
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
        self.locked.is_some_and(|locked| locked.sha256 == digest && !locked.adopted)
            || self.was_pending(digest)
    }

    fn was_pending(&self, digest: Digest) -> bool {
        self.pending.is_some_and(|pending| pending.contains(&digest))
    }

    /// Whether these bytes are somebody's own, and given up.
    fn gave_up(&self, digest: Digest) -> bool {
        self.locked.is_some_and(|locked| locked.sha256 == digest && locked.adopted)
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
    /// It was given up.
    Adopted,
}

/// Paths that no artifact may have: version control's own, at any depth, and the tool's. In any case of letters: some
/// file systems know no difference.
fn is_reserved(path: &RepoPath) -> bool {
    let is = |part: &str, name: &str| part.eq_ignore_ascii_case(name);
    let first = path.split('/').next().unwrap_or_default();
    let own = [".formwork", crate::lock::FILE_NAME, crate::driver::SPEC];
    &**path == "." || path.split('/').any(|part| is(part, ".git")) || own.iter().any(|name| is(first, name))
}

/// A file that the spec wants.
pub(super) fn wanted(artifact: &Artifact, known: Known<'_>, entry: &Entry) -> Decision {
    if is_reserved(&artifact.path) {
        return Decision::Conflict(DriftKind::Reserved);
    }
    if let Some(locked) = known.locked.filter(|locked| locked.ownership == Ownership::Released) {
        let is_behind = locked.sha256 != Digest::of(artifact.text.as_bytes());
        return Decision::Conflict(if is_behind { DriftKind::ReleasedBehind } else { DriftKind::Released });
    }
    let (bytes, executable) = match entry {
        Entry::Absent => return absent(artifact, known),
        Entry::File { bytes, executable } => (bytes, *executable),
        other => return Decision::Conflict(obstacle(other)),
    };
    if artifact.ownership == Ownership::Seeded {
        return seeded(artifact, known, bytes);
    }
    if artifact.ownership == Ownership::Block {
        return wanted_block(artifact, known, bytes);
    }
    if bytes == artifact.text.as_bytes() {
        return same_text(artifact, known, executable);
    }
    different(known, Digest::of(bytes), || only_form(bytes, artifact, known))
}

/// What is there is not what is wanted.
fn different(known: Known<'_>, there: Digest, only_form: impl Fn() -> bool) -> Decision {
    let reason = if known.gave_up(there) {
        Reason::Adopted
    } else if known.wrote(there) {
        Reason::Wanted
    } else if only_form() {
        Reason::LineEnds
    } else if known.overwrite {
        Reason::Overwritten
    } else if known.is_ours() {
        return Decision::Conflict(DriftKind::HandEdited);
    } else {
        return Decision::Conflict(DriftKind::Foreign);
    };
    Decision::Write(Action::Update, reason)
}

/// A block in a file that is there. What is around it is of no concern.
fn wanted_block(artifact: &Artifact, known: Known<'_>, bytes: &[u8]) -> Decision {
    match part::ours(artifact, bytes) {
        Err(why) => Decision::Conflict(DriftKind::Damaged(why)),
        Ok(None) => {
            let was_there = known.locked.is_some_and(|locked| locked.ownership == Ownership::Block);
            Decision::Write(Action::Update, if was_there { Reason::Missing } else { Reason::Wanted })
        }
        Ok(Some(found)) if *found == *artifact.text.as_bytes() => Decision::Unchanged,
        // The whole file as an apply that did not finish left it.
        Ok(Some(_)) if known.wrote(Digest::of(bytes)) => Decision::Write(Action::Update, Reason::Wanted),
        Ok(Some(found)) => different(known, Digest::of(&found), || false),
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
        Some(locked) if locked.ownership == Ownership::Managed && known.wrote(digest) => {
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

/// Whether nothing but its form tells the file from what is wanted or from what was written.
fn only_form(bytes: &[u8], artifact: &Artifact, known: Known<'_>) -> bool {
    let plain = plain(bytes);
    *plain != *bytes && (*plain == *artifact.text.as_bytes() || known.wrote(Digest::of(&plain)))
}

/// The same text in the form in which all artifacts are written: no byte order mark, line feeds alone, one at the end.
/// Editors and `core.autocrlf` change that, and no word with it.
pub(super) fn plain(bytes: &[u8]) -> Cow<'_, [u8]> {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let has_returns = body.windows(2).any(|pair| pair == b"\r\n");
    let is_open = !body.is_empty() && !body.ends_with(b"\n");
    if !has_returns && !is_open {
        return Cow::Borrowed(body);
    }
    let before_line_end = |at: usize| body[at] == b'\r' && body.get(at + 1) == Some(&b'\n');
    let kept = (0..body.len()).filter(|at| !before_line_end(*at)).map(|at| body[at]);
    Cow::Owned(kept.chain(is_open.then_some(b'\n')).collect())
}

/// A file that was written and that the spec wants no longer.
pub(super) fn orphan(path: &RepoPath, known: Known<'_>, entry: &Entry) -> Decision {
    // An apply that did not finish left it: it was not handed over yet.
    let is_pending = matches!(entry, Entry::File { bytes, .. } if known.was_pending(Digest::of(bytes)));
    let was = known.locked.map(|locked| locked.ownership);
    let is_users = was == Some(Ownership::Released) || was == Some(Ownership::Seeded) && !is_pending;
    if is_users || is_reserved(path) {
        return Decision::Users;
    }
    match entry {
        Entry::Absent => Decision::Users,
        Entry::File { bytes, .. } if is_block(path, known, bytes) => orphaned_block(path, known, bytes),
        // What an apply that did not finish would have replaced, and did not.
        Entry::File { bytes, .. } if known.locked.is_none() && header_line(bytes).is_none() => {
            Decision::Users
        }
        Entry::File { .. } if known.overwrite => Decision::Write(Action::Delete, Reason::Overwritten),
        Entry::File { bytes, .. }
            if !known.wrote(Digest::of(bytes)) && !known.wrote(Digest::of(&plain(bytes))) =>
        {
            Decision::Conflict(DriftKind::HandEditedOrphan)
        }
        // The lock says so, and a lock is a text that anybody can edit: the file has to say so too.
        Entry::File { bytes, .. } if header_line(bytes).is_none() => {
            Decision::Conflict(DriftKind::DoubtfulOrphan)
        }
        Entry::File { .. } => Decision::Write(Action::Delete, Reason::Wanted),
        other => Decision::Conflict(obstacle(other)),
    }
}

/// Whether only a block of the file was written: the lock says so, or an apply that did not finish left one.
fn is_block(path: &RepoPath, known: Known<'_>, bytes: &[u8]) -> bool {
    match known.locked {
        Some(locked) => locked.ownership == Ownership::Block,
        None => part::without(path, bytes).is_some(),
    }
}

/// The block is cut out. The file goes only when nothing else is in it and it was not there before.
fn orphaned_block(path: &RepoPath, known: Known<'_>, bytes: &[u8]) -> Decision {
    let (file, at) = match part::look(path, bytes) {
        Ok((file, Some(at))) => (file, at),
        Err(why) => return Decision::Conflict(DriftKind::Damaged(why)),
        // Nothing of ours is left.
        Ok((_, None)) => return Decision::Users,
    };
    let found = Digest::of(block::plain(&file[at.clone()]).as_bytes());
    let reason = if known.wrote(found) || known.wrote(Digest::of(bytes)) {
        Reason::Wanted
    } else if known.overwrite {
        Reason::Overwritten
    } else {
        return Decision::Conflict(DriftKind::HandEditedOrphan);
    };
    let was_created = known.locked.is_some_and(|locked| locked.created);
    let is_all = block::is_empty(&block::cut(file, at));
    Decision::Write(if is_all && was_created { Action::Delete } else { Action::Update }, reason)
}

fn obstacle(entry: &Entry) -> DriftKind {
    match entry {
        Entry::NotAFile(what) => DriftKind::InTheWay(what.clone()),
        Entry::Unreadable(reason) => DriftKind::Unreadable(reason.clone()),
        Entry::OutsideThroughLink(link) => DriftKind::ThroughLink(link.clone()),
        Entry::Absent | Entry::File { .. } => DriftKind::Foreign,
    }
}
