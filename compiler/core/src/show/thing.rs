//! One thing, setting by setting: a line for each, in the order of the language, as it is here and where that comes
//! from. Without an environment: as it is declared, then what each environment changes.

use super::located::{Located, located};
use super::table::{Row, heading, table};
use super::words::{Reader, Shown, stands_on_the_line};
use crate::check::Node;
use crate::effective::{Cause, Entry, Origins, Stands, entries};
use crate::resolve::ThingId;
use crate::terminal::{Paint, Tone};

pub(super) fn text(reader: &Reader<'_>, thing: ThingId, path: &str, paint: Paint) -> String {
    let mut rows = rows(reader, thing, path);
    if path.is_empty() {
        rows.extend(located_rows(reader, thing));
    }
    if rows.is_empty() {
        rows.push(Row { name: path.to_string(), shown: Shown::of("not set"), ..Row::default() });
    }
    let mut out = format!("{}{}", head(reader, thing, paint), table(&rows, paint));
    for (environment, rows) in changes(reader, thing, path) {
        out.push_str(&format!(
            "\n{}\n{}",
            paint.paint(Tone::Strong, &format!("in {environment}")),
            table(&rows, paint)
        ));
    }
    let others = namesakes(reader, thing);
    if path.is_empty() && !others.is_empty() {
        let line = format!("of the same name: {}", others.join(", "));
        out.push_str(&format!("\n{}\n", paint.paint(Tone::Quiet, &line)));
    }
    out
}

/// What is shown, where, and where it is declared.
fn head(reader: &Reader<'_>, thing: ThingId, paint: Paint) -> String {
    let node = reader.view.things.declared(thing);
    let kind = &reader.view.schema.kind(node.kind).name;
    let name = node.name(reader.view.schema).map_or("", |name| name);
    let environment = reader.view.environment.map(|name| format!(" in {name}")).unwrap_or_default();
    heading(&format!("{kind} {name}{environment}"), &reader.declared_at(node.span), paint)
}

/// What the lines of `uses` say to the process.
fn located_rows(reader: &Reader<'_>, thing: ThingId) -> Vec<Row> {
    let found = located(reader, thing);
    let head = Row { name: "told where things are".to_string(), ..Row::default() };
    let rows = found.into_iter().map(|Located { name, thing, shown }| Row {
        depth: 1,
        name,
        shown,
        origin: format!("uses {thing}"),
        ..Row::default()
    });
    let rows: Vec<Row> = rows.collect();
    let head = (!rows.is_empty()).then_some(head);
    head.into_iter().chain(rows).collect()
}

/// Other things of the spec that go by the name of this one.
fn namesakes(reader: &Reader<'_>, thing: ThingId) -> Vec<String> {
    let view = &reader.view;
    let name = view.things.declared(thing).name(view.schema);
    let same = |(other, node): &(ThingId, &Node)| *other != thing && node.name(view.schema) == name;
    view.things.of_spec().filter(same).map(|(other, _)| view.path(other)).collect()
}

/// The lines of a thing, or of what stands at a path of it.
pub(super) fn rows(reader: &Reader<'_>, thing: ThingId, path: &str) -> Vec<Row> {
    let view = &reader.view;
    let node = view.node(thing);
    let all = entries(view.schema, node);
    let origins = Origins::of(view, thing);
    let asked = |entry: &Entry<'_>, row: Row| if entry.path == path { alone(entry, row) } else { row };
    let rows = selected(&all, path).map(|entry| asked(entry, row(reader, &origins, entry)));
    let mut rows: Vec<Row> = rows.collect();
    let least = rows.iter().map(|row| row.depth).min().unwrap_or_default();
    rows.iter_mut().for_each(|row| row.depth -= least);
    if path.is_empty() {
        rows.extend(node.overlays.iter().map(|overlay| {
            let kind = &view.schema.kind(overlay.kind).name;
            let name = overlay.name(view.schema).map_or("", |name| name);
            let (shown, origin) = (Shown::of(format!("{kind} {name}")), reader.place(overlay.span));
            Row { name: "changes".to_string(), shown, origin, ..Row::default() }
        }));
    }
    rows
}

/// The entries below a path. What stands on the line of a node is part of that line, unless it is what was asked for.
fn selected<'e, 'v>(all: &'e [Entry<'v>], path: &'e str) -> impl Iterator<Item = &'e Entry<'v>> {
    all.iter().filter(move |entry| {
        let below =
            path.is_empty() || entry.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
        let is_part_of_line = match &entry.stands {
            Stands::Setting(setting) if entry.depth > 0 => stands_on_the_line(setting),
            _ => entry.path == "name",
        };
        entry.path == path || (below && !is_part_of_line)
    })
}

/// A line without those around it says all of its path.
fn alone(entry: &Entry<'_>, row: Row) -> Row {
    let name = if matches!(entry.stands, Stands::Setting(_)) { entry.path.clone() } else { row.name };
    Row { name, ..row }
}

fn row<'v>(reader: &Reader<'v>, origins: &Origins<'v>, entry: &Entry<'v>) -> Row {
    let row = Row { depth: entry.depth, name: entry.name.clone(), ..Row::default() };
    match &entry.stands {
        Stands::Setting(setting) => {
            let shown = reader.setting(setting);
            let origin = origins.setting(&entry.path, setting);
            let is_changed = origin.cause == Cause::Environment;
            let notes = runs(reader.next_runs(setting));
            Row { origin: reader.origin(&origin, &shown), shown, is_changed, notes, ..row }
        }
        Stands::Node(def, node) => {
            let is_named = entry.name != *def.name;
            let shown = reader.line(node, is_named);
            let origin = origins.node(&entry.path, def, node);
            let is_changed = origin.cause == Cause::Environment;
            let notes = runs(reader.next_runs_on_line(node));
            Row { origin: reader.line_origin(&origin, &shown, is_named), shown, is_changed, notes, ..row }
        }
        Stands::Block(_) => row,
    }
}

/// When something runs, a line each.
fn runs(moments: Vec<String>) -> Vec<String> {
    let lead = |index| if index == 0 { "next" } else { "then" };
    moments.into_iter().enumerate().map(|(index, moment)| format!("{} {moment}", lead(index))).collect()
}

/// What each environment changes of a thing, when it is looked at as declared.
pub(super) fn changes<'v>(reader: &Reader<'v>, thing: ThingId, path: &str) -> Vec<(&'v str, Vec<Row>)> {
    if reader.view.environment.is_some() {
        return Vec::new();
    }
    let changed = reader.view.environments().filter_map(|environment| {
        let there = reader.in_environment(Some(environment));
        let is_changed = !std::ptr::eq(there.view.node(thing), there.view.things.declared(thing));
        let rows = if is_changed { changed_rows(&there, thing, path) } else { Vec::new() };
        (!rows.is_empty()).then_some((environment, rows))
    });
    changed.collect()
}

fn changed_rows(reader: &Reader<'_>, thing: ThingId, path: &str) -> Vec<Row> {
    let all = entries(reader.view.schema, reader.view.node(thing));
    let origins = Origins::of(&reader.view, thing);
    let rows = selected(&all, path).map(|entry| (entry, row(reader, &origins, entry)));
    let changed = rows.filter(|(_, row)| row.is_changed);
    changed.map(|(entry, row)| Row { name: entry.path.clone(), depth: 0, ..row }).collect()
}
