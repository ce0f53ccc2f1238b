//! Findings about values: words, numbers and strings.

use super::{Source, comma_behind};
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::syntax::errors::*;
use crate::syntax::numbers;
use crate::syntax::strings::{self, quoted};
use std::ops::Range;

pub(in crate::syntax) fn missing_value(source: Source<'_>, name: u32, last: u32) -> Diagnostic {
    let message = format!("the property `{}` has no value", source.shown(name));
    Diagnostic::new(&MISSING_VALUE, source.span(name).to(source.span(last)), message)
        .help("write a value behind the `=`, on the same line")
}

pub(in crate::syntax) fn bare_keyword(source: Source<'_>, at: u32) -> Diagnostic {
    let word = source.slice(at);
    let finding = source.finding(&BARE_KEYWORD, at, format!("`{word}` is written `#{word}`"));
    if word == "null" {
        return finding.help("leave out what has no value, or write `\"null\"` if the text is meant");
    }
    let finding = finding.help(format!("write `#{word}`, or `\"{word}\"` if the text is meant"));
    source.replace(finding, at, format!("#{word}"))
}

pub(in crate::syntax) fn reserved_name(source: Source<'_>, at: u32) -> Diagnostic {
    let word = source.slice(at);
    let finding = source
        .finding(&BARE_KEYWORD, at, format!("`{word}` cannot be a name"))
        .help(format!("write `\"{word}\"` if the name is meant"));
    source.replace(finding, at, quoted(word))
}

pub(in crate::syntax) fn unknown_keyword(source: Source<'_>, at: u32) -> Diagnostic {
    let text = source.slice(at);
    let finding = source.finding(&UNKNOWN_KEYWORD, at, format!("`{}` is no keyword", source.shown(at)));
    let lower = text.to_lowercase();
    if matches!(lower.as_str(), "#true" | "#false" | "#null" | "#inf" | "#-inf" | "#nan") {
        return source.replace(finding.help(format!("write `{lower}`")), at, lower);
    }
    let help = "put text that begins with `#` in quotation marks; a comment begins with `//`";
    source.replace(finding.help(help), at, quoted(text))
}

pub(in crate::syntax) fn unquoted_text(source: Source<'_>, at: u32) -> Diagnostic {
    let text = source.slice(at);
    if matches!(text.split_once('/'), Some((port, "tcp" | "udp")) if port.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return number_and_more(source, at);
    }
    let mark = text.chars().find(|c| matches!(c, '/' | '\\' | '#')).unwrap_or('/');
    let finding = source
        .finding(&UNQUOTED, at, format!("text with a `{mark}` in it needs quotation marks"))
        .help(format!("write `{}`", shown_string(text)));
    source.replace(finding, at, spelled(text))
}

/// `80:8000`, `8000/tcp`: the number alone is most likely what is needed.
fn number_and_more(source: Source<'_>, at: u32) -> Diagnostic {
    let text = shown_string(source.slice(at));
    source
        .finding(&UNQUOTED, at, format!("`{}` is no number", source.shown(at)))
        .help(format!("write one number alone, or `{text}` if the text is meant"))
}

/// A string as people write it: raw when it holds a `\`.
fn spelled(text: &str) -> String {
    if text.contains('\\') && !text.contains('#') { format!("#\"{text}\"#") } else { quoted(text) }
}

fn shown_string(text: &str) -> String {
    if text.chars().count() > 40 { "\"…\"".to_owned() } else { spelled(text) }
}

pub(in crate::syntax) fn number(source: Source<'_>, at: u32, fault: numbers::Fault) -> Diagnostic {
    use numbers::Fault;
    let (text, shown) = (source.slice(at), source.shown(at));
    match fault {
        Fault::Comma => comma_behind(source, at, &COMMA),
        Fault::DecimalComma => {
            let comma = text.find(',').unwrap_or_default();
            source
                .finding(&NUMBER, at, format!("`{shown}` has a comma, and a number has a point"))
                .help(format!("write `{}`", text.replacen(',', ".", 1)))
                .fix(source.part(at, &(comma..comma + 1)), ".")
        }
        Fault::Thousands => {
            let plain = text.replace(',', "");
            let finding = source
                .finding(&NUMBER, at, format!("`{shown}` has a comma, and a number has none"))
                .help(format!("write `{plain}`"));
            source.replace(finding, at, plain)
        }
        Fault::Several => number_and_more(source, at),
        Fault::NoLeadingDigit => {
            let point = text.find('.').unwrap_or_default();
            source
                .finding(&NUMBER, at, format!("`{shown}` needs a digit before the point"))
                .help("write the zero, or quotation marks if the text is meant")
                .fix(source.part(at, &(point..point)), "0")
        }
        Fault::Unfinished => source
            .finding(&NUMBER, at, format!("the number `{shown}` breaks off"))
            .help("write the missing digits, or quotation marks if the text is meant"),
        Fault::Suffix => {
            let finding = source
                .finding(&UNQUOTED, at, format!("`{shown}` is text, which needs quotation marks"))
                .help(format!("write `{}`", shown_string(text)));
            source.replace(finding, at, spelled(text))
        }
    }
}

pub(in crate::syntax) fn string(source: Source<'_>, token: u32, fault: &strings::Fault) -> Diagnostic {
    use strings::Fault;
    let at = |bytes| source.part(token, bytes);
    let text = |bytes: &Range<usize>| &source.slice(token)[bytes.clone()];
    match fault {
        Fault::Escape(bytes) => {
            let message = format!("`{}` is no escape", text(bytes));
            Diagnostic::new(&ESCAPE, at(bytes), message)
                .help("write `\\\\` for a backslash, or the string as `#\"…\"#`, which has no escapes")
                .fix(at(&(bytes.start..bytes.start)), "\\")
        }
        Fault::CodePoint(bytes) => Diagnostic::new(&ESCAPE, at(bytes), "this escape names no character")
            .help("write `\\u{…}` with one to six hexadecimal digits, up to 10FFFF and not D800 to DFFF"),
        Fault::TextAfterOpening(bytes) => {
            Diagnostic::new(&MULTI_LINE_STRING, at(bytes), "the text behind `\"\"\"` begins on a new line")
                .help("break the line after `\"\"\"`, or write `\"` for a string on one line")
        }
        Fault::TextBeforeClosing(bytes) => {
            Diagnostic::new(&MULTI_LINE_STRING, at(bytes), "the closing `\"\"\"` stands on a line of its own")
                .help("break the line before `\"\"\"`")
        }
        Fault::Indentation(bytes) => {
            let message = "this line does not begin with the space before the closing `\"\"\"`";
            let len = source.slice(token).trim_end_matches('#').len();
            Diagnostic::new(&MULTI_LINE_STRING, at(bytes), message)
                .label(at(&(len - 3..len)), "the space before this is taken from every line")
                .help("indent every line with the same spaces or tabs as the closing `\"\"\"`")
        }
    }
}

pub(in crate::syntax) fn unterminated_string(source: Source<'_>, token: u32) -> Diagnostic {
    let text = source.slice(token);
    let hashes = text.bytes().take_while(|byte| *byte == b'#').count();
    let close = format!("\"{}", "#".repeat(hashes));
    let end = source.span(token).start + text.trim_end().len() as u32;
    source
        .finding(&UNTERMINATED_STRING, token, "this string is not closed on its line")
        .help(format!("write `{close}` where it ends, or `\"\"\"` around text of several lines"))
        .fix(Span::new(source.file, end, end), close)
}

/// `end` is where a quotation mark closes it, some lines further.
pub(in crate::syntax) fn string_over_lines(source: Source<'_>, token: u32, end: u32) -> Diagnostic {
    source
        .finding(&UNTERMINATED_STRING, token, "text of several lines stands between `\"\"\"`")
        .label(Span::new(source.file, end - 1, end), "it is meant to go on to here")
        .help("write `\"\"\"` instead of each `\"`, the second one on a line of its own")
}

/// A line on which every string ends where the next one was to begin; `string` is the first of them.
pub(in crate::syntax) fn quotation_mark_missing(source: Source<'_>, string: u32) -> Diagnostic {
    let finding = source
        .finding(&UNTERMINATED_STRING, string, "a quotation mark is missing on this line")
        .mark("this string goes on to the next one")
        .help("write a `\"` where the text ends");
    // `"main engine="`: the text ends before the name of a property.
    let text = source.slice(string);
    let name = text.strip_suffix("=\"").and_then(|text| text.rfind(' '));
    match name {
        Some(at) => finding.fix(source.part(string, &(at..at)), "\""),
        None => finding,
    }
}

/// `"echo "hello""`: two strings, with the text between them that was to stand in one.
pub(in crate::syntax) fn quotation_mark_inside(source: Source<'_>, first: u32, second: u32) -> Diagnostic {
    let (end, begin) = (source.span(first).end - 1, source.span(second).start);
    let at = |place: u32| Span::new(source.file, place, place);
    Diagnostic::new(&QUOTE_IN_STRING, Span { end: end + 1, ..at(end) }, "this quotation mark ends the string")
        .help("write `\\\"` for a quotation mark inside a string, or put the string between `#\"` and `\"#`")
        .fix(at(end), "\\")
        .fix(at(begin), "\\")
}

pub(in crate::syntax) fn unterminated_multi_line(source: Source<'_>, token: u32) -> Diagnostic {
    let hashes = source.slice(token).bytes().take_while(|byte| *byte == b'#').count();
    Diagnostic::new(&UNTERMINATED_STRING, source.part(token, &(0..hashes + 3)), "this string is never closed")
        .mark("opened here")
        .help(format!("write `\"\"\"{}` on a line of its own where it ends", "#".repeat(hashes)))
}

pub(in crate::syntax) fn unterminated_comment(source: Source<'_>, token: u32) -> Diagnostic {
    Diagnostic::new(&UNTERMINATED_COMMENT, source.part(token, &(0..2)), "this comment is never closed")
        .mark("opened here")
        .help("write `*/` where it ends; a `/*` inside it needs a `*/` of its own")
}
