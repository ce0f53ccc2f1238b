//! The repository as it is at a revision, asked of `git`: what a pull request is compared with. In: a folder of a
//! checkout and what somebody calls the revision. Out: its files, as the core reads them. It asks no network and
//! changes nothing; what lies behind a symbolic link is not read.

use crate::disk::parent;
use formwork_core::plan::{Entry, Revision as Label, Tree};
use formwork_core::repository::{Opened, Repository};
use formwork_core::types::RepoPath;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

#[derive(Debug)]
pub(crate) struct Revision {
    label: Label,
    files: BTreeMap<String, Blob>,
    /// Every folder, with the names in it; those of folders end with `/`.
    folders: BTreeMap<String, BTreeSet<String>>,
    contents: RefCell<Contents>,
}

#[derive(Debug)]
struct Blob {
    id: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    File { executable: bool },
    Link,
    Submodule,
}

/// The revision that somebody names, in the repository that `root` is a folder of.
pub(crate) fn open(root: &Path, name: &str) -> Result<Revision, String> {
    if name.is_empty() || name.starts_with('-') {
        return Err(format!("`{name}` is not the name of a revision"));
    }
    let commit = git(root, &["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")])
        .map_err(|_| format!("there is no revision `{name}` in this clone"))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_string();
    let listed = git(root, &["ls-tree", "-r", "-z", &commit])?;
    let files = read_tree(&listed);
    let contents = Contents::open(root).map_err(|error| format!("git cannot be asked: {error}"))?;
    let label = Label { name: name.to_string(), commit };
    Ok(Revision { label, folders: folders(&files), files, contents: RefCell::new(contents) })
}

/// Runs git, and takes what it prints; what it complains of is the error.
fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = command(root)
        .args(arguments)
        .output()
        .map_err(|error| format!("git cannot be run: {}", crate::disk::reason(&error)))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(words.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_string())
}

/// Git, which takes no locks here and fetches nothing.
fn command(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1");
    command
}

/// Lines of `MODE TYPE ID\tPATH`, each ended by a zero; paths are relative to the folder that was asked about. A path
/// that is no text is none that a spec could name.
fn read_tree(listed: &[u8]) -> BTreeMap<String, Blob> {
    let entry = |line: &[u8]| {
        let (head, path) = std::str::from_utf8(line).ok()?.split_once('\t')?;
        let mut words = head.split(' ');
        let kind = match words.next()? {
            "100755" => Kind::File { executable: true },
            "120000" => Kind::Link,
            "160000" => Kind::Submodule,
            _ => Kind::File { executable: false },
        };
        Some((path.to_string(), Blob { id: words.nth(1)?.to_string(), kind }))
    };
    listed.split(|byte| *byte == 0).filter_map(entry).collect()
}

fn folders(files: &BTreeMap<String, Blob>) -> BTreeMap<String, BTreeSet<String>> {
    let mut folders: BTreeMap<String, BTreeSet<String>> = BTreeMap::from([(String::new(), BTreeSet::new())]);
    for path in files.keys() {
        let mut child = path.as_str();
        let mut end = "";
        loop {
            let folder = parent(child);
            let name = child.strip_prefix(folder).unwrap_or(child).trim_start_matches('/');
            let is_new = folders.entry(folder.to_string()).or_default().insert(format!("{name}{end}"));
            if folder.is_empty() || !is_new {
                break;
            }
            (child, end) = (folder, "/");
        }
    }
    folders
}

impl Revision {
    /// What somebody called it, and the commit that it is.
    pub(crate) fn label(&self) -> Label {
        self.label.clone()
    }

    /// A file's bytes; `None` when no file has that name.
    pub(crate) fn file(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self.files.get(path) {
            Some(Blob { id, kind: Kind::File { .. } }) => self.contents.borrow_mut().of(id).map(Some),
            _ => Ok(None),
        }
    }

    /// The symbolic link on the way to a path, if there is one.
    fn link_above(&self, path: &str) -> Option<&str> {
        let mut folder = parent(path);
        while !folder.is_empty() {
            if let Some((link, _)) = self.files.get_key_value(folder) {
                return Some(link);
            }
            folder = parent(folder);
        }
        None
    }
}

impl Tree for Revision {
    fn read(&self, path: &RepoPath) -> Entry {
        if let Some(link) = self.link_above(path) {
            return Entry::OutsideThroughLink(link.to_string());
        }
        match self.files.get(&**path).map(|blob| blob.kind) {
            Some(Kind::File { executable }) => match self.file(path) {
                Ok(bytes) => Entry::File { bytes: bytes.unwrap_or_default(), executable },
                Err(error) => Entry::Unreadable(error.to_string()),
            },
            Some(Kind::Link) => Entry::NotAFile("a symbolic link".to_string()),
            Some(Kind::Submodule) => Entry::NotAFile("a submodule".to_string()),
            None if self.folders.contains_key(&**path) => Entry::NotAFile("a directory".to_string()),
            None => Entry::Absent,
        }
    }
}

impl Repository for Revision {
    fn contains(&self, path: &RepoPath) -> bool {
        &**path == "." || self.files.contains_key(&**path) || self.folders.contains_key(&**path)
    }

    fn open(&self, path: &RepoPath) -> Opened {
        let folder = if &**path == "." { "" } else { path };
        if let Some(names) = self.folders.get(folder) {
            return Opened::Folder(names.iter().cloned().collect());
        }
        match self.read(path) {
            Entry::File { bytes, .. } => Opened::File(bytes),
            Entry::Absent => Opened::Absent,
            Entry::NotAFile(what) => Opened::Refused(format!("it is {what}")),
            Entry::OutsideThroughLink(link) => Opened::Refused(format!("`{link}` is a symbolic link")),
            Entry::Unreadable(why) => Opened::Refused(why),
        }
    }
}

/// One git that is asked for one object after the other.
#[derive(Debug)]
struct Contents {
    git: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Contents {
    fn open(root: &Path) -> io::Result<Self> {
        let mut git = command(root)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let pipes = git.stdin.take().zip(git.stdout.take());
        let (questions, answers) = pipes.ok_or_else(|| io::Error::other("no pipe to git"))?;
        Ok(Self { git, questions, answers: BufReader::new(answers) })
    }

    /// The answer is `ID TYPE SIZE`, the bytes and a line end.
    fn of(&mut self, id: &str) -> io::Result<Vec<u8>> {
        writeln!(self.questions, "{id}")?;
        self.questions.flush()?;
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
        let size = size.ok_or_else(|| io::Error::other(format!("git does not have the object {id}")))?;
        let mut bytes = vec![0; size + 1];
        self.answers.read_exact(&mut bytes)?;
        bytes.truncate(size);
        Ok(bytes)
    }
}

impl Drop for Contents {
    fn drop(&mut self) {
        let _ = self.git.kill();
        let _ = self.git.wait();
    }
}
