//! What else could be said at a place, and the things as they would be then. In: a site. Out: changes, the nearest
//! first, and things with one of them.

use super::sites::{Held, Said, Site};
use crate::check::{Node, Value, check_literal};
use crate::effective::Setting;
use crate::resolve::Things;
use crate::schema::{FieldDef, Literal, Scalar, Schema, Shape, others};
use crate::source::Span;

/// Another thing to say at a site.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Change {
    Rename(String),
    /// Another value, in the place of one of a list where there is one.
    Set(Option<usize>, Literal),
    RemoveOne(usize),
    Remove,
}

/// How many changes of a site are looked at: two of what has a size, so that less is tried beside more.
const ENOUGH: usize = 2;
const ENOUGH_OF_CHOICES: usize = 3;
const ENOUGH_OF_LISTS: usize = 16;

/// Every change that is worth trying, and how many that come to something are enough.
pub(super) fn changes(site: &Site<'_>, schema: &Schema, things: &Things) -> (Vec<Change>, usize) {
    match site.said {
        Said::Node(_) => (removal(site).into_iter().collect(), 1),
        Said::Name(setting) => {
            let names =
                setting.scalar().map(|of| instead(setting.value, of, schema, things)).unwrap_or_default();
            (names.into_iter().take(ENOUGH).map(|name| Change::Rename(name.to_string())).collect(), 1)
        }
        Said::Setting(setting) => of_setting(site, setting, schema, things),
    }
}

fn of_setting(
    site: &Site<'_>,
    setting: Setting<'_>,
    schema: &Schema,
    things: &Things,
) -> (Vec<Change>, usize) {
    let Some(of) = setting.scalar() else { return (Vec::new(), 0) };
    let mut changes = Vec::new();
    if let Value::List(items) = setting.value {
        for (at, item) in items.iter().enumerate() {
            if items.len() > 1 {
                changes.push(Change::RemoveOne(at));
            }
            let instead = instead(&item.value, of, schema, things);
            changes.extend(instead.into_iter().take(1).map(|other| Change::Set(Some(at), other)));
        }
        changes.extend(removal(site));
        return (changes, ENOUGH_OF_LISTS);
    }
    // What need not be there is first what would move most.
    changes.extend(removal(site));
    let others = instead(setting.value, of, schema, things);
    changes.extend(others.into_iter().map(|other| Change::Set(None, other)));
    let is_choice = !of.to.is_empty() || !of.of.options.is_empty();
    (changes, if is_choice { ENOUGH_OF_CHOICES } else { ENOUGH } + usize::from(site.is_optional()))
}

fn removal(site: &Site<'_>) -> Option<Change> {
    site.is_optional().then_some(Change::Remove)
}

/// What else a value could be: the name of another thing, or another value of its type; and what others of the type are.
fn instead(value: &Value, of: &Scalar, schema: &Schema, things: &Things) -> Vec<Literal> {
    let now = literal(value);
    let mut instead: Vec<Literal> = Vec::new();
    for kind in &of.to {
        let names = things.of_kind(*kind).filter_map(|(_, node)| node.name(schema));
        instead.extend(names.map(|name| Literal::Text(name.clone())));
    }
    instead.extend(others(&of.of, &now));
    instead.retain(|other| *other != now);
    instead
}

fn literal(value: &Value) -> Literal {
    match value {
        Value::Bool(truth) => Literal::Bool(*truth),
        Value::Integer(integer) => Literal::Integer(*integer),
        Value::Number(number) => Literal::Number(*number),
        other => Literal::Text(other.plain().into()),
    }
}

impl Site<'_> {
    /// Whether nothing takes its place when it is not said.
    fn is_optional(&self) -> bool {
        !self.def.is_required && self.def.default.is_none() && !self.def.is_always
    }

    /// The things as they would be; none where a place takes no such value.
    pub(super) fn changed(&self, change: &Change, things: &Things, schema: &Schema) -> Option<Things> {
        let mut changed = things.clone();
        if let Change::Rename(name) = change {
            changed.rename(self.thing, name, schema);
            return Some(changed);
        }
        for held in &self.held {
            let node = changed.node_mut(held.environment.as_deref(), held.thing)?;
            let (node, field) = holder(node, held)?;
            apply(node, field, held, change, schema)?;
        }
        Some(changed)
    }
}

/// The node whose field a place is.
fn holder<'n>(thing: &'n mut Node, held: &Held) -> Option<(&'n mut Node, u16)> {
    let ((last, _), above) = held.steps.split_last()?;
    let mut node = thing;
    for (field, index) in above {
        let field = node.fields.iter_mut().find(|known| known.def == *field)?;
        node = match (&mut field.value, index) {
            (Value::Nodes(nodes), Some(index)) => nodes.make_mut().get_mut(*index)?,
            (Value::Node(inner), None) => inner,
            _ => return None,
        };
    }
    Some((node, *last))
}

fn apply(node: &mut Node, field: u16, held: &Held, change: &Change, schema: &Schema) -> Option<()> {
    let def = &schema.kind(node.kind).fields[usize::from(field)];
    let at = node.fields.iter().position(|known| known.def == field)?;
    let one = held.steps.last().and_then(|(_, index)| *index);
    match (change, &mut node.fields[at].value) {
        (Change::Remove, Value::Nodes(nodes)) if one.is_some_and(|one| one < nodes.len()) => {
            nodes.remove(one?);
            if nodes.is_empty() {
                node.fields.remove(at);
            }
        }
        (Change::Remove, _) => drop(node.fields.remove(at)),
        (Change::RemoveOne(index), Value::List(items)) if *index < items.len() => drop(items.remove(*index)),
        (Change::Set(Some(index), other), Value::List(items)) => {
            items.get_mut(*index)?.value = typed(scalar(def)?, other)?;
        }
        (Change::Set(None, other), value) => *value = typed(scalar(def)?, other)?,
        _ => return None,
    }
    Some(())
}

fn scalar(def: &FieldDef) -> Option<&Scalar> {
    match &def.shape {
        Shape::Scalar(of) | Shape::List(of) => Some(of),
        _ => None,
    }
}

fn typed(of: &Scalar, value: &Literal) -> Option<Value> {
    check_literal(of, "", value, Span::default()).ok()
}
