//! What stands between two tokens. In: the tree of a legal document. Out: edits. It goes over the tokens once and keeps
//! a stack of its own; of blocks, it looks ahead only into those without blocks in them.

use std::ops::Range;

use crate::diag::Edit;
use crate::source::Span;
use crate::syntax::{TokenKind, Tree, comment_moved_by, indentation, is_newline, string_indented};

const INDENT: usize = 4;

pub(super) fn edits(tree: &Tree) -> Vec<Edit> {
    let mut layout = Layout::new(tree);
    let mut gap = Gap::default();
    for token in 0..tree.token_count() {
        match tree.token_kind(token) {
            TokenKind::Whitespace => {}
            TokenKind::Newline => gap.line_ends += 1,
            TokenKind::Semicolon => gap.semicolon = true,
            kind => {
                layout.token(token, kind, &gap);
                gap = Gap { from: tree.token_span(token).end, ..Gap::default() };
            }
        }
    }
    layout.edits
}

/// What stands between two tokens that stay.
#[derive(Default)]
struct Gap {
    /// Where it begins; it ends where the next token begins.
    from: u32,
    line_ends: usize,
    semicolon: bool,
}

/// What shall stand there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    Nothing,
    Blank,
    Line { after_empty: bool, depth: usize },
}

struct Layout<'t> {
    tree: &'t Tree,
    edits: Vec<Edit>,
    before: Option<TokenKind>,
    /// The open blocks: whether each stays on one line.
    blocks: Vec<bool>,
    /// Behind the beginning of a node and before its end.
    in_node: bool,
    /// Behind a `/-`, before what it takes out.
    slashed: bool,
    /// The slashdash behind which this is may be that of the version marker.
    first_slashdash: bool,
    /// Behind a `\`, before the line end that it takes away.
    continued: bool,
    /// Behind a `{`, before the first line of its block.
    fresh: bool,
    /// Where the current line of the source begins, and how far it is indented in the result.
    line_start: usize,
    indentation: usize,
}

impl<'t> Layout<'t> {
    fn new(tree: &'t Tree) -> Self {
        Self {
            tree,
            edits: Vec::new(),
            before: None,
            blocks: Vec::new(),
            in_node: false,
            slashed: false,
            first_slashdash: false,
            continued: false,
            fresh: false,
            line_start: 0,
            indentation: 0,
        }
    }

    fn token(&mut self, token: u32, kind: TokenKind, gap: &Gap) {
        let space = self.space(token, kind, gap);
        self.write_space(gap.from..self.tree.token_span(token).start, space);
        self.write_token(token, kind);
        self.step(token, kind, space);
    }

    fn depth(&self) -> usize {
        self.blocks.len()
    }

    fn on_one_line(&self) -> bool {
        self.blocks.last().copied().unwrap_or(false)
    }

    /// What shall stand before a token.
    fn space(&mut self, token: u32, kind: TokenKind, gap: &Gap) -> Space {
        let Some(before) = self.before else { return Space::Nothing };
        let was_continued = self.continued;
        let ended = self.end_node(gap);
        let line = Space::Line { after_empty: false, depth: self.depth() + usize::from(self.in_node) };
        match kind {
            TokenKind::Eof => Space::Line { after_empty: false, depth: 0 },
            TokenKind::CloseBrace if before == TokenKind::OpenBrace => Space::Nothing,
            TokenKind::CloseBrace if self.on_one_line() => Space::Blank,
            TokenKind::CloseBrace => Space::Line { after_empty: false, depth: self.depth() - 1 },
            _ if self.slashed => self.behind_slashdash(token, before, kind, gap, line),
            // A block that begins a continued line begins where its node does.
            TokenKind::OpenBrace if self.in_node && gap.line_ends > 0 => {
                Space::Line { after_empty: false, depth: self.depth() }
            }
            _ if self.in_node && gap.line_ends > 0 => line,
            _ if self.in_node => within_node(before, kind),
            _ if self.on_one_line() || self.stays_on_line(token, kind, gap, ended) => Space::Blank,
            // A line that a `\` took away ends nothing: the node before needs one more.
            _ => Space::Line {
                after_empty: (gap.line_ends > 1 && !self.fresh) || (ended && was_continued),
                depth: self.depth(),
            },
        }
    }

    /// Whether the node before ends in the gap.
    fn end_node(&mut self, gap: &Gap) -> bool {
        let taken_away = self.continued && gap.line_ends > 0;
        self.continued &= !taken_away;
        let ends = gap.semicolon || gap.line_ends > usize::from(taken_away);
        let ended = self.in_node && !self.slashed && ends;
        self.in_node &= !ended;
        ended
    }

    fn behind_slashdash(
        &self,
        token: u32,
        before: TokenKind,
        kind: TokenKind,
        gap: &Gap,
        line: Space,
    ) -> Space {
        let is_marker = self.first_slashdash && self.tree.token_text(token) == "kdl-version";
        match before {
            TokenKind::Slashdash if is_marker => Space::Blank,
            TokenKind::Slashdash if !kind.is_comment() && kind != TokenKind::Backslash => Space::Nothing,
            _ if gap.line_ends > 0 => line,
            _ => Space::Blank,
        }
    }

    /// Between nodes: whether a token belongs to the line before it.
    fn stays_on_line(&self, token: u32, kind: TokenKind, gap: &Gap, ended: bool) -> bool {
        let follows_comment = !ended && self.before.is_some_and(TokenKind::is_comment);
        gap.line_ends == 0 && (follows_comment || kind.is_comment() && !self.leads(token))
    }

    /// Whether a node begins behind a comment on its line.
    fn leads(&self, comment: u32) -> bool {
        use TokenKind::{BlockComment, CloseBrace, Eof, Newline, Whitespace};
        let mut after = (comment..self.tree.token_count()).map(|token| self.tree.token_kind(token));
        let next = after.find(|kind| !matches!(kind, Whitespace | BlockComment));
        next.is_some_and(|kind| !matches!(kind, Newline | Eof | CloseBrace) && !kind.is_comment())
    }

    fn write_space(&mut self, bytes: Range<u32>, space: Space) {
        let old = &self.tree.text()[bytes.start as usize..bytes.end as usize];
        if let Some(last_line) = last_line(old) {
            self.line_start = bytes.start as usize + last_line;
        }
        let new = match space {
            Space::Nothing => String::new(),
            Space::Blank => " ".to_string(),
            Space::Line { after_empty, depth } => {
                self.indentation = depth * INDENT;
                format!("\n{}{}", if after_empty { "\n" } else { "" }, " ".repeat(depth * INDENT))
            }
        };
        if old != new {
            self.edits.push(Edit { span: Span::new(self.tree.file(), bytes.start, bytes.end), text: new });
        }
    }

    /// A token that may hold space which is not in the style.
    fn write_token(&mut self, token: u32, kind: TokenKind) {
        let text = self.tree.token_text(token);
        let new = match kind {
            TokenKind::LineComment => {
                let trimmed = text.trim_end();
                (trimmed.len() < text.len()).then(|| trimmed.to_string())
            }
            TokenKind::BlockComment => {
                let from = indentation(&self.tree.text()[self.line_start..]);
                comment_moved_by(text, self.indentation as isize - from as isize)
            }
            kind if kind.is_quoted() => string_indented(text, kind, (self.depth() + 1) * INDENT),
            _ => None,
        };
        let span = self.tree.token_span(token);
        if let Some(last) = last_line(text) {
            self.line_start = span.start as usize + last;
            let written = new.as_deref().unwrap_or(text);
            self.indentation = indentation(&written[last_line(written).unwrap_or(0)..]);
        }
        self.edits.extend(new.map(|text| Edit { span, text }));
    }

    /// Goes behind a token.
    fn step(&mut self, token: u32, kind: TokenKind, space: Space) {
        self.fresh &= kind.is_comment() && space == Space::Blank;
        match kind {
            TokenKind::Backslash => self.continued = true,
            TokenKind::Slashdash => {
                self.slashed = true;
                self.first_slashdash = self.before.is_none();
            }
            kind if kind.is_comment() => {}
            TokenKind::OpenBrace => {
                self.blocks.push(self.is_written_on_one_line(token));
                (self.in_node, self.slashed, self.fresh) = (false, false, true);
            }
            TokenKind::CloseBrace => {
                self.blocks.pop();
                self.in_node = true;
            }
            _ => (self.in_node, self.slashed) = (true, false),
        }
        self.before = Some(kind);
    }

    /// Whether a block was written on one line and has at most one child, which has no block.
    fn is_written_on_one_line(&self, open: u32) -> bool {
        let mut ended = false;
        for token in open + 1..self.tree.token_count() {
            match self.tree.token_kind(token) {
                TokenKind::CloseBrace => return true,
                TokenKind::Newline | TokenKind::LineComment | TokenKind::OpenBrace => return false,
                TokenKind::Semicolon => ended = true,
                TokenKind::Whitespace => {}
                _ if self.tree.token_text(token).contains(is_newline) => return false,
                TokenKind::BlockComment => {}
                _ if ended => return false,
                _ => {}
            }
        }
        false
    }
}

/// Between two tokens of a node, on one line.
fn within_node(before: TokenKind, kind: TokenKind) -> Space {
    use TokenKind::{Backslash, CloseParen, Equals, OpenParen};
    if before.is_comment() || kind.is_comment() || kind == Backslash {
        return Space::Blank;
    }
    match (before, kind) {
        (Equals | OpenParen | CloseParen, _) | (_, Equals | CloseParen) => Space::Nothing,
        _ => Space::Blank,
    }
}

/// Where the last line of a text with several begins.
fn last_line(text: &str) -> Option<usize> {
    let end = text.rfind(is_newline)?;
    Some(end + text[end..].chars().next().map_or(0, char::len_utf8))
}
