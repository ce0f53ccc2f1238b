//! Everything that is set of a thing, in the order of its declaration, as a list: what stands in a node comes after it.

use super::find::join;
use super::{Setting, labelled};
use crate::check::{Node, Value};
use crate::schema::{FieldDef, Schema, Shape};
use crate::source::Span;

/// One line of the view of a thing.
#[derive(Clone, Debug)]
pub struct Entry<'v> {
    /// From the thing on: `check.unit.coverage`.
    pub path: String,
    /// The last name of the path, and, for one of several nodes, the field they are in.
    pub name: String,
    /// In how many nodes it stands.
    pub depth: usize,
    pub stands: Stands<'v>,
}

#[derive(Clone, Copy, Debug)]
pub enum Stands<'v> {
    /// A value, or a list of values.
    Setting(Setting<'v>),
    /// A node, whose settings follow, and the field it is in.
    Node(&'v FieldDef, &'v Node),
    /// A block, whose lines follow.
    Block(Span),
}

/// Every setting of a node and of the nodes in it.
pub fn entries<'v>(schema: &'v Schema, node: &'v Node) -> Vec<Entry<'v>> {
    let mut listing = Listing { schema, entries: Vec::new() };
    listing.add_fields(node, "", 0);
    listing.entries
}

struct Listing<'v> {
    schema: &'v Schema,
    entries: Vec<Entry<'v>>,
}

impl<'v> Listing<'v> {
    fn add_fields(&mut self, node: &'v Node, path: &str, depth: usize) {
        for field in &node.fields {
            let def = &self.schema.kind(node.kind).fields[usize::from(field.def)];
            let setting = Setting { def, value: &field.value, span: field.span };
            let here = join(path, &def.name);
            match (&def.shape, &field.value) {
                (_, Value::Node(inner)) => self.add_node(def, inner, &here, &def.name, depth),
                (Shape::Nodes(_), Value::Nodes(nodes)) => {
                    for (label, inner) in labelled(nodes, self.schema) {
                        self.add_node(def, inner, &join(&here, &label), &def.name, depth);
                    }
                }
                (Shape::Block(_), Value::Nodes(nodes)) => {
                    self.add(&here, &def.name, depth, Stands::Block(field.span));
                    for (label, inner) in labelled(nodes, self.schema) {
                        self.add_node(def, inner, &join(&here, &label), &label, depth + 1);
                    }
                }
                _ => self.add(&here, &def.name, depth, Stands::Setting(setting)),
            }
        }
    }

    fn add_node(&mut self, def: &'v FieldDef, node: &'v Node, path: &str, name: &str, depth: usize) {
        self.add(path, name, depth, Stands::Node(def, node));
        self.add_fields(node, path, depth + 1);
    }

    fn add(&mut self, path: &str, name: &str, depth: usize, stands: Stands<'v>) {
        self.entries.push(Entry { path: path.to_string(), name: name.to_string(), depth, stands });
    }
}
