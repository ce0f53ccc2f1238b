//! Documents for people. In: the model. Out: `docs/DEPLOYMENT.md` (environments, how a change travels, setting up),
//! `docs/RUNBOOK.md` (what to do at night), `docs/ARCHITECTURE.md` (what there is, as a diagram and tables) and a page
//! for each service. Each is made from the same model as the files it speaks of, so that it names what really exists.
//!
//! No document holds a secret's value, and none repeats what a script says when it is run.

mod alerts;
mod ir;
mod lower;
mod managed;
mod places;
mod service;
mod stack;

use super::{Context, Output, Target, layout};
use crate::artifact::EntityRef;
use crate::graph::Graph;
use crate::model::Model;
use crate::render::HEADER;
use crate::render::escape::Language;
use serde::Serialize;

pub(super) const TARGET: Target =
    Target { name: "docs", about: "documents: deployment, runbook, architecture, one page a service", emit };

fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let model = context.model;
    if model.services.is_empty() {
        return;
    }
    let graph = Graph::new(model);
    let all = everything(&graph);
    let places = places::places(model);
    let managed = managed::document(model, places.is_empty());
    let managed = managed.map(|managed| context.templates.render(Language::Markdown, "managed", &managed));
    if places.is_empty() {
        managed.into_iter().for_each(|text| {
            output.managed("docs/DEPLOYMENT.md", format!("{}\n{text}", head()), all.clone());
        });
    } else {
        let mut deployment = print(context, "deployment", &lower::deployment(model, &places));
        managed.into_iter().for_each(|text| deployment.push_str(&format!("\n{text}")));
        output.managed("docs/DEPLOYMENT.md", deployment, all.clone());
        let runbook = print(context, "runbook", &lower::runbook(model, &graph, &places));
        output.managed("docs/RUNBOOK.md", runbook, all.clone());
    }
    let architecture = print(context, "architecture", &lower::architecture(model, &graph, &places));
    output.managed("docs/ARCHITECTURE.md", architecture, all);
    for service in model.services.values() {
        let page = print(context, "service", &service::page(model, &graph, service));
        output.managed(&layout::service_page(service), page, service::made_from(model, &graph, service));
    }
}

fn head() -> String {
    HEADER.iter().map(|line| format!("<!-- {line} -->\n")).collect()
}

/// A document under the words that say where it comes from.
fn print(context: Context<'_>, template: &str, ir: &impl Serialize) -> String {
    format!("{}\n{}", head(), context.templates.render(Language::Markdown, template, ir))
}

fn everything(graph: &Graph<'_>) -> Vec<EntityRef> {
    graph.nodes().map(crate::graph::Node::entity).collect()
}

/// What the application is called and what it is, for the beginning of a document.
fn about(model: &Model) -> String {
    model.app.about.clone().unwrap_or_default()
}

#[cfg(test)]
mod tests;
