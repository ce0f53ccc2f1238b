//! A mutation fuzzer that runs with the other tests: made-up and damaged documents, and what must hold for all.
//! The corpus lies in `corpus/kdl`; a text that once failed is added to it.
#![allow(clippy::disallowed_methods, reason = "the corpus is files")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::fs;
use std::path::Path;

use formwork_core::diag::Diagnostics;
use formwork_core::syntax::{Tree, canonical, habits};
use support::generate::{Random, document, mutate};
use support::{fixed, parse_checked};

const ROUNDS: u64 = 20_000;

fn corpus() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/kdl");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// Every text prints as it was read, has spans that cut no character, and takes fixes that cut none either. A legal
/// one has a canonical form that is legal, means the same, and is its own canonical form.
fn check(text: &str) {
    let (tree, mut diagnostics) = parse_checked(text);
    let form = canonical(&tree);
    if diagnostics.is_empty() {
        let (again, findings) = parse_checked(&form);
        assert!(findings.is_empty(), "the canonical form of {text:?} is refused: {form:?}");
        assert_eq!(canonical(&again), form, "of {text:?}");
    }
    habits(&tree, &mut diagnostics);
    check_explained(&tree, &diagnostics);
    for finding in diagnostics.iter().filter(|finding| !finding.fix.is_empty()).take(3) {
        parse_checked(&fixed(&tree, finding));
    }
}

fn check_explained(tree: &Tree, diagnostics: &Diagnostics) {
    for finding in diagnostics.iter() {
        assert!(!finding.help.is_empty(), "{} has no help", finding.code.slug());
        assert!(!finding.message.ends_with('.') && !finding.message.is_empty());
        assert!(finding.message.chars().count() <= 100, "too long: {} in {:?}", finding.message, tree.text());
    }
}

#[test]
fn the_corpus_holds() {
    corpus().iter().for_each(|text| check(text));
}

#[test]
fn made_up_documents_are_legal() {
    for seed in 0..ROUNDS / 4 {
        let text = document(seed);
        assert!(support::accepts(&text), "{text:?}");
        check(&text);
    }
}

#[test]
fn damaged_documents_hold() {
    let corpus = corpus();
    for seed in 0..ROUNDS {
        let mut random = Random(seed);
        let text = match seed % 2 {
            0 => mutate(&document(seed), &mut random),
            _ => mutate(&corpus[random.below(corpus.len())], &mut random),
        };
        check(&text);
    }
}

#[test]
fn every_beginning_of_the_corpus_holds() {
    for text in corpus() {
        for (end, _) in text.char_indices() {
            check(&text[..end]);
        }
    }
}
