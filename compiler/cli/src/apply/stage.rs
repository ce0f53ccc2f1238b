//! Files under temporary names beside their places. What is not put in its place is taken away again, with the folders
//! that were made for it.

use crate::disk::parent;
use formwork_core::lock::Digest;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The temporary name of a path: in the same folder, short whatever the name, the same in every run.
pub(super) fn temporary(path: &str) -> String {
    let digest = Digest::of(path.as_bytes()).to_string();
    let name = format!(".formwork-{}", &digest[..16]);
    match parent(path) {
        "" => name,
        folder => format!("{folder}/{name}"),
    }
}

#[derive(Debug)]
pub(crate) struct Stage {
    root: PathBuf,
    /// Paths that have no name yet, with their temporary ones.
    waiting: BTreeMap<String, PathBuf>,
    known_folders: BTreeSet<String>,
    /// In the order they were made.
    new_folders: Vec<PathBuf>,
}

impl Stage {
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            waiting: BTreeMap::new(),
            known_folders: BTreeSet::from([String::new()]),
            new_folders: Vec::new(),
        }
    }

    /// Writes a file under its temporary name.
    pub(crate) fn file(&mut self, path: &str, text: &str, executable: bool) -> io::Result<()> {
        self.folder(parent(path))?;
        let temporary = self.root.join(temporary(path));
        // What a run that was killed left there; never through a link.
        let mut options = File::options();
        options.write(true).create_new(true).mode(if executable { 0o755 } else { 0o644 });
        let mut file = match options.open(&temporary) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                fs::remove_file(&temporary)?;
                options.open(&temporary)?
            }
            other => other?,
        };
        self.waiting.insert(path.to_string(), temporary);
        file.write_all(text.as_bytes())
    }

    /// Makes a folder and those above it, each looked at once.
    fn folder(&mut self, path: &str) -> io::Result<()> {
        if self.known_folders.contains(path) {
            return Ok(());
        }
        self.folder(parent(path))?;
        let full = self.root.join(path);
        match fs::create_dir(&full) {
            Ok(()) => self.new_folders.push(full),
            // It was looked at before; a link that came since is refused here.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !fs::symlink_metadata(&full)?.is_dir() {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
        self.known_folders.insert(path.to_string());
        Ok(())
    }

    /// Gives a file its name.
    pub(super) fn place(&mut self, path: &str) -> io::Result<()> {
        if let Some(temporary) = self.waiting.get(path) {
            fs::rename(temporary, self.root.join(path))?;
            self.waiting.remove(path);
        }
        Ok(())
    }

    /// Gives what is left its name.
    pub(crate) fn place_rest(mut self) -> io::Result<()> {
        let paths: Vec<String> = self.waiting.keys().cloned().collect();
        paths.iter().try_for_each(|path| self.place(path))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for temporary in self.waiting.values() {
            let _ = fs::remove_file(temporary);
        }
        // A folder that holds something by now is not removed.
        if !self.waiting.is_empty() {
            for folder in self.new_folders.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}
