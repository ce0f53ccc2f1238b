//! Values that lead outside their own field: paths into the repository, and `${…}` in text.

use super::Repository;
use super::errors::{NO_SUCH_PATH, NO_VALUE_HERE, OUTSIDE, UNKNOWN_PROPERTY, VALUE_OR_SECRET};
use crate::check::{Node, Value, nearest};
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::{Environment, Model, Scope, Service};
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
                    diagnostics.push(finding);
                }
            }
            (Shape::Scalar(of) | Shape::List(of), value) if of.of.base == Base::Interpolated => {
                check_text_references(value, field.span, schema, diagnostics);
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

/// Whether `${kind.name.property}` names a property that the kind declares.
fn check_text_references(value: &Value, span: Span, schema: &Schema, diagnostics: &mut Diagnostics) {
    match value {
        Value::List(items) => {
            items.iter().for_each(|item| check_text_references(&item.value, item.span, schema, diagnostics));
        }
        Value::Text(text) if text.contains("${") => {
            let Ok(text) = text.parse::<Interpolated>() else { return };
            for reference in text.references() {
                let kind = schema.kinds.get(reference.kind.as_str());
                let properties: Vec<&str> = kind.map_or_else(Vec::new, |kind| {
                    kind.properties.iter().map(|property| &*property.name).collect()
                });
                if properties.contains(&reference.property.as_str()) {
                    continue;
                }
                diagnostics.push(unknown_property(reference, &properties, span, schema));
            }
        }
        _ => {}
    }
}

fn unknown_property(
    reference: &crate::types::Reference,
    properties: &[&str],
    span: Span,
    schema: &Schema,
) -> Diagnostic {
    let (kind, property) = (&reference.kind, &reference.property);
    if properties.is_empty() {
        let readable = schema.kinds.values().filter(|kind| !kind.properties.is_empty());
        let names: Vec<&str> = readable.map(|kind| &*kind.name).collect();
        let finding =
            Diagnostic::new(&UNKNOWN_PROPERTY, span, format!("nothing can be read from a `{kind}`"));
        return finding.help(format!("there are properties of: {}", names.join(", ")));
    }
    let finding = Diagnostic::new(&UNKNOWN_PROPERTY, span, format!("a {kind} has no property `{property}`"));
    match nearest(property, properties.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `${{{kind}.{}.{near}}}`?", reference.name)),
        None => finding.help(format!("it has: {}", properties.join(", "))),
    }
}

/// Whether every variable and every command has a value in every environment.
pub(super) fn check_values(model: &Model, diagnostics: &mut Diagnostics) {
    for service in model.services.values() {
        for entry in &service.env {
            if entry.value.is_some() == entry.secret.is_some() {
                let message = format!("`{}` needs a value or a secret, one of the two", entry.name);
                let finding = Diagnostic::new(&VALUE_OR_SECRET, entry.span, message);
                diagnostics
                    .push(finding.help(format!("{} \"…\"   or   {} secret=\"…\"", entry.name, entry.name)));
            }
        }
    }
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
