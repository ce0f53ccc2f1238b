//! The effective view: what a setting is in an environment, and why. In: the things of a run, their schema, and where
//! a setting is looked for: `check.unit.coverage`. Out: its value, its place, and whether somebody wrote it, an
//! environment changed it, or it is a default. It knows no kind by name, and judges nothing.

mod entries;
mod find;
mod labels;
mod locate;
mod origin;
mod paths;
#[cfg(test)]
mod tests;
mod text;

pub use entries::{Entry, Stands, entries};
pub(crate) use find::EACH;
pub use find::{Found, each, find};
pub use labels::{label, labelled};
pub use locate::locate;
pub use origin::{Cause, Origin, Origins};
pub use paths::{NoSuchPath, field_at};
pub use text::Copy;

use crate::check::{Node, Value};
use crate::model::{Environment, Model};
use crate::resolve::{ThingId, Things};
use crate::schema::{FieldDef, Scalar, Schema, Shape};
use crate::source::Span;
use std::iter;

/// A field of a node, with its value.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'v> {
    pub def: &'v FieldDef,
    pub value: &'v Value,
    pub span: Span,
}

impl<'v> Setting<'v> {
    /// The type of its value, or of its values; None when it holds nodes.
    pub fn scalar(&self) -> Option<&'v Scalar> {
        match &self.def.shape {
            Shape::Scalar(of) | Shape::List(of) => Some(of),
            Shape::Node(_) | Shape::Nodes(_) | Shape::Block(_) | Shape::Body => None,
        }
    }

    /// The default of a field has the place of its declaration.
    pub fn is_default(&self) -> bool {
        self.span == self.def.span
    }

    /// Its values, each with its place: one, or those of a list.
    pub fn values(&self) -> impl Iterator<Item = (&'v Value, Span)> + use<'v> {
        let (one, many) = match self.value {
            Value::List(items) => (None, &items[..]),
            other => (Some((other, self.span)), &[][..]),
        };
        one.into_iter().chain(many.iter().map(|item| (&item.value, item.span)))
    }
}

/// The things of a spec, and where they are looked at.
#[derive(Clone, Copy, Debug)]
pub struct View<'v> {
    pub schema: &'v Schema,
    pub things: &'v Things,
    /// None when the spec has errors: then text is read as it is written.
    pub model: Option<&'v Model>,
    /// None for things as they are declared.
    pub environment: Option<&'v str>,
}

impl<'v> View<'v> {
    pub fn new(schema: &'v Schema, things: &'v Things, model: Option<&'v Model>) -> Self {
        Self { schema, things, model, environment: None }
    }

    #[must_use]
    pub fn in_environment(self, environment: Option<&'v str>) -> Self {
        Self { environment, ..self }
    }

    /// A thing, as it is here.
    pub fn node(&self, thing: ThingId) -> &'v Node {
        match self.environment {
            Some(environment) => self.things.in_environment(thing, environment),
            None => self.things.declared(thing),
        }
    }

    /// `service.backend`.
    pub fn path(&self, thing: ThingId) -> String {
        let node = self.things.declared(thing);
        let name = node.name(self.schema).into_iter().flat_map(|name| iter::once(".").chain([&**name]));
        iter::once(&*self.schema.kind(node.kind).name).chain(name).collect()
    }

    /// The environment, as the model has it.
    fn surroundings(&self) -> Option<&'v Environment> {
        self.model?.environments.get(self.environment?)
    }

    /// The names of the environments of the spec.
    pub fn environments(&self) -> impl Iterator<Item = &'v str> + use<'v> {
        let schema = self.schema;
        let places = self.things.of_spec().filter(|(_, node)| schema.kind(node.kind).takes_overlays);
        places.filter_map(|(_, node)| node.name(schema).map(|name| &**name))
    }
}
