//! Tokens: the smallest pieces of a text. They touch one another, so a token's end is the start of the next.

/// What a token is. The kinds from [`TokenKind::UnterminatedString`] on are broken text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum TokenKind {
    /// Spaces and tabs; also the byte order mark that may open a file.
    Whitespace,
    /// One line end, `CRLF` included.
    Newline,
    /// From `//` up to the line end, which is not part of it.
    LineComment,
    BlockComment,
    /// The mark `/-` alone.
    Slashdash,
    Backslash,
    Semicolon,
    Equals,
    OpenBrace,
    CloseBrace,
    OpenParen,
    CloseParen,
    /// A bare word, among them the reserved ones such as `true`.
    Word,
    /// Whatever begins like a number, such as `10` and `10s`.
    Number,
    True,
    False,
    Null,
    Infinity,
    NegativeInfinity,
    NotANumber,
    String,
    MultiLineString,
    RawString,
    RawMultiLineString,
    UnterminatedString,
    UnterminatedMultiLineString,
    UnterminatedRawString,
    UnterminatedComment,
    /// A bare word with a `/`, `\` or `#` in it.
    BadWord,
    /// `#` and a word that is no keyword.
    HashWord,
    /// `#` and a space, up to the line end.
    HashComment,
    /// `[` or `]`.
    Bracket,
    /// Characters that may not stand in a document.
    Disallowed,
    /// The whole of a file that was not read.
    Unread,
    /// The end of the text: the last token, empty.
    Eof,
}

impl TokenKind {
    /// Strings in any spelling, bare words included: what may name a node, a property or a type.
    pub fn is_string(self) -> bool {
        self == TokenKind::Word || self.is_quoted()
    }

    /// Strings in quotation marks, the unterminated ones included.
    pub fn is_quoted(self) -> bool {
        use TokenKind::*;
        matches!(self, String | MultiLineString | RawString | RawMultiLineString)
            || matches!(self, UnterminatedString | UnterminatedMultiLineString | UnterminatedRawString)
    }

    pub fn is_keyword(self) -> bool {
        use TokenKind::*;
        matches!(self, True | False | Null | Infinity | NegativeInfinity | NotANumber)
    }

    pub fn is_comment(self) -> bool {
        use TokenKind::*;
        matches!(self, LineComment | BlockComment | UnterminatedComment | HashComment)
    }

    /// Space, line ends and comments.
    pub fn is_trivia(self) -> bool {
        matches!(self, TokenKind::Whitespace | TokenKind::Newline) || self.is_comment()
    }

    /// What stands where a value was meant, broken or not.
    pub(super) fn is_value(self) -> bool {
        self.is_string()
            || self.is_keyword()
            || matches!(self, TokenKind::Number | TokenKind::BadWord | TokenKind::HashWord)
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) kind: TokenKind,
    /// A string with at least one `\` that begins an escape.
    pub(super) escaped: bool,
}

/// An index that points at no token.
pub(super) const NO_TOKEN: u32 = u32::MAX;
