//! One value held against the type of its field.

use super::errors::WRONG_TYPE;
use super::parameters::value_of;
use super::{Value, nearest};
use crate::diag::Diagnostic;
use crate::schema::{Base, Literal, Scalar, ScalarType};
use crate::source::Span;
use crate::syntax;
use std::borrow::Cow;
use std::sync::Arc;

/// The typed value, or the finding that says why there is none.
pub(super) fn check(
    scalar: &Scalar,
    field: &str,
    value: &syntax::Value<'_>,
    span: Span,
) -> Result<Value, Diagnostic> {
    let of = &scalar.of;
    match (of.base, value) {
        (Base::Integer, syntax::Value::Integer(integer)) => {
            in_range(of, field, *integer as f64, span)?;
            i64::try_from(*integer).map(Value::Integer).map_err(|_| unlike(of, field, value, span))
        }
        (Base::Number, syntax::Value::Integer(integer)) => {
            in_range(of, field, *integer as f64, span).map(|()| Value::Number(*integer as f64))
        }
        (Base::Number, syntax::Value::Float(float)) => {
            in_range(of, field, *float, span).map(|()| Value::Number(*float))
        }
        (Base::Boolean | Base::Literal, syntax::Value::Bool(truth)) => Ok(Value::Bool(*truth)),
        (Base::Literal, syntax::Value::Integer(integer)) => {
            i64::try_from(*integer).map(Value::Integer).map_err(|_| unlike(of, field, value, span))
        }
        (Base::Literal, syntax::Value::Float(float)) => Ok(Value::Number(*float)),
        (Base::Integer | Base::Number | Base::Boolean, _) => Err(unlike(of, field, value, span)),
        (_, syntax::Value::String(text)) => check_text(of, field, text, span),
        (_, syntax::Value::Integer(_) | syntax::Value::Float(_)) => Err(unquoted(of, field, value, span)),
        _ => Err(unlike(of, field, value, span)),
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
    let value = match literal {
        Literal::Bool(truth) => syntax::Value::Bool(*truth),
        Literal::Integer(integer) => syntax::Value::Integer((*integer).into()),
        Literal::Number(number) => syntax::Value::Float(*number),
        Literal::Text(text) => syntax::Value::String(Cow::Borrowed(text)),
    };
    check(scalar, field, &value, span)
}

fn check_text(of: &ScalarType, field: &str, text: &str, span: Span) -> Result<Value, Diagnostic> {
    if of.base == Base::Choice && !of.options.iter().any(|(option, _)| **option == *text) {
        return Err(no_such_option(of, field, text, span));
    }
    let checked = of.base.check_text(text).and_then(|()| of.pattern.map_or(Ok(()), |pattern| pattern(text)));
    match checked {
        Ok(()) => Ok(Value::Text(Arc::from(text))),
        Err(why) => {
            Err(Diagnostic::new(&WRONG_TYPE, span, format!("this is no value for `{field}`")).help(why))
        }
    }
}

fn in_range(of: &ScalarType, field: &str, number: f64, span: Span) -> Result<(), Diagnostic> {
    match of.range {
        Some((least, greatest)) if !(least..=greatest).contains(&number) => {
            let message = format!("`{field}` is {number}, which is outside {least} to {greatest}");
            Err(Diagnostic::new(&WRONG_TYPE, span, message).mark(of.about.clone()))
        }
        _ => Ok(()),
    }
}

fn no_such_option(of: &ScalarType, field: &str, text: &str, span: Span) -> Diagnostic {
    let options: Vec<&str> = of.options.iter().map(|(option, _)| &**option).collect();
    let list = options.iter().map(|option| format!("\"{option}\"")).collect::<Vec<_>>().join(", ");
    let finding = Diagnostic::new(&WRONG_TYPE, span, format!("this is no value for `{field}`"))
        .mark(format!("one of {list}"));
    match nearest(text, options) {
        Some(near) => finding.help(format!("did you mean \"{near}\"?")).fix(span, format!("\"{near}\"")),
        None => finding,
    }
}

fn unlike(of: &ScalarType, field: &str, value: &syntax::Value<'_>, span: Span) -> Diagnostic {
    let found = match value {
        syntax::Value::String(_) => "this is text",
        syntax::Value::Integer(_) | syntax::Value::Float(_) => "this is a number",
        syntax::Value::Bool(_) => "this is true or false",
        syntax::Value::Null => "this is nothing",
    };
    let finding = Diagnostic::new(&WRONG_TYPE, span, format!("this is no value for `{field}`")).mark(found);
    match value {
        syntax::Value::String(text) if bare_would_do(of.base, text) => {
            let bare = bare(text);
            finding.help(format!("write it without quotation marks: {bare}")).fix(span, bare)
        }
        syntax::Value::Integer(_) | syntax::Value::Float(_) if !takes_numbers(of.base) => finding,
        _ => finding.help(format!("it takes: {}", of.about)),
    }
}

fn takes_numbers(base: Base) -> bool {
    matches!(base, Base::Integer | Base::Number | Base::Boolean)
}

/// Numbers and booleans that were put in quotation marks.
fn bare_would_do(base: Base, text: &str) -> bool {
    match base {
        Base::Integer => text.parse::<i64>().is_ok(),
        Base::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
        Base::Boolean => matches!(text, "true" | "false"),
        _ => false,
    }
}

fn bare(text: &str) -> String {
    if matches!(text, "true" | "false") { format!("#{text}") } else { text.to_string() }
}

/// Versions and the like: `3.10` as a number would be `3.1`.
fn unquoted(of: &ScalarType, field: &str, value: &syntax::Value<'_>, span: Span) -> Diagnostic {
    let finding = unlike(of, field, value, span);
    match value {
        syntax::Value::Integer(integer) => finding
            .help(format!("put it in quotation marks: \"{integer}\""))
            .fix(span, format!("\"{integer}\"")),
        _ => finding.help("put it in quotation marks"),
    }
}
