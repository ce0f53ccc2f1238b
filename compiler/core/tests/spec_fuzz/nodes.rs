//! The nodes of a text by their places, and the text without some of them.

use formwork_core::diag::Diagnostics;
use formwork_core::source::{FileId, Text};
use formwork_core::syntax::parse;
use std::cmp::Reverse;
use std::ops::Range;

/// A node: how deep it stands in others, and its text.
pub(crate) struct Place {
    pub(crate) depth: usize,
    pub(crate) range: Range<usize>,
}

/// All nodes, in the order of the text.
pub(crate) fn nodes(text: &str) -> Vec<Place> {
    let tree = parse(FileId(0), &Text::from(text), &mut Diagnostics::default());
    let place = |node: formwork_core::syntax::Node<'_>| Place {
        depth: std::iter::successors(node.parent(), |outer| outer.parent()).count(),
        range: node.span().start as usize..node.span().end as usize,
    };
    tree.all_nodes().map(place).collect()
}

/// A text without some nodes, and the `;` behind each.
pub(crate) fn without(text: &str, mut nodes: Vec<Range<usize>>) -> String {
    nodes.sort_by_key(|node| (node.start, Reverse(node.end)));
    let (mut kept, mut at) = (String::new(), 0);
    for node in nodes {
        if node.start < at {
            continue;
        }
        kept.push_str(&text[at..node.start]);
        let behind = &text[node.end..];
        let trimmed = behind.trim_start_matches([' ', '\t']);
        at = if trimmed.starts_with(';') { text.len() - trimmed.len() + 1 } else { node.end };
    }
    kept + &text[at..]
}
