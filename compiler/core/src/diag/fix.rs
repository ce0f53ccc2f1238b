//! Edits to text. In: findings with fixes, and texts with replacements in them. Out: the fixes that go together, and the
//! texts with their edits, every other byte as it was.

use std::collections::BTreeMap;

use super::{Diagnostic, Edit};
use crate::source::{FileId, FileOrigin, Sources, Span};

/// The text with the edits in place. They lie in the order of the text and do not overlap.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut out = String::with_capacity(text.len() + added);
    let mut copied = 0;
    for edit in edits {
        out.push_str(&text[copied..edit.span.start as usize]);
        out.push_str(&edit.text);
        copied = edit.span.end as usize;
    }
    out.push_str(&text[copied..]);
    out
}

/// What goes when all that is written there goes: the line, if nothing else is on it, and the `;` behind a node.
pub(super) fn without_remains(span: Span, text: &str) -> Span {
    let (start, end) = (span.start as usize, span.end as usize);
    let (before, behind) = (&text[..start], &text[end..]);
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\r');
    let before = before.trim_end_matches(is_blank);
    let mut rest = behind.trim_start_matches(is_blank);
    let begins_line = before.is_empty() || before.ends_with('\n');
    if (begins_line || before.ends_with(['{', ';'])) && rest.starts_with(';') {
        rest = rest[1..].trim_start_matches(is_blank);
    }
    let ends_line = rest.is_empty() || rest.starts_with('\n');
    let is_whole_line = begins_line && ends_line;
    let start = if is_whole_line { before.len() } else { start };
    let rest = if is_whole_line { rest.strip_prefix('\n').unwrap_or(rest) } else { rest };
    let takes_more = is_whole_line || rest.len() < behind.trim_start_matches(is_blank).len();
    let end = if takes_more { text.len() - rest.len() } else { end };
    Span { start: start as u32, end: end as u32, ..span }
}

/// Whether a finding has a fix that changes nothing but what somebody wrote in this project.
pub fn is_applicable(finding: &Diagnostic, sources: &Sources) -> bool {
    let is_own = |edit: &Edit| {
        // What a component makes is written once, for all of its instances.
        sources.get(edit.span.file).origin == FileOrigin::Project && sources.instance(edit.span).is_none()
    };
    !finding.fix.is_empty() && finding.fix.iter().all(is_own)
}

/// Of findings with fixes, those whose edits do not touch: the first that comes has its place.
pub fn apart<'d>(findings: impl IntoIterator<Item = &'d Diagnostic>) -> Vec<&'d Diagnostic> {
    // Where the edits begin that have their places, and where they end.
    let mut taken: BTreeMap<(FileId, u32), u32> = BTreeMap::new();
    let mut apart = Vec::new();
    for finding in findings {
        let is_free = |edit: &Edit| {
            let before = taken.range(..=(edit.span.file, edit.span.end)).next_back();
            before.is_none_or(|((file, _), end)| *file != edit.span.file || *end < edit.span.start)
        };
        if finding.fix.iter().all(is_free) {
            taken.extend(finding.fix.iter().map(|edit| ((edit.span.file, edit.span.start), edit.span.end)));
            apart.push(finding);
        }
    }
    apart
}

/// The edits of findings whose fixes go together, by file, in the order of the text.
pub fn edits<'d>(findings: impl IntoIterator<Item = &'d Diagnostic>) -> BTreeMap<FileId, Vec<Edit>> {
    let mut edits: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    for edit in findings.into_iter().flat_map(|finding| &finding.fix) {
        edits.entry(edit.span.file).or_default().push(edit.clone());
    }
    for edits in edits.values_mut() {
        edits.sort_by_key(|edit| edit.span);
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Severity};

    static CODE: Code = Code { slug: "test/fix", severity: Severity::Error, explanation: "" };

    fn finding(edits: &[(u32, u32, &str)]) -> Diagnostic {
        let span = |start, end| Span::new(FileId(0), start, end);
        let finding = Diagnostic::new(&CODE, span(0, 0), "");
        edits.iter().fold(finding, |finding, (start, end, text)| finding.fix(span(*start, *end), *text))
    }

    fn fixed(text: &str, findings: &[Diagnostic]) -> String {
        let edits = edits(apart(findings));
        edits.values().next().map_or(text.to_string(), |edits| apply(text, edits))
    }

    #[test]
    fn edits_leave_every_other_byte() {
        assert_eq!(
            fixed("abcdef", &[finding(&[(4, 5, "")]), finding(&[(1, 2, "BB"), (3, 3, "-")])]),
            "aBBc-df"
        );
        assert_eq!(fixed("abc", &[finding(&[(0, 3, "")])]), "");
        assert_eq!(fixed("é\r\n", &[finding(&[(2, 2, "!")])]), "é!\r\n");
    }

    #[test]
    fn what_is_removed_leaves_no_empty_line_and_no_semicolon() {
        let without = |text: &str| {
            let start = text.find("gone").unwrap() as u32;
            let span = without_remains(Span::new(FileId(0), start, start + 4), text);
            apply(text, &[Edit { span, text: String::new() }])
        };
        let cases = [
            ("a {\n    gone\n    b\n}", "a {\n    b\n}"),
            ("a {\r\n    gone ;  \r\n    b\r\n}", "a {\r\n    b\r\n}"),
            ("gone", ""),
            ("gone\n", ""),
            ("a\ngone", "a\n"),
            ("a {\n    gone // why\n}", "a {\n     // why\n}"),
            ("a {\n    /* why */ gone\n}", "a {\n    /* why */ \n}"),
            ("a { gone; b }", "a { b }"),
            ("a { b; gone; c }", "a { b; c }"),
            ("a { b; gone }", "a { b;  }"),
            ("a gone; b", "a ; b"),
            ("a gone b", "a  b"),
        ];
        for (text, expected) in cases {
            assert_eq!(without(text), expected, "{text:?}");
        }
    }

    #[test]
    fn of_two_that_touch_the_first_wins_whole() {
        let pair = finding(&[(0, 1, "A"), (4, 5, "E")]);
        for other in [(0, 1, "x"), (0, 5, "x"), (1, 4, "x"), (1, 1, "x"), (5, 6, "x"), (4, 4, "x")] {
            assert_eq!(fixed("abcdef", &[pair.clone(), finding(&[other])]), "AbcdEf", "{other:?}");
        }
        assert_eq!(fixed("abcdef", &[pair, finding(&[(2, 3, "C")])]), "AbCdEf");
        assert_eq!(fixed("ab", &[finding(&[(2, 2, " x")]), finding(&[(2, 2, " y")])]), "ab x");
    }
}
