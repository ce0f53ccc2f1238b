//! `release` and `adopt`: somebody says whose a file is from now on. In: the artifact of that path, if the spec makes
//! one, what the lock says of it, and what is on disk. Out: what the lock is to say, or why that cannot be. It changes
//! no file: what follows from the lock is shown by the next plan.

use super::diff::{self, Difference};
use super::{Entry, decide, part};
use crate::artifact::{Artifact, Ownership};
use crate::lock::{Digest, LockedArtifact};

/// Whose the file is to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// The spec's: what it makes of it is written.
    Adopt,
    /// The user's: compared, never written.
    Release,
}

/// What the lock says from now on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settled {
    /// This, and nothing on disk stands against it.
    Known(LockedArtifact),
    /// This, and the next apply changes what is on disk by so many lines.
    Differs { locked: LockedArtifact, added: usize, removed: usize, diff: String },
    /// Nothing.
    Forgotten,
    /// What it says now.
    Already,
}

/// Why a path is not settled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unsettled {
    /// The spec makes nothing there, and no apply ever did.
    NotMade,
    /// An apply wrote it, and the spec makes it no more.
    NoLongerMade,
    /// It is written once and then the user's.
    Seeded,
    /// Nothing is there.
    Absent,
    /// What stands there is no file that can be read, with the reason.
    NoFile(String),
}

/// What becomes of one path.
pub fn settle(
    wish: Wish,
    artifact: Option<&Artifact>,
    locked: Option<&LockedArtifact>,
    on_disk: &Entry,
) -> Result<Settled, Unsettled> {
    match wish {
        Wish::Adopt => adopt(artifact, locked, on_disk),
        Wish::Release => release(artifact, locked),
    }
}

fn release(artifact: Option<&Artifact>, locked: Option<&LockedArtifact>) -> Result<Settled, Unsettled> {
    match (artifact, locked) {
        (None, None) => Err(Unsettled::NotMade),
        (None, Some(_)) => Ok(Settled::Forgotten),
        (Some(_), Some(locked)) if locked.ownership == Ownership::Released => Ok(Settled::Already),
        (Some(artifact), _) => {
            let wanted = Digest::of(artifact.text.as_bytes());
            Ok(Settled::Known(entry(artifact, wanted, Ownership::Released)))
        }
    }
}

fn adopt(
    artifact: Option<&Artifact>,
    locked: Option<&LockedArtifact>,
    on_disk: &Entry,
) -> Result<Settled, Unsettled> {
    let is_released = locked.is_some_and(|locked| locked.ownership == Ownership::Released);
    let Some(artifact) = artifact else {
        return Err(if locked.is_some() { Unsettled::NoLongerMade } else { Unsettled::NotMade });
    };
    if artifact.ownership == Ownership::Seeded {
        return if is_released { Ok(Settled::Forgotten) } else { Err(Unsettled::Seeded) };
    }
    let (bytes, executable) = match on_disk {
        Entry::File { bytes, executable } => (bytes.as_slice(), *executable),
        Entry::Absent if is_released => return Ok(Settled::Forgotten),
        Entry::Absent => return Err(Unsettled::Absent),
        Entry::NotAFile(what) => return Err(Unsettled::NoFile(format!("it is {what}"))),
        Entry::Unreadable(reason) => return Err(Unsettled::NoFile(reason.clone())),
        Entry::OutsideThroughLink(link) => {
            return Err(Unsettled::NoFile(format!("it lies behind the symbolic link {link}")));
        }
    };
    let bytes = match part::ours(artifact, bytes) {
        Ok(Some(bytes)) => bytes,
        Ok(None) if is_released => return Ok(Settled::Forgotten),
        Ok(None) => return Err(Unsettled::Absent),
        Err(why) => return Err(Unsettled::NoFile(why)),
    };
    let digest = Digest::of(&bytes);
    if !is_released && locked.is_some_and(|locked| locked.sha256 == digest) {
        return Ok(Settled::Already);
    }
    if *decide::plain(&bytes) == *artifact.text.as_bytes() {
        let wanted = Digest::of(artifact.text.as_bytes());
        return Ok(Settled::Known(entry(artifact, wanted, artifact.ownership)));
    }
    let Difference { added, removed, hunks } = diff::compare(&bytes, &artifact.text, true);
    let locked = LockedArtifact { adopted: true, executable, ..entry(artifact, digest, artifact.ownership) };
    Ok(Settled::Differs { locked, added, removed, diff: hunks.unwrap_or_default() })
}

fn entry(artifact: &Artifact, sha256: Digest, ownership: Ownership) -> LockedArtifact {
    LockedArtifact {
        sha256,
        ownership,
        executable: artifact.executable,
        adopted: false,
        created: false,
        from: artifact.sources(),
    }
}
