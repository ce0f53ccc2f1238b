//! One apply at a time: the root folder itself is locked, so that nothing has to be left behind, and a run that dies
//! lets go of it.

use super::Fault;
use crate::disk::reason;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// Held while an apply runs.
#[derive(Debug)]
pub(crate) struct Guard {
    root: PathBuf,
    folder: File,
}

impl Guard {
    pub(crate) fn acquire(root: &Path) -> Result<Self, Fault> {
        let folder = File::open(root)
            .map_err(|error| Fault::new(format!("the folder cannot be opened: {}", reason(&error)), ""))?;
        match folder.try_lock() {
            Ok(()) => Ok(Self { root: root.to_path_buf(), folder }),
            Err(TryLockError::WouldBlock) => Err(Fault::new(
                "another apply is running here",
                "wait for it to end, then look at the plan again",
            )),
            // Some network file systems have no locks: better to work there than not at all.
            Err(TryLockError::Error(_)) => Ok(Self { root: root.to_path_buf(), folder }),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Everything that was written so far reaches the disk: one call for all files.
    pub(crate) fn sync(&self) {
        #[cfg(target_os = "linux")]
        let _ = rustix::fs::syncfs(&self.folder);
        #[cfg(not(target_os = "linux"))]
        rustix::fs::sync();
    }
}
