//! What depends on what, as far as a plan shows it: names alone, so that a saved plan can be shown where there is no
//! spec. In: the graph of the model. Out: plain data, and what a change of some things reaches.

use crate::artifact::EntityRef;
use crate::graph::{Graph, print};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Everything of the application, each after what it needs, and why it needs it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Dependencies {
    pub nodes: Vec<EntityRef>,
    pub links: Vec<Dependency>,
}

/// One thing needs another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Dependency {
    pub from: EntityRef,
    pub to: EntityRef,
    /// `uses`, `refers to`, `holds`, `routes to`, `covers`, `stores in`, `follows`.
    pub why: String,
}

impl Dependencies {
    pub fn of(graph: &Graph<'_>) -> Self {
        let order = graph.order();
        let links = order.iter().flat_map(|node| {
            let needed = graph.dependencies(&node.entity()).into_iter();
            needed.map(|(needed, link)| Dependency {
                from: node.entity(),
                to: needed.entity(),
                why: print::why(link).0.to_string(),
            })
        });
        Self { links: links.collect(), nodes: order.iter().map(|node| node.entity()).collect() }
    }

    /// What needs each thing, directly.
    pub(super) fn dependents(&self) -> BTreeMap<&EntityRef, BTreeSet<&EntityRef>> {
        let mut dependents: BTreeMap<&EntityRef, BTreeSet<&EntityRef>> = BTreeMap::new();
        for link in &self.links {
            dependents.entry(&link.to).or_default().insert(&link.from);
        }
        dependents
    }

    /// Everything that needs one of these, directly or not; they themselves are left out.
    pub(super) fn reached<'d>(&'d self, changed: &BTreeSet<&'d EntityRef>) -> BTreeSet<&'d EntityRef> {
        let dependents = self.dependents();
        let mut reached = BTreeSet::new();
        let mut waiting: VecDeque<&EntityRef> = changed.iter().copied().collect();
        while let Some(thing) = waiting.pop_front() {
            for dependent in dependents.get(thing).into_iter().flatten() {
                if !changed.contains(*dependent) && reached.insert(*dependent) {
                    waiting.push_back(dependent);
                }
            }
        }
        reached
    }
}
