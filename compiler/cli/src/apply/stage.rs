//! Files under temporary names beside their places. In: paths and texts. Out: each file in its place, or nothing left
//! of it nor of the folders that were made for it.

use super::files::{FileSystem, remove_if_empty, remove_if_there};
use crate::disk::parent;
use formwork_core::lock::Digest;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};

/// The temporary name of a path: in the same folder, short whatever the name, the same in every run.
pub(super) fn temporary(path: &str) -> String {
    let digest = Digest::of(path.as_bytes()).to_string();
    let name = format!(".formwork-{}", &digest[..16]);
    match parent(path) {
        "" => name,
        folder => format!("{folder}/{name}"),
    }
}

pub(crate) struct Stage<'f> {
    files: &'f dyn FileSystem,
    /// Paths whose files have temporary names.
    waiting: BTreeSet<String>,
    /// Whether a folder is there, for those that were looked at.
    folders: BTreeMap<String, bool>,
    /// Those that may go again when they are empty.
    new_folders: BTreeSet<String>,
}

impl<'f> Stage<'f> {
    pub(crate) fn new(files: &'f dyn FileSystem) -> Self {
        Self::left_behind(files, BTreeSet::new(), BTreeSet::new())
    }

    /// What a run that was killed may have left.
    pub(super) fn left_behind(
        files: &'f dyn FileSystem,
        waiting: BTreeSet<String>,
        new_folders: BTreeSet<String>,
    ) -> Self {
        Self { files, waiting, folders: BTreeMap::from([(String::new(), true)]), new_folders }
    }

    /// Writes a file under its temporary name.
    pub(crate) fn file(&mut self, path: &str, text: &str, executable: bool) -> io::Result<()> {
        self.make_folder(parent(path))?;
        let temporary = temporary(path);
        self.waiting.insert(path.to_string());
        match self.files.create(&temporary, text, executable, Some(path)) {
            // Left by a run that nobody remembers.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                self.files.remove_file(&temporary)?;
                self.files.create(&temporary, text, executable, Some(path))
            }
            other => other,
        }
    }

    /// Gives a file its name.
    pub(crate) fn place(&mut self, path: &str) -> io::Result<()> {
        self.files.rename(&temporary(path), path)?;
        self.waiting.remove(path);
        Ok(())
    }

    /// Takes away all that has no name, and the folders that hold nothing.
    pub(crate) fn abandon(mut self) -> io::Result<()> {
        for path in std::mem::take(&mut self.waiting) {
            if self.is_left(parent(&path))? {
                remove_if_there(self.files, &temporary(&path))?;
            }
        }
        // What is in a folder comes after it.
        for folder in std::mem::take(&mut self.new_folders).iter().rev() {
            if self.is_left(folder)? {
                remove_if_empty(self.files, folder)?;
            }
        }
        Ok(())
    }

    fn make_folder(&mut self, path: &str) -> io::Result<()> {
        if self.is_folder(path)? {
            return Ok(());
        }
        self.make_folder(parent(path))?;
        self.files.create_dir(path)?;
        self.folders.insert(path.to_string(), true);
        self.new_folders.insert(path.to_string());
        Ok(())
    }

    /// Where something else stands by now, nothing of ours is left.
    fn is_left(&mut self, folder: &str) -> io::Result<bool> {
        match self.is_folder(folder) {
            Err(error) if error.kind() == ErrorKind::NotADirectory => Ok(false),
            other => other,
        }
    }

    /// Looked at once, and those above it: files share folders. A link to a folder is none.
    pub(super) fn is_folder(&mut self, path: &str) -> io::Result<bool> {
        if let Some(known) = self.folders.get(path) {
            return Ok(*known);
        }
        let is_there = self.is_folder(parent(path))? && self.look_at(path)?;
        self.folders.insert(path.to_string(), is_there);
        Ok(is_there)
    }

    fn look_at(&self, path: &str) -> io::Result<bool> {
        match self.files.metadata(path) {
            Ok(metadata) if metadata.is_dir() => Ok(true),
            Ok(metadata) if metadata.is_symlink() => {
                Err(io::Error::new(ErrorKind::NotADirectory, format!("{path} is a symbolic link")))
            }
            Ok(_) => Err(io::Error::new(ErrorKind::NotADirectory, format!("{path} is no folder"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}
