//! The repository on disk, as the core reads it. Nothing is read through a symbolic link below the root: what lies
//! behind one may be anybody's.

use crate::memory::{Answer, Asked, Question, Stamp};
use formwork_core::artifact::EntityRef;
use formwork_core::lock::{self, ModelRecord};
use formwork_core::plan::{Entry, Tree};
use formwork_core::repository::{Opened, Repository};
use formwork_core::types::RepoPath;
use rustix::fs::OFlags;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fs::{self, File, FileType};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// No artifact is larger: what is on disk at its path is something else.
const LARGEST_FILE: u64 = 64 << 20;

/// A lock larger than this was not written by an apply.
pub(crate) const LARGEST_LOCK: u64 = 256 << 20;

/// What stands at a folder's path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Folder {
    There,
    Absent,
    /// This component of the path is a symbolic link.
    Link(String),
    /// This component of the path is something else.
    Other(String, String),
    Unreadable(String),
}

/// What was found at a folder's path.
#[derive(Debug)]
struct Known {
    folder: Folder,
    /// For how many folders in it somebody has asked.
    asked: usize,
}

/// Who asks for more folders of one folder than this will ask for most of them: it is listed, once.
const MANY: usize = 8;

#[derive(Debug)]
pub(crate) struct Disk {
    root: PathBuf,
    folders: RefCell<BTreeMap<String, Known>>,
    /// What is in folders that somebody looked through, by its names in lower case.
    names: RefCell<BTreeMap<String, BTreeMap<String, String>>>,
    /// What the lock says was applied last, once somebody asks; none when it cannot be read.
    applied: OnceCell<Option<ModelRecord>>,
    /// What the core asked and was told, where that is to be remembered.
    asked: Option<RefCell<Asked>>,
}

impl Disk {
    pub(crate) fn new(root: &Path) -> Self {
        let (folders, names) = Default::default();
        Self { root: root.to_path_buf(), folders, names, applied: OnceCell::new(), asked: None }
    }

    /// The same, and what is asked of it is noted.
    pub(crate) fn watched(root: &Path) -> Self {
        Self { asked: Some(RefCell::default()), ..Self::new(root) }
    }

    pub(crate) fn asked(&self) -> Option<&RefCell<Asked>> {
        self.asked.as_ref()
    }

    /// Where a path of the repository is.
    pub(crate) fn place(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// What stands at a folder's path, every component above it looked at too. Remembered: files share folders.
    pub(crate) fn folder(&self, path: &str) -> Folder {
        if path.is_empty() {
            return Folder::There;
        }
        if let Some(known) = self.folders.borrow().get(path) {
            return known.folder.clone();
        }
        let found = match self.folder(parent(path)) {
            Folder::There if self.found_by_listing(path) => return Folder::There,
            Folder::There => look_at_folder(&self.root, path),
            above => above,
        };
        self.note(path.to_string(), found.clone());
        found
    }

    /// What has the name of something that is absent in other case. A folder is listed once; in one that cannot be
    /// listed nothing is found.
    fn named_in_other_case(&self, absent: &str) -> Option<String> {
        let folder = parent(absent);
        match self.folder(folder) {
            Folder::There => {}
            Folder::Absent => return self.named_in_other_case(folder),
            Folder::Link(_) | Folder::Other(..) | Folder::Unreadable(_) => return None,
        }
        let mut names = self.names.borrow_mut();
        let names = names.entry(folder.to_string()).or_insert_with(|| by_lower_case(&self.root.join(folder)));
        let name = absent.rsplit('/').next().unwrap_or_default();
        let there = names.get(&name.to_ascii_lowercase()).filter(|there| *there != name)?;
        Some(if folder.is_empty() { there.clone() } else { format!("{folder}/{there}") })
    }

    /// The stat data of a file that a plan would read.
    pub(crate) fn stamp(&self, path: &RepoPath) -> Option<Stamp> {
        let metadata = match self.folder(parent(path)) {
            Folder::There => fs::symlink_metadata(self.root.join(&**path)).ok()?,
            _ => return None,
        };
        metadata.is_file().then(|| Stamp::of(&metadata))
    }

    /// What is at a path, and of a file its stat data as they were before it was read.
    pub(crate) fn look_at_file(&self, path: &RepoPath) -> (Entry, Option<Stamp>) {
        let entry = match self.folder(parent(path)) {
            Folder::There => return read_entry(&self.root.join(&**path)),
            Folder::Absent => Entry::Absent,
            Folder::Link(link) => Entry::OutsideThroughLink(link),
            Folder::Other(at, what) => Entry::NotAFile(format!("{what} ({at})")),
            Folder::Unreadable(reason) => Entry::Unreadable(reason),
        };
        (entry, None)
    }

    /// The same of something that a spec imports.
    pub(crate) fn look_to_import(&self, path: &RepoPath) -> (Opened, Option<Stamp>) {
        let place = self.root.join(&**path);
        let opened = match self.folder(parent(path)) {
            Folder::There if fs::symlink_metadata(&place).is_ok_and(|found| found.is_dir()) => {
                names_in(&place)
            }
            Folder::There => return read_import(&place),
            Folder::Absent | Folder::Other(..) => Opened::Absent,
            Folder::Link(link) => Opened::Refused(format!("`{link}` is a symbolic link")),
            Folder::Unreadable(reason) => Opened::Refused(reason),
        };
        (opened, None)
    }

    fn note_answer(&self, path: &RepoPath, question: Question, answer: impl FnOnce() -> Option<Answer>) {
        if let Some(asked) = &self.asked {
            asked.borrow_mut().note(path, question, answer());
        }
    }

    fn note(&self, path: String, folder: Folder) {
        self.folders.borrow_mut().insert(path, Known { folder, asked: 0 });
    }

    /// Whether a folder is found by listing the one that holds it, which happens when many were asked for.
    fn found_by_listing(&self, path: &str) -> bool {
        let above = parent(path);
        let asked = self.folders.borrow_mut().get_mut(above).map(|known| {
            known.asked += 1;
            known.asked
        });
        if asked != Some(MANY) {
            return false;
        }
        let entries = fs::read_dir(self.root.join(above)).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        // What is not in the list is looked at by itself: the system may know a name by another spelling.
        for name in folders.filter_map(|folder| folder.file_name().into_string().ok()) {
            self.note(format!("{above}/{name}"), Folder::There);
        }
        self.folders.borrow().contains_key(path)
    }
}

/// The path of the folder that holds a path; empty for the root.
pub(crate) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn look_at_folder(root: &Path, path: &str) -> Folder {
    match fs::symlink_metadata(root.join(path)) {
        Ok(metadata) if metadata.is_dir() => Folder::There,
        Ok(metadata) if metadata.is_symlink() => Folder::Link(path.to_string()),
        Ok(metadata) => Folder::Other(path.to_string(), kind(metadata.file_type()).to_string()),
        Err(error) if error.kind() == ErrorKind::NotFound => Folder::Absent,
        Err(error) => Folder::Unreadable(format!("{path}: {}", reason(&error))),
    }
}

fn kind(file_type: FileType) -> &'static str {
    if file_type.is_dir() {
        "a directory"
    } else if file_type.is_symlink() {
        "a symbolic link"
    } else if file_type.is_file() {
        "a file"
    } else {
        "a device, pipe or socket"
    }
}

/// What the operating system says, without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

impl Tree for Disk {
    fn read(&self, path: &RepoPath) -> Entry {
        let (entry, stamp) = self.look_at_file(path);
        self.note_answer(path, Question::File, || Answer::file(&entry, stamp));
        entry
    }

    fn in_other_case(&self, absent: &RepoPath) -> Option<String> {
        self.named_in_other_case(absent)
    }
}

impl Repository for Disk {
    fn contains(&self, path: &RepoPath) -> bool {
        let is_there = match self.folder(path) {
            Folder::There => true,
            Folder::Absent => false,
            Folder::Other(at, _) => *at == **path,
            Folder::Link(_) | Folder::Unreadable(_) => self.root.join(&**path).exists(),
        };
        self.note_answer(path, Question::There, || Some(Answer::yes(is_there)));
        is_there
    }

    /// The root is canonical, so whatever stays inside begins with it.
    fn leaves(&self, path: &RepoPath) -> bool {
        let leaves = match self.folder(path) {
            Folder::There | Folder::Absent | Folder::Other(..) => false,
            Folder::Link(_) | Folder::Unreadable(_) => {
                fs::canonicalize(self.root.join(&**path)).is_ok_and(|real| !real.starts_with(&self.root))
            }
        };
        self.note_answer(path, Question::Leaves, || Some(Answer::yes(leaves)));
        leaves
    }

    fn was_applied(&self, thing: &EntityRef) -> Option<bool> {
        let applied = self.applied.get_or_init(|| read_applied(&self.root));
        applied.as_ref().map(|applied| applied.contains_key(thing))
    }

    fn open(&self, path: &RepoPath) -> Opened {
        let (opened, stamp) = self.look_to_import(path);
        self.note_answer(path, Question::Import, || Answer::import(&opened, stamp));
        opened
    }
}

/// The names in a folder. Of several that differ in case alone, the first.
fn by_lower_case(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable_by(|one, other| other.cmp(one));
    names.into_iter().map(|name| (name.to_ascii_lowercase(), name)).collect()
}

/// What a folder holds, in order. Names that are no text are nothing a spec could mean.
fn names_in(folder: &Path) -> Opened {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return Opened::Refused(reason(&error)),
    };
    let mut names = Vec::new();
    for entry in entries.flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if let Ok(name) = entry.file_name().into_string() {
            names.push(if is_folder { format!("{name}/") } else { name });
        }
    }
    names.sort_unstable();
    Opened::Folder(names)
}

/// Without a lock nothing was applied. What is wrong with one is said when it is read for a plan.
fn read_applied(root: &Path) -> Option<ModelRecord> {
    match read_at_most(&root.join(lock::FILE_NAME), LARGEST_LOCK) {
        Ok(bytes) => lock::read(&String::from_utf8(bytes).ok()?).ok().map(|lock| lock.model),
        Err(error) => (error.kind() == ErrorKind::NotFound).then(ModelRecord::new),
    }
}

fn read_import(place: &Path) -> (Opened, Option<Stamp>) {
    let (entry, stamp) = read_entry(place);
    let opened = match entry {
        Entry::File { bytes, .. } => Opened::File(bytes),
        Entry::Absent => Opened::Absent,
        Entry::NotAFile(what) | Entry::OutsideThroughLink(what) => Opened::Refused(format!("it is {what}")),
        Entry::Unreadable(reason) => Opened::Refused(reason),
    };
    (opened, stamp)
}

/// Opened without following a link and without waiting for a pipe, then looked at: what is read is what was judged.
fn read_entry(path: &Path) -> (Entry, Option<Stamp>) {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let opened = File::options().read(true).custom_flags(flags.bits() as i32).open(path);
    let (mut file, metadata) = match opened.and_then(|file| file.metadata().map(|found| (file, found))) {
        Ok(opened) => opened,
        Err(error) if error.kind() == ErrorKind::NotFound => return (Entry::Absent, None),
        Err(error) => return (not_opened(path, &error), None),
    };
    let entry = if !metadata.is_file() {
        Entry::NotAFile(kind(metadata.file_type()).to_string())
    } else if metadata.len() > LARGEST_FILE {
        Entry::Unreadable(format!("it has {} MiB", metadata.len() >> 20))
    } else {
        match read_whole(&mut file, metadata.len() as usize) {
            Ok(bytes) => Entry::File { bytes, executable: metadata.permissions().mode() & 0o100 != 0 },
            Err(error) => Entry::Unreadable(reason(&error)),
        }
    };
    (entry, Some(Stamp::of(&metadata)))
}

/// A file of known length with one call: ten thousand of them are read in a plan.
fn read_whole(file: &mut File, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    let mut filled = 0;
    while filled < length {
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

fn not_opened(path: &Path, error: &io::Error) -> Entry {
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => Entry::NotAFile(kind(metadata.file_type()).to_string()),
        _ => Entry::Unreadable(reason(error)),
    }
}

/// The bytes of a file, at most `limit` and one more, so that the reader can tell that there are too many.
pub(crate) fn read_at_most(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = File::options().read(true).custom_flags(OFlags::NONBLOCK.bits() as i32).open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::new(ErrorKind::IsADirectory, "it is a directory"));
    }
    if !metadata.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is no file"));
    }
    let mut bytes = Vec::with_capacity(metadata.len().min(limit) as usize + 1);
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
