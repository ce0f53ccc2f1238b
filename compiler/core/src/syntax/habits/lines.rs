//! Habits that show in how a line begins and ends: dashes in front of items, comments of other languages, text that
//! goes on over several lines, and a `/-` behind what it was meant for.

use crate::diag::Diagnostic;
use crate::source::Span;
use crate::syntax::errors;
use crate::syntax::findings::Findings;
use crate::syntax::messages::other_comment;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, Tree};

/// What the name of a line, and the type before it, give away.
pub(super) fn begin(tree: &Tree, node: Node<'_>, findings: &mut Findings) {
    if let (Some(annotation), false) = (node.type_annotation(), node.is_broken()) {
        findings.report(|| super::ignored_type(tree, annotation.span));
    }
    let token = node.name_token();
    if tree.token_kind(token) != TokenKind::Word {
        return;
    }
    match tree.token_text(token) {
        "-" => findings.report(|| dash(tree, token)),
        "--" | "<!--" => findings.report(|| other_comment(tree.source(), token)),
        _ => {}
    }
}

/// An item of a list goes behind what stands on the line before.
fn dash(tree: &Tree, token: u32) -> Diagnostic {
    let span = tree.token_span(token);
    let finding =
        Diagnostic::new(&errors::DASH_LIST, span, "the values of a list stand on one line, without dashes")
            .help("write them one after another, as in `uses \"main\" \"cache\"`");
    let is_space =
        |before: &u32| matches!(tree.token_kind(*before), TokenKind::Whitespace | TokenKind::Newline);
    let Some(before) = (0..token).rev().find(|before| !is_space(before)) else { return finding };
    if !tree.token_kind(before).is_value() {
        return finding;
    }
    let before_line = line_start(tree, tree.token_span(before).start);
    let is_first = !tree.text()[before_line..].trim_start().starts_with('-');
    let finding = finding.fix(Span { start: tree.token_span(before).end, ..span }, "");
    if is_first { finding.label(tree.token_span(before), "they belong behind this") } else { finding }
}

/// What the last word of a line gives away: `|` and `<<EOT` begin text elsewhere.
pub(super) fn end(tree: &Tree, token: u32, findings: &mut Findings) {
    if tree.token_kind(token) != TokenKind::Word {
        return;
    }
    let word = tree.token_text(token);
    let begins_text = matches!(word, "|" | "|-" | "|+" | ">" | ">-" | ">+");
    let is_heredoc =
        || word.strip_prefix("<<").is_some_and(|name| name.trim_start_matches(['-', '~']).len() > 1);
    if begins_text || is_heredoc() {
        findings.report(|| block_text(tree, token));
    }
}

/// The text is the lines that follow and are indented deeper, or all up to the word that `<<EOT` names.
fn block_text(tree: &Tree, token: u32) -> Diagnostic {
    let span = tree.token_span(token);
    let finding = Diagnostic::new(&errors::BLOCK_TEXT, span, "text of several lines stands between `\"\"\"`")
        .help("write `\"\"\"` here, and again on a line of its own where the text ends")
        .fix(span, "\"\"\"");
    let word = tree.token_text(token).trim_start_matches(['<', '-', '~', '|', '>', '+']);
    let own = indentation(&tree.text()[line_start(tree, span.start)..]).len();
    let first = span.end as usize + tree.text()[span.end as usize..].find('\n').map_or(0, |end| end + 1);
    let prefix = indentation(&tree.text()[first..]);
    let mut at = first;
    for line in tree.text()[first..].split_inclusive('\n') {
        let (text, start) = (line.trim(), at + indentation(line).len());
        if !word.is_empty() && text == word {
            let word = Span { start: start as u32, end: (start + word.len()) as u32, ..span };
            return finding.fix(word, "\"\"\"");
        }
        if word.is_empty() && !text.is_empty() && start - at <= own {
            break;
        }
        at += line.len();
    }
    let end = Span { start: at as u32, end: at as u32, ..span };
    let before = if tree.text().ends_with('\n') || at < tree.text().len() { "" } else { "\n" };
    if word.is_empty() { finding.fix(end, format!("{before}{prefix}\"\"\"\n")) } else { finding }
}

fn line_start(tree: &Tree, at: u32) -> usize {
    tree.text()[..at as usize].rfind('\n').map_or(0, |end| end + 1)
}

fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// A `/-` that stands last on a line takes out what the next line begins with.
pub(super) fn slashdashes(tree: &Tree, findings: &mut Findings) {
    let is_space = |token: u32| tree.token_kind(token) == TokenKind::Whitespace;
    for mark in (1..tree.token_count()).filter(|token| tree.token_kind(*token) == TokenKind::Slashdash) {
        let before = if is_space(mark - 1) { mark.saturating_sub(2) } else { mark - 1 };
        let behind = if is_space(mark + 1) { mark + 2 } else { mark + 1 };
        if tree.token_kind(before).is_value() && tree.token_kind(behind) == TokenKind::Newline {
            findings.report(|| {
                let message = "this `/-` takes out what the next line begins with";
                Diagnostic::new(&errors::SLASHDASH_AT_END, tree.token_span(mark), message)
                    .help("put it in front of what it is to take out")
            });
        }
    }
}
