//! Blocks: where they open, and which of them was left open. In: braces and indentation. Out: the stack of blocks.

use super::{MAX_DEPTH, Parser};
use crate::syntax::messages::{self, Unclosed};
use crate::syntax::token::{NO_TOKEN, TokenKind};

/// What decides where a block ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Layout {
    Braces,
    /// Also a line that is not indented deeper than the line that opened the block.
    Indentation,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    node: u32,
    open: u32,
    pub(super) dead: bool,
    /// Indentation of the line of the `{`, when its node begins that line.
    indent: Option<u32>,
}

impl Parser<'_> {
    /// Enters a block. False when it lies too deep and was stepped over.
    pub(super) fn opens_block(&mut self, node: u32, slashed: bool) -> bool {
        if self.blocks.len() >= MAX_DEPTH {
            self.skip_deep_block(node);
            return false;
        }
        let data = self.parsed.nodes[node as usize];
        let dead = slashed || data.dead;
        let open = self.take();
        self.quiet = false;
        if !slashed && data.open == NO_TOKEN {
            self.parsed.nodes[node as usize].open = open;
        } else if !slashed {
            self.report(|source| messages::second_block(source, data.name, data.open, open));
        }
        let indent = self.source.indentation(data.first);
        self.blocks.push(Block { node, open, dead, indent });
        true
    }

    /// Steps over a block beyond the depth limit by counting braces.
    fn skip_deep_block(&mut self, node: u32) {
        let open = self.at;
        if !self.too_deep {
            self.too_deep = true;
            self.report(|source| messages::too_deep(source, open));
        }
        self.mark_broken(node);
        let mut depth = 0_usize;
        loop {
            match self.kind() {
                TokenKind::OpenBrace => depth += 1,
                TokenKind::CloseBrace => depth -= 1,
                TokenKind::Eof => return,
                _ => {}
            }
            self.take();
            if depth == 0 {
                return;
            }
        }
    }

    /// The thing on the line before, when a `{` here can only be its block.
    pub(super) fn line_without_block(&self) -> Option<u32> {
        let node = self.parsed.nodes.len().checked_sub(1)?;
        let data = self.parsed.nodes[node];
        let is_space = |kind| matches!(kind, TokenKind::Whitespace | TokenKind::Newline);
        let is_free = data.open == NO_TOKEN && self.source.kind(data.name).is_value();
        (is_free && (data.last + 1..self.at).all(|token| is_space(self.kind_at(token))))
            .then_some(node as u32)
    }

    pub(super) fn block_on_next_line(&mut self, node: u32) {
        let (data, open) = (self.parsed.nodes[node as usize], self.at);
        self.report(|source| messages::block_on_next_line(source, data.name, data.last, open));
        self.opens_block(node, false);
    }

    pub(super) fn close_brace(&mut self) {
        if self.too_many.binary_search(&self.at).is_ok() {
            return self.step_over_brace();
        }
        if self.layout == Layout::Indentation {
            self.close_blocks_deeper_than_brace();
        }
        let close = self.take();
        let Some(block) = self.blocks.pop() else {
            self.stray_braces += 1;
            return self.report(|source| messages::stray_brace(source, close));
        };
        if block.indent.is_some_and(|opened| self.source.indentation(close).is_some_and(|here| here > opened))
        {
            self.misfits.push(close);
        }
        let data = &mut self.parsed.nodes[block.node as usize];
        if data.open == block.open {
            data.close = close;
        }
        self.rest_of_node(block.node, true);
    }

    fn step_over_brace(&mut self) {
        let close = self.take();
        let Some(block) = self.blocks.last() else {
            self.stray_braces += 1;
            return self.report(|source| messages::stray_brace(source, close));
        };
        let name = self.parsed.nodes[block.node as usize].name;
        self.report(|source| messages::brace_too_many(source, close, name));
    }

    /// A `}` that begins a line closes a block whose line is indented alike, if there is one.
    fn close_blocks_deeper_than_brace(&mut self) {
        let Some(indent) = self.source.indentation(self.at) else { return };
        let fits = |block: &Block| block.indent.is_some_and(|opened| opened <= indent);
        let Some(fitting) = self.blocks.iter().rposition(fits) else { return };
        while self.blocks.len() > fitting + 1 {
            self.close_unclosed_block();
        }
    }

    /// A node that begins a line is in no block whose line is indented as deep or deeper.
    pub(super) fn close_dedented_blocks(&mut self) {
        if self.layout == Layout::Braces || self.blocks.is_empty() {
            return;
        }
        let Some(indent) = self.source.indentation(self.at) else { return };
        while self.blocks.last().and_then(|block| block.indent).is_some_and(|opened| opened >= indent) {
            self.close_unclosed_block();
        }
    }

    fn close_unclosed_block(&mut self) {
        let Some(block) = self.blocks.pop() else { return };
        self.unclosed += 1;
        self.flat |= self.last == block.open;
        let (at, last) = (self.at, self.last);
        let lacking = self.unclosed_block(&block);
        self.quiet = self.swallowed_brace;
        self.report(|source| messages::unclosed_block(source, lacking, last, at));
        self.quiet = false;
        self.mark_broken(block.node);
        self.finish(block.node);
    }

    fn unclosed_block(&self, block: &Block) -> Unclosed {
        Unclosed { node: self.parsed.nodes[block.node as usize].first, open: block.open }
    }

    /// At the end of the text: one finding for all blocks that are still open.
    pub(super) fn close_at_the_end(&mut self) {
        let open: Vec<Unclosed> = self.blocks.iter().rev().map(|block| self.unclosed_block(block)).collect();
        self.unclosed += open.len();
        if !open.is_empty() && !self.swallowed_brace {
            let last = self.last;
            self.report(|source| messages::unclosed_blocks(source, &open, last));
        }
        while let Some(block) = self.blocks.pop() {
            self.mark_broken(block.node);
            self.finish(block.node);
        }
    }
}
