//! KDL v2 text to a lossless tree. In: one file's text. Out: a [`Tree`] that covers every byte, and what is wrong
//! with the text. It knows KDL and nothing about what the nodes mean.

mod canonical;
mod chars;
pub mod errors;
mod findings;
mod foreign;
mod gather;
mod habits;
mod lexer;
mod messages;
mod numbers;
mod parser;
mod reindent;
mod strings;
mod token;
mod tree;

pub use canonical::canonical;
pub use chars::is_newline;
pub use habits::habits;
pub use parser::MAX_DEPTH;
pub use reindent::{comment_moved_by, indentation, string_indented};
pub use strings::{is_identifier, quoted};
pub use token::TokenKind;
pub use tree::{Entries, Entry, Node, Nodes, Tree, Value};

use crate::diag::Diagnostics;
use crate::source::{FileId, Text};

/// A file larger than this is refused with one finding: no spec is written by hand at that size.
pub const MAX_BYTES: usize = 64 << 20;

/// Reads a file of a spec: [`parse`] and [`habits`], and one finding for each mistake.
pub fn read(file: FileId, text: &Text, diagnostics: &mut Diagnostics) -> Tree {
    let mut found = Diagnostics::default();
    let tree = parse(file, text, &mut found);
    habits(&tree, &mut found);
    if !found.is_empty() {
        found.sort();
        gather::gather(&tree, found, diagnostics);
    }
    tree
}

/// Parses a file. It never refuses: what cannot be read is reported, and all that is sound around it is in the tree.
///
/// No error is reported exactly when the text is legal KDL v2. What Formwork does not take although KDL allows it
/// is the business of [`habits`].
pub fn parse(file: FileId, text: &Text, diagnostics: &mut Diagnostics) -> Tree {
    if text.len() > MAX_BYTES {
        diagnostics.push(messages::file_too_large(file, text.len()));
        return Tree::unread(file, text.clone());
    }
    let lexed = lexer::lex(text);
    let (parsed, mut findings) = parser::parse(file, text, &lexed.tokens);
    for at in &lexed.disallowed {
        findings.report(|| messages::disallowed_character(file, text, *at));
    }
    findings.hand_over(diagnostics);
    Tree::new(file, text.clone(), lexed.tokens, parsed)
}
