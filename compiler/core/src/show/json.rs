//! The same answers for programs: every setting with its type, its value and its origin.

use super::overview::changed_in;
use super::words::Reader;
use crate::effective::{Cause, Origin, Origins, Setting, Stands, entries};
use crate::resolve::ThingId;
use crate::source::Span;
use serde_json::{Map, Value as Json, json};

/// The version of the form below.
const VERSION: u8 = 1;

pub(crate) fn printed(value: &Json) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// Every setting of a thing, or of what stands at a path of it.
pub(super) fn thing(reader: &Reader<'_>, thing: ThingId, path: &str) -> String {
    let mut document = Map::new();
    document.insert("version".into(), json!(VERSION));
    document.extend(head(reader, thing));
    document.insert("environment".into(), json!(reader.view.environment));
    document.insert("settings".into(), Json::Array(settings(reader, thing, path, false)));
    if reader.view.environment.is_none() {
        let changes = changed_in(reader, thing).into_iter().map(|environment| {
            let there = reader.in_environment(Some(environment));
            (environment.to_string(), Json::Array(settings(&there, thing, path, true)))
        });
        document.insert("changes".into(), Json::Object(changes.collect()));
    }
    printed(&Json::Object(document))
}

pub(super) fn overview(reader: &Reader<'_>, things: &[ThingId]) -> String {
    let things = things.iter().map(|thing| {
        let mut head = head(reader, *thing);
        head.insert("changed-in".into(), json!(changed_in(reader, *thing)));
        Json::Object(head)
    });
    printed(&json!({ "version": VERSION, "things": things.collect::<Vec<_>>() }))
}

fn head(reader: &Reader<'_>, thing: ThingId) -> Map<String, Json> {
    let node = reader.view.things.declared(thing);
    let name = node.name(reader.view.schema);
    let head = json!({
        "thing": reader.view.path(thing),
        "kind": reader.view.schema.kind(node.kind).name,
        "name": name,
        "place": place(reader, node.span),
    });
    match head {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

fn settings(reader: &Reader<'_>, thing: ThingId, path: &str, only_changed: bool) -> Vec<Json> {
    let view = &reader.view;
    let below = |entry: &str| {
        path.is_empty()
            || entry.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let all = entries(view.schema, view.node(thing));
    let origins = Origins::of(view, thing);
    let settings = all.iter().filter(|entry| below(&entry.path)).filter_map(|entry| match &entry.stands {
        Stands::Setting(setting) => {
            let origin = origins.setting(&entry.path, setting);
            let is_wanted = !only_changed || origin.cause == Cause::Environment;
            is_wanted.then(|| self::setting(reader, thing, &entry.path, setting, &origin))
        }
        Stands::Node(..) | Stands::Block(_) => None,
    });
    settings.collect()
}

fn setting<'v>(
    reader: &Reader<'v>,
    thing: ThingId,
    path: &str,
    setting: &Setting<'v>,
    origin: &Origin<Setting<'v>>,
) -> Json {
    let of = setting.scalar().map(|scalar| &scalar.of.name);
    let mut out = json!({ "path": format!("{}.{path}", reader.view.path(thing)), "type": of });
    for (name, value) in value(reader, setting) {
        out[name] = value;
    }
    let runs = reader.next_runs(setting);
    if !runs.is_empty() {
        out["next-runs"] = json!(runs);
    }
    out["origin"] = json!({ "cause": cause(origin.cause), "place": place(reader, origin.span) });
    if let Some(before) = &origin.before {
        let mut was = Json::Object(value(reader, before));
        let own = if before.is_default() { Cause::Default } else { Cause::Written };
        was["origin"] = json!({ "cause": cause(own), "place": place(reader, before.span) });
        out["before"] = was;
    }
    out
}

/// The value as it holds; the copies' own where they differ; and as it is written, when that is something else.
fn value<'v>(reader: &Reader<'v>, setting: &Setting<'v>) -> Map<String, Json> {
    let mut copies = reader.view.copies().iter().map(|copy| (*copy, reader.typed(setting, Some(*copy))));
    let written = reader.typed(setting, None);
    let mut out = Map::new();
    let first = copies.next();
    let others: Vec<_> = copies.collect();
    let Some((colour, here)) = first else { return out };
    if others.iter().all(|(_, other)| *other == here) {
        out.insert("value".into(), here.clone());
    } else {
        let all = [(colour, here.clone())].into_iter().chain(others);
        let named = all.filter_map(|(colour, value)| Some((colour?.word().to_string(), value)));
        out.insert("value".into(), Json::Object(named.collect()));
    }
    if here != written {
        out.insert("written".into(), written);
    }
    out
}

fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Written => "written",
        Cause::Environment => "environment",
        Cause::Default => "default",
    }
}

/// Where a value is written, and, where a component makes it, the line that asks for it.
pub(crate) fn place(reader: &Reader<'_>, span: Span) -> Json {
    let of = |span: Span| {
        let file = reader.sources.get(span.file);
        let position = file.position(span.start);
        let library = reader.sources.is_standard_library(span);
        json!({ "file": file.name, "standard-library": library, "line": position.line, "column": position.column })
    };
    let mut place = of(span);
    if let Some(instance) = reader.sources.instance(span) {
        place["made-at"] = of(instance);
    }
    place
}
