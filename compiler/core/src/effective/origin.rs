//! Why a setting is what it is: somebody wrote it, an environment changed it, or nobody said anything.

use super::{Setting, Stands, View, entries};
use crate::check::Node;
use crate::resolve::ThingId;
use crate::schema::FieldDef;
use crate::source::Span;
use std::collections::BTreeMap;

/// What gave a setting its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// The declaration of the thing says so.
    Written,
    /// The environment says so.
    Environment,
    /// Nobody says otherwise; the declaration of the field is where it comes from.
    Default,
}

/// Where a setting comes from, or the line of a node.
#[derive(Clone, Copy, Debug)]
pub struct Origin<T> {
    pub cause: Cause,
    pub span: Span,
    /// What the environment has taken the place of.
    pub before: Option<T>,
}

/// Where the settings of one thing come from.
#[derive(Debug, Default)]
pub struct Origins<'v> {
    /// The thing as it is declared, by path; None where nothing changes it.
    declared: Option<BTreeMap<String, Stands<'v>>>,
}

impl<'v> Origins<'v> {
    pub fn of(view: &View<'v>, thing: ThingId) -> Self {
        let declared = view.things.declared(thing);
        let is_changed = !std::ptr::eq(declared, view.node(thing));
        let by_path = || entries(view.schema, declared).into_iter().map(|entry| (entry.path, entry.stands));
        Self { declared: is_changed.then(|| by_path().collect()) }
    }

    fn before(&self, path: &str) -> Option<&Stands<'v>> {
        self.declared.as_ref()?.get(path)
    }

    /// Of a setting, whose path counts from the thing.
    pub fn setting(&self, path: &str, setting: &Setting<'v>) -> Origin<Setting<'v>> {
        let before = match self.before(path) {
            Some(Stands::Setting(before)) => Some(*before),
            _ => None,
        };
        let is_same = before.is_some_and(|it| it.span == setting.span && it.value == setting.value);
        self.origin(setting.span, setting.is_default(), is_same, before)
    }

    /// Of the line of a node, in the field that holds it.
    pub fn node(&self, path: &str, def: &FieldDef, node: &'v Node) -> Origin<&'v Node> {
        let before = match self.before(path) {
            Some(Stands::Node(_, before)) => Some(*before),
            _ => None,
        };
        let is_same = before.is_some_and(|before| before.span == node.span);
        self.origin(node.span, node.span == def.span, is_same, before)
    }

    fn origin<T>(&self, span: Span, is_default: bool, is_same: bool, before: Option<T>) -> Origin<T> {
        let is_changed = self.declared.is_some() && !is_same;
        let cause = match (is_default, is_changed) {
            (true, _) => Cause::Default,
            (false, true) => Cause::Environment,
            (false, false) => Cause::Written,
        };
        Origin { cause, span, before: before.filter(|_| is_changed) }
    }
}
