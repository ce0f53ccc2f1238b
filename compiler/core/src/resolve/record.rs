//! The record: what a spec says, as flat text, so that the next plan can tell what changed in its meaning. Only what
//! somebody wrote is in it: a default belongs to the standard library.

use crate::artifact::EntityRef;
use crate::check::{Node, Value};
use crate::lock::Digest;
use crate::render::OwnTemplate;
use crate::schema::Schema;
use crate::source::Sources;
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

pub(super) fn record(spec: &[Node], schema: &Schema) -> ModelRecord {
    let entities = parts(spec, schema).filter_map(|node| {
        let name = node.name(schema)?;
        let mut fields = BTreeMap::new();
        add_fields(node, schema, "", &mut fields);
        Some((EntityRef::new(&schema.kind(node.kind).name, name), fields))
    });
    entities.collect()
}

fn add_fields(node: &Node, schema: &Schema, prefix: &str, fields: &mut BTreeMap<String, String>) {
    let kind = schema.kind(node.kind);
    for field in &node.fields {
        let name = &kind.fields[usize::from(field.def)].name;
        if prefix.is_empty() && &**name == "name" {
            continue;
        }
        add_value(&field.value, schema, &join(prefix, name), fields);
    }
    for overlay in &node.overlays {
        let (kind, name) = (&schema.kind(overlay.kind).name, overlay.name(schema));
        let path = format!("{kind} {}", name.map_or("", |name| name));
        add_fields(overlay, schema, &join(prefix, &path), fields);
    }
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_string() } else { format!("{prefix}.{name}") }
}

fn add_value(value: &Value, schema: &Schema, path: &str, fields: &mut BTreeMap<String, String>) {
    match value {
        Value::Node(node) => add_node(node, schema, path, fields),
        Value::List(items) if matches!(items.first().map(|item| &item.value), Some(Value::Node(_))) => {
            for node in value.nodes() {
                let label = label(node, schema);
                add_node(node, schema, &format!("{path} {label}"), fields);
            }
        }
        Value::List(items) => {
            let words: Vec<String> = items.iter().map(|item| item.value.plain()).collect();
            fields.insert(path.to_string(), words.join(" "));
        }
        scalar => {
            fields.insert(path.to_string(), scalar.plain());
        }
    }
}

/// What tells one of several nodes from the others: its first field.
fn label(node: &Node, schema: &Schema) -> String {
    let first = node.fields.first().map(|field| match &field.value {
        Value::List(items) => items.iter().map(|item| item.value.plain()).collect::<Vec<_>>().join(" "),
        other => other.plain(),
    });
    first.unwrap_or_else(|| schema.kind(node.kind).name.to_string())
}

/// A node that says no more than its first field is one line.
fn add_node(node: &Node, schema: &Schema, path: &str, fields: &mut BTreeMap<String, String>) {
    if node.fields.len() <= 1 {
        fields.insert(path.to_string(), label(node, schema));
    } else {
        add_fields(node, schema, path, fields);
    }
}
