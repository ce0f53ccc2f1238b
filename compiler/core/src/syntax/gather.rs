//! Findings to mistakes. In: what was found in one file. Out: one finding for each mistake, and the lines about which
//! nothing more need be said, because what is wrong there has been said.
//!
//! A habit of another language is one mistake, however often it shows; so is a quotation mark that is missing or too
//! many, though a whole line falls apart; so is a file that is no spec.

use super::errors::*;
use super::foreign;
use super::messages;
use super::token::TokenKind;
use super::tree::Tree;
use crate::diag::{Code, CodeRef, Diagnostic, Diagnostics};
use crate::source::Span;

/// Hands over what was found in the file of a tree.
pub(super) fn gather(tree: &Tree, found: Diagnostics, diagnostics: &mut Diagnostics) {
    if let Some(finding) = foreign::other_language(tree) {
        diagnostics.push(finding);
        return diagnostics.settle(Span::new(tree.file(), 0, tree.text().len() as u32 + 1));
    }
    diagnostics.suppress(found.suppressed());
    let conflicts = foreign::merge_conflicts(tree);
    let mut mistakes = Mistakes { tree, list: Vec::new() };
    let in_conflict =
        |span: Span| conflicts.iter().any(|(_, whole)| (whole.start..whole.end).contains(&span.start));
    for finding in found.into_iter().filter(|finding| !finding.span().is_some_and(in_conflict)) {
        mistakes.add(finding);
    }
    let mut settled: Vec<Span> = conflicts.iter().map(|(_, whole)| *whole).collect();
    settled.extend(mistakes.list.iter().flat_map(|mistake| mistake.settled(tree)));
    conflicts.into_iter().for_each(|(finding, _)| diagnostics.push(finding));
    mistakes.list.into_iter().for_each(|mistake| diagnostics.push(mistake.finding));
    settled.into_iter().for_each(|span| settle(tree, span, diagnostics));
}

/// Nothing more is said about the text there, nor about who refers to a name in it.
fn settle(tree: &Tree, span: Span, diagnostics: &mut Diagnostics) {
    diagnostics.settle(span);
    let end = (span.end as usize).min(tree.text().len());
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let words = tree.text()[span.start as usize..end].split(|c| !is_part(c));
    words.filter(|word| !word.is_empty()).for_each(|word| diagnostics.excuse(word));
}

/// Codes that are shapes of one habit.
const HABITS: &[&[&Code]] = &[
    &[&COLON, &YAML_COLON],
    &[&COMMA, &WORD_COMMA],
    &[&EQUALS],
    &[&BRACKETS],
    &[&SINGLE_QUOTES],
    &[&OTHER_QUOTES],
    &[&HASH_COMMENT],
    &[&OTHER_COMMENT],
    &[&BARE_KEYWORD],
    &[&DASH_LIST],
    &[&IGNORED_TYPE],
    &[&BLOCK_ON_NEXT_LINE],
];

/// What cannot be mended by rote is told for each place.
fn habit(finding: &Diagnostic) -> Option<usize> {
    let is_habit =
        |codes: &[&Code]| codes.iter().any(|code| finding.code == **code) && !finding.fix.is_empty();
    HABITS.iter().position(|codes| is_habit(codes))
}

struct Mistake {
    finding: Diagnostic,
    habit: Option<usize>,
    /// The line of the last finding that belongs to it.
    line: u32,
}

struct Mistakes<'t> {
    tree: &'t Tree,
    list: Vec<Mistake>,
}

fn is_gap(code: &CodeRef) -> bool {
    GAPS.iter().any(|gap| *code == **gap)
}

impl Mistakes<'_> {
    /// Takes the next finding in the order of the text.
    fn add(&mut self, finding: Diagnostic) {
        let Some(span) = finding.span() else { return self.push(finding, 0) };
        let line = line_start(self.tree, span.start);
        let before = self
            .list
            .last()
            .filter(|mistake| mistake.line == line)
            .map(|mistake| mistake.finding.code.clone());
        let habit = habit(&finding);
        let is_behind_gap = before.as_ref().is_some_and(is_gap);
        if finding.code == UNTERMINATED_STRING && is_behind_gap {
            return self.quotation_mark_missing(line);
        }
        if finding.code == MISSING_SPACE && before.as_ref().is_some_and(|code| *code == MISSING_SPACE) {
            return self.quotation_mark_inside(span);
        }
        if is_behind_gap && (finding.code == MISSING_SPACE || finding.code == ESCAPE) {
            return;
        }
        let is_table = |known: &&mut Mistake| known.finding.code == TABLE_HEADER;
        if let (true, Some(table)) = (finding.code == EQUALS, self.list.iter_mut().find(is_table)) {
            let labels = finding.labels.into_iter().take(1);
            return table.finding.labels.extend(labels);
        }
        let finding = match string_over_lines(self.tree, &finding) {
            Some(reworded) => reworded,
            None => finding,
        };
        let with = self.list.iter().rposition(|known| {
            habit.is_some() && (known.habit == habit || (known.habit.is_some() && known.line == line))
        });
        match with.and_then(|index| self.list.get_mut(index)) {
            Some(mistake) => mistake.take(finding, line),
            None => self.push(finding, line),
        }
    }

    fn push(&mut self, finding: Diagnostic, line: u32) {
        self.list.push(Mistake { habit: habit(&finding), finding, line });
    }

    /// Every string of a line ends where the next one was to begin.
    fn quotation_mark_missing(&mut self, line: u32) {
        let first =
            self.list.iter().position(|mistake| mistake.line == line && is_gap(&mistake.finding.code));
        let span = first.and_then(|first| self.list[first].finding.span());
        self.list.retain(|mistake| mistake.line != line || !is_gap(&mistake.finding.code));
        if let Some(span) = span {
            let string = self.tree.token_at(span.start.saturating_sub(1));
            self.push(messages::quotation_mark_missing(self.tree.source(), string), line);
        }
    }

    /// `"echo "hello""`: a string, words, and a string, without a space at the seams.
    fn quotation_mark_inside(&mut self, second: Span) {
        let Some(first) = self.list.last().and_then(|mistake| mistake.finding.span()) else { return };
        let (string, rest) =
            (self.tree.token_at(first.start.saturating_sub(1)), self.tree.token_at(second.start));
        let is_string = |token| self.tree.token_kind(token) == TokenKind::String;
        if is_string(string)
            && is_string(rest)
            && let Some(mistake) = self.list.last_mut()
        {
            mistake.finding = messages::quotation_mark_inside(self.tree.source(), string, rest);
        }
    }
}

/// What a quotation mark too many or too few shows as.
const GAPS: &[&Code] = &[&MISSING_SPACE, &QUOTE_IN_STRING];

impl Mistake {
    /// The same habit once more: what mends one mends all.
    fn take(&mut self, finding: Diagnostic, line: u32) {
        let is_elsewhere = line != self.line;
        self.line = line;
        for edit in finding.fix {
            let overlaps = |known: &Span| known.start < edit.span.end && edit.span.start < known.end;
            if !self.finding.fix.iter().any(|known| overlaps(&known.span)) {
                self.finding.fix.push(edit);
            }
        }
        if let (true, Some(label)) = (is_elsewhere, finding.labels.into_iter().next()) {
            self.finding.labels.push(label);
        }
    }

    /// The lines that its marks touch.
    fn settled<'t>(&'t self, tree: &'t Tree) -> impl Iterator<Item = Span> + 't {
        let is_many = self.habit.is_some() || self.finding.code == TABLE_HEADER;
        let shown = self.finding.labels.iter().take(if is_many { usize::MAX } else { 1 });
        let extent = self.finding.labels.first().and_then(|label| extent(tree, &self.finding, label.span));
        shown.map(|label| label.span).chain(extent).map(|span| whole_lines(tree, span))
    }
}

/// How far a mistake reaches beyond its mark.
fn extent(tree: &Tree, finding: &Diagnostic, span: Span) -> Option<Span> {
    let token = tree.token_at(span.start);
    let end = match () {
        () if finding.code == BRACKETS || finding.code == BLOCK_TEXT => {
            finding.fix.iter().map(|edit| edit.span.end).max()?
        }
        () if finding.code == SLASHDASH_AT_END => {
            let node = tree.all_nodes().filter(|node| node.span().start <= span.start).last()?;
            node.span().end
        }
        () if finding.code == UNTERMINATED_COMMENT => tree.text().len() as u32 + 1,
        () if finding.code == UNTERMINATED_STRING => end_of_string(tree, token)?,
        () if finding.code == SECOND_BLOCK => end_of_block(tree, token),
        () => return None,
    };
    // What is swallowed cannot be known to those who refer to it.
    let start = if end > tree.text().len() as u32 { 0 } else { span.start };
    Some(Span { start, end: end.max(span.end), ..span })
}

/// An unterminated string that a quotation mark some lines further closes.
fn string_over_lines(tree: &Tree, finding: &Diagnostic) -> Option<Diagnostic> {
    let token = tree.token_at(finding.span()?.start);
    let is_string =
        finding.code == UNTERMINATED_STRING && tree.token_kind(token) == TokenKind::UnterminatedString;
    let end = if is_string { end_of_string(tree, token)? } else { return None };
    Some(messages::string_over_lines(tree.source(), token, end))
}

/// The lone quotation mark, some lines further, that most likely closes a string; or all that a string took in.
fn end_of_string(tree: &Tree, token: u32) -> Option<u32> {
    const FARTHEST: usize = 200;
    if tree.token_kind(token) == TokenKind::UnterminatedMultiLineString {
        return Some(tree.text().len() as u32 + 1);
    }
    let mut behind = (token + 1..tree.token_count()).take(FARTHEST);
    let lone = behind.find(|token| tree.token_kind(*token).is_quoted())?;
    (tree.token_text(lone).trim_end() == "\"").then(|| tree.token_span(lone).end)
}

fn end_of_block(tree: &Tree, open: u32) -> u32 {
    let mut depth = 0_usize;
    let close = (open..tree.token_count()).find(|token| {
        match tree.token_kind(*token) {
            TokenKind::OpenBrace => depth += 1,
            TokenKind::CloseBrace => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    close.map_or(tree.text().len() as u32, |close| tree.token_span(close).end)
}

fn line_start(tree: &Tree, at: u32) -> u32 {
    tree.text()[..at as usize].rfind('\n').map_or(0, |end| end as u32 + 1)
}

fn whole_lines(tree: &Tree, span: Span) -> Span {
    let length = tree.text().len() as u32;
    let rest = &tree.text()[span.end.min(length) as usize..];
    let end = span.end + rest.find('\n').map_or(rest.len(), |end| end) as u32 + 1;
    Span { start: line_start(tree, span.start.min(length)), end, ..span }
}
