//! What must hold when any document is formatted: made-up, damaged and official ones. And that it would be seen if it
//! did not.
#![allow(clippy::disallowed_methods, reason = "the corpus is files")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::print_stderr, reason = "says what was skipped")]

mod support;

use std::fs;
use std::path::Path;

use support::format::{check_format, formatted, keeps};
use support::generate::{Random, document, mutate};
use support::shared;

const ROUNDS: u64 = 20_000;

fn check(text: &str) {
    check_format(text).unwrap_or_else(|problem| panic!("{problem}\nin {text:?}"));
}

fn texts(folder: &Path) -> Vec<String> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

fn corpus() -> Vec<String> {
    texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/kdl"))
}

#[test]
fn made_up_documents_keep_what_they_say() {
    let legal = (0..ROUNDS).map(document).filter(|text| formatted(text).is_some());
    assert_eq!(legal.inspect(|text| check(text)).count() as u64, ROUNDS);
}

#[test]
fn damaged_documents_are_refused_or_keep_what_they_say() {
    let corpus = corpus();
    let mut refused = 0;
    for seed in 0..ROUNDS {
        let mut random = Random(seed);
        let text = match seed % 2 {
            0 => mutate(&document(seed), &mut random),
            _ => mutate(&corpus[random.below(corpus.len())], &mut random),
        };
        check(&text);
        refused += u64::from(formatted(&text).is_none());
    }
    assert!((ROUNDS / 10..ROUNDS * 9 / 10).contains(&refused), "{refused} of {ROUNDS} are refused");
}

#[test]
fn every_beginning_of_the_corpus_keeps_what_it_says() {
    for text in corpus() {
        text.char_indices().for_each(|(end, _)| check(&text[..end]));
    }
}

#[test]
fn the_official_cases_keep_what_they_say() {
    let Some(folder) = shared("kdl-suite") else {
        eprintln!("skipped: KDL's conformance cases are not at ../shared/kdl-suite");
        return assert!(std::env::var_os("CI").is_none(), "CI needs the cases");
    };
    let cases = texts(&folder.join("test_cases/input"));
    cases.iter().for_each(|text| check(text));
    assert_eq!(cases.len(), 336);
}

/// Each of these is a text and what a bad formatter could make of it.
#[test]
fn what_is_lost_or_changed_is_seen() {
    for (before, after, seen) in [
        ("a // c\nb", "a\nb", "comments"),
        ("a /* c */ 1", "a 1", "comments"),
        ("// c\n// d\na", "// d\n// c\na", "comments"),
        ("a 1.0", "a 1", "values"),
        ("a 0x10", "a 16", "values"),
        ("a #\"b\"#", "a \"b\"", "values"),
        ("a \"b\"", "a b", "values"),
        ("a x=1 y=2", "a y=2 x=1", "values"),
        ("a x=1 2", "a 2 x=1", "values"),
        ("a\n/-b\nc", "a\nc", "values"),
        ("a \\\n 1", "a 1", "values"),
        ("a \"\"\"\n  b\n  \"\"\"", "a \"\"\"\n  b\n \"\"\"", "canonical"),
        ("a \"\"\"\n b \n \"\"\"", "a \"\"\"\n b\n \"\"\"", "values"),
        ("a 1; b", "a 1 b", "canonical"),
        ("a \\\n\nb", "a \\\nb", "canonical"),
        ("/-x {\n a\n b\n}", "/-x {\n a b\n}", "what is taken out"),
        ("a", "a {", "legal"),
    ] {
        let problem = keeps(before, after).unwrap_err();
        assert!(problem.contains(seen), "{before:?} to {after:?}: {problem}");
    }
}
