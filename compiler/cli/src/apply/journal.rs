//! What an apply is about to write, kept in `.formwork/journal` while it runs: a line a file, as `sha256sum` prints it.
//! The next plan takes files with these digests for Formwork's own. Gone when the apply is done.

use super::stage::temporary;
use crate::disk::read_at_most;
use formwork_core::lock::Digest;
use formwork_core::plan::Plan;
use formwork_core::types::RepoPath;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// Ignored by version control through a file of its own.
pub(crate) const FOLDER: &str = ".formwork";
const JOURNAL: &str = ".formwork/journal";
const IGNORE: &str = ".formwork/.gitignore";
const LARGEST: u64 = 256 << 20;

/// What a run that did not finish was about to write. A journal that cannot be read says nothing: the plan is then
/// more careful, never less.
pub(crate) fn read(root: &Path) -> BTreeMap<RepoPath, Digest> {
    let is_folder = fs::symlink_metadata(root.join(FOLDER)).is_ok_and(|metadata| metadata.is_dir());
    if !is_folder {
        return BTreeMap::new();
    }
    let bytes = read_at_most(&root.join(JOURNAL), LARGEST).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let entry = |line: &str| {
        let (digest, path) = line.split_once("  ")?;
        Some((path.parse().ok()?, digest.parse().ok()?))
    };
    text.lines().filter_map(entry).collect()
}

/// Adds what is about to be written to what an earlier run left. Whole or not at all.
pub(super) fn write(root: &Path, plan: &Plan) -> io::Result<()> {
    let mut entries = read(root);
    for file in &plan.files {
        if let Some(text) = &file.text {
            entries.insert(file.path.clone(), Digest::of(text.as_bytes()));
        }
    }
    match fs::create_dir(root.join(FOLDER)) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    if !fs::symlink_metadata(root.join(FOLDER))?.is_dir() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is no folder"));
    }
    fs::write(root.join(IGNORE), "*\n")?;
    let text: String = entries.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect();
    let unfinished = root.join(format!("{JOURNAL}.new"));
    fs::write(&unfinished, text)?;
    fs::rename(unfinished, root.join(JOURNAL))
}

/// Takes away what an earlier run left under temporary names.
pub(super) fn clean(root: &Path) {
    let paths = read(root).into_keys().map(|path| path.to_string());
    for path in paths.chain([formwork_core::lock::FILE_NAME.to_string()]) {
        let _ = fs::remove_file(root.join(temporary(&path)));
    }
}

/// Nothing is left of it. What somebody else put into the folder stays.
pub(super) fn remove(root: &Path) {
    for file in [JOURNAL, ".formwork/journal.new", IGNORE] {
        let _ = fs::remove_file(root.join(file));
    }
    let _ = fs::remove_dir(root.join(FOLDER));
}
