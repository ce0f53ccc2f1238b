//! Edits to text. In: findings with fixes, and texts with replacements in them. Out: the fixes that go together, and the
//! texts with their edits, every other byte as it was.

use std::collections::BTreeMap;

use super::{Diagnostic, Edit};
use crate::source::{FileId, FileOrigin, Sources};

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
    use crate::source::Span;

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
    fn of_two_that_touch_the_first_wins_whole() {
        let pair = finding(&[(0, 1, "A"), (4, 5, "E")]);
        for other in [(0, 1, "x"), (0, 5, "x"), (1, 4, "x"), (1, 1, "x"), (5, 6, "x"), (4, 4, "x")] {
            assert_eq!(fixed("abcdef", &[pair.clone(), finding(&[other])]), "AbcdEf", "{other:?}");
        }
        assert_eq!(fixed("abcdef", &[pair, finding(&[(2, 3, "C")])]), "AbCdEf");
        assert_eq!(fixed("ab", &[finding(&[(2, 2, " x")]), finding(&[(2, 2, " y")])]), "ab x");
    }
}
