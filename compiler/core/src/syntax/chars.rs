//! Which characters KDL takes for what. In: bytes and characters. Out: their class. It knows no tokens.

/// What a character is to the lexer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    /// Part of a bare word.
    Word,
    /// A character with a token of its own: one of `\/(){};[]"#=`.
    Mark,
    Space,
    Newline,
    /// May not stand anywhere in a document, not even in a comment.
    Disallowed,
}

pub(super) fn class(c: char) -> Class {
    match c {
        '\\' | '/' | '(' | ')' | '{' | '}' | ';' | '[' | ']' | '"' | '#' | '=' => Class::Mark,
        '\t' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' => Class::Space,
        '\u{202f}' | '\u{205f}' | '\u{3000}' => Class::Space,
        '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Class::Newline,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}' => Class::Disallowed,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => Class::Disallowed,
        '\u{2066}'..='\u{2069}' | '\u{feff}' => Class::Disallowed,
        _ => Class::Word,
    }
}

pub(super) fn is_space(c: char) -> bool {
    class(c) == Class::Space
}

pub fn is_newline(c: char) -> bool {
    class(c) == Class::Newline
}

/// ASCII bytes of bare words. Every byte from 0x80 on needs a look at the whole character.
pub(super) const WORD_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = b'!';
    while byte < 0x7f {
        table[byte as usize] = !matches!(
            byte,
            b'\\' | b'/' | b'(' | b')' | b'{' | b'}' | b';' | b'[' | b']' | b'"' | b'#' | b'='
        );
        byte += 1;
    }
    table
};

/// Bytes that comments and strings may run over without a look: all but quotes, `*`, `/`, `\`, control characters,
/// and the lead bytes of characters beyond ASCII that end a line or are disallowed.
pub(super) const PLAIN_BYTES: [bool; 256] = {
    let mut table = [true; 256];
    let mut byte = 0;
    while byte < b' ' {
        table[byte as usize] = byte == b'\t';
        byte += 1;
    }
    let special = [b'"', b'*', b'/', b'\\', 0x7f, 0xc2, 0xe2, 0xef];
    let mut at = 0;
    while at < special.len() {
        table[special[at] as usize] = false;
        at += 1;
    }
    table
};
