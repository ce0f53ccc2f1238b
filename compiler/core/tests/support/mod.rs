//! What the tests of the syntax share: one call that parses a text and checks what holds for every text. And what all
//! tests may need: made-up documents and strings.
#![allow(clippy::disallowed_methods, reason = "the shared cases are found through the environment")]
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod format;
pub(crate) mod generate;
pub(crate) mod project;
pub(crate) mod strings;
pub(crate) mod whole;

use std::path::PathBuf;

use formwork_core::diag::{Diagnostic, Diagnostics};
use formwork_core::source::{FileId, Span, Text};
use formwork_core::syntax::{Tree, Value, parse};

/// The shared data beside the repository; `FORMWORK_SHARED` points elsewhere.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let root = std::env::var_os("FORMWORK_SHARED").map_or_else(beside, PathBuf::from);
    Some(root.join(folder)).filter(|path| path.is_dir())
}

/// Parses a text and checks what must hold for any text, broken or not.
pub(crate) fn parse_checked(text: &str) -> (Tree, Diagnostics) {
    let text: Text = Text::from(text);
    let mut diagnostics = Diagnostics::default();
    let tree = parse(FileId(0), &text, &mut diagnostics);
    assert_eq!(tree.print(), &*text, "printing must give the text back");
    check_spans(&tree, &diagnostics);
    (tree, diagnostics)
}

pub(crate) fn accepts(text: &str) -> bool {
    parse_checked(text).1.is_empty()
}

fn check_spans(tree: &Tree, diagnostics: &Diagnostics) {
    for finding in diagnostics.iter() {
        let labels = finding.labels.iter().map(|label| label.span);
        labels.chain(finding.fix.iter().map(|edit| edit.span)).for_each(|span| check_span(tree, span));
    }
    for node in tree.all_nodes() {
        for span in [node.name_span(), node.header_span(), node.span()] {
            check_span(tree, span);
        }
        assert!(node.leading_tokens().end == node.tokens().start);
        for entry in node.entries() {
            check_span(tree, entry.span());
            check_span(tree, entry.value_span());
            let (inner, outer) = (entry.span(), node.span());
            assert!(outer.start <= inner.start && inner.end <= outer.end, "an entry lies in its node");
            assert!(!matches!(entry.value(), Value::String(text) if text.len() > tree.text().len()));
        }
    }
}

fn check_span(tree: &Tree, span: Span) {
    assert!(span.start <= span.end, "{span:?}");
    assert!(tree.text().get(span.start as usize..span.end as usize).is_some(), "{span:?} cuts a character");
}

/// A finding in short: the code, the text that is marked, and the message.
pub(crate) fn line(tree: &Tree, finding: &Diagnostic) -> String {
    let span = finding.span().unwrap_or_default();
    let text = &tree.text()[span.start as usize..span.end as usize];
    format!("{} {text:?}: {}", finding.code.slug(), finding.message)
}

/// The text after the fix of one finding.
pub(crate) fn fixed(tree: &Tree, finding: &Diagnostic) -> String {
    let mut edits = finding.fix.clone();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    assert!(edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "edits overlap: {edits:?}");
    let mut text = tree.text().to_string();
    for edit in edits.iter().rev() {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}
