//! The record: what a spec says, as flat text, so that the next plan can tell what changed in its meaning. Only what
//! somebody wrote is in it: a default belongs to the standard library.

use super::moved::OldNames;
use super::renames::{Lines, Renames};
use crate::artifact::EntityRef;
use crate::check::{Field, Node, Value};
use crate::lock::Digest;
use crate::render::OwnTemplate;
use crate::schema::{Base, KindId, Scalar, Schema, Shape};
use crate::source::Sources;
use crate::types::with_names;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// Each thing of a spec, and each of its fields by path: `service backend` / `health.covers` / `main openai`.
pub type ModelRecord = BTreeMap<EntityRef, BTreeMap<String, String>>;

/// Where each thing of the record is declared: `formwork.kdl:14`.
pub type Places = BTreeMap<EntityRef, String>;

/// What is part of the application, and not held against it.
fn parts<'n>(spec: &'n [Node], schema: &Schema) -> impl Iterator<Item = &'n Node> {
    spec.iter().filter(|node| !schema.kind(node.kind).is_proof)
}

/// The places of everything that is in [`ModelRecord`].
pub fn places(spec: &[Node], schema: &Schema, sources: &Sources) -> Places {
    let entities = parts(spec, schema).filter_map(|node| {
        let entity = EntityRef::new(&schema.kind(node.kind).name, node.name(schema)?);
        let span = sources.instance(node.span).unwrap_or(node.span);
        let line = sources.position(span).line;
        Some((entity, format!("{}:{line}", sources.get(span.file).name)))
    });
    entities.collect()
}

/// Templates of the project's own, as things of the spec: what they print changes with them.
pub fn add_templates(
    templates: &IndexMap<String, OwnTemplate>,
    sources: &Sources,
    record: &mut ModelRecord,
    places: &mut Places,
) {
    for (name, template) in templates {
        let entity = EntityRef::new("template", name);
        let digest = Digest::of(template.text.as_bytes()).to_string();
        record.insert(entity.clone(), BTreeMap::from([("text".to_string(), digest[..12].to_string())]));
        places.insert(entity, sources.get(template.place.file).name.to_string());
    }
}

/// What the spec says, and how that reads under the names that things had before.
pub(super) fn record(spec: &[Node], schema: &Schema, old_names: &OldNames) -> (ModelRecord, Renames) {
    let now = Writer { schema, old_names: None }.write(spec);
    let renames = match old_names.is_empty() {
        true => Renames::default(),
        false => Renames::between(&now, &Writer { schema, old_names: Some(old_names) }.write(spec)),
    };
    let record = now.into_iter().map(|(entity, lines)| (entity, lines.into_iter().collect()));
    (record.collect(), renames)
}

/// Writes nodes down, under the present names or under the old ones.
#[derive(Clone, Copy)]
struct Writer<'s> {
    schema: &'s Schema,
    old_names: Option<&'s OldNames>,
}

impl Writer<'_> {
    fn write(self, spec: &[Node]) -> Vec<(EntityRef, Lines)> {
        let entities = parts(spec, self.schema).filter_map(|node| {
            let mut lines = Lines::new();
            let entity = EntityRef::new(&self.schema.kind(node.kind).name, &self.name(node)?);
            self.add_fields(node, "", &mut lines);
            Some((entity, lines))
        });
        entities.collect()
    }

    /// The node's name, when it has one.
    fn name(self, node: &Node) -> Option<String> {
        Some(self.words(node, node.named(self.schema, "name")?))
    }

    fn add_fields(self, node: &Node, prefix: &str, lines: &mut Lines) {
        let kind = self.schema.kind(node.kind);
        for field in &node.fields {
            let name = &kind.fields[usize::from(field.def)].name;
            if prefix.is_empty() && &**name == "name" {
                continue;
            }
            self.add_field(node, field, &join(prefix, name), lines);
        }
        for overlay in &node.overlays {
            let (kind, name) = (&self.schema.kind(overlay.kind).name, self.name(overlay));
            let path = format!("{kind} {}", name.unwrap_or_default());
            self.add_fields(overlay, &join(prefix, &path), lines);
        }
    }

    fn add_field(self, node: &Node, field: &Field, path: &str, lines: &mut Lines) {
        match &field.value {
            Value::Node(inner) => self.add_node(inner, path, lines),
            Value::Nodes(nodes) => {
                for inner in nodes {
                    self.add_node(inner, &format!("{path} {}", self.label(inner)), lines);
                }
            }
            _ => lines.push((path.to_string(), self.words(node, field))),
        }
    }

    /// What stands in a node; that it is there, when nothing does.
    fn add_node(self, node: &Node, path: &str, lines: &mut Lines) {
        if node.fields.is_empty() {
            lines.push((path.to_string(), self.label(node)));
        } else {
            self.add_fields(node, path, lines);
        }
    }

    /// What tells one of several nodes from the others: its first field.
    fn label(self, node: &Node) -> String {
        let first = node.fields.first().map(|field| self.words(node, field));
        first.unwrap_or_else(|| self.schema.kind(node.kind).name.to_string())
    }

    /// A scalar, or several of them.
    fn words(self, node: &Node, field: &Field) -> String {
        let def = &self.schema.kind(node.kind).fields[usize::from(field.def)];
        let of = match &def.shape {
            Shape::Scalar(of) | Shape::List(of) => Some(of),
            _ => None,
        };
        let own = field.value.text().filter(|_| &*def.name == "name");
        if let Some(old) = own.and_then(|name| self.old_name(node.kind, name)) {
            return old;
        }
        match &field.value {
            Value::List(items) => {
                let words: Vec<String> = items.iter().map(|item| self.word(&item.value, of)).collect();
                words.join(" ")
            }
            value => self.word(value, of),
        }
    }

    fn word(self, value: &Value, of: Option<&Scalar>) -> String {
        let text = value.plain();
        let old = match of {
            Some(of) if of.of.base.is_reference() => {
                of.to.iter().find_map(|kind| self.old_name(*kind, &text))
            }
            Some(of) if of.of.base == Base::Interpolated => self.with_old_names(&text),
            _ => None,
        };
        old.unwrap_or(text)
    }

    fn old_name(self, kind: KindId, name: &str) -> Option<String> {
        self.old_names?.get(&kind)?.get(name).cloned()
    }

    /// Text whose references go by the old names, when it has any that do.
    fn with_old_names(self, text: &str) -> Option<String> {
        let names = self.old_names.filter(|_| text.contains("${"))?;
        with_names(text, |reference| {
            names.get(&self.schema.kind_id(reference.kind)?)?.get(reference.name).cloned()
        })
    }
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_string() } else { format!("{prefix}.{name}") }
}
