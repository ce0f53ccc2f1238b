//! What a line of a declaration says: its name, its properties, its `about`. In: a node. Out: plain values, or nothing.

use super::Literal;
use crate::syntax::{self, Entry, Node};
use std::sync::Arc;

/// The first argument, as text.
pub(super) fn name_of(node: Node<'_>) -> Option<Arc<str>> {
    let entry = node.entries().find(|entry| !entry.is_property())?;
    text_value(entry.value()).map(Arc::from)
}

pub(super) fn text_value(value: syntax::Value<'_>) -> Option<String> {
    match value {
        syntax::Value::String(text) => Some(text.into_owned()),
        _ => None,
    }
}

/// The arguments of a node's children of a name.
pub(super) fn words(node: Node<'_>, name: &'static str) -> Vec<Arc<str>> {
    children(node, name).flat_map(arguments).collect()
}

pub(super) fn arguments(node: Node<'_>) -> impl Iterator<Item = Arc<str>> {
    let arguments = node.entries().filter(|entry| !entry.is_property());
    arguments.filter_map(|entry| text_value(entry.value()).map(Arc::from))
}

/// The property of a name.
pub(super) fn entry<'t>(node: Node<'t>, name: &str) -> Option<Entry<'t>> {
    node.entries().find(|entry| entry.name().is_some_and(|known| &**known == name))
}

pub(super) fn property<'t>(node: Node<'t>, name: &str) -> Option<syntax::Value<'t>> {
    entry(node, name).map(|entry| entry.value())
}

pub(super) fn text(node: Node<'_>, name: &str) -> Option<String> {
    property(node, name).and_then(text_value)
}

pub(super) fn flag(node: Node<'_>, name: &str) -> bool {
    property(node, name) == Some(syntax::Value::Bool(true))
}

pub(super) fn children<'t>(node: Node<'t>, name: &'static str) -> impl Iterator<Item = Node<'t>> {
    node.children().filter(move |child| child.name() == name)
}

/// The arguments of all children of a name.
pub(super) fn values(node: Node<'_>, name: &'static str) -> Vec<Literal> {
    children(node, name)
        .flat_map(|child| child.entries())
        .filter_map(|entry| literal(entry.value()))
        .collect()
}

pub(super) fn literal(value: syntax::Value<'_>) -> Option<Literal> {
    match value {
        syntax::Value::String(text) => Some(Literal::Text(text.into())),
        syntax::Value::Integer(integer) => i64::try_from(integer).ok().map(Literal::Integer),
        syntax::Value::Float(float) => Some(Literal::Number(float)),
        syntax::Value::Bool(truth) => Some(Literal::Bool(truth)),
        syntax::Value::Null => None,
    }
}

/// The argument of the child `about`.
pub(super) fn about(node: Node<'_>) -> String {
    child_text(node, "about").unwrap_or_default()
}

pub(super) fn child_text(node: Node<'_>, name: &'static str) -> Option<String> {
    children(node, name).next().and_then(name_of).map(|text| text.to_string())
}
