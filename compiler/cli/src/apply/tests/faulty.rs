//! A file system on which one call goes wrong. The others are carried out on disk, and written down: after a loss of
//! power any of those since the last sync may not have happened, and what was written may be there by half.

use super::tree::{self, Node};
use crate::apply::{FileSystem, OnDisk};
use formwork_core::plan::{Entry, Tree};
use formwork_core::types::RepoPath;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What becomes of the call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Goes {
    /// It fails, and has done nothing.
    Wrong(ErrorKind),
    /// A file is written by half, and the disk is full.
    ShortOf,
    /// The process is killed before it.
    Killed,
    /// The process is killed while it writes a file.
    KilledWithin,
    /// The power goes, with a seed that says what of the last calls was kept.
    Dark(u64),
    /// The same, on a disk that only says that it has synced.
    DarkOnADiskThatLies(u64),
}

impl Goes {
    pub(super) fn is_dark(self) -> bool {
        matches!(self, Self::Dark(_) | Self::DarkOnADiskThatLies(_))
    }
}

#[derive(Clone, Debug)]
pub(super) enum Call {
    CreateDir(String),
    Create(String, String, bool, Option<String>),
    Rename(String, String),
    RemoveFile(String),
    RemoveDir(String),
}

pub(super) struct Faulty {
    root: PathBuf,
    disk: OnDisk,
    at: usize,
    goes: Goes,
    calls: Cell<usize>,
    dead: Cell<bool>,
    /// What the last sync saw; kept where the power may go.
    durable: RefCell<tree::Tree>,
    since: RefCell<Vec<Call>>,
}

impl Faulty {
    pub(super) fn new(root: &Path, at: usize, goes: Goes) -> Self {
        Self {
            root: root.to_path_buf(),
            disk: OnDisk::below(root).unwrap(),
            at,
            goes,
            calls: Cell::new(0),
            dead: Cell::new(false),
            durable: RefCell::new(if goes.is_dark() { tree::read(root) } else { tree::Tree::new() }),
            since: RefCell::default(),
        }
    }

    pub(super) fn without_fault(root: &Path) -> Self {
        Self::new(root, usize::MAX, Goes::Killed)
    }

    pub(super) fn calls(&self) -> usize {
        self.calls.get()
    }

    /// Once the process is gone: what the disk holds when the machine is on again.
    pub(super) fn settle(&self) {
        if let (true, Goes::Dark(seed) | Goes::DarkOnADiskThatLies(seed)) = (self.dead.get(), self.goes) {
            tree::write(&self.root, &kept(self.durable.take(), &self.since.take(), seed));
        }
    }

    /// Counts a call. An error means that it is not carried out.
    fn count(&self) -> io::Result<()> {
        if self.dead.get() {
            return Err(io::Error::other("the process is gone"));
        }
        let at = self.calls.get();
        self.calls.set(at + 1);
        if at != self.at {
            return Ok(());
        }
        match self.goes {
            Goes::Wrong(kind) => return Err(kind.into()),
            Goes::ShortOf => return Err(ErrorKind::StorageFull.into()),
            _ => self.dead.set(true),
        }
        Err(io::Error::other("the process is gone"))
    }

    fn carry_out(&self, call: Call) -> io::Result<()> {
        self.count()?;
        let disk = &self.disk;
        match &call {
            Call::CreateDir(path) => disk.create_dir(path),
            Call::Create(path, text, executable, like) => {
                disk.create(path, text, *executable, like.as_deref())
            }
            Call::Rename(from, to) => disk.rename(from, to),
            Call::RemoveFile(path) => disk.remove_file(path),
            Call::RemoveDir(path) => disk.remove_dir(path),
        }?;
        self.since.borrow_mut().push(call);
        Ok(())
    }
}

/// Some of the calls, as chance has it; one that nothing is left to do for does nothing.
fn kept(mut tree: tree::Tree, since: &[Call], seed: u64) -> tree::Tree {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut chance = move |of: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) % of
    };
    for call in since {
        let is_kept = chance(3) > 0;
        let share = chance(3) as usize;
        if is_kept {
            keep(&mut tree, call, share);
        }
    }
    tree
}

fn keep(tree: &mut tree::Tree, call: &Call, share: usize) {
    let is_empty = |tree: &BTreeMap<String, Node>, folder: &str| {
        !tree.keys().any(|path| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    };
    let has_folder = |tree: &BTreeMap<String, Node>, path: &str| {
        let folder = crate::disk::parent(path);
        folder.is_empty() || tree.get(folder) == Some(&Node::Folder)
    };
    match call {
        Call::CreateDir(path) if has_folder(tree, path) => {
            tree.insert(path.clone(), Node::Folder);
        }
        Call::Create(path, text, executable, _) if has_folder(tree, path) => {
            let bytes = text.as_bytes()[..text.len() * share / 2].to_vec();
            tree.insert(path.clone(), Node::File { bytes, executable: *executable });
        }
        Call::Rename(from, to) if has_folder(tree, to) => {
            if let Some(node) = tree.remove(from) {
                tree.insert(to.clone(), node);
            }
        }
        Call::RemoveFile(path) => {
            tree.remove(path);
        }
        Call::RemoveDir(path) if is_empty(tree, path) => {
            tree.remove(path);
        }
        _ => {}
    }
}

impl FileSystem for Faulty {
    fn look(&self) -> Box<dyn Tree + '_> {
        Box::new(Looking { files: self, tree: self.disk.look() })
    }

    fn metadata(&self, path: &str) -> io::Result<Metadata> {
        self.count()?;
        self.disk.metadata(path)
    }

    fn may_change(&self, folder: &str) -> io::Result<()> {
        self.count()?;
        self.disk.may_change(folder)
    }

    fn create_dir(&self, path: &str) -> io::Result<()> {
        self.carry_out(Call::CreateDir(path.to_string()))
    }

    fn create(&self, path: &str, text: &str, executable: bool, like: Option<&str>) -> io::Result<()> {
        if self.calls.get() == self.at && matches!(self.goes, Goes::ShortOf | Goes::KilledWithin) {
            self.disk.create(path, &text[..text.len() / 2], executable, like)?;
        }
        self.carry_out(Call::Create(path.to_string(), text.to_string(), executable, like.map(str::to_string)))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.carry_out(Call::Rename(from.to_string(), to.to_string()))
    }

    fn remove_file(&self, path: &str) -> io::Result<()> {
        self.carry_out(Call::RemoveFile(path.to_string()))
    }

    fn remove_dir(&self, path: &str) -> io::Result<()> {
        self.carry_out(Call::RemoveDir(path.to_string()))
    }

    /// The disk of a test needs no sync.
    fn sync(&self) -> io::Result<()> {
        self.count()?;
        if matches!(self.goes, Goes::Dark(_)) {
            self.durable.replace(tree::read(&self.root));
            self.since.borrow_mut().clear();
        }
        Ok(())
    }
}

struct Looking<'f> {
    files: &'f Faulty,
    tree: Box<dyn Tree + 'f>,
}

impl Tree for Looking<'_> {
    fn read(&self, path: &RepoPath) -> Entry {
        match self.files.count() {
            Ok(()) => self.tree.read(path),
            Err(error) => Entry::Unreadable(error.to_string()),
        }
    }

    fn in_other_case(&self, absent: &RepoPath) -> Option<String> {
        self.tree.in_other_case(absent)
    }
}
