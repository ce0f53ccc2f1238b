//! Values that are a property of another thing: `taken-ports "${service.api.port}"`. In: nodes whose names are known to
//! lead somewhere. Out: the same nodes with the values in place. A property read so is the same in every environment.

use super::ThingId;
use super::errors::{CHANGED_ELSEWHERE, NO_VALUE_HERE, READS_ITSELF};
use super::symbols::Symbols;
use crate::check::{Field, Item, Node, Value, check_again};
use crate::diag::{Diagnostic, Diagnostics};
use crate::schema::{Schema, Shape};
use crate::source::Span;
use crate::types::Reference;
use std::collections::BTreeMap;

/// Longer chains of properties, nobody means.
const LONGEST_CHAIN: usize = 64;

/// By the place of a value that is a property: the thing, and the field of it that is read.
pub type ReadFrom = BTreeMap<Span, (ThingId, u16)>;

/// Puts in every value of the spec's own nodes, and says from where.
pub(super) fn fill(
    entities: &mut [Node],
    spec_starts: usize,
    symbols: &Symbols,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> ReadFrom {
    let read_from = ReadFrom::new();
    let mut filler = Filler { entities, symbols, schema, diagnostics, read: BTreeMap::new(), read_from };
    let filled: Vec<Node> = entities[spec_starts..].iter().map(|node| filler.node(node)).collect();
    filler.check_changes();
    let read_from = filler.read_from;
    for (node, filled) in entities[spec_starts..].iter_mut().zip(filled) {
        *node = filled;
    }
    read_from
}

struct Filler<'f> {
    entities: &'f [Node],
    symbols: &'f Symbols,
    schema: &'f Schema,
    diagnostics: &'f mut Diagnostics,
    /// Which fields of which things are read, and where.
    read: BTreeMap<(ThingId, u16), Span>,
    read_from: ReadFrom,
}

impl Filler<'_> {
    fn node(&mut self, node: &Node) -> Node {
        let mut filled = node.clone();
        filled.fields.clear();
        for field in &node.fields {
            let shape = &self.schema.kind(node.kind).fields[usize::from(field.def)].shape;
            if let Some(value) = self.value(&field.value, shape, field.span) {
                filled.fields.push(Field { value, ..field.clone() });
            }
        }
        filled.overlays = node.overlays.iter().map(|overlay| self.node(overlay)).collect();
        filled
    }

    fn value(&mut self, value: &Value, shape: &Shape, span: Span) -> Option<Value> {
        Some(match value {
            Value::Property(text) => self.property(text, shape, span)?,
            Value::Node(node) => Value::Node(Box::new(self.node(node))),
            Value::Nodes(nodes) => Value::Nodes(nodes.iter().map(|node| self.node(node)).collect()),
            Value::List(items) => Value::List(
                items
                    .iter()
                    .filter_map(|item| {
                        let value = self.value(&item.value, shape, item.span)?;
                        Some(Item { value, span: item.span })
                    })
                    .collect(),
            ),
            other => other.clone(),
        })
    }

    fn property(&mut self, text: &str, shape: &Shape, span: Span) -> Option<Value> {
        let (Shape::Scalar(of) | Shape::List(of)) = shape else { return None };
        let value = self.follow(text, span)?;
        match check_again(of, text, &value, span) {
            Ok(value) => Some(value),
            Err(finding) => {
                self.diagnostics.push(finding);
                None
            }
        }
    }

    /// The value at the end of a chain of properties.
    fn follow(&mut self, text: &str, span: Span) -> Option<Value> {
        let mut text = text.to_string();
        for _ in 0..LONGEST_CHAIN {
            let reference = Reference::all_in(&text).next()?;
            let kind = self.schema.kind_id(reference.kind)?;
            let declared = self.schema.kind(kind);
            let property = declared.properties.iter().find(|it| *it.name == *reference.property)?;
            let at = self.symbols.find(kind, reference.name)?;
            let def = property.field?;
            self.read.entry((at, def as u16)).or_insert(span);
            // The first of the chain: the next has a place of its own.
            self.read_from.entry(span).or_insert((at, def as u16));
            let Some(field) = self.entities[at].field(def) else {
                let message =
                    format!("{} `{}` has no `{}`", reference.kind, reference.name, reference.property);
                let finding = Diagnostic::new(&NO_VALUE_HERE, span, message);
                self.diagnostics.push(finding.label(self.entities[at].span, "this one"));
                return None;
            };
            match &field.value {
                Value::Property(next) => text = next.to_string(),
                value => return Some(value.clone()),
            }
        }
        let finding = Diagnostic::new(&READS_ITSELF, span, format!("`{text}` leads back to itself"));
        self.diagnostics.push(finding.help("write one of the values on this circle"));
        None
    }

    /// What is read so cannot differ between environments: whoever reads it would not follow.
    fn check_changes(&mut self) {
        for overlay in self.entities.iter().flat_map(|node| &node.overlays) {
            let name = overlay.name(self.schema);
            let Some(at) = name.and_then(|name| self.symbols.find(overlay.kind, name)) else { continue };
            for field in &overlay.fields {
                let Some(reader) = self.read.get(&(at, field.def)) else { continue };
                let name = &self.schema.kind(overlay.kind).fields[usize::from(field.def)].name;
                let message = format!("`{name}` is changed here, but what reads it would not change");
                let finding = Diagnostic::new(&CHANGED_ELSEWHERE, field.span, message);
                self.diagnostics
                    .push(finding.label(*reader, "read here").help("write the value itself there"));
            }
        }
    }
}
