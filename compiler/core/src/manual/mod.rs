//! The manual: what `formwork docs` writes and `formwork explain` prints. In: the language as it is declared, and the
//! table of codes. Out: pages, for Markdown and for a terminal alike. It knows no kind and no type by name: whatever is
//! declared has its place.

mod catalogue;
mod codes;
mod document;
mod fields;
mod index;
mod kinds;
mod markdown;
mod plain;
mod schematic;
#[cfg(test)]
mod testing;
mod topics;
mod types;

pub use document::{Block, Inline, Page, Span};
pub use markdown::{MARK, print};
pub use plain::print as print_plain;
pub use topics::{Unknown, find};

use crate::check::Node;
use crate::driver::Language;
use crate::schema::{Kind, KindId, ScalarType};
use crate::syntax;

/// The pages that are there whatever is declared.
const INDEX: &str = "README.md";
const SYNTAX: &str = "syntax.md";
const COMBINING: &str = "combining.md";
/// Where the page of combining speaks of environments that change things.
const OVERLAYS: &str = "combining.md#environments-change-things";
const TYPES: &str = "types.md";
const EXAMPLE: &str = "example.md";
const CATALOGUE: &str = "catalogue.md";
const RULES: &str = "rules.md";
const CODES: &str = "codes.md";

/// The application that the examples are parts of.
pub(crate) const APPLICATION: &str = include_str!("application.kdl");

fn kind_page(kind: &Kind) -> String {
    format!("kinds/{}.md", kind.name)
}

/// Where the page of a kind speaks of the node at the end of a path: `environment.rollout`.
fn part_place(path: &str) -> String {
    let top = path.split('.').next().unwrap_or_default();
    format!("kinds/{top}.md#{}", markdown::anchor(path))
}

fn type_place(of: &ScalarType) -> String {
    format!("{TYPES}#{}", markdown::anchor(&of.name))
}

/// Every page, the first one first.
pub fn pages(language: &Language) -> Vec<Page> {
    let page = |path: &str, blocks| Page { path: path.to_string(), blocks };
    let mut pages = vec![
        page(INDEX, index::page(language)),
        page(SYNTAX, document::read(include_str!("syntax.md"), 0)),
        page(COMBINING, index::combining(language)),
        page(EXAMPLE, index::example()),
        page(TYPES, types::page(language)),
        page(CATALOGUE, catalogue::page(language)),
        page(RULES, codes::rules_page(language)),
        page(CODES, codes::codes_page()),
    ];
    for (id, kind) in language.tops() {
        pages.push(page(&kind_page(kind), kinds::page(language, id)));
    }
    pages
}

impl Language {
    /// The kinds whose nodes stand at the top of a file.
    fn tops(&self) -> impl Iterator<Item = (KindId, &Kind)> {
        let ids = self.schema.kinds.values().enumerate().map(|(at, kind)| (KindId(at as u16), kind));
        ids.filter(|(_, kind)| kind.is_top || kind.is_proof || kind.is_declaration)
    }

    fn catalogue(&self) -> impl Iterator<Item = &Kind> {
        self.schema.kinds.values().filter(|kind| kind.is_catalogue)
    }

    fn entries_of(&self, kind: &Kind) -> impl Iterator<Item = &Node> {
        let id = self.schema.kind_id(&kind.name);
        self.entries.iter().filter(move |entry| Some(entry.kind) == id)
    }

    /// The text of the shortest node of a kind that the standard library has, also inside another.
    fn shortest_entry(&self, kind: &Kind) -> Option<String> {
        let id = self.schema.kind_id(&kind.name)?;
        let entries = self.entries.iter().filter(|entry| self.sources.is_standard_library(entry.span));
        let mut open: Vec<&Node> = entries.collect();
        let mut texts = Vec::new();
        while let Some(node) = open.pop() {
            open.extend(node.fields.iter().flat_map(|field| field.value.nodes()));
            if node.kind == id {
                texts.extend(self.written(node));
            }
        }
        texts.into_iter().min_by_key(String::len)
    }

    /// A node as it is written, moved to the margin.
    fn written(&self, node: &Node) -> Option<String> {
        let tree = self.trees.iter().find(|tree| tree.file() == node.span.file)?;
        let found = tree.all_nodes().find(|written: &syntax::Node<'_>| written.header_span() == node.span)?;
        Some(to_margin(self.sources.slice(found.span())))
    }
}

/// A block of text that begins in the middle of a line, moved to the margin as far as its last line stands from it.
fn to_margin(text: &str) -> String {
    let last = text.lines().last().unwrap_or_default();
    let margin = &last[..last.len() - last.trim_start().len()];
    text.lines().map(|line| format!("{}\n", line.strip_prefix(margin).unwrap_or(line))).collect()
}
