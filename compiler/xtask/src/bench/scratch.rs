//! The folder that everything is written to, on the disk that projects are on: the system's folder for temporary files
//! may be memory.
//!
//! ext4 hands no file out again for up to six minutes after it was deleted, and looks at every one it passes over: for
//! that long, making a file nearby takes ten times the processor time, for `cp` as for an apply. So a run deletes only
//! at its end, spreads its folders over the disk, and uses those where making a file is cheapest.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use walkdir::{DirEntry, WalkDir};

const REMOVERS: usize = 8;
/// Places to choose from, for each one that is used.
const CHOICE: usize = 3;
/// Files made to try a place out: the quickest of some batches counts, since a busy machine slows some.
const BATCHES: usize = 4;
const BATCH: usize = 20;

/// The folder, gone when dropped. There is one at a time.
#[derive(Debug)]
pub(super) struct Scratch {
    run: PathBuf,
    /// Folders somewhere on the disk, the best last.
    places: RefCell<Vec<PathBuf>>,
    /// Held while it lives.
    _lock: File,
}

impl Scratch {
    /// With room for as many folders. Takes away what an interrupted run left.
    pub(super) fn new(folder: &Path, wanted: usize) -> Result<Self, String> {
        let failed = |why: io::Error| format!("{}: {why}", folder.display());
        let lock = File::create(folder.join("lock")).map_err(failed)?;
        if lock.try_lock().is_err() {
            return Err("another one is running here, and both would be slower".into());
        }
        let run = folder.join("run");
        remove(&run);
        fs::create_dir(&run).map_err(failed)?;
        let scratch = Self { run, places: RefCell::default(), _lock: lock };
        scratch.places.replace(places(&scratch.run, wanted * CHOICE).map_err(failed)?);
        Ok(scratch)
    }

    /// A path where nothing has been, for a name that was not asked for before.
    pub(super) fn at(&self, name: &str) -> PathBuf {
        let place = self.places.borrow_mut().pop();
        place.as_ref().unwrap_or(&self.run).join(name)
    }
}

/// Folders all over the disk, the best last.
fn places(run: &Path, count: usize) -> io::Result<Vec<PathBuf>> {
    // "The folders in here have nothing to do with each other." Other file systems do not know it, nor need it.
    let _ = Command::new("chattr").arg("+T").arg(run).output();
    // ext4 goes by the name, so a new name leads to a new place.
    let tag = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
    let mut places = Vec::new();
    for number in 0..count {
        let place = run.join(format!("{number}-{tag}"));
        fs::create_dir(&place)?;
        places.push((try_out(&place.join("tried"))?, place));
    }
    places.sort();
    Ok(places.into_iter().rev().map(|(_, place)| place).collect())
}

/// How long it takes to make files there.
fn try_out(folder: &Path) -> io::Result<Duration> {
    fs::create_dir(folder)?;
    let mut best = Duration::MAX;
    for batch in 0..BATCHES {
        let start = Instant::now();
        for file in 0..BATCH {
            File::create(folder.join(format!("{batch}-{file}")))?;
        }
        best = best.min(start.elapsed());
    }
    Ok(best)
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
        let scratch = Scratch::new(folder.path(), 1).unwrap();
        assert!(Scratch::new(folder.path(), 1).is_err());
        assert!(!scratch.run.join("left").exists());
        for number in 0..=CHOICE {
            fs::create_dir(scratch.at(&format!("made-{number}"))).unwrap();
        }
        drop(scratch);
        assert!(!folder.path().join("run").exists());
    }
}
