//! Tokens to nodes. In: the tokens of a file. Out: the records of a tree, and findings.
//! It keeps its own stack, so that no text can exhaust the program's. It does not decode names and values.

mod blocks;
mod entries;
#[cfg(test)]
mod tests;
mod trivia;

use super::findings::Findings;
use super::messages::{self, Source};
use super::token::{NO_TOKEN, Token, TokenKind};
use super::tree::{NodeData, Parsed};
use crate::source::FileId;
use blocks::{Block, Layout};

/// How deep blocks may lie in one another, those behind `/-` included.
pub const MAX_DEPTH: usize = 128;

/// Parses by the braces. When there are too many or too few, a second look trusts the indentation, if that explains
/// them all.
pub(super) fn parse(file: FileId, text: &str, tokens: &[Token]) -> (Parsed, Findings) {
    let source = Source { file, text, tokens };
    let by_braces = Parser::run(source, Layout::Braces, Vec::new());
    let second = match (by_braces.unclosed, by_braces.stray_braces) {
        (0, 0) => None,
        (0, stray) => {
            let too_many = by_braces.misfits.iter().take(stray).copied().collect();
            Some(Parser::run(source, Layout::Braces, too_many)).filter(|second| second.unclosed == 0)
        }
        (unclosed, _) => Some(Parser::run(source, Layout::Indentation, Vec::new()))
            .filter(|second| second.unclosed == unclosed && !second.flat),
    };
    let better = second.filter(|second| second.stray_braces == 0).unwrap_or(by_braces);
    (better.parsed, better.findings)
}

struct Parser<'t> {
    source: Source<'t>,
    layout: Layout,
    at: u32,
    /// The last token taken that is neither space nor comment.
    last: u32,
    blocks: Vec<Block>,
    parsed: Parsed,
    findings: Findings,
    /// The rest of a statement that was already found wrong raises nothing more.
    quiet: bool,
    unclosed: usize,
    stray_braces: usize,
    too_deep: bool,
    /// The indentation would close a block right where it opens: the text is not indented by its blocks.
    flat: bool,
    /// A string was not closed: a lone quotation mark further on is most likely its end.
    after_unterminated: bool,
    /// Something unterminated took in a `}`, which some block will lack.
    swallowed_brace: bool,
    /// The last token taken for a comma or colon between values.
    separator: u32,
    /// The `]` of a list in brackets that is being read: line ends before it do not count.
    list_end: u32,
    /// Every `}` that begins its line deeper than the line of the block that it closes.
    misfits: Vec<u32>,
    /// Every `}` that was found to be one too many.
    too_many: Vec<u32>,
    /// How often a token was looked at: the tests hold it to a multiple of the number of tokens.
    #[cfg(test)]
    looks: std::cell::Cell<usize>,
}

impl<'t> Parser<'t> {
    fn run(source: Source<'t>, layout: Layout, too_many: Vec<u32>) -> Self {
        let mut parser = Parser {
            source,
            layout,
            at: 0,
            last: 0,
            blocks: Vec::new(),
            parsed: Parsed::default(),
            findings: Findings::default(),
            quiet: false,
            unclosed: 0,
            stray_braces: 0,
            too_deep: false,
            flat: false,
            after_unterminated: false,
            swallowed_brace: false,
            separator: NO_TOKEN,
            list_end: 0,
            misfits: Vec::new(),
            too_many,
            #[cfg(test)]
            looks: std::cell::Cell::default(),
        };
        parser.statements();
        parser.parsed.nodes.shrink_to_fit();
        parser.parsed.entries.shrink_to_fit();
        parser
    }

    fn statements(&mut self) {
        loop {
            self.skip_line_space();
            self.quiet = false;
            match self.kind() {
                TokenKind::Eof => break,
                TokenKind::CloseBrace => self.close_brace(),
                TokenKind::Semicolon => self.stray_semicolon(),
                TokenKind::OpenBrace => match self.line_without_block() {
                    Some(node) => self.block_on_next_line(node),
                    None => self.node(),
                },
                _ => self.node(),
            }
        }
        self.close_at_the_end();
    }

    fn kind(&self) -> TokenKind {
        self.kind_at(self.at)
    }

    fn kind_at(&self, token: u32) -> TokenKind {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
        self.source.kind(token)
    }

    /// Takes a token that means something.
    fn take(&mut self) -> u32 {
        let token = self.at;
        self.last = token;
        if self.kind() != TokenKind::Eof {
            self.at += 1;
        }
        token
    }

    fn report(&mut self, finding: impl FnOnce(Source<'t>) -> crate::diag::Diagnostic) {
        if !self.quiet {
            let source = self.source;
            self.findings.report(|| finding(source));
        }
    }

    /// At the beginning of a line with text it is meant to begin a comment.
    fn stray_semicolon(&mut self) {
        let at = self.take();
        self.skip_node_space();
        if self.source.indentation(at).is_some()
            && !ends_node(self.kind())
            && self.kind() != TokenKind::Semicolon
        {
            self.report(|source| messages::other_comment(source, at));
            self.skip_rest_of_line();
        } else {
            self.report(|source| messages::stray_semicolon(source, at));
        }
    }

    fn node(&mut self) {
        self.close_dedented_blocks();
        let slashed = self.kind() == TokenKind::Slashdash;
        if slashed && !self.slashdash() {
            return;
        }
        let first = self.at;
        let (type_name, mut broken) = self.type_annotation();
        let Some(name) = self.name() else { return };
        broken |= name.broken;
        let dead = slashed || name.missing || self.blocks.last().is_some_and(|block| block.dead);
        let first_entry = self.parsed.entries.len() as u32;
        let index = self.parsed.nodes.len() as u32;
        self.parsed.nodes.push(NodeData {
            first,
            type_name,
            name: name.token,
            last: name.token,
            open: NO_TOKEN,
            close: NO_TOKEN,
            first_entry,
            subtree_end: index + 1,
            dead,
            broken,
        });
        self.rest_of_node(index, false);
    }

    /// Entries and blocks, up to the end of the node or into a block. `has_block`: only more blocks may follow.
    fn rest_of_node(&mut self, node: u32, has_block: bool) {
        loop {
            let spaced = self.skip_node_space();
            match self.kind() {
                TokenKind::Semicolon => {
                    self.finish(node);
                    self.at += 1;
                    return;
                }
                kind if ends_node(kind) => return self.finish(node),
                TokenKind::OpenBrace if self.opens_block(node, false) => return,
                TokenKind::OpenBrace => {}
                TokenKind::Slashdash => {
                    if self.slashed_part(node, has_block) {
                        return;
                    }
                }
                TokenKind::Word if has_block && self.source.slice(self.at) == "," => self.stray(node),
                kind if begins_entry(kind) && !has_block => self.entry(node, spaced, false),
                kind if begins_entry(kind) && !self.quiet => return self.text_after_block(node),
                _ => self.stray(node),
            }
        }
    }

    /// An entry or block behind `/-`. True when a block was entered or the node is over.
    fn slashed_part(&mut self, node: u32, has_block: bool) -> bool {
        if !self.slashdash() {
            return false;
        }
        match self.kind() {
            TokenKind::OpenBrace => self.opens_block(node, true),
            kind if begins_entry(kind) && has_block => {
                self.text_after_block(node);
                true
            }
            kind if begins_entry(kind) => {
                self.entry(node, true, true);
                false
            }
            _ => false,
        }
    }

    /// Takes `/-` and the space behind it. False when nothing stands there that it could take out.
    fn slashdash(&mut self) -> bool {
        let mark = self.take();
        self.skip_line_space();
        while self.kind() == TokenKind::Slashdash {
            let second = self.take();
            self.report(|source| messages::double_slashdash(source, second));
            self.skip_line_space();
        }
        let something = !matches!(self.kind(), TokenKind::Eof | TokenKind::CloseBrace | TokenKind::Semicolon);
        if !something {
            self.report(|source| messages::empty_slashdash(source, mark));
        }
        something
    }

    fn finish(&mut self, node: u32) {
        let end = self.parsed.nodes.len() as u32;
        let data = &mut self.parsed.nodes[node as usize];
        data.last = self.last.max(data.name);
        data.subtree_end = end;
    }

    /// After a block only its own line end or `;` may come; what comes instead begins a node of its own.
    fn text_after_block(&mut self, node: u32) {
        let (at, last) = (self.at, self.last);
        self.report(|source| messages::text_after_block(source, at, last));
        self.finish(node);
    }

    fn mark_broken(&mut self, node: u32) {
        self.parsed.nodes[node as usize].broken = true;
    }
}

fn ends_node(kind: TokenKind) -> bool {
    use TokenKind::*;
    matches!(kind, Eof | Newline | LineComment | HashComment | CloseBrace)
}

fn begins_entry(kind: TokenKind) -> bool {
    kind.is_value() || kind == TokenKind::OpenParen
}
