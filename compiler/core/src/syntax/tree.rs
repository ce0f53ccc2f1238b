//! The lossless tree. In: tokens and the parser's records. Out: nodes, entries and values with their places.
//! It stores indices only; names and values are decoded when asked for. It says nothing about what nodes mean.

use std::borrow::Cow;
use std::ops::Range;

use super::messages::Source;
use super::numbers::{self, Number};
use super::strings;
use super::token::{NO_TOKEN, Token, TokenKind};
use crate::source::{FileId, Span, Spanned, Text};

/// A node, by its tokens. Nodes lie in the order of the text, so a node's subtree is the run up to `subtree_end`.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodeData {
    pub(super) first: u32,
    pub(super) type_name: u32,
    pub(super) name: u32,
    pub(super) last: u32,
    pub(super) open: u32,
    pub(super) close: u32,
    /// Its entries run up to those of the next node: no entry may follow a block.
    pub(super) first_entry: u32,
    pub(super) subtree_end: u32,
    /// Commented out with `/-`, itself or around it; or without a name.
    pub(super) dead: bool,
    pub(super) broken: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct EntryData {
    /// The name of a property, else the `(` of a type, else the value.
    pub(super) first: u32,
    pub(super) type_name: u32,
    pub(super) value: u32,
    pub(super) property: bool,
    pub(super) dead: bool,
    pub(super) broken: bool,
}

/// What the parser found.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) nodes: Vec<NodeData>,
    pub(super) entries: Vec<EntryData>,
}

/// A file's text as a tree. Every byte of the text is in one of its tokens.
#[derive(Debug)]
pub struct Tree {
    file: FileId,
    text: Text,
    tokens: Vec<Token>,
    parsed: Parsed,
}

impl Tree {
    pub(super) fn new(file: FileId, text: Text, tokens: Vec<Token>, parsed: Parsed) -> Self {
        Self { file, text, tokens, parsed }
    }

    /// The tree of a text that was not looked into.
    pub(super) fn unread(file: FileId, text: Text) -> Self {
        let start = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let token = |start, kind| Token { start, kind, escaped: false };
        let tokens = vec![token(0, TokenKind::Unread), token(start, TokenKind::Eof)];
        Self { file, text, tokens, parsed: Parsed::default() }
    }

    pub fn file(&self) -> FileId {
        self.file
    }

    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The nodes of the document, without those that `/-` takes out.
    pub fn nodes(&self) -> Nodes<'_> {
        Nodes { tree: self, at: 0, end: self.parsed.nodes.len() as u32 }
    }

    /// The node with this [`Node::index`].
    pub fn node(&self, index: u32) -> Node<'_> {
        Node { tree: self, index }
    }

    /// Every node that counts, at any depth, in the order of the text.
    pub fn all_nodes(&self) -> impl Iterator<Item = Node<'_>> {
        let indices = 0..self.parsed.nodes.len() as u32;
        indices.map(|index| Node { tree: self, index }).filter(|node| !node.data().dead)
    }

    /// The text, put together from the tokens.
    pub fn print(&self) -> String {
        let tokens = 0..self.tokens.len() as u32;
        tokens.map(|token| self.slice(token)).collect()
    }

    /// The number of tokens; the last is the end of the text.
    pub fn token_count(&self) -> u32 {
        self.tokens.len() as u32
    }

    pub fn token_kind(&self, token: u32) -> TokenKind {
        self.tokens[token as usize].kind
    }

    pub fn token_span(&self, token: u32) -> Span {
        Span::new(self.file, self.start(token), self.end(token))
    }

    pub fn token_text(&self, token: u32) -> &str {
        self.slice(token)
    }

    /// The token that holds the byte at this offset; at the end of the text, the last.
    pub fn token_at(&self, offset: u32) -> u32 {
        self.tokens.partition_point(|token| token.start <= offset).saturating_sub(1) as u32
    }

    /// Bytes on the heap, the text not counted.
    pub fn heap_bytes(&self) -> usize {
        self.tokens.capacity() * size_of::<Token>()
            + self.parsed.nodes.capacity() * size_of::<NodeData>()
            + self.parsed.entries.capacity() * size_of::<EntryData>()
    }

    pub(super) fn source(&self) -> Source<'_> {
        Source { file: self.file, text: &self.text, tokens: &self.tokens }
    }

    fn start(&self, token: u32) -> u32 {
        self.tokens[token as usize].start
    }

    fn end(&self, token: u32) -> u32 {
        self.tokens.get(token as usize + 1).map_or(self.text.len() as u32, |next| next.start)
    }

    fn slice(&self, token: u32) -> &str {
        &self.text[self.start(token) as usize..self.end(token) as usize]
    }

    fn between(&self, first: u32, last: u32) -> Span {
        Span::new(self.file, self.start(first), self.end(last))
    }

    fn string(&self, token: u32) -> Cow<'_, str> {
        let Token { kind, escaped, .. } = self.tokens[token as usize];
        strings::decode(self.slice(token), kind, escaped)
    }

    fn spanned_string(&self, token: u32) -> Option<Spanned<Cow<'_, str>>> {
        (token != NO_TOKEN).then(|| Spanned::new(self.string(token), self.token_span(token)))
    }
}

/// Nodes side by side, without those that `/-` takes out.
#[derive(Clone, Copy, Debug)]
pub struct Nodes<'t> {
    tree: &'t Tree,
    at: u32,
    end: u32,
}

impl<'t> Iterator for Nodes<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        while self.at < self.end {
            let node = Node { tree: self.tree, index: self.at };
            self.at = node.data().subtree_end;
            if !node.data().dead {
                return Some(node);
            }
        }
        None
    }
}

/// A node of a [`Tree`].
#[derive(Clone, Copy, Debug)]
pub struct Node<'t> {
    tree: &'t Tree,
    index: u32,
}

impl<'t> Node<'t> {
    pub(super) fn data(&self) -> &'t NodeData {
        &self.tree.parsed.nodes[self.index as usize]
    }

    /// The node's place among all of its tree: a key for tables beside the tree.
    pub fn index(&self) -> u32 {
        self.index
    }

    pub fn name(&self) -> Cow<'t, str> {
        self.tree.string(self.data().name)
    }

    /// The node in whose block this one stands. Found by looking back: for those who have time.
    pub fn parent(&self) -> Option<Node<'t>> {
        let nodes = &self.tree.parsed.nodes;
        let index = (0..self.index).rev().find(|before| nodes[*before as usize].subtree_end > self.index)?;
        Some(Node { tree: self.tree, index })
    }

    pub fn name_span(&self) -> Span {
        self.tree.token_span(self.data().name)
    }

    pub fn name_token(&self) -> u32 {
        self.data().name
    }

    pub fn name_is_quoted(&self) -> bool {
        self.tree.token_kind(self.data().name).is_quoted()
    }

    /// The text between the parentheses before the name.
    pub fn type_annotation(&self) -> Option<Spanned<Cow<'t, str>>> {
        self.tree.spanned_string(self.data().type_name)
    }

    /// Arguments and properties in the order of the text, without those that `/-` takes out.
    pub fn entries(&self) -> Entries<'t> {
        let Range { start, end } = self.entry_range();
        Entries { tree: self.tree, at: start, end }
    }

    pub fn children(&self) -> Nodes<'t> {
        Nodes { tree: self.tree, at: self.index + 1, end: self.data().subtree_end }
    }

    pub fn open_brace(&self) -> Option<Span> {
        self.brace(self.data().open)
    }

    /// None also when the block was never closed.
    pub fn close_brace(&self) -> Option<Span> {
        self.brace(self.data().close)
    }

    /// From the type or name to the last byte that is neither space, comment nor terminator.
    pub fn span(&self) -> Span {
        self.tree.between(self.data().first, self.data().last)
    }

    /// The node without its block: from the type or name to the last entry.
    pub fn header_span(&self) -> Span {
        let head = self.tree.between(self.data().first, self.data().name);
        let last = self.entry_range().next_back();
        last.map_or(head, |index| head.to(Entry { tree: self.tree, index }.span()))
    }

    /// Something about the node was reported and left out. Whoever misses something in it says no more.
    pub fn is_broken(&self) -> bool {
        self.data().broken
    }

    /// The text of a place in the node's file.
    pub fn text_at(&self, span: Span) -> &'t str {
        &self.tree.text()[span.start as usize..span.end as usize]
    }

    /// The space before the node, when it begins its line.
    pub fn indentation(&self) -> Option<&'t str> {
        let start = self.span().start as usize;
        let line = self.tree.text()[..start].rfind('\n').map_or(0, |end| end + 1);
        let space = &self.tree.text()[line..start];
        space.chars().all(|c| matches!(c, ' ' | '\t')).then_some(space)
    }

    /// The tokens of the node, block included.
    pub fn tokens(&self) -> Range<u32> {
        self.data().first..self.data().last + 1
    }

    /// The space and comments before the node that belong to it: from the line after what comes before it, or from
    /// the start of the file.
    pub fn leading_tokens(&self) -> Range<u32> {
        let first = self.data().first;
        let before = (0..first).rev().take_while(|token| self.tree.token_kind(*token).is_trivia());
        let start = first - before.count() as u32;
        let first_line = (start..first).find(|token| self.tree.token_kind(*token) == TokenKind::Newline);
        match first_line {
            Some(newline) if start > 0 => newline + 1..first,
            None if start > 0 => first..first,
            _ => start..first,
        }
    }

    /// The comments among the [`Node::leading_tokens`].
    pub fn leading_comments(&self) -> impl Iterator<Item = Spanned<&'t str>> {
        let tree = self.tree;
        let comments = self.leading_tokens().filter(|token| tree.token_kind(*token).is_comment());
        comments.map(|token| Spanned::new(tree.slice(token), tree.token_span(token)))
    }

    fn entry_range(&self) -> Range<u32> {
        let next = self.tree.parsed.nodes.get(self.index as usize + 1);
        let end = next.map_or(self.tree.parsed.entries.len() as u32, |next| next.first_entry);
        self.data().first_entry..end
    }

    fn brace(&self, token: u32) -> Option<Span> {
        (token != NO_TOKEN).then(|| self.tree.token_span(token))
    }
}

/// The entries of a node, without those that `/-` takes out.
#[derive(Clone, Copy, Debug)]
pub struct Entries<'t> {
    tree: &'t Tree,
    at: u32,
    end: u32,
}

impl<'t> Iterator for Entries<'t> {
    type Item = Entry<'t>;

    fn next(&mut self) -> Option<Entry<'t>> {
        while self.at < self.end {
            let entry = Entry { tree: self.tree, index: self.at };
            self.at += 1;
            if !entry.data().dead {
                return Some(entry);
            }
        }
        None
    }
}

/// A value as written. Where the text was wrong but plain to read, it is what was meant: see [`Entry::is_broken`].
#[derive(Clone, PartialEq, Debug)]
pub enum Value<'t> {
    String(Cow<'t, str>),
    Integer(i128),
    Float(f64),
    Bool(bool),
    Null,
}

/// An argument or property of a node.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'t> {
    tree: &'t Tree,
    index: u32,
}

impl<'t> Entry<'t> {
    /// The node on whose line it stands.
    pub fn node(&self) -> Node<'t> {
        let nodes = &self.tree.parsed.nodes;
        let behind = nodes.partition_point(|node| node.first_entry <= self.index);
        Node { tree: self.tree, index: behind.saturating_sub(1) as u32 }
    }

    pub(super) fn data(&self) -> &'t EntryData {
        &self.tree.parsed.entries[self.index as usize]
    }

    pub fn is_property(&self) -> bool {
        self.data().property
    }

    /// The name of a property; an argument has none.
    pub fn name(&self) -> Option<Spanned<Cow<'t, str>>> {
        self.is_property().then(|| self.tree.spanned_string(self.data().first)).flatten()
    }

    pub fn type_annotation(&self) -> Option<Spanned<Cow<'t, str>>> {
        self.tree.spanned_string(self.data().type_name)
    }

    pub fn value(&self) -> Value<'t> {
        let token = self.data().value;
        if token == NO_TOKEN {
            return Value::Null;
        }
        match self.tree.token_kind(token) {
            TokenKind::True => Value::Bool(true),
            TokenKind::False => Value::Bool(false),
            TokenKind::Null => Value::Null,
            TokenKind::Infinity => Value::Float(f64::INFINITY),
            TokenKind::NegativeInfinity => Value::Float(f64::NEG_INFINITY),
            TokenKind::NotANumber => Value::Float(f64::NAN),
            _ if self.is_broken() => meant(self.tree.slice(token), self.tree.string(token)),
            TokenKind::Number => number(self.tree.slice(token)),
            _ => Value::String(self.tree.string(token)),
        }
    }

    /// The value without name and type; for a missing value, where it should be.
    pub fn value_span(&self) -> Span {
        if let Some(token) = self.value_token() {
            return self.tree.token_span(token);
        }
        let end = self.tree.end(self.data().first);
        Span::new(self.tree.file, end, end)
    }

    pub fn value_token(&self) -> Option<u32> {
        (self.data().value != NO_TOKEN).then_some(self.data().value)
    }

    /// Whether the value is a string in quotation marks.
    pub fn is_quoted(&self) -> bool {
        self.value_token().is_some_and(|token| self.tree.token_kind(token).is_quoted())
    }

    /// The whole entry: name, type and value.
    pub fn span(&self) -> Span {
        self.tree.token_span(self.data().first).to(self.value_span())
    }

    /// The entry was reported. Its value is what was meant, as far as that is plain; whoever dislikes it says no more.
    pub fn is_broken(&self) -> bool {
        self.data().broken
    }
}

fn number(text: &str) -> Value<'_> {
    match numbers::value(text) {
        Number::Integer(integer) => Value::Integer(integer),
        Number::Float(float) | Number::OutOfRange(float) => Value::Float(float),
    }
}

/// What a broken value was meant to be: `true` a boolean, `10s` a string.
fn meant<'t>(text: &'t str, string: Cow<'t, str>) -> Value<'t> {
    match text.trim_end_matches(',') {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        "inf" => Value::Float(f64::INFINITY),
        "-inf" => Value::Float(f64::NEG_INFINITY),
        "nan" => Value::Float(f64::NAN),
        text if super::lexer::begins_like_number(text) && numbers::check(text).is_ok() => number(text),
        _ => Value::String(string),
    }
}
