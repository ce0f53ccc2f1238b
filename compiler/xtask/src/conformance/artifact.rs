//! The files that are judged.
//!
//! In: a folder of cases. Out: every file below each case's `expected` folder, in order, with the path it has in
//! the user's repository. A bad sample is read the same way, its own folder being the repository.

use crate::tools::Sandbox;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// One generated file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Artifact {
    /// The golden case or bad sample.
    pub(crate) case: String,
    /// Where the file goes in the user's repository, with `/` on every system.
    pub(crate) path: String,
    /// The folder that stands for the user's repository.
    pub(crate) tree: PathBuf,
}

impl Artifact {
    pub(crate) fn name(&self) -> String {
        format!("{}/{}", self.case, self.path)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.tree.join(&self.path)
    }

    pub(crate) fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The folder it is in, "" at the top.
    pub(crate) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    pub(crate) fn text(&self) -> Result<String, String> {
        fs::read_to_string(self.file()).map_err(|why| format!("{}: {why}", self.name()))
    }

    pub(crate) fn has_extension(&self, extensions: &[&str]) -> bool {
        self.file_name().rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }
}

/// The artifacts of all cases below a folder. No such folder, no artifacts.
pub(crate) fn golden(folder: &Path) -> Result<Vec<Artifact>, String> {
    let mut artifacts = Vec::new();
    for tree in folders(folder, |name| name == "expected")? {
        let case = relative(tree.parent().unwrap_or(&tree), folder);
        artifacts.extend(below(&tree, &case)?);
    }
    Ok(artifacts)
}

/// Every file below a folder that stands for a user's repository.
pub(crate) fn below(tree: &Path, case: &str) -> Result<Vec<Artifact>, String> {
    let mut artifacts = Vec::new();
    for entry in WalkDir::new(tree).sort_by_file_name() {
        let entry = entry.map_err(|why| format!("{}: {why}", tree.display()))?;
        if entry.file_type().is_file() {
            let path = relative(entry.path(), tree);
            artifacts.push(Artifact { case: case.to_owned(), path, tree: tree.to_path_buf() });
        }
    }
    Ok(artifacts)
}

/// Puts the whole repositories that artifacts are in under `/project/<case>` of a sandbox.
pub(crate) fn place_trees(sandbox: &Sandbox, artifacts: &[Artifact]) -> Result<(), String> {
    let trees: BTreeSet<_> = artifacts.iter().map(|artifact| (&artifact.tree, &artifact.case)).collect();
    for (tree, case) in trees {
        for file in below(tree, case)? {
            let bytes = fs::read(file.file()).map_err(|why| format!("{}: {why}", file.name()))?;
            sandbox.write(&format!("/project/{}", file.name()), bytes)?;
        }
    }
    Ok(())
}

/// The outermost folders with a fitting name.
fn folders(top: &Path, fits: fn(&str) -> bool) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    if !top.is_dir() {
        return Ok(found);
    }
    let mut walk = WalkDir::new(top).min_depth(1).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = entry.map_err(|why| format!("{}: {why}", top.display()))?;
        if entry.file_type().is_dir() && entry.file_name().to_str().is_some_and(fits) {
            found.push(entry.path().to_path_buf());
            walk.skip_current_dir();
        }
    }
    Ok(found)
}

fn relative(path: &Path, to: &Path) -> String {
    let parts = path.strip_prefix(to).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_the_folder_above_expected() {
        let top = tempfile::tempdir().unwrap();
        for file in ["a/expected/Dockerfile", "a/input.kdl", "b/c/expected/x/y.sh"] {
            let file = top.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let names: Vec<String> = golden(top.path()).unwrap().iter().map(Artifact::name).collect();
        assert_eq!(names, ["a/Dockerfile", "b/c/x/y.sh"]);
        assert_eq!(golden(&top.path().join("nowhere")).unwrap(), []);
    }
}
