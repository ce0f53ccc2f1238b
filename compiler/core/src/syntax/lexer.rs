//! Text to tokens. In: any text. Out: tokens that cover every byte of it, broken text included.
//! It reports nothing: the kind of a token says what is wrong, and the parser says it to people.

use super::chars::{Class, PLAIN_BYTES, WORD_BYTES, class, is_newline, is_space};
use super::token::{Token, TokenKind};
use crate::diag::Diagnostics;

pub(super) struct Lexed {
    pub(super) tokens: Vec<Token>,
    /// Where the characters begin that may not stand in a document; as many as will be reported.
    pub(super) disallowed: Vec<u32>,
}

pub(super) fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer { text, bytes: text.as_bytes(), at: 0, escaped: false, disallowed: Vec::new() };
    // A spec has a token every five bytes; a guess too low costs one copy.
    let mut tokens = Vec::with_capacity(text.len() / 4 + 2);
    while lexer.at < text.len() {
        let start = lexer.at as u32;
        lexer.escaped = false;
        let kind = lexer.token();
        tokens.push(Token { start, kind, escaped: lexer.escaped });
    }
    tokens.push(Token { start: text.len() as u32, kind: TokenKind::Eof, escaped: false });
    tokens.shrink_to_fit();
    Lexed { tokens, disallowed: lexer.disallowed }
}

/// Whether a bare word would be read as a number, or as a failed one.
pub(super) fn begins_like_number(word: &str) -> bool {
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    let digits = unsigned.strip_prefix('.').unwrap_or(unsigned);
    digits.starts_with(|c: char| c.is_ascii_digit())
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    escaped: bool,
    disallowed: Vec<u32>,
}

impl Lexer<'_> {
    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn char(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn token(&mut self) -> TokenKind {
        match self.byte(0) {
            b' ' | b'\t' => self.whitespace(),
            b'"' => self.string(),
            b'#' => self.hash(),
            b'/' => self.slash(),
            b'\n' => self.mark(TokenKind::Newline),
            b'\\' => self.mark(TokenKind::Backslash),
            b';' => self.mark(TokenKind::Semicolon),
            b'=' => self.mark(TokenKind::Equals),
            b'{' => self.mark(TokenKind::OpenBrace),
            b'}' => self.mark(TokenKind::CloseBrace),
            b'(' => self.mark(TokenKind::OpenParen),
            b')' => self.mark(TokenKind::CloseParen),
            b'[' | b']' => self.mark(TokenKind::Bracket),
            byte if WORD_BYTES[byte as usize] => self.word(),
            _ => self.other(),
        }
    }

    fn mark(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 1;
        kind
    }

    fn other(&mut self) -> TokenKind {
        let Some(c) = self.char() else { return TokenKind::Eof };
        match class(c) {
            Class::Space => self.whitespace(),
            Class::Newline => {
                self.newline();
                TokenKind::Newline
            }
            Class::Disallowed if c == '\u{feff}' && self.at == 0 => {
                self.at += c.len_utf8();
                TokenKind::Whitespace
            }
            Class::Disallowed => {
                self.note_disallowed(c);
                TokenKind::Disallowed
            }
            Class::Word | Class::Mark => self.word(),
        }
    }

    fn whitespace(&mut self) -> TokenKind {
        loop {
            match self.byte(0) {
                b' ' | b'\t' => self.at += 1,
                0..=0x7f => break,
                _ => match self.char() {
                    Some(c) if is_space(c) => self.at += c.len_utf8(),
                    _ => break,
                },
            }
        }
        TokenKind::Whitespace
    }

    /// Steps over one line end: `CRLF` is one.
    fn newline(&mut self) {
        if self.byte(0) == b'\r' && self.byte(1) == b'\n' {
            self.at += 2;
        } else if let Some(c) = self.char() {
            self.at += c.len_utf8();
        }
    }

    fn note_disallowed(&mut self, c: char) {
        if self.disallowed.len() < Diagnostics::LIMIT {
            self.disallowed.push(self.at as u32);
        }
        self.at += c.len_utf8();
    }

    fn word(&mut self) -> TokenKind {
        let start = self.at;
        let mut sound = true;
        loop {
            self.word_characters();
            if !self.continues_badly() {
                break;
            }
            sound = false;
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        match () {
            () if !sound => TokenKind::BadWord,
            () if begins_like_number(word) => TokenKind::Number,
            () => TokenKind::Word,
        }
    }

    fn word_characters(&mut self) {
        loop {
            while self.at < self.bytes.len() && WORD_BYTES[self.bytes[self.at] as usize] {
                self.at += 1;
            }
            match self.char() {
                Some(c) if !c.is_ascii() && class(c) == Class::Word => self.at += c.len_utf8(),
                _ => return,
            }
        }
    }

    /// Whether the next mark cannot be in a bare word, and was most likely meant to be: as in `a/b` and `C:\x`.
    fn continues_badly(&self) -> bool {
        match (self.byte(0), self.byte(1)) {
            (b'/', next) => !matches!(next, b'/' | b'*' | b'-'),
            (b'#', next) => !matches!(next, b'"' | b'#'),
            (b'\\', next) => WORD_BYTES[next as usize],
            _ => false,
        }
    }

    fn slash(&mut self) -> TokenKind {
        match self.byte(1) {
            b'/' => self.rest_of_line(TokenKind::LineComment),
            b'*' => self.block_comment(),
            b'-' => {
                self.at += 2;
                TokenKind::Slashdash
            }
            _ => self.word(),
        }
    }

    fn rest_of_line(&mut self, kind: TokenKind) -> TokenKind {
        while self.plain_text() {
            match self.char() {
                Some(c) if is_newline(c) => break,
                Some(c) => self.text_character(c),
                None => break,
            }
        }
        kind
    }

    /// Runs over text that needs no look. False at the end of the text.
    fn plain_text(&mut self) -> bool {
        while self.at < self.bytes.len() && PLAIN_BYTES[self.bytes[self.at] as usize] {
            self.at += 1;
        }
        self.at < self.bytes.len()
    }

    /// Steps over a character in a comment or string.
    fn text_character(&mut self, c: char) {
        match class(c) {
            Class::Disallowed => self.note_disallowed(c),
            _ => self.at += c.len_utf8(),
        }
    }

    fn block_comment(&mut self) -> TokenKind {
        let mut depth = 0_u32;
        while self.plain_text() {
            match (self.byte(0), self.byte(1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return TokenKind::BlockComment;
                    }
                }
                _ => self.any_text_character(),
            }
        }
        TokenKind::UnterminatedComment
    }

    fn any_text_character(&mut self) {
        if let Some(c) = self.char() {
            self.text_character(c);
        }
    }

    fn string(&mut self) -> TokenKind {
        if self.bytes[self.at..].starts_with(b"\"\"\"") {
            self.at += 3;
            return self.multi_line_string();
        }
        self.at += 1;
        while self.plain_text() {
            match self.char() {
                Some('"') => return self.mark(TokenKind::String),
                Some('\\') => self.escape(),
                Some(c) if is_newline(c) => break,
                Some(c) => self.text_character(c),
                None => break,
            }
        }
        TokenKind::UnterminatedString
    }

    fn multi_line_string(&mut self) -> TokenKind {
        while self.plain_text() {
            match self.byte(0) {
                b'"' if self.bytes[self.at..].starts_with(b"\"\"\"") => {
                    self.at += 3;
                    return TokenKind::MultiLineString;
                }
                b'\\' => self.escape(),
                _ => self.any_text_character(),
            }
        }
        TokenKind::UnterminatedMultiLineString
    }

    /// Steps over a `\` and what it hides from the lexer: space with line ends, or a quotation mark.
    fn escape(&mut self) {
        self.escaped = true;
        self.at += 1;
        if matches!(self.byte(0), b'"' | b'\\') {
            self.at += 1;
            return;
        }
        while let Some(c) = self.char().filter(|c| is_space(*c) || is_newline(*c)) {
            self.at += c.len_utf8();
        }
    }

    fn hash(&mut self) -> TokenKind {
        let hashes = self.bytes[self.at..].iter().take_while(|byte| **byte == b'#').count();
        match self.byte(hashes) {
            b'"' => self.raw_string(hashes),
            b' ' | b'\t' | b'\r' | b'\n' | b'!' | 0 => self.rest_of_line(TokenKind::HashComment),
            _ => {
                let start = self.at;
                self.at += hashes;
                self.word();
                keyword(&self.text[start..self.at])
            }
        }
    }

    fn raw_string(&mut self, hashes: usize) -> TokenKind {
        self.at += hashes;
        let multi_line = self.bytes[self.at..].starts_with(b"\"\"\"");
        self.at += if multi_line { 3 } else { 1 };
        while self.plain_text() {
            match self.char() {
                Some('"') if self.closes_raw_string(hashes, multi_line) => {
                    return if multi_line { TokenKind::RawMultiLineString } else { TokenKind::RawString };
                }
                Some(c) if !multi_line && is_newline(c) => break,
                Some(c) => self.text_character(c),
                None => break,
            }
        }
        if multi_line { TokenKind::UnterminatedMultiLineString } else { TokenKind::UnterminatedRawString }
    }

    fn closes_raw_string(&mut self, hashes: usize, multi_line: bool) -> bool {
        let quotes = if multi_line { 3 } else { 1 };
        let tail = &self.bytes[self.at..];
        let closes = tail.len() >= quotes + hashes
            && tail[..quotes].iter().all(|byte| *byte == b'"')
            && tail[quotes..quotes + hashes].iter().all(|byte| *byte == b'#');
        if closes {
            self.at += quotes + hashes;
        }
        closes
    }
}

fn keyword(word: &str) -> TokenKind {
    match word {
        "#true" => TokenKind::True,
        "#false" => TokenKind::False,
        "#null" => TokenKind::Null,
        "#inf" => TokenKind::Infinity,
        "#-inf" => TokenKind::NegativeInfinity,
        "#nan" => TokenKind::NotANumber,
        _ => TokenKind::HashWord,
    }
}
