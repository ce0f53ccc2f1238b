//! What somebody means by `backend`, `service.backend.memory` or `"service backend"`: a thing, and a path in it.

use crate::effective::{Found, NoSuchPath, View, field_at, find, locate};
use crate::nearest::nearest;
use crate::resolve::ThingId;

/// What was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Subject {
    /// A thing, and the path of a setting in it; the path is empty for all of it.
    Thing(ThingId, String),
    /// Every thing of a kind.
    Kind(String),
}

/// Why nothing can be shown, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub message: String,
    pub help: String,
}

impl Problem {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// A thing that fits the beginning of what was asked.
struct Fit<'q> {
    thing: ThingId,
    /// How much of the words is the thing's name.
    length: usize,
    rest: &'q str,
}

pub(super) fn subject(view: &View<'_>, asked: &str) -> Result<Subject, Problem> {
    let kind = view.schema.kind_id(asked).filter(|kind| view.things.of_kind(*kind).next().is_some());
    if let Some(kind) = kind {
        let mut things = view.things.of_kind(kind).map(|(thing, _)| thing);
        return Ok(match (things.next(), things.next()) {
            (Some(only), None) => Subject::Thing(only, String::new()),
            _ => Subject::Kind(asked.to_string()),
        });
    }
    let (thing, path) = match locate(view, asked) {
        Some(found) => found,
        None => by_name(view, asked).map(|fit| (fit.thing, fit.rest))?,
    };
    if !path.is_empty() {
        check_path(view, thing, path)?;
    }
    Ok(Subject::Thing(thing, path.to_string()))
}

/// What is behind a name, with the length of the name.
fn behind<'q>(asked: &'q str, name: &str, thing: ThingId) -> Option<Fit<'q>> {
    let rest = match asked.strip_prefix(name)? {
        "" => "",
        rest => rest.strip_prefix('.')?,
    };
    Some(Fit { thing, length: name.len(), rest })
}

/// Things of the spec go before those of the standard library, which has many.
fn by_name<'q>(view: &View<'_>, asked: &'q str) -> Result<Fit<'q>, Problem> {
    let fits = |things: &mut dyn Iterator<Item = ThingId>| -> Vec<Fit<'q>> {
        let fits = things.filter_map(|thing| {
            let name = view.things.declared(thing).name(view.schema)?;
            behind(asked, name, thing)
        });
        let fits: Vec<Fit<'q>> = fits.collect();
        let longest = fits.iter().map(|fit| fit.length).max();
        fits.into_iter().filter(|fit| Some(fit.length) == longest).collect()
    };
    let mut found = fits(&mut view.things.of_spec().map(|(thing, _)| thing));
    if found.is_empty() {
        found = fits(&mut view.things.all().map(|(thing, _)| thing));
    }
    narrow(&mut found, |fit| fit.rest.is_empty() || check_path(view, fit.thing, fit.rest).is_ok());
    narrow(&mut found, |fit| !view.schema.kind(view.node(fit.thing).kind).is_named_after_another());
    match (found.pop(), &found[..]) {
        (Some(only), []) => Ok(only),
        (Some(last), others) => {
            let all = others.iter().chain([&last]);
            let paths: Vec<String> = all.map(|fit| with_rest(&view.path(fit.thing), fit.rest)).collect();
            let message = format!("`{asked}` could mean {} things", paths.len());
            Err(Problem::new(message, format!("say which: {}", paths.join(", "))))
        }
        (None, _) => Err(unknown(view, asked)),
    }
}

/// Keeps what fits better, unless nothing does.
fn narrow(fits: &mut Vec<Fit<'_>>, is_better: impl Fn(&Fit<'_>) -> bool) {
    if fits.iter().any(&is_better) {
        fits.retain(is_better);
    }
}

fn with_rest(path: &str, rest: &str) -> String {
    if rest.is_empty() { path.to_string() } else { format!("{path}.{rest}") }
}

fn unknown(view: &View<'_>, asked: &str) -> Problem {
    let message = format!("there is no `{asked}` in the spec");
    let spec: Vec<String> = view.things.of_spec().map(|(thing, _)| view.path(thing)).collect();
    let names = spec.iter().filter_map(|path| path.split_once('.')).map(|(_, name)| name);
    let kinds = view.schema.kinds.values().filter(|kind| kind.is_top).map(|kind| &*kind.name);
    // Only the thing is unknown: what is asked of it is left as it is.
    let as_path = asked.replacen(' ', ".", 1);
    for known in prefixes(&as_path) {
        let rest = &as_path[known.len()..];
        let mut candidates = spec.iter().map(String::as_str).chain(names.clone());
        if candidates.any(|candidate| candidate == known) {
            continue;
        }
        if let Some(near) =
            nearest(known, spec.iter().map(String::as_str).chain(names.clone()).chain(kinds.clone()))
        {
            return Problem::new(message, format!("did you mean {near}{rest}?"));
        }
    }
    Problem::new(message, "formwork show lists what there is")
}

/// All of a path, then without its last name, and so on.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('.').map(|(at, _)| at).collect::<Vec<_>>();
    std::iter::once(path).chain(ends.into_iter().rev().map(move |at| &path[..at]))
}

/// A path that the language does not have, below a thing that is there.
fn check_path(view: &View<'_>, thing: ThingId, path: &str) -> Result<(), Problem> {
    let node = view.node(thing);
    let found = find(view.schema, node, path);
    if found.iter().any(|(_, found)| !matches!(found, Found::Nothing)) {
        return Ok(());
    }
    match field_at(view.schema, node.kind, path) {
        Ok(_) => Ok(()),
        Err(NoSuchPath { kind, name, nearest, known }) => {
            let message = if known.is_empty() {
                format!("`{kind}` is one value and has no `{name}`")
            } else {
                format!("`{kind}` has no `{name}`")
            };
            let thing = view.path(thing);
            Err(match nearest {
                Some(near) => Problem::new(message, format!("did you mean {thing}.{near}?")),
                None => Problem::new(message, format!("it has: {}", known.join(", "))),
            })
        }
    }
}
