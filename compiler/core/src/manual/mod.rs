//! The manual: what `formwork docs` writes and `formwork explain` prints. In: the language as it is declared, and the
//! table of codes. Out: pages, for Markdown and for a terminal alike. It knows no kind and no type by name: whatever is
//! declared has its place.

mod catalogue;
mod codes;
mod document;
mod fields;
mod index;
mod kinds;
mod language;
mod markdown;
mod plain;
mod risks;
mod schematic;
#[cfg(test)]
mod testing;
mod topics;
mod types;

pub use document::{Block, Inline, Page, Span};
pub use language::Language;
pub use markdown::{MARK, print};
pub use plain::print as print_plain;
pub use topics::{Unknown, find};

use crate::schema::{Kind, ScalarType};

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
const RISKS: &str = "risks.md";
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
        page(RISKS, risks::page(language)),
        page(CODES, codes::codes_page()),
    ];
    for (id, kind) in language.tops() {
        pages.push(page(&kind_page(kind), kinds::page(language, id)));
    }
    pages
}
