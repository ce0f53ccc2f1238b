//! The page of a kind, with the kinds of the nodes inside it. In: the declarations. Out: how it is written, an example,
//! its fields, and what can be read of it.

use super::document::{Block, Inline};
use super::fields::Places;
use super::{Language, OVERLAYS, catalogue, fields, kind_page, part_place, schematic, type_place};
use crate::schema::{Constraint, ConstraintForm, Elsewhere, FieldDef, Kind, KindId, Schema, Shape};
use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

/// The whole page of a kind at the top level.
pub(super) fn page(language: &Language, id: KindId) -> Vec<Block> {
    let schema = &language.schema;
    let kind = schema.kind(id);
    let (parts, places) = inside(schema, id);
    let mut blocks =
        vec![Block::Heading(1, kind.name.to_string()), Block::Paragraph(Inline::from(&kind.about))];
    blocks.extend(standing(kind, schema));
    blocks.extend(examples(language, kind));
    blocks.push(Block::Heading(2, "How it is written".into()));
    blocks.push(code("text", schematic::whole(&kind.name, kind, schema)));
    blocks.extend(fields::table(kind, &places, language));
    blocks.extend(constraints(kind));
    blocks.extend(made(language, kind));
    blocks.extend(elsewhere(kind));
    for part in &parts {
        blocks.extend(section(language, part, &places, 2));
    }
    blocks.extend(properties(kind));
    blocks.extend(entries(language, kind));
    blocks.extend(references(schema, id));
    blocks
}

/// A node inside another, and the way to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Part {
    /// `environment.rollout.abort-when`.
    pub(super) path: String,
    pub(super) kind: KindId,
    pub(super) is_block: bool,
}

/// Every kind of node that stands in a kind, by the first way that leads there.
pub(super) fn inside(schema: &Schema, top: KindId) -> (Vec<Part>, Places) {
    let mut places = Places::from([(top, schema.kind(top).name.to_string())]);
    let mut found = Vec::new();
    let mut open = directly_inside(schema, &schema.kind(top).name, top);
    while let Some(part) = open.pop() {
        if let Entry::Vacant(place) = places.entry(part.kind) {
            place.insert(part.path.clone());
            open.extend(directly_inside(schema, &part.path, part.kind));
            found.push(part);
        }
    }
    (found, places)
}

impl Part {
    /// The node that a field holds.
    pub(super) fn of(path: &str, field: &FieldDef) -> Option<Self> {
        let (kind, is_block) = match field.shape {
            Shape::Node(kind) | Shape::Nodes(kind) => (kind, false),
            Shape::Block(kind) => (kind, true),
            Shape::Scalar(_) | Shape::List(_) | Shape::Body => return None,
        };
        Some(Self { path: path.to_string(), kind, is_block })
    }
}

/// The last first.
fn directly_inside(schema: &Schema, path: &str, kind: KindId) -> Vec<Part> {
    let part = |field: &FieldDef| Part::of(&format!("{path}.{}", field.name), field);
    schema.kind(kind).fields.iter().rev().filter_map(part).collect()
}

/// What is said of a node inside another.
pub(super) fn section(language: &Language, part: &Part, places: &Places, level: u8) -> Vec<Block> {
    let (schema, kind) = (&language.schema, language.schema.kind(part.kind));
    let word = part.path.rsplit('.').next().unwrap_or_default();
    let written = if part.is_block {
        schematic::block(word, kind, schema)
    } else {
        schematic::whole(word, kind, schema)
    };
    let mut blocks =
        vec![Block::Heading(level, part.path.clone()), Block::Paragraph(Inline::from(&kind.about))];
    blocks.extend(examples(language, kind));
    blocks.push(code("text", written));
    blocks.extend(fields::table(kind, places, language));
    blocks.extend(constraints(kind));
    blocks.extend(elsewhere(kind));
    blocks
}

/// Words of other tools that somebody may look for here.
fn elsewhere(kind: &Kind) -> Vec<Block> {
    let row = |known: &Elsewhere| {
        let words = known.words.iter().map(|word| Inline::code(&**word));
        vec![Inline::joined(words, "and"), Inline::from(&known.here)]
    };
    if kind.elsewhere.is_empty() {
        return Vec::new();
    }
    let head = ["Not here", "But"].map(str::to_string).to_vec();
    vec![Block::Table { head, rows: kind.elsewhere.iter().map(row).collect() }]
}

/// What of a node must go together.
fn constraints(kind: &Kind) -> Option<Block> {
    let item = |constraint: &Constraint| {
        let names: Vec<Inline> =
            constraint.fields.iter().map(|at| Inline::code(&*kind.fields[*at].name)).collect();
        let all = || Inline::joined(names.iter().cloned(), "and");
        let words = match constraint.form {
            ConstraintForm::ExactlyOne => Inline::from("Exactly one of ").then(all()).then(" is written"),
            ConstraintForm::AtLeastOne => Inline::from("At least one of ").then(all()).then(" is written"),
            ConstraintForm::AtMostOne => Inline::from("At most one of ").then(all()).then(" is written"),
            ConstraintForm::Together => all().then(" are written together, or not at all"),
            ConstraintForm::InOrder => all().then(" go up in this order"),
            ConstraintForm::Needs => {
                let others = Inline::joined(names.iter().skip(1).cloned(), "and");
                names.first().cloned().unwrap_or_default().then(" needs ").then(others)
            }
        };
        words.then(": ").then(&constraint.message).then(".")
    };
    (!kind.constraints.is_empty()).then(|| Block::List(kind.constraints.iter().map(item).collect()))
}

/// Of a component: the kinds of what a node of it stands for.
fn made(language: &Language, kind: &Kind) -> Option<Block> {
    let body = kind.makes?;
    let tree = language.trees.iter().find(|tree| tree.file() == body.file)?;
    let names: BTreeSet<String> =
        tree.node(body.node).children().map(|node| node.name().into_owned()).collect();
    let link = |name: &String| match language.schema.kinds.get(name.as_str()) {
        Some(made) => Inline::code_link(name, kind_page(made)),
        None => Inline::code(name),
    };
    let words = Inline::from("It is a component, and stands for nodes of these kinds: ");
    Some(Block::Paragraph(words.then(Inline::joined(names.iter().map(link), "and")).then(".")))
}

/// How many there are, and what changes what.
fn standing(kind: &Kind, schema: &Schema) -> Vec<Block> {
    let links = |wanted: fn(&Kind) -> bool| {
        let kinds = schema.kinds.values().filter(move |kind| wanted(kind));
        Inline::joined(kinds.map(|kind| Inline::code_link(&*kind.name, kind_page(kind))), "or")
    };
    let more =
        || Inline::from(", with the settings that ").then(Inline::link("differ there", OVERLAYS)).then(".");
    let mut paragraphs: Vec<Inline> = fields::fate(&kind.fate).into_iter().collect();
    if !kind.also.is_empty() {
        paragraphs.push(Inline::from("Other tools call it ").then(fields::also(&kind.also)).then("."));
    }
    if kind.is_once {
        paragraphs.push("A spec has exactly one.".into());
    }
    if kind.is_overlay {
        let places = links(|other| other.takes_overlays);
        paragraphs.push(Inline::from("Inside an ").then(places).then(" it can be named again").then(more()));
    }
    if kind.takes_overlays {
        let changed = links(|other| other.is_overlay);
        paragraphs.push(Inline::from("Inside it, a ").then(changed).then(" can be named again").then(more()));
    }
    paragraphs.into_iter().map(Block::Paragraph).collect()
}

/// The examples of a kind; of a kind of the catalogue, the shortest entry of the standard library.
fn examples(language: &Language, kind: &Kind) -> Vec<Block> {
    let own = kind.examples.iter().map(|example| code("kdl", example.clone()));
    let own: Vec<Block> = own.collect();
    if !own.is_empty() {
        return own;
    }
    language.shortest_entry(kind).map(|text| code("kdl", text)).into_iter().collect()
}

fn code(language: &'static str, text: String) -> Block {
    Block::Code { language, text }
}

/// What `${kind.name.property}` stands for.
fn properties(kind: &Kind) -> Vec<Block> {
    let rows = property_rows(kind);
    if rows.is_empty() {
        return Vec::new();
    }
    vec![Block::Heading(2, "What can be read of it".into()), property_table(rows)]
}

pub(super) fn property_table(rows: Vec<Vec<Inline>>) -> Block {
    Block::Table { head: ["Written", "Type", "Stands for"].map(str::to_string).to_vec(), rows }
}

pub(super) fn property_rows(kind: &Kind) -> Vec<Vec<Inline>> {
    kind.properties
        .iter()
        .map(|property| {
            let written = format!("${{{}.NAME.{}}}", kind.name, property.name);
            let of = Inline::link(&*property.of.name, type_place(&property.of));
            vec![Inline::code(written), of, Inline::from(&property.about)]
        })
        .collect()
}

/// Of a kind of the catalogue: what the standard library has.
fn entries(language: &Language, kind: &Kind) -> Vec<Block> {
    let known: Vec<Inline> =
        language.entries_of(kind).map(|entry| catalogue::link(language, entry)).collect();
    if known.is_empty() {
        return Vec::new();
    }
    let words = Inline::from("There are ").then(Inline::joined(known, "and")).then(".");
    vec![Block::Heading(2, "What there is".into()), Block::Paragraph(words)]
}

/// The fields that name such a thing.
fn references(schema: &Schema, id: KindId) -> Vec<Block> {
    let tops = schema.kinds.values().enumerate().filter(|(_, kind)| kind.is_top);
    let found = tops.flat_map(|(top, kind)| {
        let top = KindId(top as u16);
        let own = Part { path: kind.name.to_string(), kind: top, is_block: false };
        let parts = std::iter::once(own).chain(inside(schema, top).0);
        parts.flat_map(move |part| naming(schema.kind(part.kind), id, &part.path)).collect::<Vec<_>>()
    });
    let found: Vec<Inline> = found.collect();
    if found.is_empty() {
        return Vec::new();
    }
    let words = Inline::from("These name one: ").then(Inline::joined(found, "and")).then(".");
    vec![Block::Heading(2, "Who refers to it".into()), Block::Paragraph(words)]
}

/// The fields of a kind that name a thing of another.
fn naming(kind: &Kind, id: KindId, path: &str) -> Vec<Inline> {
    let leads_there = |field: &&FieldDef| match &field.shape {
        Shape::Scalar(scalar) | Shape::List(scalar) => scalar.to.contains(&id),
        Shape::Node(_) | Shape::Nodes(_) | Shape::Block(_) | Shape::Body => false,
    };
    let link = |field: &FieldDef| {
        let words = if &*field.name == "name" { path.to_string() } else { format!("{path}.{}", field.name) };
        Inline::code_link(words, part_place(path))
    };
    kind.fields.iter().filter(leads_there).map(link).collect()
}
