//! What stands at a path of a node: `memory`, `check.unit.coverage`, and, for all of several, `check.*.coverage`.
//! Labels may hold dots themselves, so that a path is held against what is there, not taken apart beforehand.

use super::{Setting, labelled};
use crate::check::{Field, Node, Value};
use crate::schema::Schema;

/// Stands for each of several nodes.
pub(super) const EACH: &str = "*";

/// What stands at a path.
#[derive(Clone, Copy, Debug)]
pub enum Found<'v> {
    Setting(Setting<'v>),
    /// One node of several, by its label.
    Node(&'v Node),
    /// The language has such a setting, and nobody has set it.
    Nothing,
}

/// All that stands at a path below a node, each with its own path: one, or, where the path says `*`, any number.
pub fn find<'v>(schema: &'v Schema, node: &'v Node, path: &str) -> Vec<(String, Found<'v>)> {
    let mut search = Search { schema, found: Vec::new() };
    search.in_node(node, path, "");
    search.found
}

struct Search<'v> {
    schema: &'v Schema,
    found: Vec<(String, Found<'v>)>,
}

impl<'v> Search<'v> {
    fn in_node(&mut self, node: &'v Node, path: &str, walked: &str) {
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        let Some((index, def)) = self.schema.kind(node.kind).field(name) else {
            return self.nothing(path, walked);
        };
        match node.field(index) {
            Some(Field { value, span, .. }) if rest.is_empty() => {
                let setting = Setting { def, value, span: *span };
                self.found.push((join(walked, name), Found::Setting(setting)));
            }
            Some(field) => self.in_field(&field.value, rest, &join(walked, name)),
            None => self.nothing(path, walked),
        }
    }

    /// Of none of several there is nothing to say.
    fn nothing(&mut self, path: &str, walked: &str) {
        if !path.split('.').any(|name| name == EACH) {
            self.found.push((join(walked, path), Found::Nothing));
        }
    }

    fn in_field(&mut self, value: &'v Value, path: &str, walked: &str) {
        match value {
            Value::Node(node) => self.in_node(node, path, walked),
            Value::List(items) => {
                let nodes = labelled(items, self.schema);
                if let Some(rest) = behind(path, EACH) {
                    for (label, node) in nodes {
                        self.at_node(node, rest, &join(walked, &label));
                    }
                    return;
                }
                let fitting = nodes.into_iter().filter_map(|(label, node)| {
                    behind(path, &label).map(|rest| (label.len(), rest, node, join(walked, &label)))
                });
                match fitting.max_by_key(|(length, ..)| *length) {
                    Some((_, rest, node, here)) => self.at_node(node, rest, &here),
                    None => self.nothing(path, walked),
                }
            }
            _ => self.nothing(path, walked),
        }
    }

    fn at_node(&mut self, node: &'v Node, rest: &str, walked: &str) {
        if rest.is_empty() {
            self.found.push((walked.to_string(), Found::Node(node)));
        } else {
            self.in_node(node, rest, walked);
        }
    }
}

/// What is left of a path behind its first name; nothing left is an empty text.
pub(super) fn behind<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    match path.strip_prefix(name)? {
        "" => Some(""),
        rest => rest.strip_prefix('.').filter(|rest| !rest.is_empty()),
    }
}

pub(super) fn join(walked: &str, name: &str) -> String {
    if walked.is_empty() { name.to_string() } else { format!("{walked}.{name}") }
}
