//! `graph`: what depends on what.

use crate::Outcome;
use crate::args::{Global, Graph as Arguments, GraphFormat};
use crate::project::{self, report};
use crate::term::Term;
use formwork_core::artifact::EntityRef;
use formwork_core::graph::{Graph, mermaid, print};
use formwork_core::nearest::nearest;

pub(crate) fn run(global: &Global, arguments: &Arguments, term: &Term) -> Outcome {
    let project = match project::open(&project::directory(global, arguments.dir.as_deref())) {
        Ok(project) => project,
        Err(findings) => {
            report(&findings.diagnostics, &findings.sources, term);
            return Outcome::Failed;
        }
    };
    let Some(model) = project.compilation.model.as_ref().filter(|_| !project.has_errors()) else {
        project.report(term);
        return Outcome::Failed;
    };
    let graph = Graph::new(model);
    if let Some(entity) = &arguments.impact {
        return impact(&graph, &EntityRef(entity.clone()), term);
    }
    term.data(&match arguments.format {
        GraphFormat::Text => print::text(&graph),
        GraphFormat::Mermaid => mermaid(model, &graph),
        GraphFormat::Dot => print::dot(&graph),
        GraphFormat::Json => print::json(&graph),
    });
    Outcome::Done
}

fn impact(graph: &Graph<'_>, entity: &EntityRef, term: &Term) -> Outcome {
    let known: Vec<EntityRef> = graph.nodes().map(|node| node.entity()).collect();
    if known.contains(entity) {
        term.data(&print::impact(&graph.impact(entity)));
        return Outcome::Done;
    }
    let help = match nearest(&entity.0, known.iter().map(|known| known.0.as_str())) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "write kind and name: \"service backend\"".to_string(),
    };
    term.fail(&format!("there is no `{}` in the spec", entity.0), &help);
    Outcome::Failed
}
