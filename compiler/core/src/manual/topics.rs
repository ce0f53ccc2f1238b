//! From a topic, as a person writes it, to what there is to say of it: a code, a kind, a field by its path, a type, an
//! entry of the catalogue. A word that means several of these gets all of them.

use super::document::Block;
use super::kinds::{self, Part};
use super::{Language, catalogue, codes, fields, risks, types};
use crate::codes::{ALL, find as find_code};
use crate::nearest::nearest;
use crate::schema::{FieldDef, Kind};
use std::sync::Arc;

/// There is no such topic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    /// Topics that were most likely meant.
    pub nearest: Vec<String>,
}

impl Unknown {
    /// What to ask instead.
    pub fn help(&self) -> String {
        match &self.nearest[..] {
            [] => "codes stand beside each finding; kinds are words such as service or database".to_string(),
            [first @ .., last] if !first.is_empty() => {
                format!("did you mean {} or {last}?", first.join(", "))
            }
            [only, ..] => format!("did you mean {only}?"),
        }
    }
}

/// Everything there is to say of a topic.
pub fn find(language: &Language, topic: &str) -> Result<Vec<Block>, Unknown> {
    if let Some(code) = find_code(topic) {
        return Ok(codes::section(code, 1));
    }
    if let Some(rule) = language.rules.iter().find(|rule| *rule.name == *topic) {
        return Ok(codes::declared(rule, 1));
    }
    if let Some(blocks) = risks::find(language, topic) {
        return Ok(blocks);
    }
    let mut blocks = kind(language, topic);
    if let Some(of) = language.schema.types.get(topic) {
        blocks.extend(types::section(of, 1));
    }
    let entries = language
        .entries
        .iter()
        .filter(|entry| entry.name(&language.schema).is_some_and(|name| **name == *topic));
    blocks.extend(entries.flat_map(|entry| catalogue::section(language, entry, 1)));
    if blocks.is_empty() {
        blocks = field(language, topic);
    }
    if blocks.is_empty() { Err(unknown(language, topic)) } else { Ok(blocks) }
}

/// The page of a kind; of one that stands inside others, its part of theirs.
fn kind(language: &Language, topic: &str) -> Vec<Block> {
    let schema = &language.schema;
    let Some(id) = schema.kind_id(topic) else { return Vec::new() };
    if language.tops().any(|(top, _)| top == id) {
        return kinds::page(language, id);
    }
    let found = language.tops().find_map(|(top, _)| {
        let (parts, places) = kinds::inside(schema, top);
        let part = parts.into_iter().find(|part| part.kind == id)?;
        Some(kinds::section(language, &part, &places, 1))
    });
    found.unwrap_or_default()
}

/// The page of a field: `service.port`, `environment.rollout.bake`, `rollout.bake`.
fn field(language: &Language, topic: &str) -> Vec<Block> {
    let Some((kind, field)) = follow(language, topic) else { return Vec::new() };
    let path = topic.rsplit_once('.').map_or("", |(path, _)| path);
    let mut blocks = fields::page(kind, field, path, language);
    if let Some(part) = Part::of(topic, field) {
        let (_, places) = kinds::inside(&language.schema, part.kind);
        // The field and what stands in it share a heading.
        blocks.extend(kinds::section(language, &part, &places, 1).into_iter().skip(1));
    }
    blocks
}

/// The field at the end of a path.
fn follow<'l>(language: &'l Language, path: &str) -> Option<(&'l Kind, &'l FieldDef)> {
    let mut words = path.split('.');
    let mut kind = language.schema.kinds.get(words.next()?)?;
    let mut field = kind.field(words.next()?)?.1;
    for word in words {
        kind = language.schema.kind(Part::of("", field)?.kind);
        field = kind.field(word)?.1;
    }
    Some((kind, field))
}

fn unknown(language: &Language, topic: &str) -> Unknown {
    let schema = &language.schema;
    let paths = paths(language);
    // A field alone: every way to one of that name.
    let same: Vec<String> =
        paths.iter().filter(|path| path.rsplit('.').next() == Some(topic)).cloned().collect();
    let same = if same.is_empty() { called_so_elsewhere(language, topic) } else { same };
    if !same.is_empty() {
        return Unknown { nearest: same };
    }
    let codes = ALL.iter().flat_map(|codes| codes.iter()).map(|code| code.slug).chain(risks::codes(language));
    let declared = schema.kinds.keys().chain(schema.types.keys()).map(|name| &**name);
    let entries = language.entries.iter().filter_map(|entry| Some(&**entry.name(schema)?));
    let topics = codes.chain(declared).chain(entries).chain(paths.iter().map(String::as_str));
    Unknown { nearest: nearest(topic, topics).map(str::to_string).into_iter().collect() }
}

/// The kinds and fields that other tools call so.
fn called_so_elsewhere(language: &Language, topic: &str) -> Vec<String> {
    let is_so_called = |also: &[Arc<str>]| also.iter().any(|word| **word == *topic);
    let kinds = language.schema.kinds.values();
    let called = kinds.flat_map(|kind| {
        let fields = kind.fields.iter().filter(|field| is_so_called(&field.also));
        let fields = fields.map(|field| format!("{}.{}", kind.name, field.name));
        is_so_called(&kind.also).then(|| kind.name.to_string()).into_iter().chain(fields).collect::<Vec<_>>()
    });
    called.collect()
}

/// The way to every field, from the kinds at the top.
fn paths(language: &Language) -> Vec<String> {
    let mut paths = Vec::new();
    for (top, kind) in language.tops() {
        let own = |path: &str, kind: &Kind| {
            kind.fields.iter().map(|field| format!("{path}.{}", field.name)).collect::<Vec<_>>()
        };
        paths.extend(own(&kind.name, kind));
        for part in kinds::inside(&language.schema, top).0 {
            paths.extend(own(&part.path, language.schema.kind(part.kind)));
        }
    }
    paths
}
