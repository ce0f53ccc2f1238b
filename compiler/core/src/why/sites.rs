//! The places of things where something is said that could be said otherwise. In: the things of a run. Out: every
//! setting, every node that need not be there, and every name, each with all the nodes that hold it: a thing, what
//! environments make of it, what takes a value from it.

use crate::check::{Field, Node, Value};
use crate::effective::{Setting, labelled};
use crate::resolve::{ThingId, Things};
use crate::schema::{FieldDef, Schema, Shape};
use crate::source::Span;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// The way into a node: fields, and for one of several nodes which of them.
pub(super) type Steps = Vec<(u16, Option<usize>)>;

/// Where something is held.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Held {
    pub(super) thing: ThingId,
    /// In what an environment makes of the thing, or in the thing as it is declared.
    pub(super) environment: Option<EcoString>,
    pub(super) steps: Steps,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Said<'v> {
    /// The name of a thing: others name it too.
    Name(Setting<'v>),
    Setting(Setting<'v>),
    /// A node that need not be there.
    Node(&'v Node),
}

impl Said<'_> {
    pub(super) fn span(&self) -> Span {
        match self {
            Said::Name(setting) | Said::Setting(setting) => setting.span,
            Said::Node(node) => node.span,
        }
    }
}

/// Something that could be said otherwise.
#[derive(Clone, Debug)]
pub(super) struct Site<'v> {
    pub(super) thing: ThingId,
    /// The environment that says it, when it is not the declaration of the thing.
    pub(super) environment: Option<EcoString>,
    /// From the thing on: `check.unit.coverage`.
    pub(super) path: String,
    pub(super) def: &'v FieldDef,
    pub(super) said: Said<'v>,
    pub(super) held: Vec<Held>,
}

/// What stands anywhere in the things of a run.
#[derive(Debug)]
pub(super) struct Sites<'v> {
    schema: &'v Schema,
    things: &'v Things,
    /// By the place of a value that somebody wrote: where it is held.
    by_span: BTreeMap<Span, Vec<Held>>,
    /// By the place of a value: the places of those that are read from it.
    readers: BTreeMap<(ThingId, u16), Vec<Span>>,
}

impl<'v> Sites<'v> {
    pub(super) fn new(schema: &'v Schema, things: &'v Things) -> Self {
        let mut by_span: BTreeMap<Span, Vec<Held>> = BTreeMap::new();
        let mut readers: BTreeMap<(ThingId, u16), Vec<Span>> = BTreeMap::new();
        things.properties().iter().for_each(|(span, read)| readers.entry(*read).or_default().push(*span));
        let mut sites = Self { schema, things, by_span: BTreeMap::new(), readers };
        for (thing, _) in things.all() {
            for site in sites.in_all_environments(thing) {
                if let Said::Setting(setting) = site.said
                    && !setting.is_default()
                    && !matches!(setting.value, Value::List(_))
                {
                    by_span.entry(setting.span).or_default().extend(site.held);
                }
            }
        }
        sites.by_span = by_span;
        sites
    }

    /// Everything that is said of a thing, each place of the text once.
    pub(super) fn of(&self, thing: ThingId) -> Vec<Site<'v>> {
        let mut known: BTreeMap<(Span, String), usize> = BTreeMap::new();
        let mut sites: Vec<Site<'v>> = Vec::new();
        for site in self.in_all_environments(thing) {
            match known.get(&(site.said.span(), site.path.clone())) {
                Some(at) => sites[*at].held.extend(site.held),
                None => {
                    known.insert((site.said.span(), site.path.clone()), sites.len());
                    sites.push(site);
                }
            }
        }
        sites.iter_mut().for_each(|site| self.add_held_elsewhere(site));
        sites
    }

    /// What has the same value because it is the same text, or because it is read from it.
    fn add_held_elsewhere(&self, site: &mut Site<'v>) {
        let Said::Setting(setting) = site.said else { return };
        let mut all: BTreeSet<Held> = site.held.drain(..).collect();
        let mut waiting = vec![setting.span];
        let mut seen = BTreeSet::new();
        while let Some(span) = waiting.pop().filter(|span| seen.insert(*span)) {
            let held = self.by_span.get(&span).into_iter().flatten();
            all.extend(held.cloned());
            let read = all.iter().filter(|held| held.steps.len() == 1);
            waiting.extend(
                read.filter_map(|held| self.readers.get(&(held.thing, held.steps[0].0))).flatten().copied(),
            );
            waiting.retain(|span| !seen.contains(span));
        }
        site.held.extend(all);
    }

    fn in_all_environments(&self, thing: ThingId) -> Vec<Site<'v>> {
        let mut walk = Walk { schema: self.schema, thing, environment: None, sites: Vec::new() };
        walk.node(self.things.declared(thing), &mut Vec::new(), "");
        for (environment, node) in self.things.changes_of(thing) {
            walk.environment = Some(environment.clone());
            walk.node(node, &mut Vec::new(), "");
        }
        // An environment names what it changes: that is no other name.
        walk.sites.retain(|site| site.environment.is_none() || !matches!(site.said, Said::Name(_)));
        walk.sites
    }
}

struct Walk<'v> {
    schema: &'v Schema,
    thing: ThingId,
    environment: Option<EcoString>,
    sites: Vec<Site<'v>>,
}

impl<'v> Walk<'v> {
    fn node(&mut self, node: &'v Node, steps: &mut Steps, path: &str) {
        let kind = self.schema.kind(node.kind);
        for field in &node.fields {
            let def = &kind.fields[usize::from(field.def)];
            let here = if path.is_empty() { def.name.to_string() } else { format!("{path}.{}", def.name) };
            match (&def.shape, &field.value) {
                (_, Value::Node(inner)) => self.inner(def, field, None, inner, steps, &here),
                (Shape::Nodes(_) | Shape::Block(_), Value::Nodes(nodes)) => {
                    for (index, (label, inner)) in labelled(nodes, self.schema).into_iter().enumerate() {
                        self.inner(def, field, Some(index), inner, steps, &format!("{here}.{label}"));
                    }
                }
                _ => {
                    let setting = Setting { def, value: &field.value, span: field.span };
                    let is_name = path.is_empty() && &*def.name == "name" && !kind.is_named_after_another();
                    let said = if is_name { Said::Name(setting) } else { Said::Setting(setting) };
                    steps.push((field.def, None));
                    self.add(def, said, steps, here);
                    steps.pop();
                }
            }
        }
    }

    fn inner(
        &mut self,
        def: &'v FieldDef,
        field: &Field,
        index: Option<usize>,
        node: &'v Node,
        steps: &mut Steps,
        path: &str,
    ) {
        steps.push((field.def, index));
        self.add(def, Said::Node(node), steps, path.to_string());
        self.node(node, steps, path);
        steps.pop();
    }

    fn add(&mut self, def: &'v FieldDef, said: Said<'v>, steps: &Steps, path: String) {
        let (thing, environment) = (self.thing, self.environment.clone());
        let held = Held { thing, environment: environment.clone(), steps: steps.clone() };
        self.sites.push(Site { thing, environment, path, def, said, held: vec![held] });
    }
}
