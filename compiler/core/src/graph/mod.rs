//! What depends on what. In: the model. Out: an ordered graph of its entities, the order in which they can be made,
//! everything that a change of one reaches, cycles among services as diagnostics, and the graph as a Mermaid diagram.
//! Every walk is linear in nodes and links and keeps its own stack, so a long chain in a spec cannot overflow it.

mod build;
mod cycles;
mod mermaid;

use crate::artifact::EntityRef;
use crate::diag::{Code, Severity};
use crate::source::Span;
use indexmap::IndexMap;
use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};

pub mod print;

pub use mermaid::mermaid;

/// Why one entity depends on another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link<'m> {
    /// A line of `uses`, and the variable it fills.
    Uses { span: Span, env: Option<&'m str> },
    /// A reference such as `${service.backend.origin}` in a variable or a command.
    Refers,
    /// A secret that a variable or a channel holds.
    Holds,
    /// A public host name that leads to a service.
    Routes { host: &'m str },
    /// A backup of a database, or a promise about it or about a service.
    Covers,
    /// The bucket that backups are kept in.
    Stores,
    /// Another environment that builds or data come from.
    Follows,
    /// The service in whose image a job runs.
    Runs,
}

/// An entity of the spec.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node<'m> {
    pub kind: &'static str,
    pub name: &'m str,
}

impl Node<'_> {
    pub fn entity(&self) -> EntityRef {
        EntityRef::new(self.kind, self.name)
    }
}

/// The entities of a model in the order of the spec, each linked to what it depends on.
#[derive(Debug, Default)]
pub struct Graph<'m> {
    links: DiGraph<Node<'m>, Link<'m>>,
    /// By kind and name.
    by_name: IndexMap<(&'m str, &'m str), NodeIndex>,
}

pub static CYCLE: Code = Code {
    slug: "graph/cycle",
    severity: Severity::Error,
    explanation: r#"Services that use each other in a circle cannot be started in any order.

A service starts after the services it uses, so that its first request finds them. When `a` uses `b` and `b` uses `a`,
neither can be first.

A service that only needs to know where the other is, for example to allow its origin, does not use it: refer to it with
`${service.NAME.origin}` in `env` and leave the line `uses` out. If both really call each other, move the shared part
into a third service that both use.

## Bad

```kdl
service "api" { uses "web" env="WEB_URL"; }
service "web" { uses "api" env="API_URL"; }
```

## Good

```kdl
service "api" { env { WEB_ORIGIN "${service.web.origin}"; }; }
service "web" { uses "api" env="API_URL"; }
```
"#,
};

pub const CODES: &[&Code] = &[&CYCLE];

impl<'m> Graph<'m> {
    pub fn nodes(&self) -> impl Iterator<Item = &Node<'m>> {
        self.links.node_weights()
    }

    fn find(&self, entity: &EntityRef) -> Option<NodeIndex> {
        self.by_name.get(&entity.0.split_once(' ')?).copied()
    }

    /// What an entity needs, with the reason, in the order of the spec.
    pub fn dependencies(&self, entity: &EntityRef) -> Vec<(&Node<'m>, &Link<'m>)> {
        self.neighbours(entity, Direction::Outgoing)
    }

    /// What needs an entity, with the reason, in the order of the spec.
    pub fn dependents(&self, entity: &EntityRef) -> Vec<(&Node<'m>, &Link<'m>)> {
        self.neighbours(entity, Direction::Incoming)
    }

    fn neighbours(&self, entity: &EntityRef, direction: Direction) -> Vec<(&Node<'m>, &Link<'m>)> {
        let Some(at) = self.find(entity) else { return Vec::new() };
        let edges = self.links.edges_directed(at, direction);
        let mut found: Vec<_> = edges
            .map(|edge| {
                let other = if direction == Direction::Outgoing { edge.target() } else { edge.source() };
                (edge.id(), other, edge.weight())
            })
            .collect();
        found.sort_by_key(|(edge, ..)| *edge);
        found.into_iter().map(|(_, node, link)| (&self.links[node], link)).collect()
    }

    /// Everything that a change of this entity can reach, itself left out, in the order of the spec.
    pub fn impact(&self, entity: &EntityRef) -> Vec<&Node<'m>> {
        let Some(start) = self.find(entity) else { return Vec::new() };
        let mut reached = BTreeSet::from([start]);
        let mut waiting = VecDeque::from([start]);
        while let Some(node) = waiting.pop_front() {
            for dependent in self.links.neighbors_directed(node, Direction::Incoming) {
                if reached.insert(dependent) {
                    waiting.push_back(dependent);
                }
            }
        }
        reached.remove(&start);
        reached.into_iter().map(|node| &self.links[node]).collect()
    }

    /// Every entity after all it depends on; among those that are free, the order of the spec. A reference only
    /// needs to know, so it orders nothing. The members of a cycle, which has been reported, come last.
    pub fn order(&self) -> Vec<&Node<'m>> {
        let orders = |link: &Link<'_>| *link != Link::Refers;
        let needs = |node| self.links.edges(node).filter(|edge| orders(edge.weight())).count();
        let mut open: Vec<usize> = self.links.node_indices().map(needs).collect();
        let free = self.links.node_indices().filter(|node| open[node.index()] == 0);
        let mut free: BinaryHeap<_> = free.map(Reverse).collect();
        let mut order = Vec::with_capacity(open.len());
        let mut done = vec![false; open.len()];
        while let Some(Reverse(node)) = free.pop() {
            done[node.index()] = true;
            order.push(node);
            let incoming = self.links.edges_directed(node, Direction::Incoming);
            for dependent in incoming.filter(|edge| orders(edge.weight())).map(|edge| edge.source()) {
                open[dependent.index()] -= 1;
                if open[dependent.index()] == 0 {
                    free.push(Reverse(dependent));
                }
            }
        }
        order.extend(self.links.node_indices().filter(|node| !done[node.index()]));
        order.into_iter().map(|node| &self.links[node]).collect()
    }
}

#[cfg(test)]
mod tests;
