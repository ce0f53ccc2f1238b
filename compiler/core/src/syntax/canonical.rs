//! The canonical form of KDL's conformance suite. In: a tree. Out: the same data in one spelling.
//! Comments, order of properties and spelling are lost: it compares documents and does not format them.

use super::token::TokenKind;
use super::tree::{Entry, Node, Nodes, Tree, Value};
use super::{numbers, strings};

/// The document in canonical form. A tree with errors is written as far as it goes.
pub fn canonical(tree: &Tree) -> String {
    let mut out = String::new();
    let mut levels: Vec<Nodes<'_>> = vec![tree.nodes()];
    while let Some(level) = levels.last_mut() {
        let next = level.next();
        let depth = levels.len() - 1;
        match next {
            Some(node) if node.children().next().is_some() => {
                header(&mut out, tree, node, depth);
                out.push_str(" {\n");
                levels.push(node.children());
            }
            Some(node) => {
                header(&mut out, tree, node, depth);
                out.push('\n');
            }
            None => {
                levels.pop();
                if !levels.is_empty() {
                    indent(&mut out, depth - 1);
                    out.push_str("}\n");
                }
            }
        }
    }
    if out.is_empty() {
        out.push('\n');
    }
    out
}

fn indent(out: &mut String, depth: usize) {
    out.extend(std::iter::repeat_n("    ", depth));
}

fn header(out: &mut String, tree: &Tree, node: Node<'_>, depth: usize) {
    indent(out, depth);
    if let Some(name) = node.type_annotation() {
        type_annotation(out, &name);
    }
    string(out, &node.name());
    for argument in node.entries().filter(|entry| !entry.is_property()) {
        out.push(' ');
        value(out, tree, argument);
    }
    for (name, entry) in properties(node) {
        out.push(' ');
        string(out, &name);
        out.push('=');
        value(out, tree, entry);
    }
}

/// Properties by name; of several with one name, the last.
fn properties(node: Node<'_>) -> Vec<(String, Entry<'_>)> {
    let named = |entry: Entry<'_>| entry.name().map(|name| name.value.into_owned());
    let mut all: Vec<_> = node.entries().filter_map(|entry| Some((named(entry)?, entry))).collect();
    all.reverse();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all.dedup_by(|(later, _), (kept, _)| later == kept);
    all
}

fn type_annotation(out: &mut String, name: &str) {
    out.push('(');
    string(out, name);
    out.push(')');
}

fn string(out: &mut String, text: &str) {
    if strings::is_identifier(text) { out.push_str(text) } else { out.push_str(&strings::quoted(text)) }
}

fn value(out: &mut String, tree: &Tree, entry: Entry<'_>) {
    if let Some(name) = entry.type_annotation() {
        type_annotation(out, &name);
    }
    let token = entry.value_token().filter(|token| tree.token_kind(*token) == TokenKind::Number);
    match (token, entry.value()) {
        (Some(token), Value::Integer(_) | Value::Float(_)) => {
            out.push_str(&numbers::canonical(tree.token_text(token)));
        }
        (_, Value::String(text)) => string(out, &text),
        (_, Value::Integer(integer)) => out.push_str(&integer.to_string()),
        (_, Value::Float(f64::INFINITY)) => out.push_str("#inf"),
        (_, Value::Float(f64::NEG_INFINITY)) => out.push_str("#-inf"),
        (_, Value::Float(_)) => out.push_str("#nan"),
        (_, Value::Bool(true)) => out.push_str("#true"),
        (_, Value::Bool(false)) => out.push_str("#false"),
        (_, Value::Null) => out.push_str("#null"),
    }
}
