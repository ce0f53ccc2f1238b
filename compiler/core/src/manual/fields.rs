//! What there is to say of a field: what it holds, what it is when nobody writes it, and what it is for. In: its
//! declaration. Out: cells of a table. New facts of a field belong here.

use super::document::{Block, Inline};
use super::{Language, catalogue, kind_page, part_place, type_place};
use crate::check::Node;
use crate::schema::{Base, Fate, FieldDef, Kind, KindId, Literal, Place, Scalar, Shape};
use crate::syntax::quoted;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The way to the nodes of each kind that may stand in that of a page: `environment.rollout`.
pub(super) type Places = BTreeMap<KindId, String>;

/// The fields of a kind as a table, what is required first.
pub(super) fn table(kind: &Kind, places: &Places, language: &Language) -> Option<Block> {
    let (required, optional): (Vec<_>, Vec<_>) = kind.fields.iter().partition(|field| field.is_required);
    let row = |field: &FieldDef| {
        vec![written(field), value(field, places, language), otherwise(field), meaning(field, kind)]
    };
    let rows: Vec<_> = required.into_iter().chain(optional).map(row).collect();
    let head = ["Field", "Value", "When left out", "Meaning"].map(str::to_string).to_vec();
    (!rows.is_empty()).then_some(Block::Table { head, rows })
}

/// The page of one field, for whoever asks for it alone.
pub(super) fn page(kind: &Kind, field: &FieldDef, path: &str, language: &Language) -> Vec<Block> {
    let mut facts = vec![
        vec!["value".into(), value(field, &Places::new(), language)],
        vec!["written".into(), place(field)],
    ];
    match (field.is_required, otherwise(field)) {
        (true, _) => facts[0][1] = std::mem::take(&mut facts[0][1]).then(", required"),
        (false, default) if !default.is_empty() => facts.push(vec!["left out".into(), default]),
        _ => {}
    }
    if let Shape::Scalar(scalar) | Shape::List(scalar) = &field.shape
        && !scalar.of.base.is_reference()
        && scalar.of.base != Base::Choice
    {
        facts.push(vec!["type".into(), Inline::from(&scalar.of.about)]);
    }
    if !field.also.is_empty() {
        facts.push(vec!["elsewhere".into(), also(&field.also)]);
    }
    let title = Block::Heading(1, format!("{path}.{}", field.name));
    vec![
        title,
        Block::Paragraph(meaning(field, kind)),
        Block::Table { head: vec![String::new(); 2], rows: facts },
    ]
}

fn value(field: &FieldDef, places: &Places, language: &Language) -> Inline {
    let node = |kind: &KindId| match places.get(kind) {
        Some(path) => Inline::code_link(path, part_place(path)),
        None => Inline::code(&*language.schema.kind(*kind).name),
    };
    match &field.shape {
        Shape::Scalar(one) => scalar(one, language),
        Shape::List(one) => Inline::from("one or more: ").then(scalar(one, language)),
        Shape::Node(kind) => node(kind),
        Shape::Nodes(kind) if field.is_required => Inline::from("one or more ").then(node(kind)),
        Shape::Nodes(kind) => Inline::from("any number of ").then(node(kind)),
        Shape::Block(kind) => Inline::from("a block of ").then(node(kind)),
        Shape::Body => "nodes, as at the top of a spec".into(),
    }
}

/// What may stand there: the type, or for references and choices what there is to choose from.
fn scalar(scalar: &Scalar, language: &Language) -> Inline {
    let schema = &language.schema;
    match scalar.of.base {
        base if base.is_reference() => {
            let kinds = scalar.to.iter().map(|kind| {
                let kind = schema.kind(*kind);
                Inline::link(&*kind.name, kind_page(kind))
            });
            let first = scalar.to.first().map(|kind| &*schema.kind(*kind).name).unwrap_or_default();
            let known = known(scalar, language);
            let kinds =
                Inline::from(format!("the name of {} ", article(first))).then(Inline::joined(kinds, "or"));
            if known.is_empty() { kinds } else { kinds.then(": ").then(known) }
        }
        Base::Choice => {
            let options = scalar.of.options.iter().map(|(option, _)| Inline::code(&**option));
            Inline::link(&*scalar.of.name, type_place(&scalar.of))
                .then(": ")
                .then(Inline::joined(options, "or"))
        }
        _ => Inline::link(&*scalar.of.name, type_place(&scalar.of)),
    }
}

/// Of kinds of the catalogue: what there is, unless that is a long list.
fn known(scalar: &Scalar, language: &Language) -> Inline {
    const MOST: usize = 8;
    let kinds = scalar.to.iter().map(|kind| language.schema.kind(*kind));
    let entries: Vec<&Node> = kinds.flat_map(|kind| language.entries_of(kind)).collect();
    let few = entries.len() <= MOST;
    Inline::joined(entries.into_iter().filter(|_| few).map(|entry| catalogue::link(language, entry)), "or")
}

/// A field as it is written: `bake=` on the node's line, `port` on a line of its own.
fn written(field: &FieldDef) -> Inline {
    match field.place {
        Place::Argument | Place::Arguments => Inline::code(&*field.name).then(" (argument)"),
        Place::Property => Inline::code(format!("{}=", field.name)),
        Place::Child => Inline::code(&*field.name),
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// What holds when nobody writes the field.
fn otherwise(field: &FieldDef) -> Inline {
    match (&field.default, field.is_required) {
        (_, true) => Inline::strong("required"),
        (Some(default), _) => Inline::code(normal(default, field)),
        _ if field.is_always => "its own defaults".into(),
        _ => Inline::default(),
    }
}

/// A default in the one spelling of its type.
fn normal(default: &Literal, field: &FieldDef) -> String {
    match (default, &field.shape) {
        (Literal::Text(text), Shape::Scalar(scalar) | Shape::List(scalar)) => quoted(&scalar.of.normal(text)),
        _ => default.kdl(),
    }
}

fn meaning(field: &FieldDef, kind: &Kind) -> Inline {
    let values: Vec<String> = field.when.iter().map(|value| format!("`{value}`")).collect();
    let mut meaning = match (&kind.tag, values.is_empty()) {
        (Some(tag), false) => {
            format!("Only where `{tag}` is {}. {}", values.join(" or "), field.about).into()
        }
        _ => Inline::from(&field.about),
    };
    if field.is_fixed {
        meaning = meaning.then(" No environment can change it.");
    }
    match fate(&field.fate) {
        Some(fate) => meaning.then(" ").then(fate),
        None => meaning,
    }
}

/// What other tools call a thing.
pub(super) fn also(words: &[Arc<str>]) -> Inline {
    Inline::joined(words.iter().map(|word| Inline::code(&**word)), "or")
}

/// What becomes of a word that does not stay.
pub(super) fn fate(fate: &Fate) -> Option<Inline> {
    match fate {
        Fate::Stays => None,
        Fate::RenamedTo(name) => {
            Some(Inline::from("It is now called ").then(Inline::code(&**name)).then("."))
        }
        Fate::Deprecated(why) => Some(Inline::from("It is going away: ").then(&**why)),
    }
}

fn place(field: &FieldDef) -> Inline {
    match field.place {
        Place::Argument => "on the node's line, without a name".into(),
        Place::Arguments => "on the node's line, without a name: all arguments that are left".into(),
        Place::Property => format!("on the node's line: `{}=…`", field.name).into(),
        Place::Child => "on a line of its own, in the node's block".into(),
    }
}
