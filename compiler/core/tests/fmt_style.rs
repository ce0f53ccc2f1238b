//! How the style looks: pairs of texts in `fmt/`, the project's own files, which are in it, and what no file can show.
#![allow(clippy::disallowed_methods, reason = "the cases are files")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use formwork_core::syntax::MAX_DEPTH;
use support::format::{check_format, formatted};
use walkdir::WalkDir;

fn documents(folder: &Path) -> Vec<(PathBuf, String)> {
    let entries =
        WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    let documents = entries.filter(|path| path.extension().is_some_and(|ending| ending == "kdl"));
    documents.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn texts_become_what_stands_beside_them() {
    let cases = documents(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fmt"));
    for pair in cases.chunks(2) {
        let [(before, old), (after, new)] = pair else { panic!("{pair:?} is no pair") };
        let name = before.to_string_lossy();
        assert_eq!(*after, Path::new(&name.replace(".in.", ".out.")));
        assert_eq!(formatted(old).unwrap(), *new, "{name}");
        check_format(old).unwrap();
    }
    assert!(cases.len() >= 6);
}

#[test]
fn the_project_keeps_to_its_style() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let all = ["stdlib", "examples", "golden"].iter().flat_map(|folder| documents(&root.join(folder)));
    // What has errors has no style.
    let legal: Vec<_> = all.filter_map(|(path, text)| Some((formatted(&text)?, path, text))).collect();
    let odd: Vec<_> = legal.iter().filter(|(neat, _, text)| neat != text).map(|(_, path, _)| path).collect();
    assert!(odd.is_empty(), "run `formwork fmt` on these: {odd:#?}");
    assert!(legal.len() > 20, "{}", legal.len());
}

#[test]
fn line_ends_and_marks_of_other_systems_go() {
    let style = |text: &str| formatted(text).unwrap();
    assert_eq!(style("\u{feff}a\r\nb {\r\n\tc\r\n}\r\n"), "a\nb {\n    c\n}\n");
    assert_eq!(style("a\rb\u{2028}c"), "a\nb\nc\n");
    assert_eq!(style("a /* b \r\n c */"), "a /* b\n c */\n");
    assert_eq!(style("a \"\"\"\r\n  b\r\n\r\n  \"\"\"\r\n"), "a \"\"\"\n    b\n\n    \"\"\"\n");
    assert_eq!(style("a \"b \\\r\n  c\""), "a \"b \\\n  c\"\n");
    assert_eq!(style("a\u{3000}\t1"), "a 1\n");
}

#[test]
fn a_document_without_nodes_is_empty_or_its_comments() {
    for (text, expected) in
        [("", ""), ("\u{feff}", ""), (" \n\n", ""), ("\n// c", "// c\n"), ("\\\n", "\\\n")]
    {
        assert_eq!(formatted(text).unwrap(), expected);
    }
}

#[test]
fn a_text_with_errors_is_refused() {
    for text in ["a {", "a }", "a true", "a \"b", "a = 1", "/* a"] {
        assert_eq!(formatted(text), None, "{text}");
    }
}

#[test]
fn depth_and_length_cost_no_more_than_reading() {
    let nested = |depth: usize| format!("{}{}", "a {".repeat(depth), "}".repeat(depth));
    check_format(&nested(MAX_DEPTH)).unwrap();
    assert_eq!(formatted(&nested(100_000)), None);
    for piece in [
        "a;",
        "/**/",
        "a /**/",
        "a{b 1}\n",
        "a{/**/b}",
        "a \\\n",
        "a {\n/-",
        "a \"\\\n\"\n",
        "\\\n",
        "/*\n*/",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let _ = formatted(&text);
    }
}
