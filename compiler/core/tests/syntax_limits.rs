//! Bad and huge input: never a crash, a hang or a flood of findings. Tests run on stacks of 2 MiB.

mod support;

use formwork_core::diag::Diagnostics;
use formwork_core::syntax::{MAX_BYTES, MAX_DEPTH, canonical, habits};
use support::parse_checked;

/// The codes of the findings, each once, in the order of the text.
fn codes(text: &str) -> Vec<String> {
    let (tree, mut diagnostics) = parse_checked(text);
    canonical(&tree);
    habits(&tree, &mut diagnostics);
    assert!(diagnostics.iter().count() <= Diagnostics::LIMIT);
    let mut codes: Vec<_> = diagnostics.iter().map(|finding| finding.code.slug().to_string()).collect();
    codes.dedup();
    codes
}

#[test]
fn blocks_may_lie_as_deep_as_the_limit() {
    let nested = |depth: usize| format!("{}{}", "a {".repeat(depth), "};".repeat(depth));
    assert_eq!(codes(&nested(MAX_DEPTH)), [""; 0]);
    assert_eq!(codes(&nested(MAX_DEPTH + 1)), ["syntax/too-deep"]);
    assert_eq!(codes(&nested(100_000)), ["syntax/too-deep"]);
    assert_eq!(codes(&"a {".repeat(100_000)), ["syntax/unclosed-block", "syntax/too-deep"]);
}

#[test]
fn blocks_that_are_taken_out_cost_no_more_than_others() {
    let nested = |depth: usize| format!("{}{}", "a /-{".repeat(depth), "}\n".repeat(depth));
    assert_eq!(codes(&nested(MAX_DEPTH)), [""; 0]);
    assert_eq!(codes(&nested(10_000)), ["syntax/too-deep"]);
    assert_eq!(codes(&"a /-{".repeat(10_000)), ["syntax/unclosed-block", "syntax/too-deep"]);
    assert_eq!(codes(&"/- a {\n b ".repeat(10_000)), ["syntax/unclosed-block", "syntax/too-deep"]);
}

#[test]
fn comments_may_be_long_and_nested() {
    let long = format!("/*{}*/ a", "\n * see https://example.org/a/b/c".repeat(1 << 15));
    assert!(long.len() > 1_000_000);
    assert_eq!(codes(&long), [""; 0]);
    assert_eq!(codes(&format!("{}{}", "/*".repeat(100_000), "*/".repeat(100_000))), [""; 0]);
    assert_eq!(codes(&format!("a //{}", "x".repeat(1 << 20))), [""; 0]);
}

#[test]
fn a_flood_of_faults_is_cut_off_and_counted() {
    let (_, diagnostics) = parse_checked(&"}".repeat(20_000));
    assert_eq!(diagnostics.iter().count(), Diagnostics::LIMIT);
    assert_eq!(diagnostics.suppressed(), 20_000 - Diagnostics::LIMIT);
}

#[test]
fn megabytes_of_garbage_are_read_to_the_end() {
    let garbage: String =
        (0..1_500_000_u32).filter_map(|n| char::from_u32(n.wrapping_mul(2_654_435_761) >> 20)).collect();
    assert!(garbage.len() > 2_000_000);
    assert!(!codes(&garbage).is_empty());
    for piece in ["a =b\n", "[;", "10s ", "\"\n", "#\"", "x: ", "é(", "a{}b", "(", "'a "] {
        assert!(!codes(&piece.repeat(200_000 / piece.len())).is_empty(), "{piece:?}");
    }
}

#[test]
fn one_node_may_have_many_entries() {
    let properties: String = (0..20_000).map(|n| format!(" p{n}={n}")).collect();
    assert_eq!(codes(&format!("a{properties}")), [""; 0]);
    assert_eq!(codes(&format!("a{}", " 1".repeat(50_000))), [""; 0]);
}

#[test]
fn whatever_is_unterminated_is_reported_once() {
    assert_eq!(codes("a \"b"), ["syntax/unterminated-string"]);
    assert_eq!(codes("a {\n  b \"\"\"\n  c\n}\nd"), ["syntax/unterminated-string"]);
    assert_eq!(codes("a {\n  b ##\"\"\"\n  c\n\"\"\"#}\nd"), ["syntax/unterminated-string"]);
    assert_eq!(codes("a {\n  /* b\n}\n"), ["syntax/unterminated-comment"]);
    assert_eq!(codes("a (b"), ["syntax/type-annotation"]);
    assert_eq!(codes("a b="), ["syntax/missing-value"]);
    assert_eq!(codes("a {"), ["syntax/unclosed-block"]);
    assert_eq!(codes("a \\"), [""; 0]);
    assert_eq!(codes("a /-"), ["syntax/slashdash"]);
    assert_eq!(codes("a \"\\"), ["syntax/unterminated-string"]);
}

#[test]
fn odd_characters_are_told_apart() {
    assert_eq!(codes("\u{feff}"), [""; 0]);
    assert_eq!(codes("\u{feff}\u{feff}"), ["syntax/disallowed-character"]);
    assert_eq!(codes("a \0 b"), ["syntax/disallowed-character"]);
    assert_eq!(codes("a // \0"), ["syntax/disallowed-character"]);
    assert_eq!(codes("a \"\u{202e}\""), ["syntax/disallowed-character"]);
    let (tree, diagnostics) = parse_checked("a\rb\r\rc {\rd\r}");
    assert!(diagnostics.is_empty());
    assert_eq!(tree.nodes().count(), 3);
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let (tree, diagnostics) = parse_checked(&"a".repeat(MAX_BYTES + 1));
    assert_eq!(
        diagnostics.iter().map(|finding| finding.code.slug()).collect::<Vec<_>>(),
        ["syntax/file-too-large"]
    );
    assert_eq!(tree.nodes().count(), 0);
}
