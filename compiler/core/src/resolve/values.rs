//! Values that depend on more than the spec's names: paths into the repository, and what `${…}` stands for in each
//! environment. Whether the names in it lead anywhere is found in `references`.

use super::errors::{NO_SUCH_PATH, NO_VALUE_HERE, OUTSIDE};
use crate::check::{Node, Value};
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::{Environment, Model, Scope, Service};
use crate::repository::Repository;
use crate::schema::{Base, Schema, Shape};
use crate::source::{Span, Spanned};
use crate::types::{Command, Interpolated};

/// Whether every path of a node is there.
pub(super) fn check_paths(
    node: &Node,
    schema: &Schema,
    repository: &dyn Repository,
    diagnostics: &mut Diagnostics,
) {
    for field in &node.fields {
        let def = &schema.kind(node.kind).fields[usize::from(field.def)];
        match (&def.shape, &field.value) {
            (Shape::Scalar(of), Value::Text(text)) if of.of.base == Base::Path => {
                if let Some(finding) = check_path(text, field.span, repository) {
                    diagnostics.push_once(finding);
                }
            }
            _ => field.value.nodes().for_each(|inner| check_paths(inner, schema, repository, diagnostics)),
        }
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

/// Whether every variable and every command has a value in every environment.
pub(super) fn check_values(model: &Model, diagnostics: &mut Diagnostics) {
    for environment in model.environments.values() {
        for service in environment.services.values() {
            check_service(model, environment, service, diagnostics);
        }
    }
}

fn check_service(model: &Model, environment: &Environment, service: &Service, diagnostics: &mut Diagnostics) {
    let values = service.env.iter().filter_map(|entry| entry.value.as_ref());
    for Spanned { value, span } in values {
        check_value(model, environment, value, *span, diagnostics);
    }
    if let Some(Spanned { value: Command::Words(words), span }) = &service.run {
        for word in words {
            check_value(model, environment, word, *span, diagnostics);
        }
    }
}

fn check_value(
    model: &Model,
    environment: &Environment,
    text: &Interpolated,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    for reference in text.references() {
        if let Err(why) = model.property(Scope::new(environment), reference) {
            let message = format!("`${{{reference}}}` has no value in {}", environment.name);
            let finding = Diagnostic::new(&NO_VALUE_HERE, span, message).mark(why);
            diagnostics.push(finding.label(environment.span, "in this environment"));
        }
    }
}
