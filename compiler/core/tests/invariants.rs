//! What must hold of the project itself: every file says what it is, documents name what is there.
#![allow(clippy::disallowed_methods, reason = "these tests read the project's own files")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources() -> impl Iterator<Item = PathBuf> {
    let files = WalkDir::new(root().join("compiler")).sort_by_file_name().into_iter().filter_map(Result::ok);
    files.map(|entry| entry.into_path()).filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<PathBuf> =
        sources().filter(|path| !fs::read_to_string(path).unwrap().starts_with("//!")).collect();
    assert!(silent.is_empty(), "these begin with no `//!`: {silent:#?}");
    assert!(sources().count() > 100, "the walk finds the sources");
}

#[test]
fn files_stay_of_a_size_one_can_hold_in_mind() {
    const LONGEST: usize = 500;
    let long: Vec<(PathBuf, usize)> = sources()
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .collect();
    assert!(long.is_empty(), "more than {LONGEST} lines: {long:#?}");
}

/// Paths in backquotes that begin at the root of the repository, or in one of the folders a document speaks of.
fn named_paths(document: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(document)).unwrap();
    let quoted = text.split('`').skip(1).step_by(2).map(str::to_string);
    let is_path = |name: &String| {
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
        let begins = ["compiler/", "stdlib/", "golden/", "examples/", "cli/", "targets/", "rules/"];
        plain && begins.iter().any(|start| name.starts_with(start)) && !name.ends_with("NAME")
    };
    quoted.filter(is_path).collect()
}

#[test]
fn documents_name_what_is_there() {
    let mut seen = 0;
    for document in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"] {
        for path in named_paths(document) {
            let places = ["", "compiler/", "compiler/core/src/"];
            let is_there = places.iter().any(|place| root().join(place).join(&path).exists());
            assert!(is_there, "{document} names {path}, which is not there");
            seen += 1;
        }
    }
    assert!(seen >= 8, "the documents name paths");
}

/// Every block of the exercise, by the file it says it is.
fn exercise(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut name = None;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(file) = line.strip_prefix('`').and_then(|line| line.strip_suffix("`:")) {
            name = Some(file.to_string());
        } else if let (true, Some(file)) =
            (line.starts_with("```"), name.take_if(|_| line.starts_with("```")))
        {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((file, block.join("\n") + "\n"));
        }
    }
    blocks
}

#[test]
fn the_exercise_is_what_the_golden_case_compiles() {
    let text = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let blocks = exercise(&text);
    let input = root().join("golden/reuse/input");
    for (file, block) in &blocks {
        assert_eq!(*block, fs::read_to_string(input.join(file)).unwrap(), "{file} in CONTRIBUTING.md");
    }
    let declared =
        |word: &str| blocks.iter().any(|(_, block)| block.lines().any(|line| line.starts_with(word)));
    for word in ["type ", "component ", "rule ", "engine ", "runtime "] {
        assert!(declared(word), "the exercise adds no {word}");
    }
}
