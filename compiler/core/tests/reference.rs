//! The committed reference is what the compiler makes now. `UPDATE_DOCS=1` writes it.
#![allow(clippy::disallowed_methods, reason = "these tests read the project's own files")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use formwork_core::manual::{Language, pages, print};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Text by path, of every file below a folder.
fn committed(folder: &Path) -> BTreeMap<String, String> {
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = files.filter(|entry| entry.file_type().is_file());
    let read = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        (path, fs::read_to_string(entry.path()).unwrap())
    };
    files.map(read).collect()
}

/// What differs between two sets of files, a line each.
fn differences(known: &BTreeMap<String, String>, wanted: &BTreeMap<String, String>) -> Vec<String> {
    let differs = wanted.iter().filter(|(path, text)| known.get(*path) != Some(text));
    let stray = known.keys().filter(|path| !wanted.contains_key(*path));
    differs
        .map(|(path, _)| format!("differs: {path}"))
        .chain(stray.map(|path| format!("stray: {path}")))
        .collect()
}

#[test]
fn the_committed_reference_is_not_stale() {
    let folder = root().join("docs/reference");
    let wanted: BTreeMap<String, String> =
        pages(&Language::standard()).iter().map(|page| (page.path.clone(), print(page))).collect();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        for path in committed(&folder).keys().filter(|path| !wanted.contains_key(*path)) {
            fs::remove_file(folder.join(path)).unwrap();
        }
        for (path, text) in &wanted {
            fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
            fs::write(folder.join(path), text).unwrap();
        }
    }
    let known = committed(&folder);
    let stale = differences(&known, &wanted);
    assert!(stale.is_empty(), "run UPDATE_DOCS=1 cargo test -p formwork-core --test reference: {stale:#?}");

    let mut touched = known.clone();
    touched.insert("stray.md".into(), String::new());
    touched.get_mut("types.md").unwrap().push('x');
    assert_eq!(differences(&touched, &wanted), ["differs: types.md", "stray: stray.md"]);
}

#[test]
fn the_guide_leads_to_what_is_there() {
    let guide = fs::read_to_string(root().join("docs/guide.md")).unwrap();
    let links: Vec<&str> =
        guide.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0)).collect();
    assert!(links.len() >= 5);
    for link in links {
        assert!(root().join("docs").join(link).exists(), "{link}");
    }
}
