//! The page of the catalogue: what the standard library knows of runtimes, engines, platforms and the like. In: its
//! entries, checked against their kinds. Out: a part for each kind, a section or a row for each entry.

use super::document::{Block, Inline};
use super::markdown::anchor;
use super::{CATALOGUE, Language, kind_page};
use crate::check::{Field, Node, Value};
use crate::schema::{FieldDef, Kind, Place, Scalar, Schema, Shape};

/// The page of all entries.
pub(super) fn page(language: &Language) -> Vec<Block> {
    let mut blocks = vec![
        Block::Heading(1, "Catalogue".into()),
        Block::Paragraph(
            "What the compiler knows of the world. A spec names these things; a project can add its own, \
             written in the same way, in files that it imports."
                .into(),
        ),
    ];
    let kinds: Vec<&Kind> = language.catalogue().collect();
    let contents = kinds.iter().map(|kind| {
        let place = format!("{CATALOGUE}#{}", anchor(&kind.name));
        let entries = if is_flat(kind) {
            count(language.entries_of(kind).count(), "entry", "entries").into()
        } else {
            Inline::joined(language.entries_of(kind).map(|entry| link(language, entry)), "and")
        };
        vec![Inline::link(&*kind.name, place), entries]
    });
    blocks.push(Block::Table { head: vec!["Kind".into(), "What there is".into()], rows: contents.collect() });
    for kind in kinds {
        blocks.push(Block::Heading(2, kind.name.to_string()));
        let more =
            Inline::from(" How an entry is written: ").then(Inline::link(&*kind.name, kind_page(kind)));
        blocks.push(Block::Paragraph(Inline::from(&kind.about).then(more).then(".")));
        if is_flat(kind) {
            blocks.extend(rows(language, kind, &language.entries_of(kind).collect::<Vec<_>>()));
        } else {
            blocks.extend(language.entries_of(kind).flat_map(|entry| section(language, entry, 3)));
        }
    }
    blocks
}

/// Where an entry is spoken of.
pub(super) fn link(language: &Language, entry: &Node) -> Inline {
    let kind = language.schema.kind(entry.kind);
    let name = name(language, entry);
    let heading = if is_flat(kind) { kind.name.to_string() } else { title(kind, &name) };
    Inline::code_link(name, format!("{CATALOGUE}#{}", anchor(&heading)))
}

fn name(language: &Language, entry: &Node) -> String {
    entry.name(&language.schema).map(|name| name.to_string()).unwrap_or_default()
}

fn title(kind: &Kind, name: &str) -> String {
    format!("{} {name}", kind.name).trim_end().to_string()
}

/// Kinds whose nodes fit on a line each.
fn is_flat(kind: &Kind) -> bool {
    kind.fields.iter().all(|field| field.place != Place::Child)
}

/// What there is to say of an entry, or of a node in one.
pub(super) fn section(language: &Language, entry: &Node, level: u8) -> Vec<Block> {
    let schema = &language.schema;
    let kind = schema.kind(entry.kind);
    let mut blocks = vec![Block::Heading(level, title(kind, &name(language, entry)))];
    let (mut facts, mut texts, mut inner) = (Vec::new(), Vec::new(), Vec::new());
    for field in &entry.fields {
        let def = &kind.fields[usize::from(field.def)];
        match (&*def.name, &field.value) {
            ("name", _) => {}
            ("about", Value::Text(about)) => blocks.push(Block::Paragraph(sentence(about).into())),
            (name, Value::Text(text)) if text.contains('\n') => {
                texts.push(Block::Paragraph(format!("`{name}`:").into()));
                texts.push(Block::Code { language: "sh", text: text.to_string() });
            }
            _ => match def.shape {
                Shape::Node(_) | Shape::Nodes(_) | Shape::Block(_) | Shape::Body => inner.push((def, field)),
                Shape::Scalar(_) | Shape::List(_) => {
                    facts.push(vec![Inline::code(&*def.name), shown(language, def, field)]);
                }
            },
        }
    }
    facts.extend(own_settings(schema, kind, &name(language, entry)));
    for (def, field) in inner {
        let nodes: Vec<&Node> = field.value.nodes().collect();
        let kind = nodes.first().map(|node| schema.kind(node.kind));
        match kind.filter(|kind| is_flat(kind)) {
            Some(kind) => {
                blocks.push(Block::Paragraph(Inline::from(&def.about)));
                blocks.extend(rows(language, kind, &nodes));
            }
            None => texts.extend(nodes.into_iter().flat_map(|node| section(language, node, level + 1))),
        }
    }
    if !facts.is_empty() {
        blocks.push(Block::Table { head: vec!["Field".into(), "Value".into()], rows: facts });
    }
    blocks.extend(texts);
    blocks
}

/// Nodes that fit on a line each, as a table.
fn rows(language: &Language, kind: &Kind, nodes: &[&Node]) -> Option<Block> {
    let head = kind.fields.iter().map(|field| field.name.to_string()).collect();
    let row = |node: &&Node| {
        let cell = |(at, def)| node.field(at).map(|field| shown(language, def, field)).unwrap_or_default();
        kind.fields.iter().enumerate().map(cell).collect()
    };
    (!nodes.is_empty()).then(|| Block::Table { head, rows: nodes.iter().map(row).collect() })
}

/// A value, or several.
fn shown(language: &Language, def: &FieldDef, field: &Field) -> Inline {
    let (Shape::Scalar(scalar) | Shape::List(scalar)) = &def.shape else { return Inline::default() };
    let Value::List(items) = &field.value else { return one(language, scalar, &field.value) };
    let listed = items.iter().map(|item| one(language, scalar, &item.value));
    let listed = listed.reduce(|before, item| before.then(" ").then(item)).unwrap_or_default();
    let is_missing =
        |option: &str| items.iter().all(|item| item.value.text().is_none_or(|text| **text != *option));
    let missing = scalar.of.options.iter().filter(|(option, _)| is_missing(option));
    let missing: Vec<Inline> = missing.map(|(option, _)| Inline::code(&**option)).collect();
    if missing.is_empty() { listed } else { listed.then("; not ").then(Inline::joined(missing, "and")) }
}

/// One value; the name of another entry leads there.
fn one(language: &Language, scalar: &Scalar, value: &Value) -> Inline {
    match value {
        Value::Text(text) if scalar.of.base.is_reference() => {
            let entries = scalar.to.iter().flat_map(|kind| language.entries_of(language.schema.kind(*kind)));
            let named = entries.into_iter().find(|entry| entry.name(&language.schema) == Some(text));
            named.map_or_else(|| Inline::code(&**text), |entry| link(language, entry))
        }
        Value::Text(text) => Inline::code(&**text),
        Value::Integer(integer) => Inline::code(integer.to_string()),
        Value::Number(number) => Inline::code(number.to_string()),
        Value::Bool(truth) => Inline::code(format!("#{truth}")),
        Value::List(_) | Value::Node(_) | Value::Nodes(_) | Value::Property(_) => Inline::default(),
    }
}

/// Kinds that have settings only where their tag names this entry: environments on a platform.
fn own_settings(schema: &Schema, kind: &Kind, name: &str) -> Vec<Vec<Inline>> {
    let mut rows = Vec::new();
    for other in schema.kinds.values() {
        let tag = other.tag.as_ref().and_then(|tag| other.field(tag));
        let leads_here = tag.is_some_and(|(_, field)| match &field.shape {
            Shape::Scalar(scalar) => scalar.to.iter().any(|to| schema.kind(*to).name == kind.name),
            _ => false,
        });
        let own = other.fields.iter().filter(|field| field.when.iter().any(|when| when == name));
        let own: Vec<Inline> = own.map(|field| Inline::code(&*field.name)).collect();
        if leads_here && !own.is_empty() {
            let words = Inline::from("settings of ").then(Inline::link(&*other.name, kind_page(other)));
            rows.push(vec![words, Inline::joined(own, "and")]);
        }
    }
    rows
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// With a full stop, which short descriptions do without.
fn sentence(text: &str) -> String {
    if text.ends_with('.') { text.to_string() } else { format!("{text}.") }
}
