//! What a folder of the repository holds to import. In: a folder and the names in it. Out: paths, in order.

use super::MOST_FILES;
use crate::repository::{Opened, Repository};
use crate::types::RepoPath;

#[derive(Debug, Default)]
pub(super) struct Found {
    /// Paths that end with `.kdl`.
    pub(super) specs: Vec<String>,
    /// By `language/name`.
    pub(super) templates: Vec<(String, RepoPath)>,
}

/// Looks through a folder and the folders in it; `None` when there is too much. What is hidden stays so.
pub(super) fn list(folder: &RepoPath, names: Vec<String>, repository: &dyn Repository) -> Option<Found> {
    let mut found = Found::default();
    let mut looked_at = 0;
    let mut folders = vec![(folder.to_string(), names)];
    while let Some((folder_path, names)) = folders.pop() {
        for name in names.iter().filter(|name| !name.starts_with('.')) {
            looked_at += 1;
            if looked_at > 10 * MOST_FILES {
                return None;
            }
            let joined = join(&folder_path, name.trim_end_matches('/'));
            // A name that no path of a repository may have is nothing to import.
            let Ok(path) = joined.parse::<RepoPath>() else { continue };
            if name.ends_with('/') {
                if let Opened::Folder(inner) = repository.open(&path) {
                    folders.push((joined, inner));
                }
            } else if let Some(name) = template_name(folder, &joined) {
                found.templates.push((name, path));
            } else if joined.ends_with(".kdl") {
                found.specs.push(joined);
            }
        }
    }
    found.specs.sort_unstable();
    found.templates.sort_unstable();
    (found.specs.len() + found.templates.len() <= MOST_FILES).then_some(found)
}

fn join(folder: &str, name: &str) -> String {
    if folder == "." { name.to_string() } else { format!("{folder}/{name}") }
}

/// `nginx/site.conf` of `FOLDER/templates/nginx/site.conf.tera`.
fn template_name(folder: &RepoPath, path: &str) -> Option<String> {
    let below = if &**folder == "." { path } else { path.strip_prefix(&**folder)?.strip_prefix('/')? };
    let name = below.strip_prefix("templates/")?.strip_suffix(".tera")?;
    name.contains('/').then(|| name.to_string())
}
