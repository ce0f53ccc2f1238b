//! Findings about whole files, names and types in parentheses.

use super::Source;
use crate::diag::Diagnostic;
use crate::source::{FileId, Span};
use crate::syntax::MAX_BYTES;
use crate::syntax::chars::{Class, class};
use crate::syntax::errors::*;
use crate::syntax::strings::quoted;
use crate::syntax::token::TokenKind;

pub(in crate::syntax) fn file_too_large(file: FileId, bytes: usize) -> Diagnostic {
    let limit = MAX_BYTES >> 20;
    let message = format!("this file has {bytes} bytes, and a spec may have {limit} MiB");
    Diagnostic::new(&FILE_TOO_LARGE, Span::new(file, 0, 0), message)
        .help("split it, or leave out generated data")
}

pub(in crate::syntax) fn disallowed_character(file: FileId, text: &str, at: u32) -> Diagnostic {
    let c = text[at as usize..].chars().next().unwrap_or_default();
    debug_assert_eq!(class(c), Class::Disallowed);
    let span = Span::new(file, at, at + c.len_utf8() as u32);
    let code = u32::from(c);
    let message = format!("the invisible character U+{code:04X} may not stand in a spec");
    Diagnostic::new(&DISALLOWED_CHARACTER, span, message)
        .help(format!("delete it, or write `\\u{{{code:x}}}` inside a string in quotation marks"))
        .fix(span, "")
}

pub(in crate::syntax) fn unexpected(source: Source<'_>, at: u32) -> Diagnostic {
    let message = format!("`{}` does not belong here", source.shown(at));
    let finding = source.finding(&UNEXPECTED, at, message);
    match source.kind(at) {
        TokenKind::Backslash => finding.help("a `\\` continues a line only when it is the last thing on it"),
        TokenKind::Equals => finding.help("a property is written `name=value`, with a value of its own"),
        _ => finding.help("put text that holds it in quotation marks, or delete it"),
    }
}

pub(in crate::syntax) fn missing_name_after_type(source: Source<'_>, close: u32) -> Diagnostic {
    Diagnostic::new(&MISSING_NAME, source.after(close), "nothing stands behind this type in parentheses")
        .help("delete it")
}

pub(in crate::syntax) fn bad_name(source: Source<'_>, at: u32) -> Diagnostic {
    let shown = source.shown(at);
    let finding = source
        .finding(&MISSING_NAME, at, format!("`{shown}` cannot be a name"))
        .help("names are words; put other text in quotation marks");
    source.replace(finding, at, quoted(source.slice(at)))
}

pub(in crate::syntax) fn empty_type(source: Source<'_>, open: u32) -> Diagnostic {
    source.finding(&TYPE_ANNOTATION, open, "these parentheses hold nothing").help("delete them")
}

pub(in crate::syntax) fn unclosed_type(source: Source<'_>, open: u32) -> Diagnostic {
    source
        .finding(&TYPE_ANNOTATION, open, "parentheses hold the type of what follows: one word and a `)`")
        .help("put text with parentheses in quotation marks")
}

pub(in crate::syntax) fn glued_parenthesis(source: Source<'_>, open: u32) -> Diagnostic {
    source
        .finding(&TYPE_ANNOTATION, open, "text with parentheses needs quotation marks")
        .help("put quotation marks around the text, or a space before a type in parentheses")
}

pub(in crate::syntax) fn type_before_property(source: Source<'_>, open: u32, name: u32) -> Diagnostic {
    let span = source.span(open).to(source.span(name));
    Diagnostic::new(&TYPE_ANNOTATION, span, "the type of a property goes before its value")
        .help("delete it: each field has its type already")
}

pub(in crate::syntax) fn missing_value_after_type(source: Source<'_>, open: u32) -> Diagnostic {
    source
        .finding(&MISSING_VALUE, open, "a type in parentheses needs a value behind it")
        .help("write the value, or delete the type")
}
