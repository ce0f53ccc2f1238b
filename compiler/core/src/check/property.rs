//! `${service.api.port}` where a value is meant that is no text. In: the text and the field. Out: the property, to be
//! put in when names are known, or why it cannot stand there.

use super::Value;
use super::errors::{NOT_INTERPOLATED, WRONG_TYPE};
use crate::diag::Diagnostic;
use crate::schema::{Base, FieldDef, Scalar, Schema};
use crate::source::Span;
use crate::types::Reference;

/// The value, when the text is one reference and nothing else; nothing, when it is no reference at all.
pub(super) fn check(
    text: &str,
    of: &Scalar,
    field: &FieldDef,
    span: Span,
    schema: &Schema,
) -> Result<Option<Value>, Diagnostic> {
    if of.of.base == Base::Verbatim {
        return Ok(None);
    }
    let Some(reference) = Reference::all_in(text).find(|reference| schema.kind_id(reference.kind).is_some())
    else {
        return Ok(None);
    };
    if matches!(of.of.base, Base::Text | Base::Literal) {
        return Err(not_replaced(reference, field, span));
    }
    if text != format!("${{{reference}}}") {
        let message = format!("only a whole value of `{}` can be a property", field.name);
        return Err(
            Diagnostic::new(&WRONG_TYPE, span, message).help(format!("write \"${{{reference}}}\" alone"))
        );
    }
    let kind = schema.kind_id(reference.kind).map(|kind| schema.kind(kind));
    let property = kind.and_then(|kind| kind.properties.iter().find(|it| *it.name == *reference.property));
    // What there is not is reported where names are followed.
    if let Some(property) = property {
        if property.of.base != of.of.base {
            let message = format!(
                "`${{{reference}}}` is a {}, and `{}` takes a {}",
                property.of.name, field.name, of.of.name
            );
            let help = format!("write a value, or a property that is a {}", of.of.name);
            return Err(Diagnostic::new(&WRONG_TYPE, span, message).help(help));
        }
        if property.field.is_none() {
            let message =
                format!("`${{{reference}}}` depends on the environment, and `{}` does not", field.name);
            let help = "write the value itself, here or in each environment";
            return Err(Diagnostic::new(&NOT_INTERPOLATED, span, message).help(help));
        }
    }
    Ok(Some(Value::Property(text.into())))
}

fn not_replaced(reference: Reference<'_>, field: &FieldDef, span: Span) -> Diagnostic {
    let message = format!("`{}` is taken as it stands: nothing is put in for `${{{reference}}}`", field.name);
    Diagnostic::new(&NOT_INTERPOLATED, span, message)
        .help("give it to the service as a variable, in env, and read that; or write what is meant")
}
