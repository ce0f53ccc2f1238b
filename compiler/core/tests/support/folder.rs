//! A folder of the disk as the repository of a spec.

use formwork_core::repository::{Opened, Repository};
use formwork_core::types::RepoPath;
use std::fs;
use std::path::PathBuf;

pub(crate) struct Folder(pub(crate) PathBuf);

impl Repository for Folder {
    fn contains(&self, path: &RepoPath) -> bool {
        self.0.join(&**path).exists()
    }

    fn open(&self, path: &RepoPath) -> Opened {
        let place = self.0.join(&**path);
        if !place.is_dir() {
            return fs::read(place).map_or(Opened::Absent, Opened::File);
        }
        let entries = fs::read_dir(place).into_iter().flatten().filter_map(Result::ok);
        let name = |entry: fs::DirEntry| {
            let slash = if entry.path().is_dir() { "/" } else { "" };
            format!("{}{slash}", entry.file_name().to_string_lossy())
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        Opened::Folder(names)
    }
}
