//! Space, comments and line continuations. In: a place in the tokens. Out: the place behind them.

use super::Parser;
use crate::syntax::messages;
use crate::syntax::token::TokenKind;

impl Parser<'_> {
    /// Skips what may stand between nodes.
    pub(super) fn skip_line_space(&mut self) {
        loop {
            match self.kind() {
                TokenKind::Whitespace | TokenKind::Newline => self.at += 1,
                TokenKind::LineComment | TokenKind::BlockComment => self.at += 1,
                TokenKind::HashComment => self.hash_comment(),
                TokenKind::UnterminatedComment => self.unterminated_comment(),
                TokenKind::Backslash if self.line_continuation() => {}
                _ => return,
            }
        }
    }

    /// Skips what may stand between the parts of a node. True when there was any.
    pub(super) fn skip_node_space(&mut self) -> bool {
        let start = self.at;
        loop {
            match self.kind() {
                TokenKind::Whitespace | TokenKind::BlockComment => self.at += 1,
                TokenKind::Newline if self.at < self.list_end => self.at += 1,
                TokenKind::UnterminatedComment => self.unterminated_comment(),
                TokenKind::Backslash if self.line_continuation() => {}
                _ => return self.at > start,
            }
        }
    }

    fn hash_comment(&mut self) {
        let at = self.at;
        self.at += 1;
        self.quiet = false;
        self.report(|source| messages::hash_comment(source, at));
    }

    fn unterminated_comment(&mut self) {
        let at = self.at;
        self.at += 1;
        self.swallowed_brace |= self.source.slice(at).contains('}');
        self.report(|source| messages::unterminated_comment(source, at));
    }

    /// Steps over a `\` with the line end it takes away. False when it is not at the end of its line.
    fn line_continuation(&mut self) -> bool {
        let mut at = self.at + 1;
        while matches!(self.kind_at(at), TokenKind::Whitespace | TokenKind::BlockComment) {
            at += 1;
        }
        if self.kind_at(at) == TokenKind::LineComment {
            at += 1;
        }
        match self.kind_at(at) {
            TokenKind::Newline => self.at = at + 1,
            TokenKind::Eof => self.at = at,
            _ => return false,
        }
        true
    }
}
