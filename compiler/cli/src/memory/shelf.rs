//! Where it is kept: `formwork/` among the user's caches, a file for each project. In: a project's root. Out: bytes.
//! What cannot be read is as if it were not there, and what cannot be written is not kept: either costs time alone.

use crate::disk::read_at_most;
use formwork_core::lock::Digest;
use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// One of ten thousand services has 20 MiB.
const LARGEST: u64 = 256 << 20;

/// Of more projects than this, those that nobody looked at the longest are forgotten.
const MOST: usize = 64;

pub(super) fn take(root: &Path) -> Option<Vec<u8>> {
    read_at_most(&place(&folder()?, root), LARGEST).ok()
}

/// Under its name at once, or not at all.
pub(super) fn put(root: &Path, bytes: &[u8]) {
    let Some(folder) = folder() else { return };
    if DirBuilder::new().recursive(true).mode(0o700).create(&folder).is_err() {
        return;
    }
    let place = place(&folder, root);
    let is_new = !place.exists();
    let unfinished = place.with_extension(std::process::id().to_string());
    if fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, &place)).is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    if is_new {
        thin_out(&folder, MOST);
    }
}

fn place(folder: &Path, root: &Path) -> PathBuf {
    folder.join(Digest::of(root.as_os_str().as_bytes()).to_string())
}

/// As the XDG base directory specification has it, in which a relative path counts for nothing.
fn folder() -> Option<PathBuf> {
    let given = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = given("XDG_CACHE_HOME").or_else(|| Some(given("HOME")?.join(".cache")))?;
    Some(caches.join("formwork"))
}

fn thin_out(folder: &Path, most: usize) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<(SystemTime, OsString)> = entries
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.file_name())))
        .collect();
    files.sort();
    for (_, name) in files.iter().take(files.len().saturating_sub(most)) {
        let _ = fs::remove_file(folder.join(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_oldest_go() {
        let folder = tempfile::tempdir().unwrap();
        for number in [3_u64, 1, 2] {
            let file = fs::File::create(folder.path().join(number.to_string())).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(number)).unwrap();
        }
        thin_out(folder.path(), 3);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
        thin_out(folder.path(), 2);
        assert!(!folder.path().join("1").exists() && folder.path().join("2").exists());
    }
}
