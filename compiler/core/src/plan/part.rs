//! Which part of a file is ours: the whole of it, or a block in a file of the user's. In: a path and what is on disk.
//! Out: the part that is compared, and the whole text that a change of it leads to. It decides nothing.

use super::Entry;
use crate::artifact::{Artifact, Ownership, block};
use std::borrow::Cow;
use std::ops::Range;

/// The file as text, and where its block is; or why that cannot be told.
pub(super) fn look<'f>(path: &str, bytes: &'f [u8]) -> Result<(&'f str, Option<Range<usize>>), String> {
    let file = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_string())?;
    let at = block::find(path, file).map_err(|damage| damage.to_string())?;
    Ok((file, at))
}

/// What of a file's bytes an artifact is compared with. `None` when a block is not there.
pub(super) fn ours<'f>(artifact: &Artifact, bytes: &'f [u8]) -> Result<Option<Cow<'f, [u8]>>, String> {
    if artifact.ownership != Ownership::Block {
        return Ok(Some(Cow::Borrowed(bytes)));
    }
    let (file, at) = look(&artifact.path, bytes)?;
    Ok(at.map(|at| match block::plain(&file[at]) {
        Cow::Borrowed(block) => Cow::Borrowed(block.as_bytes()),
        Cow::Owned(block) => Cow::Owned(block.into_bytes()),
    }))
}

/// The artifact as the whole file that is written: a block stands in what the user has there, with the user's rights.
pub(super) fn in_place(artifact: Artifact, entry: &Entry) -> Artifact {
    let Entry::File { bytes, executable } = entry else { return artifact };
    if artifact.ownership != Ownership::Block {
        return artifact;
    }
    match look(&artifact.path, bytes) {
        Ok((file, at)) => {
            let text = block::put(file, at, &artifact.text);
            Artifact { text, executable: *executable, ..artifact }
        }
        Err(_) => artifact,
    }
}

/// The file without its block. `None` when it has none.
pub(super) fn without(path: &str, bytes: &[u8]) -> Option<String> {
    let (file, at) = look(path, bytes).ok()?;
    at.map(|at| block::cut(file, at))
}
