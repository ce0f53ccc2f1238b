//! A text and its tokens, and what every finding asks of them.

use super::Unclosed;
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};
use crate::syntax::token::{Token, TokenKind};
use std::ops::Range;

/// A text and its tokens, as the parser and its findings see them.
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) struct Source<'t> {
    pub(in crate::syntax) file: FileId,
    pub(in crate::syntax) text: &'t str,
    pub(in crate::syntax) tokens: &'t [Token],
}

impl<'t> Source<'t> {
    pub(in crate::syntax) fn kind(self, token: u32) -> TokenKind {
        self.tokens[token as usize].kind
    }

    pub(in crate::syntax) fn is_escaped(self, token: u32) -> bool {
        self.tokens[token as usize].escaped
    }

    pub(in crate::syntax) fn span(self, token: u32) -> Span {
        let start = self.tokens[token as usize].start;
        let end = self.tokens.get(token as usize + 1).map_or(start, |next| next.start);
        Span::new(self.file, start, end)
    }

    pub(in crate::syntax) fn slice(self, token: u32) -> &'t str {
        self.at(self.span(token))
    }

    /// The width of the space before a token that begins its line; None when other text stands before it.
    pub(in crate::syntax) fn indentation(self, token: u32) -> Option<u32> {
        let Some(before) = token.checked_sub(1) else { return Some(0) };
        match self.kind(before) {
            TokenKind::Newline => Some(0),
            TokenKind::Whitespace if before == 0 || self.kind(before - 1) == TokenKind::Newline => {
                let space = self.span(before);
                Some(space.end - space.start)
            }
            _ => None,
        }
    }

    /// The empty place at the end of a token's line.
    pub(super) fn line_end(self, token: u32) -> Span {
        let ends = |at: &u32| matches!(self.kind(*at), TokenKind::Newline | TokenKind::Eof);
        let end = (token..).find(ends).map_or(self.text.len() as u32, |end| self.span(end).start);
        Span::new(self.file, end, end)
    }

    /// A line that closes a block, indented like the line that opened it.
    pub(super) fn closing_line(self, block: Unclosed) -> String {
        let indented = self.indentation(block.node).is_some_and(|width| width > 0);
        let indentation = if indented { self.slice(block.node - 1) } else { "" };
        format!("\n{indentation}}}")
    }

    pub(super) fn at(self, span: Span) -> &'t str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// The empty place behind a token.
    pub(super) fn after(self, token: u32) -> Span {
        let end = self.span(token).end;
        Span::new(self.file, end, end)
    }

    /// From a token to the one before another.
    pub(super) fn up_to(self, first: u32, end: u32) -> Span {
        Span::new(self.file, self.span(first).start, self.span(end).start)
    }

    /// Some bytes of a token.
    pub(super) fn part(self, token: u32, bytes: &Range<usize>) -> Span {
        let start = self.span(token).start;
        Span::new(self.file, start + bytes.start as u32, start + bytes.end as u32)
    }

    /// A token's text for a message: its first line, not too long.
    pub(super) fn shown(self, token: u32) -> String {
        let line = self.slice(token).lines().next().unwrap_or_default();
        match line.char_indices().nth(30) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line.to_owned(),
        }
    }

    pub(super) fn finding(self, code: &'static Code, token: u32, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.span(token), message)
    }

    pub(super) fn replace(self, diagnostic: Diagnostic, token: u32, text: impl Into<String>) -> Diagnostic {
        diagnostic.fix(self.span(token), text)
    }
}
