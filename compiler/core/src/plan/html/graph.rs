//! What depends on what: a drawing in layers, each thing to the right of what it needs, what changes and what that
//! reaches standing out; and the same as a list. Of an application too large to be drawn, the list alone.

use super::Section;
use super::data::text;
use crate::artifact::EntityRef;
use crate::plan::graph::Dependencies;
use crate::plan::{Plan, words};
use crate::terminal::{clip, count};
use std::collections::{BTreeMap, BTreeSet};

/// More things than this nobody can read in a drawing.
const MOST_DRAWN: usize = 60;
/// Names of what needs a thing, before the rest is counted.
const MOST_NAMED: usize = 12;
const WIDTH: usize = 160;
const HEIGHT: usize = 42;
const GAP: usize = 64;
const ROW: usize = 58;
const MARGIN: usize = 6;

pub(super) fn dependencies(plan: &Plan) -> Option<Section> {
    let graph = plan.dependencies.as_ref().filter(|graph| !graph.nodes.is_empty())?;
    let changed: BTreeSet<&EntityRef> = plan.model.iter().map(|change| &change.entity).collect();
    let reached = graph.reached(&changed);
    let changing = graph.nodes.iter().filter(|node| changed.contains(node)).count();
    let (change, need) = (
        if changing == 1 { "changes" } else { "change" },
        if reached.len() == 1 { "other needs" } else { "others need" },
    );
    let things = count(graph.nodes.len(), "thing");
    let sentence = format!("{changing} of {things} {change}; {} {need} what changes.", reached.len());
    let mut body = format!("<p>{sentence}</p>\n");
    if graph.nodes.len() <= MOST_DRAWN {
        body.push_str(&drawing(graph, &changed, &reached, &sentence));
    }
    body.push_str(&list(graph, &changed));
    Some(Section { id: "dependencies", title: "What depends on what", body })
}

/// Where each thing stands: its layer, and its place in the layer.
struct Layout<'d> {
    places: BTreeMap<&'d EntityRef, (usize, usize)>,
    layers: usize,
    rows: usize,
}

impl<'d> Layout<'d> {
    /// A thing stands one layer to the right of the last that it needs, among those before it in the order in which
    /// things are made; inside a layer, near to what it needs.
    fn new(graph: &'d Dependencies) -> Self {
        let order: BTreeMap<&EntityRef, usize> =
            graph.nodes.iter().enumerate().map(|(at, node)| (node, at)).collect();
        let mut needs: BTreeMap<&EntityRef, Vec<&EntityRef>> = BTreeMap::new();
        for link in graph.links.iter().filter(|link| order.get(&link.to) < order.get(&link.from)) {
            needs.entry(&link.from).or_default().push(&link.to);
        }
        let mut layers: Vec<Vec<&EntityRef>> = Vec::new();
        let mut layer_of: BTreeMap<&EntityRef, usize> = BTreeMap::new();
        for node in &graph.nodes {
            let before = needs.get(node).into_iter().flatten().filter_map(|needed| layer_of.get(needed));
            let layer = before.max().map_or(0, |layer| layer + 1);
            layer_of.insert(node, layer);
            layers.resize_with(layers.len().max(layer + 1), Vec::new);
            layers[layer].push(node);
        }
        let mut places: BTreeMap<&EntityRef, (usize, usize)> = BTreeMap::new();
        for (at, layer) in layers.iter_mut().enumerate() {
            let middle = |node: &&EntityRef| {
                let rows: Vec<usize> = needs
                    .get(*node)
                    .into_iter()
                    .flatten()
                    .filter_map(|needed| places.get(needed).map(|(_, row)| *row))
                    .collect();
                rows.iter().sum::<usize>() * 100 / rows.len().max(1)
            };
            layer.sort_by_cached_key(middle);
            for (row, node) in layer.iter().enumerate() {
                places.insert(node, (at, row));
            }
        }
        let rows = layers.iter().map(Vec::len).max().unwrap_or_default();
        Self { places, layers: layers.len(), rows }
    }

    /// The upper left corner.
    fn corner(&self, node: &EntityRef) -> Option<(usize, usize)> {
        let (layer, row) = self.places.get(node)?;
        Some((MARGIN + layer * (WIDTH + GAP), MARGIN + row * ROW))
    }
}

fn drawing(
    graph: &Dependencies,
    changed: &BTreeSet<&EntityRef>,
    reached: &BTreeSet<&EntityRef>,
    sentence: &str,
) -> String {
    let layout = Layout::new(graph);
    let width = 2 * MARGIN + layout.layers * (WIDTH + GAP) - GAP / 2;
    let height = 2 * MARGIN + layout.rows * ROW - (ROW - HEIGHT);
    let mut lines = Vec::new();
    for link in &graph.links {
        let (Some(from), Some(to)) = (layout.corner(&link.from), layout.corner(&link.to)) else { continue };
        let touched = (changed.contains(&link.to) || reached.contains(&link.to))
            && (changed.contains(&link.from) || reached.contains(&link.from));
        lines.push((touched, line(from, to)));
    }
    // What stands out is drawn last, over the rest.
    lines.sort_by_key(|(touched, _)| *touched);
    let lines: String = lines
        .into_iter()
        .map(|(touched, path)| {
            let class = if touched { " class=\"touched\"" } else { "" };
            format!("<path{class} d=\"{path}\"/>\n")
        })
        .collect();
    let boxes: String = graph
        .nodes
        .iter()
        .filter_map(|node| Some((node, layout.corner(node)?)))
        .map(|(node, corner)| boxed(node, corner, changed.contains(node), reached.contains(node)))
        .collect();
    format!(
        "<p class=\"legend\"><span class=\"changed\">changes</span><span class=\"reached\">needs what changes</span>\
         <span>stays</span></p>\n<div class=\"graph\" tabindex=\"0\" role=\"region\" aria-label=\"Drawing of what depends \
         on what\">\n<svg role=\"img\" aria-label=\"{sentence} The list below says the same.\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n{lines}{boxes}</svg>\n</div>\n"
    )
}

/// From the left side of what needs to the right side of what is needed.
fn line(from: (usize, usize), to: (usize, usize)) -> String {
    let (x1, y1) = (from.0, from.1 + HEIGHT / 2);
    let (x2, y2) = (to.0 + WIDTH, to.1 + HEIGHT / 2);
    let bend = GAP / 2;
    if x2 <= x1 {
        return format!("M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}", x1 - bend, x2 + bend);
    }
    // Something of the same layer or of a later one is only referred to: around the right side.
    let right = x2.max(from.0 + WIDTH) + bend;
    format!("M{} {y1}C{right} {y1} {right} {y2} {x2} {y2}", from.0 + WIDTH)
}

fn boxed(node: &EntityRef, (x, y): (usize, usize), changed: bool, reached: bool) -> String {
    let (kind, name) = node.0.split_once(' ').unwrap_or(("", &node.0));
    let class = match (changed, reached) {
        (true, _) => " class=\"changed\"",
        (_, true) => " class=\"reached\"",
        _ => "",
    };
    let mark = if changed { " (changes)" } else { "" };
    format!(
        "<g{class}><rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"5\"/>\
         <text class=\"kind\" x=\"{left}\" y=\"{first}\">{}{mark}</text>\
         <text x=\"{left}\" y=\"{second}\">{}</text></g>\n",
        text(kind),
        text(&clip(name, 20)),
        left = x + 10,
        first = y + 16,
        second = y + 33,
    )
}

/// What changes, and what needs it directly.
fn list(graph: &Dependencies, changed: &BTreeSet<&EntityRef>) -> String {
    let dependents = graph.dependents();
    let mut rows = String::new();
    for node in graph.nodes.iter().filter(|node| changed.contains(node)) {
        let names: Vec<String> = dependents.get(node).into_iter().flatten().map(|by| by.0.clone()).collect();
        let by = if names.is_empty() {
            "needed by nothing else".to_string()
        } else {
            format!("needed by {}", words::list(&names, MOST_NAMED))
        };
        rows.push_str(&format!("<li><strong>{}</strong>: {}</li>\n", text(&node.0), text(&by)));
    }
    if rows.is_empty() {
        return rows;
    }
    format!(
        "<details><summary>As a list: what changes, and what needs it</summary>\n<ul>\n{rows}</ul>\n</details>\n"
    )
}
