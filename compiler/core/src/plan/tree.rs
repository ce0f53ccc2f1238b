//! The files of the repository as the plan sees them.

use crate::types::RepoPath;

/// What is at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    Absent,
    File {
        bytes: Vec<u8>,
        executable: bool,
    },
    /// Something else has this name: `a directory`.
    NotAFile(String),
    /// It is there and cannot be read, with the reason.
    Unreadable(String),
    /// A component of the path, named here, is a symbolic link: what is beneath may be outside the repository.
    OutsideThroughLink(String),
}

/// Reads files of the repository. The shell reads the disk; tests read memory.
pub trait Tree {
    fn read(&self, path: &RepoPath) -> Entry;

    /// What has the name of an absent path, or of a folder on the way to it, in other case: on some file systems that
    /// is the same thing. A tree that nothing is written to need not know.
    fn in_other_case(&self, _absent: &RepoPath) -> Option<String> {
        None
    }
}
