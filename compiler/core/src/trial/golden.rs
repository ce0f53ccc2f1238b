//! Artifacts held against those that were kept in a golden folder: each file has to be there, as it is made now, and no
//! other.

use super::Failure;
use super::errors::FAILED;
use crate::artifact::Artifact;
use crate::diag::Diagnostic;
use crate::plan::hunks;
use crate::repository::{Opened, Repository};
use crate::source::Spanned;
use crate::terminal::count;
use crate::types::RepoPath;
use std::collections::BTreeMap;

/// Folders in folders, at most so deep: no artifact is deeper.
const DEEPEST: usize = 16;
/// More files than this are counted.
const MOST_SHOWN: usize = 5;

/// What a golden folder has to hold, by path from the root, and what it holds now.
#[derive(Debug)]
pub struct Golden {
    pub folder: String,
    pub files: BTreeMap<String, (String, Option<Vec<u8>>)>,
}

/// What differs, and what would make it the same.
pub(super) fn judge(
    folder: &Spanned<String>,
    artifacts: &[Artifact],
    repository: &dyn Repository,
) -> (Option<Failure>, Golden) {
    let mut kept = BTreeMap::new();
    let refused = collect(folder, repository, 0, &mut kept).err();
    let made = artifacts.iter().map(|artifact| (format!("{}/{}", folder.value, artifact.path), artifact));
    let made: BTreeMap<String, &Artifact> = made.collect();

    let mut different: Vec<(&str, String)> = Vec::new();
    for (path, artifact) in &made {
        match kept.get(path) {
            None => different.push((path, "  it is made, and not kept\n".to_string())),
            Some(bytes) if *bytes != artifact.text.as_bytes() => {
                different.push((path, hunks(bytes, &artifact.text)));
            }
            Some(_) => {}
        }
    }
    for path in kept.keys().filter(|path| !made.contains_key(*path)) {
        different.push((path, "  it is kept, and nothing makes it: delete it\n".to_string()));
    }
    let failure = match refused {
        Some(why) => Some(Failure::new(Diagnostic::new(&FAILED, folder.span, why))),
        None => failure(folder, made.len(), &different, kept.is_empty()),
    };
    let files = made.into_iter().map(|(path, artifact)| {
        let known = kept.remove(&path);
        (path, (artifact.text.clone(), known))
    });
    (failure, Golden { folder: folder.value.clone(), files: files.collect() })
}

fn failure(
    folder: &Spanned<String>,
    made: usize,
    different: &[(&str, String)],
    is_new: bool,
) -> Option<Failure> {
    if different.is_empty() {
        return None;
    }
    let message = if is_new {
        format!("`{folder}` keeps nothing yet, and {} made", are(made))
    } else {
        format!("{} not as `{folder}` keeps it", are(different.len()))
    };
    let help = "formwork test --update keeps what is made now";
    let diagnostic = Diagnostic::new(&FAILED, folder.span, message).help(help);
    let mut details = String::new();
    if !is_new {
        for (path, what) in different.iter().take(MOST_SHOWN) {
            details.push_str(&format!("{path}\n{what}"));
        }
        if different.len() > MOST_SHOWN {
            details.push_str(&format!("and {} more\n", count(different.len() - MOST_SHOWN, "file")));
        }
    }
    Some(Failure { diagnostic, details })
}

/// `1 file is`, `2 files are`.
fn are(number: usize) -> String {
    format!("{} {}", count(number, "file"), if number == 1 { "is" } else { "are" })
}

/// Every file below a folder, by its path from the root; why, when that cannot be told.
fn collect(
    folder: &str,
    repository: &dyn Repository,
    depth: usize,
    kept: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), String> {
    let Ok(path) = folder.parse::<RepoPath>() else {
        return Err(format!("`{folder}` is nothing that an artifact could be called"));
    };
    match repository.open(&path) {
        Opened::Absent => Ok(()),
        Opened::File(bytes) => {
            kept.insert(folder.to_string(), bytes);
            Ok(())
        }
        Opened::Refused(why) => Err(format!("`{folder}` is not read: {why}")),
        Opened::Folder(_) if depth == DEEPEST => Err(format!("`{folder}` is deeper than any artifact")),
        Opened::Folder(names) => names.iter().try_for_each(|name| {
            collect(&format!("{folder}/{}", name.trim_end_matches('/')), repository, depth + 1, kept)
        }),
    }
}
