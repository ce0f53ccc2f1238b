//! What must hold of a text and the same text in the style. Told apart here, so that a test can show that each would be
//! seen.

use formwork_core::diag::{Diagnostics, fix};
use formwork_core::fmt;
use formwork_core::source::{FileId, Text};
use formwork_core::syntax::{TokenKind, Tree, canonical, is_newline, parse};

/// The text in the style; none when it is not legal.
pub(crate) fn formatted(text: &str) -> Option<String> {
    let text: Text = Text::from(text);
    let edits = fmt::format(FileId(0), &text).ok()?;
    let ordered = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
    assert!(ordered, "edits overlap in {text:?}");
    Some(fix::apply(&text, &edits))
}

/// Formats and checks all that must hold. A text with errors must be refused, and every other must not.
pub(crate) fn check_format(text: &str) -> Result<(), String> {
    let Some(after) = formatted(text) else {
        return if legal(text).is_none() { Ok(()) } else { Err("a legal text is refused".into()) };
    };
    keeps(text, &after)?;
    has_the_style(&after)?;
    match formatted(&after) {
        Some(again) if again == after => Ok(()),
        again => Err(format!("not idempotent: {after:?} becomes {again:?}")),
    }
}

/// Nothing of the text is lost or changed.
pub(crate) fn keeps(before: &str, after: &str) -> Result<(), String> {
    let old = legal(before).ok_or("the text is not legal")?;
    let new = legal(after).ok_or_else(|| format!("the result is not legal: {after:?}"))?;
    same("comments", &comments(&old), &comments(&new))?;
    same("values and marks", &marks(&old), &marks(&new))?;
    same("canonical forms", &canonical(&old), &canonical(&new))?;
    // What `/-` takes out is in no canonical form: look at it with the marks gone.
    let (old, new) = (revived(&old), revived(&new));
    match (legal(&old), legal(&new)) {
        (Some(old), Some(new)) => same("what is taken out", &canonical(&old), &canonical(&new)),
        (None, None) => Ok(()),
        _ => Err(format!("what is taken out: {old:?} is not {new:?}")),
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, before: &T, after: &T) -> Result<(), String> {
    if before == after { Ok(()) } else { Err(format!("{what}: {before:?} became {after:?}")) }
}

fn legal(text: &str) -> Option<Tree> {
    let mut diagnostics = Diagnostics::default();
    let tree = parse(FileId(0), &Text::from(text), &mut diagnostics);
    diagnostics.is_empty().then_some(tree)
}

fn tokens(tree: &Tree) -> impl Iterator<Item = (TokenKind, &str)> {
    (0..tree.token_count()).map(|token| (tree.token_kind(token), tree.token_text(token)))
}

/// Comments in their order, but for how their lines are indented.
fn comments(tree: &Tree) -> Vec<String> {
    tokens(tree).filter(|(kind, _)| kind.is_comment()).map(|(_, text)| unindented(text)).collect()
}

/// All else but space, line ends and `;`, in its order and spelling.
fn marks(tree: &Tree) -> Vec<String> {
    let marks = tokens(tree).filter(|(kind, _)| !kind.is_trivia() && *kind != TokenKind::Semicolon);
    marks
        .map(|(kind, text)| match kind {
            TokenKind::MultiLineString | TokenKind::RawMultiLineString => unindented_string(text),
            _ => text.replace("\r\n", "\n").replace(is_newline, "\n"),
        })
        .collect()
}

fn unindented(text: &str) -> String {
    let lines: Vec<&str> = text.split(is_newline).map(str::trim).collect();
    lines.join("\n").replace("\n\n", "\n")
}

/// The end of a line is part of the value.
fn unindented_string(text: &str) -> String {
    let unix = text.replace("\r\n", "\n");
    let line = |line: &str| line.trim_start().to_string();
    unix.split(is_newline).map(line).collect::<Vec<_>>().join("\n")
}

/// The text with a blank for each `/-` and the space behind it.
fn revived(tree: &Tree) -> String {
    let mut out = String::new();
    let mut after_mark = false;
    for (kind, text) in tokens(tree) {
        let space = kind.is_trivia() || kind == TokenKind::Backslash;
        after_mark = kind == TokenKind::Slashdash || after_mark && space;
        match kind {
            TokenKind::Slashdash => out.push(' '),
            _ if after_mark => {}
            _ => out.push_str(text),
        }
    }
    out
}

fn has_the_style(text: &str) -> Result<(), String> {
    let tree = legal(text).ok_or("not legal")?;
    let mut line_ends = 0;
    let mut before = TokenKind::Newline;
    for (kind, token) in tokens(&tree) {
        line_ends = match kind {
            TokenKind::Newline => line_ends + 1,
            TokenKind::Whitespace => line_ends,
            _ => 0,
        };
        let wrong = match (before, kind) {
            (TokenKind::Whitespace, TokenKind::Newline) => "a trailing blank",
            (_, TokenKind::LineComment) if token.ends_with(' ') => "a trailing blank in a comment",
            (_, TokenKind::Semicolon) => "a `;`",
            (_, TokenKind::Newline) if token != "\n" => "a line end that is no LF",
            (_, TokenKind::Newline) if line_ends > 2 => "two empty lines",
            (_, TokenKind::Whitespace) if token.contains(|c| c != ' ') => "space that is no blank",
            (kind, TokenKind::Whitespace) if kind != TokenKind::Newline && token != " " => "two blanks",
            _ => "",
        };
        if !wrong.is_empty() {
            return Err(format!("{wrong} in {text:?}"));
        }
        before = kind;
    }
    Ok(())
}
