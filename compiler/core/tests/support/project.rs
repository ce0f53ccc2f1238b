//! A project in memory: its files, by path. Only they can be imported; of any other path it is said that it is there.

use formwork_core::driver::SPEC;
use formwork_core::repository::{Opened, Repository};
use formwork_core::types::RepoPath;
use std::collections::BTreeMap;
use std::fmt;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Project {
    pub(crate) files: BTreeMap<String, String>,
}

impl Project {
    /// One of a single file.
    pub(crate) fn of(spec: &str) -> Self {
        Self { files: BTreeMap::from([(SPEC.to_string(), spec.to_string())]) }
    }

    pub(crate) fn spec(&self) -> &str {
        &self.files[SPEC]
    }

    pub(crate) fn size(&self) -> usize {
        self.files.values().map(String::len).sum()
    }
}

impl Repository for Project {
    fn contains(&self, _: &RepoPath) -> bool {
        true
    }

    fn open(&self, path: &RepoPath) -> Opened {
        if let Some(text) = self.files.get(&**path) {
            return Opened::File(text.clone().into_bytes());
        }
        let folder = format!("{}/", &**path);
        let below = self.files.keys().filter_map(|name| name.strip_prefix(&folder));
        let mut names: Vec<String> = below
            .map(|rest| rest.split_once('/').map_or(rest.to_string(), |(folder, _)| format!("{folder}/")))
            .collect();
        names.dedup();
        if names.is_empty() { Opened::Absent } else { Opened::Folder(names) }
    }
}

/// As a person would look at it.
impl fmt::Display for Project {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.files.iter().try_for_each(|(name, text)| writeln!(f, "--- {name}\n{text}"))
    }
}
