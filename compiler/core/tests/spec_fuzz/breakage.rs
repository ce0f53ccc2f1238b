//! One mistake of a known sort in a made-up spec, for which there has to be a finding.

use super::lines::Line;
use crate::support::generate::Random;
use formwork_core::schema::{Base, FieldDef, Kind, Place, Schema, Shape};

/// One thing that is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Breakage {
    WrongType,
    UnknownField,
    UnknownProperty,
    Missing,
    Twice,
    TooManyArguments,
    Misplaced,
    UnknownKind,
    NobodyOfThatName,
}

impl Breakage {
    pub(crate) const ALL: &[Self] = &[
        Self::WrongType,
        Self::UnknownField,
        Self::UnknownProperty,
        Self::Missing,
        Self::Twice,
        Self::TooManyArguments,
        Self::Misplaced,
        Self::UnknownKind,
        Self::NobodyOfThatName,
    ];
}

/// No type but text takes this.
const WRONG: &str = "\"no such value: é\"";

/// Breaks one thing, when the spec has a place for it.
pub(crate) fn break_one(
    lines: &mut Vec<Line>,
    breakage: Breakage,
    schema: &Schema,
    random: &mut Random,
) -> bool {
    if breakage == Breakage::UnknownKind {
        lines.insert(random.below(lines.len() + 1), Line { name: "no-such-kind".into(), ..Line::default() });
        return true;
    }
    let number = Line::count(lines);
    let start = random.below(number);
    // Every node in turn, until one has a place for it.
    (0..number).any(|step| {
        let node = Line::nth(lines, &mut ((start + step) % number));
        node.is_some_and(|node| break_node(node, breakage, schema, random))
    })
}

fn break_node(line: &mut Line, breakage: Breakage, schema: &Schema, random: &mut Random) -> bool {
    let Some(kind) = line.kind.map(|kind| schema.kind(kind)) else { return false };
    match breakage {
        Breakage::WrongType => set_value(line, kind, is_narrow, WRONG),
        Breakage::NobodyOfThatName => set_value(line, kind, is_reference, "\"nobody-of-that-name\""),
        Breakage::UnknownField => {
            line.block.push(Line { name: "no-such-field-here".into(), ..Line::default() });
            true
        }
        Breakage::UnknownProperty => {
            line.entries.push("no-such-property-here=1".into());
            true
        }
        Breakage::TooManyArguments => {
            let takes_more = kind.fields.iter().any(|field| field.place == Place::Arguments);
            if !takes_more {
                line.entries.extend((0..8).map(|_| "\"one-more\"".to_string()));
            }
            !takes_more
        }
        Breakage::Missing => without(line, kind),
        Breakage::Twice => twice(line, kind, random),
        Breakage::Misplaced => misplaced(line, kind),
        Breakage::UnknownKind => false,
    }
}

fn is_narrow(field: &FieldDef) -> bool {
    match &field.shape {
        Shape::Scalar(of) | Shape::List(of) => match of.of.base {
            Base::Integer | Base::Number | Base::Boolean => true,
            base => !base.is_reference() && of.of.read(WRONG.trim_matches('"')).is_err(),
        },
        _ => false,
    }
}

fn is_reference(field: &FieldDef) -> bool {
    matches!(&field.shape, Shape::Scalar(of) | Shape::List(of) if of.of.base.is_reference())
}

/// Gives a property or the line of a field another value.
fn set_value(line: &mut Line, kind: &Kind, fits: fn(&FieldDef) -> bool, value: &str) -> bool {
    for field in kind.fields.iter().filter(|field| fits(field)) {
        let prefix = format!("{}=", field.name);
        if let Some(entry) =
            line.entries.iter_mut().find(|entry| field.place == Place::Property && entry.starts_with(&prefix))
        {
            *entry = format!("{prefix}{value}");
            return true;
        }
        let is_own = |inner: &&mut Line| {
            field.place == Place::Child && inner.name == *field.name && inner.kind.is_none()
        };
        if let Some(inner) = line.block.iter_mut().find(is_own) {
            inner.entries = vec![value.to_string()];
            return true;
        }
    }
    false
}

/// Leaves out something that is required.
fn without(line: &mut Line, kind: &Kind) -> bool {
    for field in kind.fields.iter().filter(|field| field.is_required) {
        let before = (line.entries.len(), line.block.len());
        match field.place {
            Place::Property => line.entries.retain(|entry| !entry.starts_with(&format!("{}=", field.name))),
            Place::Child => line.block.retain(|inner| inner.name != *field.name),
            Place::Argument | Place::Arguments => continue,
        }
        if before != (line.entries.len(), line.block.len()) {
            return true;
        }
    }
    false
}

/// Says something a second time that is said once.
fn twice(line: &mut Line, kind: &Kind, random: &mut Random) -> bool {
    let once = |field: &FieldDef| matches!(field.shape, Shape::Scalar(_) | Shape::Node(_));
    let fields: Vec<&FieldDef> = kind.fields.iter().filter(|field| once(field)).collect();
    let start = random.below(fields.len());
    for field in fields.iter().cycle().skip(start).take(fields.len()) {
        let prefix = format!("{}=", field.name);
        let entry =
            line.entries.iter().find(|entry| field.place == Place::Property && entry.starts_with(&prefix));
        if let Some(entry) = entry.cloned() {
            line.entries.push(entry);
            return true;
        }
        let inner = line.block.iter().find(|inner| field.place == Place::Child && inner.name == *field.name);
        if let Some(inner) = inner.cloned() {
            line.block.push(inner);
            return true;
        }
    }
    false
}

/// Writes a property on a line of its own, or the value of a line as a property.
fn misplaced(line: &mut Line, kind: &Kind) -> bool {
    for field in kind.fields.iter().filter(|field| matches!(field.shape, Shape::Scalar(_))) {
        let prefix = format!("{}=", field.name);
        let at = line
            .entries
            .iter()
            .position(|entry| field.place == Place::Property && entry.starts_with(&prefix));
        if let Some(at) = at {
            let value = line.entries.remove(at)[prefix.len()..].to_string();
            line.block.push(Line { name: field.name.to_string(), entries: vec![value], ..Line::default() });
            return true;
        }
        let at = line.block.iter().position(|inner| field.place == Place::Child && inner.name == *field.name);
        if let Some(at) = at {
            let inner = line.block.remove(at);
            line.entries.extend(inner.entries.first().map(|value| format!("{prefix}{value}")));
            return true;
        }
    }
    false
}
