//! Services that use each other in a circle. In: the graph. Out: one diagnostic for each knot of such services, which
//! names one whole circle in it, with a mark at each `uses`.

use super::{CYCLE, Graph, Link};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Span;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::NodeIndex;
use petgraph::visit::{EdgeFiltered, EdgeRef};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A step of a circle: who uses, where that is written.
type Step = (NodeIndex, Span);

impl Graph<'_> {
    /// Reports every knot of services that use each other.
    pub fn check(&self, diagnostics: &mut Diagnostics) {
        let uses = EdgeFiltered::from_fn(&self.links, |edge| matches!(edge.weight(), Link::Uses { .. }));
        // A service by itself is one only when it uses itself.
        let is_knot = |knot: &Vec<NodeIndex>| knot.len() > 1 || self.links.contains_edge(knot[0], knot[0]);
        let mut knots: Vec<BTreeSet<NodeIndex>> =
            kosaraju_scc(&uses).into_iter().filter(is_knot).map(|knot| knot.into_iter().collect()).collect();
        knots.sort();
        for knot in &knots {
            if let Some(circle) = self.circle(knot) {
                diagnostics.push(self.describe(&circle));
            }
        }
    }

    /// A shortest way from the first of these services back to itself.
    fn circle(&self, knot: &BTreeSet<NodeIndex>) -> Option<Vec<Step>> {
        let start = *knot.first()?;
        let mut came_from: BTreeMap<NodeIndex, Step> = BTreeMap::new();
        let mut waiting = VecDeque::from([start]);
        while let Some(node) = waiting.pop_front() {
            for (next, span) in self.used_by(node) {
                if next == start {
                    return Some(walk_back((node, span), start, &came_from));
                }
                if knot.contains(&next) && !came_from.contains_key(&next) {
                    came_from.insert(next, (node, span));
                    waiting.push_back(next);
                }
            }
        }
        None
    }

    /// What a service uses, in the order of the spec.
    fn used_by(&self, node: NodeIndex) -> Vec<(NodeIndex, Span)> {
        let mut used: Vec<_> = self
            .links
            .edges(node)
            .filter_map(|edge| match edge.weight() {
                Link::Uses { span, .. } => Some((edge.id(), edge.target(), *span)),
                _ => None,
            })
            .collect();
        used.sort_by_key(|(edge, ..)| *edge);
        used.into_iter().map(|(_, target, span)| (target, span)).collect()
    }

    fn describe(&self, circle: &[Step]) -> Diagnostic {
        let names: Vec<&str> = circle.iter().map(|(node, _)| self.links[*node].name).collect();
        let first = names.first().copied().unwrap_or_default();
        let message = match names[..] {
            [only] => format!("service `{only}` uses itself"),
            _ => format!("services use each other in a circle: {} -> {first}", names.join(" -> ")),
        };
        let after = names.iter().skip(1).chain([&first]);
        let marks = circle.iter().zip(names.iter().zip(after));
        let mut marks = marks.map(|((_, span), (from, to))| (*span, format!("`{from}` uses `{to}`")));
        let Some((span, text)) = marks.next() else { return Diagnostic::without_place(&CYCLE, message) };
        let diagnostic = Diagnostic::new(&CYCLE, span, message).mark(text);
        marks.fold(diagnostic, |diagnostic, (span, text)| diagnostic.label(span, text)).help(
            "remove one of these `uses`; a service that only has to know where another is can refer to it in `env`",
        )
    }
}

fn walk_back(last: Step, start: NodeIndex, came_from: &BTreeMap<NodeIndex, Step>) -> Vec<Step> {
    let mut circle = vec![last];
    let mut at = last.0;
    while at != start {
        let Some(step) = came_from.get(&at) else { break };
        circle.push(*step);
        at = step.0;
    }
    circle.reverse();
    circle
}
