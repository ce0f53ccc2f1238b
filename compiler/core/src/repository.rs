//! What the compiler may ask of the application's repository. Whoever calls the compiler answers: the core itself
//! reads no file.

use crate::artifact::EntityRef;
use crate::types::RepoPath;

/// A repository, or what a test makes of one.
pub trait Repository {
    /// Whether a file or folder is there.
    fn contains(&self, path: &RepoPath) -> bool;

    /// Whether a symbolic link on the way to what is there leads out of the repository.
    fn leaves(&self, _: &RepoPath) -> bool {
        false
    }

    /// What is there to import.
    fn open(&self, _: &RepoPath) -> Opened {
        Opened::Absent
    }

    /// Whether the last apply knew a thing. None when that cannot be told.
    fn was_applied(&self, _: &EntityRef) -> Option<bool> {
        None
    }
}

/// What stands at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Opened {
    Absent,
    File(Vec<u8>),
    /// The names in it, in order; those of folders end with `/`.
    Folder(Vec<String>),
    /// Why it is not read: `it is a symbolic link`.
    Refused(String),
}
