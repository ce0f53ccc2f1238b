//! One value held against the type of its field: the typed value in its normal spelling, or the finding that says why
//! there is none.

use super::Value;
use super::errors::WRONG_TYPE;
use super::parameters::value_of;
use crate::diag::Diagnostic;
use crate::schema::{Base, Literal, Scalar, ScalarType};
use crate::source::Span;
use crate::syntax::{self, quoted};
use crate::types::secret_shapes::known_shape;
use crate::types::{Misfit, shorten};
use std::borrow::Cow;
use std::sync::Arc;

/// Holds a value against the type of the field it stands in.
pub(super) fn check(
    scalar: &Scalar,
    field: &str,
    value: &syntax::Value<'_>,
    span: Span,
) -> Result<Value, Diagnostic> {
    let of = &scalar.of;
    match read(of, value) {
        Ok(Some(value)) => Ok(value),
        Ok(None) => Err(unlike(of, field, value, span)),
        Err(misfit) => {
            let mut finding = finding(field, value, &misfit, span);
            // A name is used elsewhere too: to change it here alone would mend nothing.
            if of.base == Base::Identifier {
                finding.fix.clear();
            }
            Err(finding)
        }
    }
}

/// A value that is sound for one type, held against another.
pub(crate) fn check_again(of: &Scalar, field: &str, value: &Value, span: Span) -> Result<Value, Diagnostic> {
    check(of, field, &value_of(value), span)
}

/// A value that stands in a declaration, held against a type.
pub(crate) fn check_literal(
    scalar: &Scalar,
    field: &str,
    literal: &Literal,
    span: Span,
) -> Result<Value, Diagnostic> {
    check(scalar, field, &syntax_value(literal), span)
}

/// A value of a declaration as a spec writes it.
pub(super) fn written_literal(literal: &Literal) -> Option<String> {
    written(&syntax_value(literal))
}

fn syntax_value(literal: &Literal) -> syntax::Value<'_> {
    match literal {
        Literal::Bool(truth) => syntax::Value::Bool(*truth),
        Literal::Integer(integer) => syntax::Value::Integer((*integer).into()),
        Literal::Number(number) => syntax::Value::Float(*number),
        Literal::Text(text) => syntax::Value::String(Cow::Borrowed(text)),
    }
}

/// Why a value is not of a type, or `None` when it is.
pub fn refusal(of: &Arc<ScalarType>, value: &Literal) -> Option<String> {
    let scalar = Scalar { of: Arc::clone(of), to: Vec::new() };
    let finding = check_literal(&scalar, &of.name, value, Span::default()).err()?;
    Some(finding.help.into_iter().next().unwrap_or(finding.message))
}

/// The same for the name that a line of a block begins with, which is written without quotation marks.
pub(super) fn check_line_name(scalar: &Scalar, name: &str, span: Span) -> Result<Value, Diagnostic> {
    let value = syntax::Value::String(name.into());
    check(scalar, "name", &value, span).map_err(|mut finding| {
        for edit in &mut finding.fix {
            edit.text = edit.text.trim_matches('"').to_string();
        }
        finding
    })
}

/// The typed value; nothing when a value of that sort is none of the type, whatever it is.
fn read(of: &ScalarType, value: &syntax::Value<'_>) -> Result<Option<Value>, Misfit> {
    let takes_any = of.is_broken || of.base == Base::Literal;
    Ok(match value {
        syntax::Value::String(text) if takes_any || !of.base.is_bare() => {
            let normal = of.read(text)?;
            Some(Value::Text(normal.map_or_else(|| (&**text).into(), Into::into)))
        }
        syntax::Value::Integer(integer) if of.base == Base::Number => {
            of.check_number(*integer as f64)?;
            Some(Value::Number(*integer as f64))
        }
        syntax::Value::Integer(integer) if takes_any || of.base == Base::Integer => {
            of.check_number(*integer as f64)?;
            let small = i64::try_from(*integer).map_err(|_| Misfit::new("is more than can be counted"))?;
            Some(Value::Integer(small))
        }
        syntax::Value::Float(float) if takes_any || of.base == Base::Number => {
            of.check_number(*float)?;
            Some(Value::Number(*float))
        }
        syntax::Value::Bool(truth) if takes_any || of.base == Base::Boolean => Some(Value::Bool(*truth)),
        _ => None,
    })
}

/// A value of the right sort that does not fit.
fn finding(field: &str, value: &syntax::Value<'_>, misfit: &Misfit, span: Span) -> Diagnostic {
    let what = &misfit.what;
    let is_secret = matches!(value, syntax::Value::String(text) if known_shape(text).is_some());
    let is_private = misfit.is_private || is_secret;
    let message = match written(value).filter(|_| !is_private) {
        Some(shown) => format!("`{field}` is {shown}, which {what}"),
        None => format!("`{field}` {what}"),
    };
    let mut finding = Diagnostic::new(&WRONG_TYPE, span, message);
    if is_secret {
        finding = finding.conceal(span);
    }
    if let Some(why) = &misfit.why {
        finding = finding.mark(why);
    }
    if let Some(meant) = &misfit.meant {
        return finding.help(format!("did you mean {}?", quoted(meant))).fix(span, quoted(meant));
    }
    match &misfit.write {
        Some(write) => finding.help(write),
        None => finding,
    }
}

/// A value as a message repeats it.
fn written(value: &syntax::Value<'_>) -> Option<String> {
    Some(match value {
        syntax::Value::String(text) if text.is_empty() => "empty text".to_string(),
        syntax::Value::String(text) => format!("\"{}\"", shorten(text)),
        syntax::Value::Integer(integer) => integer.to_string(),
        syntax::Value::Float(float) => float.to_string(),
        syntax::Value::Bool(truth) => format!("#{truth}"),
        syntax::Value::Null => return None,
    })
}

/// A number where text is meant, text where a number is meant, and the like.
fn unlike(of: &ScalarType, field: &str, value: &syntax::Value<'_>, span: Span) -> Diagnostic {
    let found = match value {
        syntax::Value::String(_) => "text",
        syntax::Value::Integer(_) | syntax::Value::Float(_) => "a number",
        syntax::Value::Bool(_) => "true or false",
        syntax::Value::Null => "nothing",
    };
    let wanted = match of.base {
        Base::Integer => "a whole number",
        Base::Number => "a number",
        Base::Boolean => "#true or #false",
        _ => "text in quotation marks",
    };
    let found = match value {
        syntax::Value::Float(_) if of.base == Base::Integer => "not whole",
        _ => found,
    };
    let message = format!("`{field}` takes {wanted}, and this is {found}");
    let finding = Diagnostic::new(&WRONG_TYPE, span, message).mark(&*of.about);
    match value {
        syntax::Value::String(text) if of.base.is_bare() => match bare(of, text) {
            Some(bare) => finding.help(format!("write it without quotation marks: {bare}")).fix(span, bare),
            None => finding.help(write(of, wanted)),
        },
        syntax::Value::Integer(integer) if !of.base.is_bare() => {
            in_quotation_marks(of, &integer.to_string(), true, finding, span)
        }
        syntax::Value::Float(float) if !of.base.is_bare() => {
            in_quotation_marks(of, &float.to_string(), false, finding, span)
        }
        syntax::Value::Bool(truth) if !of.base.is_bare() => {
            in_quotation_marks(of, &truth.to_string(), true, finding, span)
        }
        _ => finding.help(write(of, wanted)),
    }
}

fn write(of: &ScalarType, wanted: &str) -> String {
    match of.range_words() {
        Some(range) => format!("write {wanted}: {range}"),
        None => format!("write {wanted}"),
    }
}

/// A number that was to be text. Of one with a fraction the spelling is not known: `3.10` as a number is `3.1`.
fn in_quotation_marks(
    of: &ScalarType,
    number: &str,
    is_exact: bool,
    finding: Diagnostic,
    span: Span,
) -> Diagnostic {
    match of.read(number) {
        Ok(_) if is_exact => finding
            .help(format!("put it in quotation marks: \"{number}\""))
            .fix(span, format!("\"{number}\"")),
        Ok(_) => finding.help("put it in quotation marks"),
        Err(Misfit { meant: Some(meant), .. }) => {
            finding.help(format!("did you mean {}?", quoted(&meant))).fix(span, quoted(&meant))
        }
        Err(misfit) => finding.help(misfit.write.unwrap_or_else(|| write(of, "text in quotation marks"))),
    }
}

/// A number or a boolean that was put in quotation marks, and would do without.
fn bare(of: &ScalarType, text: &str) -> Option<String> {
    let (value, bare) = match (of.base, text) {
        (Base::Boolean, _) => {
            let truth = match &*text.to_lowercase() {
                "true" | "yes" | "on" => true,
                "false" | "no" | "off" => false,
                _ => return None,
            };
            (syntax::Value::Bool(truth), format!("#{truth}"))
        }
        (Base::Integer, _) => (syntax::Value::Integer(text.parse().ok()?), text.to_string()),
        (Base::Number, _) => (syntax::Value::Float(text.parse().ok()?), text.to_string()),
        _ => return None,
    };
    matches!(read(of, &value), Ok(Some(_))).then_some(bare)
}
