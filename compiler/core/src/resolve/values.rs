//! Values that depend on more than the spec's names: paths into the repository, and what `${…}` stands for in each
//! environment. Whether the names in it lead anywhere is found in `references`.

use super::errors::{NO_SUCH_PATH, NO_VALUE_HERE, OUTSIDE};
use crate::check::{Node, Value};
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::{Environment, Model, Scope, Service};
use crate::repository::Repository;
use crate::schema::{Base, Holding, Schema, Shape};
use crate::source::Span;
use crate::types::{Command, Interpolated};
use indexmap::IndexMap;
use std::iter;

/// Whether every path of a node is there.
pub(super) fn check_paths(
    node: &Node,
    schema: &Schema,
    repository: &dyn Repository,
    diagnostics: &mut Diagnostics,
) {
    let kind = schema.kind(node.kind);
    let own = node.fields.iter().filter(|_| kind.holds(Holding::Path));
    for field in own {
        if let (Shape::Scalar(of), Value::Text(text)) =
            (&kind.fields[usize::from(field.def)].shape, &field.value)
            && of.of.base == Base::Path
            && let Some(finding) = check_path(text, field.span, repository)
        {
            diagnostics.push_once(finding);
        }
    }
    for inner in node.inner_with(Holding::Path, schema) {
        check_paths(inner, schema, repository, diagnostics);
    }
    for overlay in &node.overlays {
        check_paths(overlay, schema, repository, diagnostics);
    }
}

fn check_path(text: &str, span: Span, repository: &dyn Repository) -> Option<Diagnostic> {
    let path = text.parse().ok()?;
    if !repository.contains(&path) {
        let finding = Diagnostic::new(&NO_SUCH_PATH, span, format!("there is no `{text}` in the repository"));
        return Some(finding.help("create it, or correct the path; it counts from the folder of the spec"));
    }
    repository.leaves(&path).then(|| {
        let message = format!("`{text}` leads out of the repository");
        let finding = Diagnostic::new(&OUTSIDE, span, message).mark("through a symbolic link");
        finding.help("put what is meant into the repository itself")
    })
}

/// Whether every variable and every command has a value in every environment: one finding for each that has not.
pub(super) fn check_values(model: &Model, diagnostics: &mut Diagnostics) {
    let mut missing: IndexMap<(Span, String), Vec<(&Environment, String)>> = IndexMap::new();
    for environment in model.environments.values() {
        for (text, span) in environment.services.values().flat_map(|service| texts(service)) {
            for reference in text.references() {
                if let Err(why) = model.property(Scope::new(environment), reference) {
                    missing.entry((span, reference.to_string())).or_default().push((environment, why));
                }
            }
        }
    }
    for ((span, reference), places) in missing {
        diagnostics.push(no_value(model, &reference, span, &places));
    }
}

fn texts(service: &Service) -> impl Iterator<Item = (&Interpolated, Span)> {
    let values = service.env.iter().filter_map(|entry| entry.value.as_ref());
    let values = values.map(|value| (&value.value, value.span));
    let words = service.run.iter().flat_map(|run| match &run.value {
        Command::Words(words) => words.iter().zip(iter::repeat(run.span)),
        Command::Shell(_) => [].iter().zip(iter::repeat(run.span)),
    });
    values.chain(words)
}

fn no_value(model: &Model, reference: &str, span: Span, places: &[(&Environment, String)]) -> Diagnostic {
    let names: Vec<String> = places.iter().map(|(environment, _)| environment.name.to_string()).collect();
    let is_everywhere = places.len() == model.environments.len();
    let place = if is_everywhere { String::new() } else { format!(" in {}", names.join(", ")) };
    let mut finding =
        Diagnostic::new(&NO_VALUE_HERE, span, format!("`${{{reference}}}` has no value{place}"));
    if let Some((_, why)) = places.first() {
        finding = finding.mark(why);
    }
    for (environment, _) in places.iter().filter(|_| !is_everywhere) {
        finding = finding.label(environment.span, "in this environment");
    }
    finding.help(what_to_do(reference))
}

/// What gives a service the property that it lacks.
fn what_to_do(reference: &str) -> String {
    let mut words = reference.split('.').skip(1);
    match (words.next(), words.next()) {
        (Some(name), Some("host" | "origin")) => {
            format!("give `{name}` a `port`, and the environment a route: route \"HOST\" to=\"{name}\"")
        }
        (Some(name), Some("port" | "url")) => format!("give `{name}` a `port`"),
        _ => "write the value itself".to_string(),
    }
}
