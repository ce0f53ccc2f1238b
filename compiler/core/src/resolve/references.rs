//! References: every field that names another thing, followed.

use super::symbols::Symbols;
use crate::check::{Node, Value};
use crate::diag::Diagnostics;
use crate::schema::{Base, Scalar, Schema, Shape};
use crate::source::Span;

/// Reports every reference of a node, its inner nodes and its overlays that does not lead to one thing.
pub(super) fn check(node: &Node, schema: &Schema, symbols: &Symbols, diagnostics: &mut Diagnostics) {
    for field in &node.fields {
        let def = &schema.kind(node.kind).fields[usize::from(field.def)];
        // A default stands in the standard library; whoever relies on it is to be told, not the library.
        let place = |span: Span| if span.file == node.span.file { span } else { node.span };
        match &def.shape {
            Shape::Scalar(of) | Shape::List(of) if of.of.base == Base::Reference => {
                each_text(&field.value, field.span, &mut |text, span| {
                    follow(of, &def.name, text, place(span), schema, symbols, diagnostics);
                });
            }
            _ => field.value.nodes().for_each(|inner| check(inner, schema, symbols, diagnostics)),
        }
    }
    for overlay in &node.overlays {
        check(overlay, schema, symbols, diagnostics);
    }
}

fn follow(
    of: &Scalar,
    field: &str,
    text: &str,
    span: Span,
    schema: &Schema,
    symbols: &Symbols,
    diagnostics: &mut Diagnostics,
) {
    if let Some(finding) = symbols.check(text, &of.to, span, schema) {
        let is_overlay_name = field == "name" && diagnostics.iter().any(|known| known.span() == Some(span));
        if !is_overlay_name {
            diagnostics.push(finding);
        }
    }
}

fn each_text(value: &Value, span: Span, visit: &mut dyn FnMut(&str, Span)) {
    match value {
        Value::Text(text) => visit(text, span),
        Value::List(items) => items.iter().for_each(|item| each_text(&item.value, item.span, visit)),
        _ => {}
    }
}
