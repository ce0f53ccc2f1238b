//! What stands at a path of a node: `memory`, `check.unit.coverage`, and, for all of several, `check.*.coverage`.
//! Labels may hold dots themselves, so that a path is held against what is there, not taken apart beforehand.

use super::{Setting, labelled};
use crate::check::{Field, Node, Value};
use crate::schema::Schema;
use std::fmt;

/// Stands for each of several nodes.
pub(crate) const EACH: &str = "*";

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
    let mut found = Vec::new();
    each(schema, node, path, &mut |way, what| found.push((way.to_string(), what)));
    found
}

/// The same, without putting the paths together: for who looks at many things and seldom finds something.
pub fn each<'v>(schema: &'v Schema, node: &'v Node, path: &str, visit: &mut dyn FnMut(&Way<'_>, Found<'v>)) {
    Search { schema, visit }.in_node(node, path, &Way::Start);
}

/// The path that led to a place, from its end.
#[derive(Debug)]
pub enum Way<'w> {
    Start,
    Behind(&'w Way<'w>, &'w str),
}

impl fmt::Display for Way<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Way::Start => Ok(()),
            Way::Behind(Way::Start, name) => f.write_str(name),
            Way::Behind(walked, name) => write!(f, "{walked}.{name}"),
        }
    }
}

struct Search<'v, 's> {
    schema: &'v Schema,
    visit: &'s mut dyn FnMut(&Way<'_>, Found<'v>),
}

impl<'v> Search<'v, '_> {
    fn in_node(&mut self, node: &'v Node, path: &str, walked: &Way<'_>) {
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        let Some((index, def)) = self.schema.kind(node.kind).field(name) else {
            return self.nothing(path, walked);
        };
        match node.field(index) {
            Some(Field { value, span, .. }) if rest.is_empty() => {
                let setting = Setting { def, value, span: *span };
                (self.visit)(&Way::Behind(walked, name), Found::Setting(setting));
            }
            Some(field) => self.in_field(&field.value, rest, &Way::Behind(walked, name)),
            None => self.nothing(path, walked),
        }
    }

    /// Of none of several there is nothing to say.
    fn nothing(&mut self, path: &str, walked: &Way<'_>) {
        if !path.split('.').any(|name| name == EACH) {
            (self.visit)(&Way::Behind(walked, path), Found::Nothing);
        }
    }

    fn in_field(&mut self, value: &'v Value, path: &str, walked: &Way<'_>) {
        match value {
            Value::Node(node) => self.in_node(node, path, walked),
            Value::Nodes(nodes) => {
                let nodes = labelled(nodes, self.schema);
                if let Some(rest) = behind(path, EACH) {
                    for (label, node) in nodes {
                        self.at_node(node, rest, &Way::Behind(walked, &label));
                    }
                    return;
                }
                let fitting = nodes.into_iter().filter_map(|(label, node)| {
                    behind(path, &label).map(|rest| (label.len(), rest, node, label))
                });
                match fitting.max_by_key(|(length, ..)| *length) {
                    Some((_, rest, node, label)) => self.at_node(node, rest, &Way::Behind(walked, &label)),
                    None => self.nothing(path, walked),
                }
            }
            _ => self.nothing(path, walked),
        }
    }

    fn at_node(&mut self, node: &'v Node, rest: &str, walked: &Way<'_>) {
        if rest.is_empty() {
            (self.visit)(walked, Found::Node(node));
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
