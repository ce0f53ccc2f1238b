//! What a plan compares with: what was applied last, or the repository at a revision.

use crate::revision::{self, Revision};
use formwork_core::driver::{self, SPEC};
use formwork_core::lock::{self, Digest, FILE_NAME, Lock};
use formwork_core::plan::Tree;
use formwork_core::source::{Sources, input};
use std::path::Path;

#[derive(Debug, Default)]
pub(crate) struct Base {
    /// `None` before the first apply.
    pub(crate) lock: Option<Lock>,
    pub(crate) digest: Option<Digest>,
    /// Where its files are; on disk when there is none.
    pub(crate) revision: Option<Revision>,
}

impl Base {
    /// The spec and the files of a revision. What it lacks reads as before the first apply; what of it cannot be read
    /// is said, since a comparison with nothing would hide everything that it changes.
    pub(crate) fn at(root: &Path, name: &str) -> Result<Self, String> {
        let revision = revision::open(root, name)?;
        let cannot = |what: &str, why: String| format!("`{what}` of {name} cannot be read: {why}");
        let text = revision.file(FILE_NAME).map_err(|error| cannot(FILE_NAME, error.to_string()))?;
        let Some(bytes) = text else { return Ok(Self { revision: Some(revision), ..Self::default() }) };
        let digest = Some(Digest::of(&bytes));
        let text = String::from_utf8(bytes).map_err(|_| cannot(FILE_NAME, "it is not text".to_string()))?;
        let mut lock = lock::read(&text).map_err(|fault| cannot(FILE_NAME, fault.to_string()))?;
        // Its files are taken as they are there: what somebody did to them by hand is not this change's doing.
        for (path, locked) in &mut lock.artifacts {
            if let formwork_core::plan::Entry::File { bytes, executable } = revision.read(path) {
                locked.take(path, &bytes, executable);
            }
        }
        // The spec is what it means, also where somebody forgot to apply it there.
        if let Some(record) = record(&revision) {
            lock.model = record;
        }
        Ok(Self { lock: Some(lock), digest, revision: Some(revision) })
    }
}

/// What the spec of the revision says, where this version can read it.
fn record(revision: &Revision) -> Option<lock::ModelRecord> {
    let bytes = revision.file(SPEC).ok()??;
    let text = input::decode(SPEC, bytes, &mut Sources::default()).ok()?;
    let compilation = driver::compile_for_plan(text, revision);
    compilation.model.is_some().then_some(compilation.record)
}
