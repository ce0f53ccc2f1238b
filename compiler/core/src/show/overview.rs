//! Every thing in brief: what it is called, what its line says, where it stands, and who changes it.

use super::Form;
use super::json;
use super::table::{Row, table};
use super::words::{Reader, Shown};
use crate::resolve::ThingId;

/// All that the spec declares, or all of a kind.
pub(super) fn of(reader: &Reader<'_>, kind: Option<&str>, form: Form) -> String {
    let view = &reader.view;
    let of_kind = kind.and_then(|kind| view.schema.kind_id(kind));
    let things: Vec<ThingId> = match of_kind {
        Some(kind) => view.things.of_kind(kind).map(|(thing, _)| thing).collect(),
        None => {
            let parts = view.things.of_spec().filter(|(_, node)| !view.schema.kind(node.kind).is_proof);
            parts.map(|(thing, _)| thing).collect()
        }
    };
    match form {
        Form::Json => json::overview(reader, &things),
        Form::Text(paint) => {
            let rows: Vec<Row> = things.into_iter().map(|thing| row(reader, thing)).collect();
            table(&rows, paint)
        }
    }
}

fn row(reader: &Reader<'_>, thing: ThingId) -> Row {
    let node = reader.view.node(thing);
    let name = reader.view.schema.kind(node.kind).name.to_string();
    let changed = changed_in(reader, thing);
    let notes =
        if changed.is_empty() { Vec::new() } else { vec![format!("changed in {}", changed.join(", "))] };
    let origin = reader.declared_at(reader.view.things.declared(thing).span);
    let shown = Shown { written: None, ..reader.line(node, false) };
    Row { name, shown, origin, notes, ..Row::default() }
}

/// The environments that change a thing, or the one that is looked at, if it does.
pub(super) fn changed_in<'v>(reader: &Reader<'v>, thing: ThingId) -> Vec<&'v str> {
    let things = reader.view.things;
    let changes = |name: &&str| things.changes(name).is_some_and(|changed| changed.contains_key(&thing));
    let looked_at = |name: &&str| reader.view.environment.is_none_or(|environment| environment == *name);
    reader.view.environments().filter(looked_at).filter(changes).collect()
}
