//! How a string is written: plain where every reader sees that string, in double quotes, or as a literal block.

use super::number::reads_as_other;

/// Where a string stands. Each place forbids more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum Context {
    Block,
    Flow,
    Key,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Double,
    Literal(Literal),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Literal {
    /// The indentation has to be said: a reader would count the first line's own blanks as indentation.
    pub indicator: bool,
    /// How many line ends the string ends with; from two on they are kept empty lines.
    pub line_ends: usize,
}

// What a byte asks for: nothing, or a closer look.
const COLON: u8 = 1;
const HASH: u8 = 2;
/// Ends a plain string on one line with others; `?` only in YAML 1.1.
const FLOW: u8 = 4;
const LINE_END: u8 = 8;
const TAB: u8 = 16;
/// Printable only as an escape.
const ESCAPE: u8 = 32;
const WIDE: u8 = 64;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b':' => COLON,
            b'#' => HASH,
            b',' | b'[' | b']' | b'{' | b'}' | b'?' => FLOW,
            b'\n' => LINE_END,
            b'\t' => TAB,
            0..=0x1f | 0x7f => ESCAPE,
            0x80.. => WIDE,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

pub(super) fn style(text: &str, context: Context) -> Style {
    let seen = text.bytes().fold(0, |seen, byte| seen | CLASSES[usize::from(byte)]);
    if seen & ESCAPE != 0 || (seen & WIDE != 0 && text.chars().any(is_special)) {
        return Style::Double;
    }
    if seen & LINE_END != 0 {
        let literal = if context == Context::Block { literal(text) } else { None };
        return literal.map_or(Style::Double, Style::Literal);
    }
    let plain = seen & TAB == 0
        && ends_are_plain(text)
        && (seen & COLON == 0 || (context < Context::Key && colons_are_plain(text)))
        && (seen & HASH == 0 || !has_pair(text, *b" #"))
        && (seen & FLOW == 0 || context == Context::Block)
        && !reads_as_other(text);
    if plain { Style::Plain } else { Style::Double }
}

/// Beyond ASCII: what readers refuse, skip or take for a line end.
fn is_special(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether nothing at the first and last place means something to YAML.
fn ends_are_plain(text: &str) -> bool {
    let begins_plain = match text.bytes().next() {
        None | Some(b' ' | b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!') => {
            false
        }
        Some(b'|' | b'>' | b'\'' | b'"' | b'%' | b'@' | b'`') => false,
        Some(b'-' | b'.') => !is_mark(text),
        Some(_) => true,
    };
    begins_plain && !text.ends_with(' ')
}

/// An entry of a list, or the beginning or end of a document.
fn is_mark(text: &str) -> bool {
    let mark = text.split_once(' ').map_or(text, |(mark, _)| mark);
    matches!(mark, "-" | "---" | "...")
}

fn colons_are_plain(text: &str) -> bool {
    !text.ends_with(':') && !has_pair(text, *b": ")
}

/// Faster on short strings than a search for a string, which prepares itself first.
fn has_pair(text: &str, pair: [u8; 2]) -> bool {
    text.as_bytes().windows(2).any(|bytes| bytes == pair)
}

/// How a literal block carries these lines, unless some reader would lose a part of them.
fn literal(text: &str) -> Option<Literal> {
    let content = text.trim_end_matches('\n');
    let last = content.rsplit('\n').next()?;
    // Some readers count a last line of blanks as empty.
    if last.bytes().all(|byte| matches!(byte, b' ' | b'\t')) {
        return None;
    }
    let first = content.trim_start_matches('\n');
    let indicator = first.starts_with([' ', '\t']);
    Some(Literal { indicator, line_ends: text.len() - content.len() })
}

/// The string in double quotes.
pub(super) fn push_quoted(text: &str, out: &mut String) {
    out.push('"');
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        let plain = CLASSES[usize::from(byte)] & (ESCAPE | LINE_END | TAB | WIDE) == 0;
        if plain && byte != b'"' && byte != b'\\' {
            continue;
        }
        let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
        if byte >= 0x80 && !is_special(character) {
            continue;
        }
        out.push_str(&text[copied..at]);
        push_escape(character, out);
        copied = at + character.len_utf8();
    }
    out.push_str(&text[copied..]);
    out.push('"');
}

fn push_escape(character: char, out: &mut String) {
    let letter = match character {
        '"' => '"',
        '\\' => '\\',
        '\n' => 'n',
        '\t' => 't',
        '\r' => 'r',
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\u{1b}' => 'e',
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => return push_code(u32::from(character), out),
    };
    out.push('\\');
    out.push(letter);
}

/// `\x` and two digits, or `\u` and four: nothing that is escaped has a higher number.
fn push_code(code: u32, out: &mut String) {
    let (mark, digits) = if code < 0x100 { ("\\x", 2) } else { ("\\u", 4) };
    out.push_str(mark);
    for place in (0..digits).rev() {
        let digit = char::from_digit(code >> (4 * place) & 15, 16).unwrap_or_default();
        out.push(digit.to_ascii_uppercase());
    }
}

/// A comment on one line, as readers see lines.
pub(super) fn push_comment(text: &str, out: &mut String) {
    let blank = |character: char| character.is_control() || is_special(character);
    out.extend(text.trim().chars().map(|character| if blank(character) { ' ' } else { character }));
}
