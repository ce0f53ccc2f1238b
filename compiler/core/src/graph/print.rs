//! The graph for people and programs: text, DOT, JSON. In: the graph. Out: text; every name in it is data.
//!
//! JSON: `{ "version": 1, "nodes": [{ "entity", "kind", "name" }], "links": [{ "from", "to", "why", "detail" }] }`,
//! nodes in the order in which they can be made, links from what needs to what is needed.

use super::{Graph, Link, Node};
use serde_json::{Value, json};

/// Changes when a field changes its meaning or goes away.
pub const JSON_VERSION: u32 = 1;

/// Why, in a word, and what more there is to say.
pub(crate) fn why<'m>(link: &Link<'m>) -> (&'static str, Option<&'m str>) {
    match link {
        Link::Uses { env, .. } => ("uses", *env),
        Link::Refers => ("refers to", None),
        Link::Holds => ("holds", None),
        Link::Routes { host } => ("routes to", Some(host)),
        Link::Covers => ("covers", None),
        Link::Stores => ("stores in", None),
        Link::Follows => ("follows", None),
        Link::Runs => ("runs in", None),
    }
}

/// Every entity, in the order in which they can be made, with what it needs.
pub fn text(graph: &Graph<'_>) -> String {
    let mut out = String::new();
    for node in graph.order() {
        out.push_str(&format!("{} {}\n", node.kind, node.name));
        for (needed, link) in graph.dependencies(&node.entity()) {
            let (why, detail) = why(link);
            let detail = detail.map(|detail| format!(" ({detail})")).unwrap_or_default();
            out.push_str(&format!("  {why} {} {}{detail}\n", needed.kind, needed.name));
        }
    }
    out
}

/// What a change of one entity can reach, a line each.
pub fn impact(nodes: &[&Node<'_>]) -> String {
    nodes.iter().map(|node| format!("{} {}\n", node.kind, node.name)).collect()
}

/// For Graphviz.
pub fn dot(graph: &Graph<'_>) -> String {
    let quoted = |node: &Node<'_>| format!("\"{}\"", escape(&format!("{} {}", node.kind, node.name)));
    let mut out = String::from("digraph application {\n    rankdir=LR;\n    node [shape=box];\n");
    for node in graph.nodes() {
        out.push_str(&format!("    {};\n", quoted(node)));
    }
    for node in graph.nodes() {
        for (needed, link) in graph.dependencies(&node.entity()) {
            let (why, detail) = why(link);
            let label = escape(detail.unwrap_or(why));
            out.push_str(&format!("    {} -> {} [label=\"{label}\"];\n", quoted(node), quoted(needed)));
        }
    }
    out.push_str("}\n");
    out
}

/// Inside a quoted string of DOT, a quote ends it and a backslash begins an escape.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// The object above, with a line end.
pub fn json(graph: &Graph<'_>) -> String {
    let order = graph.order();
    let nodes: Vec<Value> = order
        .iter()
        .map(|node| json!({ "entity": node.entity(), "kind": node.kind, "name": node.name }))
        .collect();
    let mut links = Vec::new();
    for node in &order {
        for (needed, link) in graph.dependencies(&node.entity()) {
            let (why, detail) = why(link);
            let (from, to) = (node.entity(), needed.entity());
            links.push(json!({ "from": from, "to": to, "why": why, "detail": detail }));
        }
    }
    let document = json!({ "version": JSON_VERSION, "nodes": nodes, "links": links });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}
