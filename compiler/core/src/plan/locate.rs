//! Which field of which kind a line of the record is about: `route api.app.rate-limit.burst` of an environment is the
//! field `burst` of the kind `rate-limit`. In: the schema, a kind, a path of the record. Out: the way there.

use crate::schema::{FieldDef, KindId, Schema, Shape};

/// A field, by its kind and its place in [`crate::schema::Kind::fields`], and how much of the path leads to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Step {
    pub(super) kind: KindId,
    pub(super) field: usize,
    /// Bytes of the path up to here, with the label of one of several nodes.
    pub(super) end: usize,
    /// Bytes of the path up to the end of the name of the thing that an environment changes here; 0 without one.
    pub(super) overlay: usize,
}

impl Step {
    pub(super) fn def<'s>(&self, schema: &'s Schema) -> &'s FieldDef {
        &schema.kind(self.kind).fields[self.field]
    }
}

/// From the kind of a thing down to the field that the path ends with; empty when the language has no such path.
pub(super) fn locate(schema: &Schema, kind: KindId, path: &str) -> Vec<Step> {
    let (mut kind, mut start, mut overlay) = (kind, 0, 0);
    if let Some((changed, end)) = overlaid(schema, kind, path) {
        (kind, start, overlay) = (changed, end + 1, end);
    }
    let mut steps = Vec::new();
    while start < path.len() {
        let Some((field, inner, end)) = step(schema, kind, path, start) else { return Vec::new() };
        steps.push(Step { kind, field, end, overlay });
        match inner {
            _ if end == path.len() => break,
            Some(inner) => (kind, start) = (inner, end + 1),
            None => return Vec::new(),
        }
    }
    steps
}

/// The field that the rest of a path begins with, the kind of what it holds, and where the next begins.
fn step(schema: &Schema, kind: KindId, path: &str, start: usize) -> Option<(usize, Option<KindId>, usize)> {
    let rest = &path[start..];
    let fields = schema.kind(kind).fields.iter().enumerate();
    let named = fields.filter(|(_, field)| {
        let after = rest.strip_prefix(&*field.name);
        after.is_some_and(|after| after.is_empty() || after.starts_with(['.', ' ']))
    });
    // Of `data` and `data from` the longer one is meant.
    let (index, field) = named.max_by_key(|(_, field)| field.name.len())?;
    let end = start + field.name.len();
    match field.shape {
        Shape::Node(inner) => Some((index, Some(inner), end)),
        Shape::Nodes(inner) | Shape::Block(inner) => {
            Some((index, Some(inner), label_end(schema, inner, path, end)))
        }
        Shape::Scalar(_) | Shape::List(_) | Shape::Body => (end == path.len()).then_some((index, None, end)),
    }
}

/// Where the label ends that begins there: a label may hold points itself, so it is as long as what follows allows.
fn label_end(schema: &Schema, kind: KindId, path: &str, start: usize) -> usize {
    let begins_with_field = |at: &usize| step_begins(schema, kind, &path[at + 1..]);
    let points = path.match_indices('.').map(|(at, _)| at).filter(|at| *at > start);
    points.rev().find(begins_with_field).unwrap_or(path.len())
}

fn step_begins(schema: &Schema, kind: KindId, rest: &str) -> bool {
    schema.kind(kind).fields.iter().any(|field| {
        let after = rest.strip_prefix(&*field.name);
        after.is_some_and(|after| match field.shape {
            Shape::Scalar(_) | Shape::List(_) | Shape::Body => after.is_empty(),
            _ => after.is_empty() || after.starts_with(['.', ' ']),
        })
    })
}

/// The kind of the thing that an environment changes there, and where its name ends.
fn overlaid(schema: &Schema, kind: KindId, path: &str) -> Option<(KindId, usize)> {
    if !schema.kind(kind).takes_overlays {
        return None;
    }
    let changed = schema.kind_id(path.split(' ').next()?)?;
    let name = path.find(' ')?;
    schema.kind(changed).is_overlay.then(|| (changed, label_end(schema, changed, path, name)))
}
