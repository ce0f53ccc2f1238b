//! Paths held against the language alone: whether a kind has such a setting, and of which type it is.

use super::find::EACH;
use super::labels::label_field;
use crate::nearest::nearest;
use crate::schema::{Base, FieldDef, Kind, KindId, Schema, Shape};

/// A path with more names than this leads nowhere: nothing in the language is nested that deep.
const MOST_NAMES: usize = 20;

/// The language has no such setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoSuchPath {
    /// The kind that lacks it, and what was asked of it.
    pub kind: String,
    pub name: String,
    /// The whole path as it was most likely meant.
    pub nearest: Option<String>,
    /// What the kind has.
    pub known: Vec<String>,
}

/// The field at a path of a kind; None where the path leads to one node of several.
pub fn field_at<'s>(
    schema: &'s Schema,
    kind: KindId,
    path: &str,
) -> Result<Option<&'s FieldDef>, NoSuchPath> {
    if path.split('.').count() > MOST_NAMES {
        return Err(no_such(schema, kind, path, ""));
    }
    in_kind(schema, kind, path, "")
}

fn in_kind<'s>(
    schema: &'s Schema,
    kind: KindId,
    path: &str,
    walked: &str,
) -> Result<Option<&'s FieldDef>, NoSuchPath> {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some((_, def)) = schema.kind(kind).field(name) else {
        return Err(no_such(schema, kind, path, walked));
    };
    let walked = format!("{walked}{name}.");
    match def.shape {
        _ if rest.is_empty() => Ok(Some(def)),
        Shape::Node(inner) => in_kind(schema, inner, rest, &walked),
        Shape::Nodes(inner) | Shape::Block(inner) => in_one_of(schema, inner, rest, &walked),
        Shape::Scalar(_) | Shape::List(_) | Shape::Body => Err(NoSuchPath {
            kind: def.name.to_string(),
            name: rest.to_string(),
            nearest: Some(walked.trim_end_matches('.').to_string()),
            known: Vec::new(),
        }),
    }
}

/// Behind the label, which is the author's: the shortest that leaves a path of the kind.
fn in_one_of<'s>(
    schema: &'s Schema,
    kind: KindId,
    path: &str,
    walked: &str,
) -> Result<Option<&'s FieldDef>, NoSuchPath> {
    let is_whole = !path.starts_with(EACH) && labels_hold_dots(schema.kind(kind));
    let splits = if is_whole { usize::MAX } else { 1 };
    let mut wrong: Option<NoSuchPath> = None;
    for (at, _) in path.match_indices('.').take(splits) {
        let (label, rest) = (&path[..at], &path[at + 1..]);
        match in_kind(schema, kind, rest, &format!("{walked}{label}.")) {
            Ok(field) => return Ok(field),
            Err(error) => wrong = wrong.filter(|known| known.nearest.is_some()).or(Some(error)),
        }
    }
    // A label with dots in it, such as a host, ends where nothing says so; what is almost a setting is none.
    match wrong {
        Some(error) if error.nearest.is_some() || !is_whole => Err(error),
        _ => Ok(None),
    }
}

/// Whether what its nodes are called may have dots in it.
fn labels_hold_dots(kind: &Kind) -> bool {
    let label = label_field(kind).map(|def| &def.shape);
    let of = match label {
        Some(Shape::Scalar(of) | Shape::List(of)) => of.of.base,
        _ => return true,
    };
    !matches!(of, Base::Identifier | Base::EnvName | Base::Reference | Base::Choice)
}

fn no_such(schema: &Schema, kind: KindId, path: &str, walked: &str) -> NoSuchPath {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let declared = schema.kind(kind);
    let known: Vec<String> = declared.fields.iter().map(|field| field.name.to_string()).collect();
    let near = nearest(name, known.iter().map(String::as_str));
    let rest = if rest.is_empty() { String::new() } else { format!(".{rest}") };
    NoSuchPath {
        kind: declared.name.to_string(),
        name: name.to_string(),
        nearest: near.map(|near| format!("{walked}{near}{rest}")),
        known,
    }
}
