//! Expectations held against the language: whether there is such a setting, and whether the comparison makes sense there.

use super::errors::{NO_SUCH_SETTING, UNFIT_COMPARISON};
use super::measure::Measure;
use super::{Comparison, Expectation, ExpectationNode, Operand};
use crate::check::check_literal;
use crate::diag::Diagnostic;
use crate::effective::{NoSuchPath, field_at};
use crate::schema::{FieldDef, KindId, Literal, Scalar, Schema, Shape};
use crate::source::{Span, Spanned};
use regex_lite::{Regex, RegexBuilder};

/// In bytes, when compiled: a regular expression of a sentence or two.
const LARGEST_REGEX: usize = 64 * 1024;

impl Expectation {
    /// An expectation of things of a kind; `path` is what of its path counts from there.
    pub(crate) fn read(
        node: &ExpectationNode,
        schema: &Schema,
        kind: KindId,
        path: &str,
    ) -> Result<Self, Diagnostic> {
        let field = field_at(schema, kind, path).map_err(|problem| no_such_setting(node, path, &problem))?;
        let comparison = comparison(node, path, field)?;
        Ok(Self { path: path.to_string(), comparison, span: node.span })
    }
}

fn no_such_setting(node: &ExpectationNode, path: &str, problem: &NoSuchPath) -> Diagnostic {
    let NoSuchPath { kind, name, nearest, known } = problem;
    let span = node.path.span;
    let message = if known.is_empty() {
        format!("`{kind}` is one value and has no `{name}`")
    } else {
        format!("`{kind}` has no `{name}`")
    };
    let finding = Diagnostic::new(&NO_SUCH_SETTING, span, message);
    // What stands in front of the path, such as the name of a thing, stays.
    let before = node.path.value.strip_suffix(path).unwrap_or_default();
    match nearest {
        Some(near) => finding
            .help(format!("did you mean `{before}{near}`?"))
            .fix(span, crate::syntax::quoted(&format!("{before}{near}"))),
        None => finding.help(format!("it has: {}", known.join(", "))),
    }
}

fn comparison(
    node: &ExpectationNode,
    path: &str,
    field: Option<&FieldDef>,
) -> Result<Comparison, Diagnostic> {
    if let Some(exists) = node.exists {
        return Ok(Comparison::Exists(exists));
    }
    let field = field.and_then(|field| Some((field, scalar(field)?)));
    let Some((field, scalar)) = field else {
        let message = format!("`{path}` holds settings, and is no value itself");
        let finding = Diagnostic::new(&UNFIT_COMPARISON, node.path.span, message);
        return Err(finding.help("name one of them, or write exists=#true"));
    };
    let read = |literal: &Spanned<Literal>| operand(scalar, &field.name, literal);
    let amount = |literal: &Spanned<Literal>| {
        let operand = read(literal)?;
        if operand.measure.has_order() {
            return Ok(operand);
        }
        let message = format!("a `{}` is neither more nor less than another", scalar.of.name);
        let finding = Diagnostic::new(&UNFIT_COMPARISON, literal.span, message);
        Err(finding.help("use is, is-not, one-of or matches"))
    };
    if let Some(literal) = &node.is {
        return Ok(Comparison::Is(read(literal)?));
    }
    if let Some(literal) = &node.is_not {
        return Ok(Comparison::IsNot(read(literal)?));
    }
    if let Some(literal) = &node.at_least {
        return Ok(Comparison::AtLeast(amount(literal)?));
    }
    if let Some(literal) = &node.at_most {
        return Ok(Comparison::AtMost(amount(literal)?));
    }
    if let Some(literal) = &node.includes {
        return match field.shape {
            Shape::List(_) => Ok(Comparison::Includes(read(literal)?)),
            _ => Err(Diagnostic::new(
                &UNFIT_COMPARISON,
                literal.span,
                format!("`{path}` is one value, and includes nothing"),
            )
            .help("use is")),
        };
    }
    if let Some(text) = &node.matches {
        return Ok(Comparison::Matches(regex(text)?, text.value.clone()));
    }
    Ok(Comparison::OneOf(node.one_of.iter().map(read).collect::<Result<_, _>>()?))
}

fn scalar(field: &FieldDef) -> Option<&Scalar> {
    match &field.shape {
        Shape::Scalar(of) | Shape::List(of) => Some(of),
        Shape::Node(_) | Shape::Nodes(_) | Shape::Block(_) | Shape::Body => None,
    }
}

/// A literal is of the type of the setting, or is reported where it stands.
fn operand(scalar: &Scalar, field: &str, literal: &Spanned<Literal>) -> Result<Operand, Diagnostic> {
    let value = check_literal(scalar, field, &literal.value, literal.span)?;
    Ok(Operand { words: literal.value.to_string(), measure: Measure::of(&scalar.of, &value) })
}

/// The whole text is meant. By itself first: in brackets, half an expression could close what the brackets open.
fn regex(text: &Spanned<String>) -> Result<Regex, Diagnostic> {
    let build = |expression: &str| RegexBuilder::new(expression).size_limit(LARGEST_REGEX).build();
    let built = build(text).and_then(|_| build(&format!(r"\A(?:{})\z", text.value)));
    built.map_err(|error| unfit_regex(text.span, &error.to_string()))
}

fn unfit_regex(span: Span, why: &str) -> Diagnostic {
    let finding = Diagnostic::new(&UNFIT_COMPARISON, span, "this is no regular expression");
    finding.mark(why).help("write one such as \"https://.*\"; all of the text has to match")
}
