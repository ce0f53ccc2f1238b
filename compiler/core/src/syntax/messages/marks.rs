//! Findings about the marks that other languages put between values: commas, colons, brackets and the like.

use super::Source;
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::errors::*;
use crate::syntax::token::TokenKind;

pub(in crate::syntax) fn other_comment(source: Source<'_>, at: u32) -> Diagnostic {
    let finding = source
        .finding(&OTHER_COMMENT, at, "a comment begins with `//`")
        .help(format!("write `//` instead of `{}`", source.shown(at)));
    source.replace(finding, at, "//")
}

pub(in crate::syntax) fn stray_semicolon(source: Source<'_>, at: u32) -> Diagnostic {
    let finding = source.finding(&UNEXPECTED, at, "this `;` ends nothing").help("delete it");
    source.replace(finding, at, "")
}

pub(in crate::syntax) fn missing_space(source: Source<'_>, before: u32, at: u32) -> Diagnostic {
    if source.slice(before) == "r" && source.kind(at).is_quoted() {
        return source
            .finding(&MISSING_SPACE, before, "a raw string has no letter before it")
            .help("write `#\"…\"#` instead of `r\"…\"`")
            .fix(source.span(before), "#")
            .fix(source.after(at), "#");
    }
    let finding = source.finding(&MISSING_SPACE, at, "a space is missing before this");
    let gap = Span { end: source.span(at).start, ..source.span(at) };
    finding.help("put a space between them, or quotation marks around both").fix(gap, " ")
}

pub(in crate::syntax) fn comma(source: Source<'_>, at: u32) -> Diagnostic {
    let comma = source.part(at, &(0..1));
    let end =
        source.slice(at).len() == 1 && source.text[comma.end as usize..].starts_with(char::is_whitespace);
    Diagnostic::new(&COMMA, comma, "values are separated by spaces, not by commas")
        .help("delete the comma")
        .fix(comma, if end { "" } else { " " })
}

pub(in crate::syntax) fn colon(source: Source<'_>, at: u32) -> Diagnostic {
    let colon = source.part(at, &(0..1));
    Diagnostic::new(&COLON, colon, "a name and its value are separated by a space, not by a colon")
        .help(name_and_value(source, at.saturating_sub(1), at + 1))
        .fix(colon, if source.slice(at).len() == 1 { "" } else { " " })
}

/// How they are written, as far as they are plain words.
fn name_and_value(source: Source<'_>, name: u32, from: u32) -> String {
    let value = (from..).find(|token| source.kind(*token) != TokenKind::Whitespace);
    let value = value.filter(|value| source.kind(*value).is_value()).map(|value| source.shown(value));
    let value = value.unwrap_or_else(|| "…".to_owned());
    format!("write `{} {}`", source.shown(name).trim_matches('"'), value.trim_end_matches(','))
}

pub(in crate::syntax) fn equals_after_name(source: Source<'_>, name: u32, at: u32) -> Diagnostic {
    let end = match source.kind(at + 1) {
        TokenKind::Whitespace => source.span(at + 1).end,
        _ => source.span(at).end,
    };
    let gap = Span::new(source.file, source.span(name).end, end);
    source
        .finding(&EQUALS, at, "a name and its value are separated by a space, not by `=`")
        .help(name_and_value(source, name, at + 1))
        .fix(gap, " ")
}

/// The brackets of one list, the commas and the line ends in it are taken out together.
pub(in crate::syntax) fn brackets(source: Source<'_>, at: u32) -> Diagnostic {
    let finding = source
        .finding(&BRACKETS, at, "a list is written without brackets")
        .help("write the values one after another, as in `uses \"main\" \"cache\"`");
    match closing_bracket(source, at) {
        Some(close) => (at..=close).fold(finding, |finding, token| without_list_mark(source, finding, token)),
        None => finding,
    }
}

/// `[service.api]` alone on its line: how TOML begins a table.
pub(in crate::syntax) fn table_header(source: Source<'_>, open: u32) -> Option<Diagnostic> {
    let word = Some(open + 1).filter(|word| source.kind(*word).is_string())?;
    let close = Some(open + 2).filter(|close| source.kind(*close) == TokenKind::Bracket)?;
    let ends_line = matches!(source.kind(close + 1), TokenKind::Newline | TokenKind::Eof);
    let (kind, name) = source.slice(word).split_once('.').unwrap_or((source.slice(word), "…"));
    (ends_line && source.indentation(open).is_some()).then(|| {
        Diagnostic::new(
            &TABLE_HEADER,
            source.up_to(open, close + 1),
            "nothing begins with a name in brackets",
        )
        .help(format!("write `{kind} \"{name}\" {{`, a line for each setting, and a `}}`"))
    })
}

/// The `]` of a list that is short enough to be mended.
pub(in crate::syntax) fn closing_bracket(source: Source<'_>, open: u32) -> Option<u32> {
    use TokenKind::*;
    const LONGEST: usize = 256;
    let ends_list =
        |kind| matches!(kind, Semicolon | OpenBrace | CloseBrace | LineComment | HashComment | Eof);
    let list = (open..).take(LONGEST).take_while(|token| !ends_list(source.kind(*token)));
    list.filter(|token| source.kind(*token) == Bracket).find(|token| source.slice(*token) == "]")
}

fn without_list_mark(source: Source<'_>, finding: Diagnostic, token: u32) -> Diagnostic {
    let text = source.slice(token);
    let kind = |token: u32| source.kind(token);
    match kind(token) {
        TokenKind::Bracket => source.replace(finding, token, ""),
        TokenKind::Newline if kind(token - 1) == TokenKind::Bracket => source.replace(finding, token, ""),
        TokenKind::Newline => source.replace(finding, token, " "),
        TokenKind::Whitespace if kind(token - 1) == TokenKind::Newline => source.replace(finding, token, ""),
        TokenKind::Word | TokenKind::Number if text.ends_with(',') => {
            finding.fix(source.part(token, &(text.len() - 1..text.len())), "")
        }
        _ => finding,
    }
}

pub(in crate::syntax) fn hash_comment(source: Source<'_>, at: u32) -> Diagnostic {
    let hashes = source.slice(at).bytes().take_while(|byte| *byte == b'#').count();
    Diagnostic::new(&HASH_COMMENT, source.part(at, &(0..hashes)), "a comment begins with `//`")
        .help("write `//` instead of `#`")
        .fix(source.part(at, &(0..hashes)), "//")
}

/// A value with a comma as its last character.
pub(in crate::syntax) fn comma_behind(source: Source<'_>, at: u32, code: &'static Code) -> Diagnostic {
    let len = source.slice(at).len();
    let comma = source.part(at, &(len - 1..len));
    Diagnostic::new(code, comma, "values are separated by spaces, not by commas")
        .help("delete the comma, or put the text in quotation marks if it is meant")
        .fix(comma, "")
}
