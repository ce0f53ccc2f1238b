//! Strings. In: the text of a string token. Out: what is wrong with it, the string it stands for, and how to spell
//! a string in KDL. It does not find where a string ends; the lexer does.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use super::chars::{Class, class, is_newline, is_space};
use super::lexer::begins_like_number;
use super::token::TokenKind;

/// Why a string in quotation marks is wrong, each with the bytes of the token at fault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// A `\` before something that is no escape.
    Escape(Range<usize>),
    /// A `\u{…}` that is no code point.
    CodePoint(Range<usize>),
    /// Text on the line of the opening `"""`.
    TextAfterOpening(Range<usize>),
    /// Text before the closing `"""` on its line.
    TextBeforeClosing(Range<usize>),
    /// A line that does not begin with the indentation of the closing `"""`.
    Indentation(Range<usize>),
}

/// Words that look like KDL's keywords without their `#`.
pub(super) fn is_reserved(word: &str) -> bool {
    matches!(word, "true" | "false" | "null" | "inf" | "-inf" | "nan")
}

/// Whether a string may be written as a bare word.
pub fn is_identifier(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| class(c) == Class::Word)
        && !begins_like_number(text)
        && !is_reserved(text)
}

/// A string in quotation marks, on one line, with the escapes it needs.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a string cannot fail.
            c if matches!(class(c), Class::Newline | Class::Disallowed) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Checks a string token that has escapes or several lines. Others have nothing that could be wrong.
pub(super) fn check(token: &str, kind: TokenKind, escaped: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    if escaped {
        check_escapes(token, &mut faults);
    }
    if matches!(kind, TokenKind::MultiLineString | TokenKind::RawMultiLineString) {
        let _ = multi_line(token, kind, escaped, &mut faults);
    }
    faults
}

/// The string a token stands for; for a broken token, its text as far as it goes.
pub(super) fn decode(token: &str, kind: TokenKind, escaped: bool) -> Cow<'_, str> {
    match kind {
        TokenKind::String if !escaped => token[1..token.len() - 1].into(),
        TokenKind::RawString => body(token, kind).0.into(),
        TokenKind::String => resolve(&fold(body(token, kind).0).text).into(),
        TokenKind::MultiLineString | TokenKind::RawMultiLineString => {
            multi_line(token, kind, escaped, &mut Vec::new()).into()
        }
        kind if kind.is_quoted() => token.trim_start_matches('#').trim_start_matches('"').into(),
        _ => token.into(),
    }
}

/// The text between the marks, and where it begins in the token.
fn body(token: &str, kind: TokenKind) -> (&str, usize) {
    let hashes = token.bytes().take_while(|byte| *byte == b'#').count();
    let quotes =
        if matches!(kind, TokenKind::MultiLineString | TokenKind::RawMultiLineString) { 3 } else { 1 };
    let mark = hashes + quotes;
    (&token[mark..token.len() - mark], mark)
}

fn check_escapes(token: &str, faults: &mut Vec<Fault>) {
    let mut from = 0;
    while let Some(found) = token[from..].find('\\') {
        let start = from + found;
        from = match escape(&token[start..]) {
            Escape::Space(len) | Escape::Char(_, len) => start + len,
            Escape::BadCodePoint(len) => {
                faults.push(Fault::CodePoint(start..start + len));
                start + len
            }
            Escape::Unknown(len) => {
                faults.push(Fault::Escape(start..start + len));
                start + len
            }
        };
    }
}

/// What a `\` and the text behind it are, with the length of both.
enum Escape {
    /// Space and line ends that the `\` takes away.
    Space(usize),
    Char(char, usize),
    BadCodePoint(usize),
    Unknown(usize),
}

fn escape(text: &str) -> Escape {
    let after = &text[1..];
    let Some(c) = after.chars().next() else { return Escape::Unknown(1) };
    let plain = match c {
        '"' | '\\' => c,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        's' => ' ',
        't' => '\t',
        'u' => return unicode_escape(text),
        c if is_space(c) || is_newline(c) => {
            let rest = after.trim_start_matches(|c| is_space(c) || is_newline(c));
            return Escape::Space(text.len() - rest.len());
        }
        c => return Escape::Unknown(1 + c.len_utf8()),
    };
    Escape::Char(plain, 2)
}

fn unicode_escape(text: &str) -> Escape {
    let Some(hex) = text.strip_prefix("\\u{") else { return Escape::BadCodePoint(2) };
    let digits = hex.bytes().take_while(u8::is_ascii_hexdigit).count();
    let closed = hex.as_bytes().get(digits) == Some(&b'}');
    let len = 3 + digits + usize::from(closed);
    let scalar = u32::from_str_radix(&hex[..digits.min(6)], 16).ok().and_then(char::from_u32);
    match scalar {
        Some(c) if closed && digits <= 6 => Escape::Char(c, len),
        _ => Escape::BadCodePoint(len),
    }
}

/// A body without its escaped space, and for each place where some was taken out: where the text goes on there, and
/// where it went on in the body.
struct Folded<'t> {
    text: Cow<'t, str>,
    jumps: Vec<(usize, usize)>,
}

impl Folded<'_> {
    /// The place in the body of a place in the folded text.
    fn origin(&self, at: usize) -> usize {
        match self.jumps.partition_point(|(folded, _)| *folded <= at).checked_sub(1) {
            Some(jump) => self.jumps[jump].1 + at - self.jumps[jump].0,
            None => at,
        }
    }
}

/// Takes out escaped space and leaves the other escapes.
fn fold(body: &str) -> Folded<'_> {
    let mut out = String::new();
    let mut jumps = Vec::new();
    let (mut copied, mut from) = (0, 0);
    while let Some(found) = body[from..].find('\\') {
        let start = from + found;
        from = match escape(&body[start..]) {
            Escape::Space(len) => {
                out.push_str(&body[copied..start]);
                copied = start + len;
                jumps.push((out.len(), copied));
                copied
            }
            Escape::Char(_, len) | Escape::BadCodePoint(len) | Escape::Unknown(len) => start + len,
        };
    }
    if jumps.is_empty() {
        return Folded { text: body.into(), jumps };
    }
    out.push_str(&body[copied..]);
    Folded { text: out.into(), jumps }
}

/// Puts characters in the place of escapes. What is no escape stays as it is.
fn resolve(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let len = match escape(&rest[at..]) {
            Escape::Char(c, len) => {
                out.push(c);
                len
            }
            Escape::Space(len) => len,
            Escape::BadCodePoint(len) | Escape::Unknown(len) => {
                out.push_str(&rest[at..at + len]);
                len
            }
        };
        rest = &rest[at + len..];
    }
    out.push_str(rest);
    out
}

/// Takes the indentation of the closing line from every line. A line of space alone is an empty line.
fn multi_line(token: &str, kind: TokenKind, escaped: bool, faults: &mut Vec<Fault>) -> String {
    let (body, offset) = body(token, kind);
    let folded = if escaped { fold(body) } else { Folded { text: body.into(), jumps: Vec::new() } };
    let lines = lines(&folded.text);
    let place = |line: &Range<usize>| offset + folded.origin(line.start)..offset + folded.origin(line.end);
    let [first, inner @ .., last] = lines.as_slice() else {
        faults.push(Fault::TextAfterOpening(offset..offset + body.len()));
        return resolve(body);
    };
    if !first.is_empty() {
        faults.push(Fault::TextAfterOpening(place(first)));
    }
    let mut prefix = &folded.text[last.clone()];
    if !prefix.chars().all(is_space) {
        faults.push(Fault::TextBeforeClosing(place(last)));
        prefix = "";
    }
    let mut out = String::with_capacity(folded.text.len());
    for (index, range) in inner.iter().enumerate() {
        let line = &folded.text[range.clone()];
        if index > 0 {
            out.push('\n');
        }
        match line.strip_prefix(prefix) {
            _ if line.chars().all(is_space) => {}
            Some(content) if escaped => out.push_str(&resolve(content)),
            Some(content) => out.push_str(content),
            None => {
                faults.push(Fault::Indentation(place(range)));
                out.push_str(line.trim_start_matches(is_space));
            }
        }
    }
    out
}

/// The lines of a text without their ends. `CRLF` is one end.
pub(super) fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !is_newline(c) {
            continue;
        }
        lines.push(start..at);
        start = at + c.len_utf8();
        if c == '\r' && chars.next_if(|(_, next)| *next == '\n').is_some() {
            start += 1;
        }
    }
    lines.push(start..text.len());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn multi(token: &str) -> (String, Vec<Fault>) {
        let (kind, escaped) = (TokenKind::MultiLineString, token.contains('\\'));
        (decode(token, kind, escaped).into_owned(), check(token, kind, escaped))
    }

    #[test]
    fn the_last_line_sets_the_indentation() {
        assert_eq!(multi("\"\"\"\n    a\r\n\n  b \\\n   c\n  \"\"\""), ("  a\n\nb c".to_owned(), vec![]));
    }

    #[test]
    fn a_fault_behind_escaped_space_is_placed_in_the_source() {
        let token = "\"\"\"\n  a \\\n  b\n c\n  \"\"\"";
        let at = token.find(" c\n").unwrap();
        assert_eq!(multi(token).1, [Fault::Indentation(at..at + 2)]);
    }

    #[test]
    fn code_points_are_scalar_values_of_up_to_six_digits() {
        let faults = |token: &str| check(token, TokenKind::String, true).len();
        assert_eq!(faults(r#""\u{10ffff}\u{0}""#), 0);
        assert_eq!(faults(r#""\u{110000}\u{d800}\u{}\u{0000000}\u41\u{41""#), 6);
    }

    #[test]
    fn a_string_without_escapes_is_borrowed() {
        assert!(matches!(decode("\"a b\"", TokenKind::String, false), Cow::Borrowed("a b")));
        assert!(matches!(decode("##\"a\"#b\"##", TokenKind::RawString, false), Cow::Borrowed("a\"#b")));
    }

    #[test]
    fn quoting_keeps_the_string() {
        let text = "a\"\\\u{b}\n\u{2028}\u{feff} é";
        assert_eq!(decode(&quoted(text), TokenKind::String, true), text);
    }
}
