//! One apply at a time: the root folder itself is locked, so that nothing has to be left behind, and a run that dies
//! lets go of it.

use super::Fault;
use super::files::{FileSystem, OnDisk};
use crate::disk::reason;
use std::fs::{self, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Held while an apply runs.
#[derive(Debug)]
pub(crate) struct Guard {
    files: OnDisk,
}

impl Guard {
    pub(crate) fn acquire(root: &Path) -> Result<Self, Fault> {
        let files = OnDisk::below(root)
            .map_err(|error| Fault::new(format!("the folder cannot be opened: {}", reason(&error)), ""))?;
        match files.folder.try_lock() {
            Ok(()) => Ok(Self { files }),
            Err(TryLockError::WouldBlock) => Err(Fault::new(
                format!("another apply is running here{}", holder(&files)),
                "wait for it to end, then look at the plan again",
            )),
            // Some network file systems have no locks: better to work there than not at all.
            Err(TryLockError::Error(_)) => Ok(Self { files }),
        }
    }

    /// What may be written while this is held.
    pub(crate) fn files(&self) -> &dyn FileSystem {
        &self.files
    }
}

/// Who holds the lock, where the kernel tells: ` (process 1234)`.
fn holder(files: &OnDisk) -> String {
    let locks = fs::read_to_string("/proc/locks").unwrap_or_default();
    let folder = files.folder.metadata().ok();
    let found = folder.and_then(|folder| process_with_lock(&locks, folder.dev(), folder.ino()));
    found.map(|process| format!(" (process {process})")).unwrap_or_default()
}

/// `2: FLOCK  ADVISORY  WRITE 1234 fd:01:2883586 0 EOF`, as in proc_locks(5).
fn process_with_lock(locks: &str, device: u64, inode: u64) -> Option<u32> {
    // As makedev(3) puts a device's two numbers together.
    let major = (device >> 8 & 0xfff) | (device >> 32 & !0xfff);
    let minor = (device & 0xff) | (device >> 12 & !0xff);
    let place = format!("{major:02x}:{minor:02x}:{inode}");
    let lines = locks.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let mut ours = lines.filter(|words| words.len() > 5 && words[1] == "FLOCK" && words[5] == place);
    ours.find_map(|words| words[4].parse().ok().filter(|process| *process > 0))
}
