//! What platforms cannot do, held against the language. In: `cannot "environment.rollout.abort-when"`. Out: the place in
//! the schema that it names and where such a setting is looked for, or why it names none.

use crate::effective::EACH;
use crate::model::Cannot;
use crate::nearest::nearest;
use crate::schema::{FieldDef, KindId, Schema, Shape};
use crate::source::Spanned;

/// Whose setting it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Subject {
    /// The environment's that runs on the platform.
    Environment,
    /// A thing's, which runs in every environment.
    Thing,
    /// It names environments, and cannot name one that runs on the platform.
    Reference,
}

/// A field that a platform has no use for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) kind: KindId,
    pub(super) subject: Subject,
    /// From the thing, with `*` for each of several nodes: `check.*.on`.
    pub(super) path: String,
}

/// A `cannot` and where it applies.
#[derive(Debug)]
pub(super) struct Limit<'m> {
    pub(super) cannot: &'m Cannot,
    pub(super) place: Place,
}

impl<'m> Limit<'m> {
    /// Or the text that names nothing, and why.
    pub(super) fn typed(cannot: &'m Cannot, schema: &Schema) -> Result<Self, (&'m Spanned<String>, Nowhere)> {
        let place = place(&cannot.field, schema).map_err(|nowhere| (&cannot.field, nowhere))?;
        let environment = schema.kinds.values().find(|kind| kind.takes_overlays);
        if let (Some(when), Some(environment)) = (&cannot.when, environment) {
            let kind = schema.kind_id(&environment.name);
            let found = kind.map(|kind| walk(kind, &environment.name, when, schema));
            found.transpose().map_err(|nowhere| (when, nowhere))?;
        }
        Ok(Self { cannot, place })
    }
}

/// A path leads nowhere: why, and the path that was most likely meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Nowhere {
    pub(super) why: String,
    pub(super) nearest: Option<String>,
}

/// The field that `kind.field.field` names.
pub(super) fn place(path: &str, schema: &Schema) -> Result<Place, Nowhere> {
    let (kind_name, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some(kind) = schema.kind_id(kind_name).filter(|kind| schema.kind(*kind).is_top) else {
        let tops = schema.kinds.values().filter(|kind| kind.is_top).map(|kind| &*kind.name);
        let nearest = nearest(kind_name, tops).map(|near| format!("{near}.{rest}"));
        return Err(Nowhere { why: format!("there is no kind of thing called `{kind_name}`"), nearest });
    };
    let (def, path) = walk(kind, kind_name, rest, schema)?;
    let declared = schema.kind(kind);
    let subject = if names_environments(def, schema) {
        Subject::Reference
    } else if declared.takes_overlays {
        Subject::Environment
    } else if declared.is_overlay {
        Subject::Thing
    } else {
        let why = format!("every environment has the same {kind_name}");
        return Err(Nowhere { why, nearest: None });
    };
    Ok(Place { kind, subject, path })
}

/// Along the names of a path, into the nodes that fields hold.
fn walk<'s>(
    kind: KindId,
    walked: &str,
    path: &str,
    schema: &'s Schema,
) -> Result<(&'s FieldDef, String), Nowhere> {
    let (mut kind, mut walked) = (kind, walked.to_string());
    let mut looked_for: Vec<&str> = Vec::new();
    let mut names = path.split('.').peekable();
    loop {
        let name = names.next().unwrap_or_default();
        let declared = schema.kind(kind);
        let Some((_, def)) = declared.field(name).filter(|_| name != "name") else {
            let known = declared.fields.iter().map(|field| &*field.name).filter(|known| *known != "name");
            let rest = || names.clone().flat_map(|name| [".", name]).collect::<String>();
            let nearest = nearest(name, known).map(|near| format!("{walked}.{near}{}", rest()));
            return Err(Nowhere { why: format!("`{}` has no `{name}`", declared.name), nearest });
        };
        walked.extend([".", name]);
        looked_for.push(name);
        if names.peek().is_none() {
            return Ok((def, looked_for.join(".")));
        }
        kind = match def.shape {
            Shape::Node(inner) => inner,
            Shape::Nodes(inner) | Shape::Block(inner) => {
                looked_for.push(EACH);
                inner
            }
            Shape::Scalar(_) | Shape::List(_) | Shape::Body => {
                return Err(Nowhere { why: format!("`{walked}` holds no fields"), nearest: Some(walked) });
            }
        };
    }
}

fn names_environments(def: &FieldDef, schema: &Schema) -> bool {
    match &def.shape {
        Shape::Scalar(of) | Shape::List(of) => of.to.iter().any(|kind| schema.kind(*kind).takes_overlays),
        _ => false,
    }
}
