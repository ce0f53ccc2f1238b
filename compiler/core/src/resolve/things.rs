//! The things of a run, whole: as declared, with every default in place, and as each environment has them, its overlays
//! applied. The model is read from them, and whoever asks what a setting is, and why, asks here.

use super::properties::ReadFrom;
use super::symbols::Symbols;
use super::{defaults, overlay};
use crate::check::Node;
use crate::schema::{KindId, Schema};
use ecow::EcoString;
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The place of a thing in [`Things`].
pub type ThingId = usize;

#[derive(Clone, Debug, Default)]
pub struct Things {
    /// Those of the standard library, then those of the spec.
    pub(super) declared: Vec<Node>,
    spec_starts: ThingId,
    symbols: Arc<Symbols>,
    properties: Arc<ReadFrom>,
    /// By environment: the things it changes, as they are there.
    pub(super) changed: IndexMap<EcoString, BTreeMap<ThingId, Node>>,
}

impl Things {
    /// Of nodes whose defaults are in place.
    pub(super) fn new(
        declared: Vec<Node>,
        spec_starts: ThingId,
        symbols: Symbols,
        properties: ReadFrom,
        schema: &Schema,
    ) -> Self {
        let (symbols, properties) = (Arc::new(symbols), Arc::new(properties));
        let mut things = Self { declared, spec_starts, symbols, properties, changed: IndexMap::new() };
        for environment in things.declared[spec_starts..].iter().filter(|node| !node.overlays.is_empty()) {
            let Some(name) = environment.name(schema) else { continue };
            let changed = things.apply(&environment.overlays, schema);
            things.changed.insert(name.clone(), changed);
        }
        things
    }

    fn apply(&self, overlays: &[Node], schema: &Schema) -> BTreeMap<ThingId, Node> {
        let mut changed: BTreeMap<ThingId, Node> = BTreeMap::new();
        for overlay in overlays {
            let Some(at) = overlay.name(schema).and_then(|name| self.find(overlay.kind, name)) else {
                continue;
            };
            // What is changed twice has both changes.
            let mut merged = overlay::apply(changed.get(&at).unwrap_or(&self.declared[at]), overlay, schema);
            defaults::complete(&mut merged, schema);
            changed.insert(at, merged);
        }
        changed
    }

    pub fn find(&self, kind: KindId, name: &str) -> Option<ThingId> {
        self.symbols.find(kind, name)
    }

    /// The values that are a property of another thing, by their place.
    pub fn properties(&self) -> &ReadFrom {
        &self.properties
    }

    /// As declared.
    pub fn declared(&self, at: ThingId) -> &Node {
        &self.declared[at]
    }

    /// As the environment has it.
    pub fn in_environment(&self, at: ThingId, environment: &str) -> &Node {
        self.changes(environment).and_then(|changed| changed.get(&at)).unwrap_or(&self.declared[at])
    }

    /// The things that an environment changes, as they are there.
    pub fn changes(&self, environment: &str) -> Option<&BTreeMap<ThingId, Node>> {
        self.changed.get(environment)
    }

    /// A thing in each environment that changes it.
    pub fn changes_of(&self, at: ThingId) -> impl Iterator<Item = (&EcoString, &Node)> {
        self.changed.iter().filter_map(move |(name, changed)| Some((name, changed.get(&at)?)))
    }

    /// The same of all environments.
    pub(super) fn all_changes(&self) -> impl Iterator<Item = &Node> {
        self.changed.values().flat_map(BTreeMap::values)
    }

    /// Every thing that is declared.
    pub fn all(&self) -> impl Iterator<Item = (ThingId, &Node)> {
        self.declared.iter().enumerate()
    }

    /// Every thing that the spec declares.
    pub fn of_spec(&self) -> impl Iterator<Item = (ThingId, &Node)> {
        self.all().skip(self.spec_starts)
    }

    /// Every thing of a kind, in the order of the text.
    pub fn of_kind(&self, kind: KindId) -> impl Iterator<Item = (ThingId, &Node)> {
        self.all().filter(move |(_, node)| node.kind == kind)
    }
}
