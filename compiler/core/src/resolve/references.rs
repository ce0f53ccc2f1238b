//! References: every field that names another thing, and every `${kind.name.property}` in text, followed.

use super::errors::{UNKNOWN, UNKNOWN_PROPERTY};
use super::symbols::{Symbols, a};
use crate::check::{Node, Value};
use crate::diag::{Diagnostic, Diagnostics};
use crate::nearest::nearest;
use crate::schema::{Base, PropertyDef, Schema, Shape};
use crate::source::Span;
use crate::syntax::quoted;
use crate::types::{Reference, has_dollar, with_names};

/// Reports every reference of a node, its inner nodes and its overlays that does not lead to one thing. Gives back
/// whether there are values that are properties of other things.
pub(super) fn check(node: &Node, schema: &Schema, symbols: &Symbols, diagnostics: &mut Diagnostics) -> bool {
    let mut reads_properties = false;
    for field in &node.fields {
        let def = &schema.kind(node.kind).fields[usize::from(field.def)];
        // A default stands in the standard library; whoever relies on it is to be told, not the library.
        let place = |span: Span| if span == def.span { node.span } else { span };
        match &def.shape {
            Shape::Scalar(of) | Shape::List(of) if of.of.base.is_reference() => {
                each_text(&field.value, field.span, &mut |text, span| {
                    let finding = symbols.check(text, &of.to, place(span), schema);
                    push_unless_excused(finding, text, diagnostics);
                });
            }
            Shape::Scalar(of) | Shape::List(of) if of.of.base == Base::Interpolated => {
                each_text(&field.value, field.span, &mut |text, span| {
                    check_text(text, span, schema, symbols, diagnostics);
                });
            }
            Shape::Scalar(_) | Shape::List(_) => {
                each_property(&field.value, field.span, &mut |text, span| {
                    check_text(text, span, schema, symbols, diagnostics);
                    reads_properties = true;
                });
            }
            _ => {
                for inner in field.value.nodes() {
                    reads_properties |= check(inner, schema, symbols, diagnostics);
                }
            }
        }
    }
    for overlay in &node.overlays {
        reads_properties |= check(overlay, schema, symbols, diagnostics);
    }
    reads_properties
}

fn each_property(value: &Value, span: Span, visit: &mut dyn FnMut(&str, Span)) {
    match value {
        Value::Property(text) => visit(text, span),
        Value::List(items) => items.iter().for_each(|item| each_property(&item.value, item.span, visit)),
        _ => {}
    }
}

fn each_text(value: &Value, span: Span, visit: &mut dyn FnMut(&str, Span)) {
    match value {
        Value::Text(text) => visit(text, span),
        Value::List(items) => items.iter().for_each(|item| each_text(&item.value, item.span, visit)),
        _ => {}
    }
}

fn check_text(text: &str, span: Span, schema: &Schema, symbols: &Symbols, diagnostics: &mut Diagnostics) {
    if !has_dollar(text) {
        return;
    }
    for reference in Reference::all_in(text) {
        let finding = dangling(reference, span, schema, symbols)
            .map(|finding| with_present_name(finding, text, span, schema, symbols));
        push_unless_excused(finding, reference.name, diagnostics);
    }
}

/// What has a name that stands in text with another fault is most likely declared there.
fn push_unless_excused(finding: Option<Diagnostic>, name: &str, diagnostics: &mut Diagnostics) {
    let finding = finding.filter(|_| !diagnostics.is_excused(name));
    finding.into_iter().for_each(|finding| diagnostics.push_or_join(finding));
}

/// The whole text with the present name in place of an old one, when that is what is wrong.
fn with_present_name(
    finding: Diagnostic,
    text: &str,
    span: Span,
    schema: &Schema,
    symbols: &Symbols,
) -> Diagnostic {
    let present = |reference: Reference<'_>| {
        let now = symbols.present_name(schema.kind_id(reference.kind)?, reference.name)?;
        Some(now.to_string())
    };
    match with_names(text, present).filter(|_| finding.code == UNKNOWN) {
        Some(right) => finding.fix(span, quoted(&right)),
        None => finding,
    }
}

/// The finding, when `${kind.name.property}` names no declared thing, or nothing that can be read of it.
fn dangling(reference: Reference<'_>, span: Span, schema: &Schema, symbols: &Symbols) -> Option<Diagnostic> {
    let kind = schema.kind_id(reference.kind);
    let properties = kind.map_or(&[][..], |kind| &schema.kind(kind).properties);
    if !properties.iter().any(|property| &*property.name == reference.property) {
        return Some(unknown_property(reference, properties, span, schema));
    }
    let mut finding = symbols.check(reference.name, &[kind?], span, schema)?;
    // It would put the name in place of all the text around it.
    finding.fix.clear();
    Some(finding)
}

fn unknown_property(
    reference: Reference<'_>,
    properties: &[PropertyDef],
    span: Span,
    schema: &Schema,
) -> Diagnostic {
    let Reference { kind, property, .. } = reference;
    let properties: Vec<&str> = properties.iter().map(|property| &*property.name).collect();
    if properties.is_empty() {
        return nothing_to_read(reference, span, schema);
    }
    let finding =
        Diagnostic::new(&UNKNOWN_PROPERTY, span, format!("{} has no property `{property}`", a(kind)));
    match nearest(property, properties.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `${{{kind}.{}.{near}}}`?", reference.name)),
        None => finding.help(format!("it has: {}", properties.join(", "))),
    }
}

/// Of a kind that there is not, or of which nothing can be read.
fn nothing_to_read(reference: Reference<'_>, span: Span, schema: &Schema) -> Diagnostic {
    let Reference { kind, name, property } = reference;
    let readable = schema.kinds.values().filter(|kind| !kind.properties.is_empty());
    let readable: Vec<&str> = readable.map(|kind| &*kind.name).collect();
    let finding = Diagnostic::new(&UNKNOWN_PROPERTY, span, format!("nothing can be read of {}", a(kind)));
    match nearest(kind, readable.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `${{{near}.{name}.{property}}}`?")),
        None if kind == "secret" => {
            finding.help(format!("a variable holds a secret whole: NAME secret=\"{name}\""))
        }
        None => finding.help(format!("there are properties of: {}", readable.join(", "))),
    }
}
