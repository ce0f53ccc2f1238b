//! The graph as a Mermaid flowchart, for people. In: the model and its graph. Out: text in which every id begins with
//! its kind, so that none is a word of Mermaid's, and every label is quoted.

use super::{Graph, Link, Node};
use crate::model::Model;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Public hosts, services, what they use, and where backups go.
pub fn mermaid(model: &Model, graph: &Graph<'_>) -> String {
    let mut out = String::from("flowchart LR\n");
    let shown = ["service", "database", "cache", "queue", "external", "bucket"];
    for node in graph.nodes().filter(|node| shown.contains(&node.kind)) {
        let (open, close) = shape(node.kind);
        let _ = writeln!(out, "    {}{open}\"{}\"{close}", id(node), label(model, node));
    }
    for (number, (host, places)) in routes(model).into_iter().enumerate() {
        let places: Vec<String> = places.iter().map(|(environment, _)| text(environment)).collect();
        let _ = writeln!(out, "    route_{number}([\"{}<br/>{}\"])", text(host), places.join(", "));
    }
    for (number, (_, places)) in routes(model).into_iter().enumerate() {
        for (_, service) in places {
            let _ = writeln!(out, "    route_{number} --> service_{}", service.replace('-', "_"));
        }
    }
    for node in graph.nodes().filter(|node| node.kind == "service") {
        for (target, link) in graph.dependencies(&node.entity()) {
            if let Link::Uses { env, .. } = link {
                let arrow = env.as_ref().map_or("-->".to_string(), |env| format!("-->|\"{}\"|", text(env)));
                let _ = writeln!(out, "    {} {arrow} {}", id(node), id(target));
            }
        }
    }
    for (database, backup) in &model.backups {
        let words = text(&backup.schedule.words());
        let (database, bucket) = (database.snake(), backup.to.as_str().replace('-', "_"));
        let _ = writeln!(out, "    database_{database} -.->|\"backup {words}\"| bucket_{bucket}");
    }
    out
}

/// Hosts in the order of the spec, with environment and service.
fn routes(model: &Model) -> Vec<(&str, Vec<(&str, &str)>)> {
    let mut number_of = BTreeMap::new();
    let mut hosts: Vec<(&str, Vec<(&str, &str)>)> = Vec::new();
    for environment in model.environments.values() {
        for route in &environment.routes {
            let host: &str = &route.host.value;
            let number = *number_of.entry(host).or_insert_with(|| {
                hosts.push((host, Vec::new()));
                hosts.len() - 1
            });
            hosts[number].1.push((&environment.name, &route.to.value));
        }
    }
    hosts
}

fn id(node: &Node<'_>) -> String {
    format!("{}_{}", node.kind, node.name.replace('-', "_"))
}

fn shape(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "database" | "cache" => ("[(", ")]"),
        "queue" => ("[[", "]]"),
        "external" => ("{{", "}}"),
        "bucket" => ("[/", "/]"),
        _ => ("[", "]"),
    }
}

fn label(model: &Model, node: &Node<'_>) -> String {
    let name = node.name;
    let detail = match node.kind {
        "service" => model.services.get(name).map(|service| {
            let port = service.port.as_ref().map(|port| format!(", port {port}")).unwrap_or_default();
            let made = service.runtime.framework.as_ref().unwrap_or(&service.runtime.name);
            format!("{}{port}", service.image.as_ref().unwrap_or(made))
        }),
        "database" | "cache" | "queue" => {
            model.databases.get(name).map(|known| format!("{} {}", known.engine, known.version))
        }
        "external" => model.externals.get(name).map(|known| known.url.to_string()),
        "bucket" => model.buckets.get(name).map(|known| format!("{} in {}", known.provider, known.region)),
        _ => None,
    };
    let detail = detail.map(|detail| format!("<br/>{}", text(&detail))).unwrap_or_default();
    format!("{}{detail}", text(name))
}

/// Text inside a quoted label: what would end it or mean something there is written by its number.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | ';' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
