//! What an apply is about to do, kept in `.formwork/journal` from before the first change until all of them are safe on
//! disk. In: a plan, and the journal of a run that did not finish. Out: for each file the digest of what it replaces and
//! of what it writes, so that the next plan takes either for Formwork's own; and the folders that may be left empty.

use super::Step;
use super::files::{FileSystem, remove_if_empty, remove_if_there};
use super::stage::Stage;
use crate::disk::parent;
use formwork_core::lock::Digest;
use formwork_core::plan::{Entry, Tree};
use formwork_core::types::RepoPath;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

const FOLDER: &str = ".formwork";
const JOURNAL: &str = ".formwork/journal";
const UNFINISHED: &str = ".formwork/journal.new";
/// Keeps the folder out of version control.
const IGNORE: &str = ".formwork/.gitignore";
const IGNORE_ALL: &str = "*\n";
/// Stands where a line has a digest otherwise.
const FOLDER_LINE: &str = "folder";

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Journal {
    pub(crate) files: BTreeMap<RepoPath, BTreeSet<Digest>>,
    /// Made by it, or emptied: each goes when nothing is in it.
    folders: BTreeSet<String>,
}

/// What a run that did not finish left. What is no journal says nothing: the plan is then more careful, never less.
pub(crate) fn read(tree: &dyn Tree) -> io::Result<Journal> {
    let path: RepoPath = JOURNAL.parse().map_err(io::Error::other)?;
    match tree.read(&path) {
        Entry::File { bytes, .. } => Ok(Journal::from_text(&String::from_utf8_lossy(&bytes))),
        Entry::Absent => Ok(Journal::default()),
        Entry::NotAFile(what) => Err(io::Error::other(format!("it is {what}"))),
        Entry::OutsideThroughLink(link) => Err(io::Error::other(format!("{link} is a symbolic link"))),
        Entry::Unreadable(reason) => Err(io::Error::other(reason)),
    }
}

impl Journal {
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// What this run is about to do besides.
    pub(super) fn and(&self, steps: &[Step<'_>], stage: &mut Stage<'_>) -> io::Result<Self> {
        let mut all = self.clone();
        for step in steps {
            let written = step.text.map(|text| Digest::of(text.as_bytes()));
            all.files.entry(step.path.clone()).or_default().extend(written.into_iter().chain(step.replaces));
            let mut folder = parent(&step.path);
            while !folder.is_empty() {
                if step.text.is_none() || !stage.is_folder(folder)? {
                    all.folders.insert(folder.to_string());
                }
                folder = parent(folder);
            }
        }
        Ok(all)
    }

    /// Writes it, in place of that of an earlier run if there is one.
    pub(super) fn begin(&self, files: &dyn FileSystem, earlier: &Self) -> io::Result<()> {
        unless_there(files.create_dir(FOLDER))?;
        unless_there(files.create(IGNORE, IGNORE_ALL, false, None))?;
        remove_if_there(files, UNFINISHED)?;
        files.create(UNFINISHED, &self.to_text(), false, None)?;
        if !earlier.is_empty() {
            // What it replaces still counts: it must not be gone before this is on disk.
            files.sync()?;
        }
        files.rename(UNFINISHED, JOURNAL)
    }

    /// Takes away what the run left under temporary names, and its folders if they are empty.
    pub(super) fn tidy(&self, files: &dyn FileSystem) -> io::Result<()> {
        let paths = self.files.keys().map(|path| path.to_string()).collect();
        Stage::left_behind(files, paths, self.folders.clone()).abandon()
    }

    /// All is in its place: the empty folders go, and when that is safe on disk, so does the journal.
    pub(super) fn end(&self, files: &dyn FileSystem) -> io::Result<()> {
        Stage::left_behind(files, BTreeSet::new(), self.folders.clone()).abandon()?;
        if !self.is_empty() {
            files.sync()?;
        }
        forget(files)
    }

    fn from_text(text: &str) -> Self {
        let mut journal = Self::default();
        for (first, path) in text.lines().filter_map(|line| line.split_once("  ")) {
            let Ok(path) = path.parse::<RepoPath>() else { continue };
            if first == FOLDER_LINE {
                journal.folders.insert(path.to_string());
            } else if let Ok(digest) = first.parse() {
                journal.files.entry(path).or_default().insert(digest);
            }
        }
        journal
    }

    /// A line for each digest of a file, as `sha256sum` prints it, and one for each folder.
    fn to_text(&self) -> String {
        let folders = self.folders.iter().map(|folder| format!("{FOLDER_LINE}  {folder}\n"));
        let of_file = |(path, digests): (&RepoPath, &BTreeSet<Digest>)| -> String {
            digests.iter().map(|digest| format!("{digest}  {path}\n")).collect()
        };
        folders.chain(self.files.iter().map(of_file)).collect()
    }
}

/// Takes the journal away. What somebody else put into its folder stays.
pub(super) fn forget(files: &dyn FileSystem) -> io::Result<()> {
    match files.metadata(FOLDER) {
        Ok(metadata) if metadata.is_dir() => {}
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => return Ok(()),
    }
    remove_if_there(files, UNFINISHED)?;
    remove_if_there(files, JOURNAL)?;
    let ignore: RepoPath = IGNORE.parse().map_err(io::Error::other)?;
    match files.look().read(&ignore) {
        // Whole, or as much of it as was written.
        Entry::File { bytes, .. } if IGNORE_ALL.as_bytes().starts_with(&bytes) => {
            remove_if_there(files, IGNORE)?;
        }
        Entry::Unreadable(reason) => return Err(io::Error::other(reason)),
        _ => {}
    }
    remove_if_empty(files, FOLDER)
}

fn unless_there(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
