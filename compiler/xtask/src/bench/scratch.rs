//! The folder that everything is written to, on the disk that projects are on: the system's folder for temporary files
//! may be memory.
//!
//! ext4 hands no file out again for up to six minutes after it was deleted, and looks at every one it passes over: for
//! that long, making a file nearby takes ten times the processor time, for `cp` as for an apply. So a run deletes only
//! at its end, and asks that each of its folders be put somewhere else on the disk, by a name that no run had before.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};
use walkdir::{DirEntry, WalkDir};

const REMOVERS: usize = 8;

/// The folder, gone when dropped. There is one at a time.
#[derive(Debug)]
pub(super) struct Scratch {
    run: PathBuf,
    /// In every name: ext4 chooses the place of a folder by it.
    tag: u128,
    /// Held while it lives.
    _lock: File,
}

impl Scratch {
    /// Takes away what an interrupted run left.
    pub(super) fn new(folder: &Path) -> Result<Self, String> {
        let failed = |why: std::io::Error| format!("{}: {why}", folder.display());
        let lock = File::create(folder.join("lock")).map_err(failed)?;
        if lock.try_lock().is_err() {
            return Err("another one is running here, and both would be slower".into());
        }
        let tag = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
        let scratch = Self { run: folder.join("run"), tag, _lock: lock };
        remove(&scratch.run);
        fs::create_dir(&scratch.run).map_err(failed)?;
        // "The folders in here have nothing to do with each other." Other file systems do not know it, nor need it.
        let _ = Command::new("chattr").arg("+T").arg(&scratch.run).output();
        Ok(scratch)
    }

    /// A path where nothing has been, for a name that this run has not used.
    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.run.join(format!("{name}-{}", self.tag))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove(&self.run);
    }
}

/// In several threads: a busy machine lets one wait after every file, for minutes in all. What cannot be deleted is in
/// nobody's way but the next run's, which says so.
fn remove(folder: &Path) {
    let third = WalkDir::new(folder).min_depth(3).max_depth(3);
    let parts: Vec<PathBuf> = third.into_iter().flatten().map(DirEntry::into_path).collect();
    std::thread::scope(|scope| {
        for thread in 0..REMOVERS {
            let share = parts.iter().skip(thread).step_by(REMOVERS);
            scope.spawn(|| share.for_each(|part| drop(fs::remove_dir_all(part))));
        }
    });
    let _ = fs::remove_dir_all(folder);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("run/left/behind/by/another")).unwrap();
        let scratch = Scratch::new(folder.path()).unwrap();
        assert_eq!(fs::read_dir(&scratch.run).unwrap().count(), 0);
        assert!(Scratch::new(folder.path()).is_err());
        fs::create_dir(scratch.at("made")).unwrap();
        drop(scratch);
        assert!(!folder.path().join("run").exists());
    }
}
