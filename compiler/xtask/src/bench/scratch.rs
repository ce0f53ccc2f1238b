//! The folder that everything is written to, on the disk that projects are on: the system's folder for temporary files
//! may be memory.
//!
//! ext4 hands no file out again within a minute of its being deleted, and looks at every one it passes over: for that
//! long, making a file takes several times the processor time. So a run deletes only at its end, notes when, and the
//! next one waits before it writes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use walkdir::{DirEntry, WalkDir};

/// The minute, and some seconds for the clock and the disk.
const FORGETTING: Duration = Duration::from_secs(75);

const REMOVERS: usize = 8;

/// The folder, gone when dropped. There is one at a time.
#[derive(Debug)]
pub(super) struct Scratch {
    run: PathBuf,
    /// Its time is that of the last deletion.
    stamp: PathBuf,
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
        let scratch = Self { run: folder.join("run"), stamp: folder.join("deleted"), _lock: lock };
        scratch.clear();
        fs::create_dir(&scratch.run).map_err(failed)?;
        Ok(scratch)
    }

    pub(super) fn path(&self) -> &Path {
        &self.run
    }

    /// Waits until the last deletion is forgotten.
    pub(super) fn settle(&self) {
        let deleted = fs::metadata(&self.stamp).and_then(|stamp| stamp.modified()).ok();
        let Some(passed) = deleted.and_then(|time| time.elapsed().ok()) else { return };
        let left = FORGETTING.saturating_sub(passed);
        if !left.is_zero() {
            eprintln!("waiting {} s: the disk is still slow from the last deletion", left.as_secs() + 1);
            std::thread::sleep(left);
        }
    }

    /// What cannot be deleted is in nobody's way but the next run's, which says so.
    fn clear(&self) {
        if self.run.exists() {
            remove(&self.run);
            // Where the deletion has not reached the disk, the minute is five more.
            let _ = Command::new("sync").status();
            let _ = fs::write(&self.stamp, "");
        }
    }
}

/// In several threads: a busy machine lets one wait after every file, for minutes in all.
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

impl Drop for Scratch {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("run/left/behind/by/another")).unwrap();
        let scratch = Scratch::new(folder.path()).unwrap();
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
        assert!(Scratch::new(folder.path()).is_err());
        fs::create_dir(scratch.path().join("made")).unwrap();
        drop(scratch);
        assert!(!folder.path().join("run").exists());
        assert!(folder.path().join("deleted").exists());
    }
}
