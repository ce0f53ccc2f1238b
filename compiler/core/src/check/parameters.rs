//! Parameters in the body of a component: `${port}` alone keeps its type, inside other text it becomes text. In: a
//! value as the body writes it, and the instance, if there is one. Out: the value that the instance means.

use super::errors::{BAD_FLOW, UNKNOWN_PARAMETER};
use super::{Field, Item, Node, Value};
use crate::diag::Diagnostic;
use crate::nearest::nearest;
use crate::schema::{Base, FieldDef, Kind, Place, Scalar, Shape};
use crate::source::Span;
use crate::syntax;
use std::borrow::Cow;

/// Whose parameters are put in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameters<'p> {
    pub(super) component: &'p Kind,
    /// None while the body itself is looked at: then a parameter could be anything of its type.
    pub(super) instance: Option<&'p Node>,
}

/// What a value says, once parameters are put in.
pub(super) enum Said<'s> {
    Value(syntax::Value<'s>, Span),
    /// The values of a parameter that is a list.
    List(&'s [Item]),
    /// A parameter that nobody gave, or that nobody can know yet.
    Nothing,
}

/// A parameter where it is written: `${port}`.
struct Mention<'t> {
    start: usize,
    end: usize,
    name: &'t str,
}

impl<'p> Parameters<'p> {
    /// What a text of the body says in a place of type `of`.
    pub(super) fn text<'s>(
        &self,
        text: Cow<'s, str>,
        of: &Scalar,
        field: &FieldDef,
        span: Span,
    ) -> Result<Said<'s>, Diagnostic>
    where
        'p: 's,
    {
        let mentions: Vec<Mention<'_>> = mentions(&text).collect();
        for mention in &mentions {
            let alone = mention.start == 0 && mention.end == text.len();
            self.check_flow(mention.name, alone, of, field, span)?;
        }
        match (&mentions[..], self.instance) {
            ([], _) => Ok(Said::Value(syntax::Value::String(unescaped(text, of.of.base)), span)),
            (_, None) => Ok(Said::Nothing),
            ([only], Some(instance)) if only.start == 0 && only.end == text.len() => {
                Ok(self.given(instance, only.name).map_or(Said::Nothing, |field| said(field, of.of.base)))
            }
            (_, Some(instance)) => {
                let filled = self.filled(&text, &mentions, instance);
                let text = unescaped(Cow::Owned(filled), of.of.base);
                Ok(Said::Value(syntax::Value::String(text), span))
            }
        }
    }

    /// The parameter that is all there is of a line, for a place that holds nodes: `env "${env}"`.
    pub(super) fn nodes(
        &self,
        text: &str,
        wanted: &Shape,
        span: Span,
    ) -> Option<Result<Option<&'p Field>, Diagnostic>> {
        let mention = mentions(text).next().filter(|it| it.start == 0 && it.end == text.len())?;
        let Some(def) = self.declared(mention.name) else {
            return Some(Err(self.unknown(mention.name, span)));
        };
        // Values are put into the places of the node's own fields.
        if matches!(def.shape, Shape::Scalar(_) | Shape::List(_)) {
            return None;
        }
        let same = match (&def.shape, wanted) {
            (Shape::Node(own), Shape::Node(wanted))
            | (Shape::Nodes(own), Shape::Nodes(wanted))
            | (Shape::Block(own), Shape::Block(wanted)) => own == wanted,
            _ => false,
        };
        if !same {
            return Some(Err(self.misfit(def, "it does not hold the same as this field", span)));
        }
        Some(Ok(self.instance.and_then(|instance| self.given(instance, mention.name))))
    }

    fn declared(&self, name: &str) -> Option<&'p FieldDef> {
        self.component.field(name).map(|(_, def)| def)
    }

    fn given(&self, instance: &'p Node, name: &str) -> Option<&'p Field> {
        instance.field(self.component.field(name)?.0)
    }

    /// Whether a parameter may stand in a place, whatever an instance gives.
    fn check_flow(
        &self,
        name: &str,
        alone: bool,
        of: &Scalar,
        field: &FieldDef,
        span: Span,
    ) -> Result<(), Diagnostic> {
        let def = self.declared(name).ok_or_else(|| self.unknown(name, span))?;
        let (own, own_is_list) = match &def.shape {
            Shape::Scalar(own) => (own, false),
            Shape::List(own) => (own, true),
            _ => return Err(self.misfit(def, "it holds nodes, and here a value is meant", span)),
        };
        if is_secret(own) && (!alone || !is_secret(of)) {
            return Err(self.misfit(def, "a secret only goes where a secret is meant", span));
        }
        if !alone && own_is_list {
            return Err(self.misfit(def, "it is a list, and cannot be part of a text", span));
        }
        let may_be_missing = !def.is_required && def.default.is_none();
        if may_be_missing && !alone {
            let why =
                "it may be missing, and then this text has a hole; give it a default, or make it required";
            return Err(self.misfit(def, why, span));
        }
        if may_be_missing && field.is_required && matches!(field.place, Place::Property | Place::Child) {
            let why = format!(
                "it may be missing, and `{}` is required; give it a default, or make it required too",
                field.name
            );
            return Err(self.misfit(def, &why, span));
        }
        if alone && own_is_list && !matches!(field.shape, Shape::List(_)) {
            return Err(self.misfit(def, "it is a list, and here one value is meant", span));
        }
        if alone && !flows(own.of.base, of.of.base) {
            let why = format!("it is a `{}`, and here a `{}` is meant", own.of.name, of.of.name);
            return Err(self.misfit(def, &why, span));
        }
        Ok(())
    }

    fn unknown(&self, name: &str, span: Span) -> Diagnostic {
        let component = &self.component.name;
        let known: Vec<&str> =
            self.component.fields.iter().map(|field| &*field.name).filter(|name| *name != "makes").collect();
        let finding = Diagnostic::new(
            &UNKNOWN_PARAMETER,
            span,
            format!("component `{component}` has no parameter `{name}`"),
        );
        let plain = format!("write `$${{{name}}}` for a plain `${{{name}}}`");
        match nearest(name, known.iter().copied()) {
            Some(near) => finding.help(format!("did you mean `${{{near}}}`? Otherwise {plain}")),
            None if known.is_empty() => finding.help(plain),
            None => finding.help(format!("it has: {}. Otherwise {plain}", known.join(", "))),
        }
    }

    fn misfit(&self, def: &FieldDef, why: &str, span: Span) -> Diagnostic {
        Diagnostic::new(&BAD_FLOW, span, format!("parameter `{}` does not fit here", def.name))
            .label(def.span, "the parameter")
            .help(why)
    }

    /// The text with every parameter in place.
    fn filled(&self, text: &str, mentions: &[Mention<'_>], instance: &Node) -> String {
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for mention in mentions {
            out.push_str(&text[from..mention.start]);
            if let Some(field) =
                self.component.field(mention.name).and_then(|(index, _)| instance.field(index))
            {
                out.push_str(&field.value.plain());
            }
            from = mention.end;
        }
        out.push_str(&text[from..]);
        out
    }
}

fn is_secret(of: &Scalar) -> bool {
    of.of.base == Base::Secret
}

/// Whether a value of one base may become one of another; what an instance gives is looked at again there.
fn flows(from: Base, to: Base) -> bool {
    let is_loose = |base| {
        matches!(
            base,
            Base::Text
                | Base::Interpolated
                | Base::Identifier
                | Base::Choice
                | Base::Reference
                | Base::Literal
        )
    };
    let is_bare = |base| matches!(base, Base::Integer | Base::Number | Base::Boolean);
    match (from, to) {
        _ if from == to => true,
        (Base::Integer, Base::Number) => true,
        (_, Base::Text | Base::Interpolated | Base::Verbatim | Base::Literal) => true,
        (from, to) => is_loose(from) && !is_bare(to),
    }
}

/// `$${` is a plain `${`; in a template text it is left for whoever reads that.
fn unescaped(text: Cow<'_, str>, base: Base) -> Cow<'_, str> {
    if base == Base::Interpolated || !text.contains("$${") {
        text
    } else {
        Cow::Owned(text.replace("$${", "${"))
    }
}

fn said(field: &Field, to: Base) -> Said<'_> {
    let is_text = !matches!(to, Base::Integer | Base::Number | Base::Boolean | Base::Literal);
    let value = match &field.value {
        Value::List(items) => return Said::List(items),
        Value::Node(_) | Value::Nodes(_) => return Said::Nothing,
        Value::Text(text) | Value::Property(text) => syntax::Value::String(Cow::Borrowed(&**text)),
        bare if is_text => syntax::Value::String(Cow::Owned(bare.plain())),
        Value::Bool(truth) => syntax::Value::Bool(*truth),
        Value::Integer(integer) => syntax::Value::Integer((*integer).into()),
        Value::Number(number) => syntax::Value::Float(*number),
    };
    Said::Value(value, field.span)
}

/// A value that was checked, as the syntax has it.
pub(super) fn value_of(value: &Value) -> syntax::Value<'_> {
    match value {
        Value::Bool(truth) => syntax::Value::Bool(*truth),
        Value::Integer(integer) => syntax::Value::Integer((*integer).into()),
        Value::Number(number) => syntax::Value::Float(*number),
        Value::Text(text) | Value::Property(text) => syntax::Value::String(Cow::Borrowed(&**text)),
        Value::List(_) | Value::Node(_) | Value::Nodes(_) => syntax::Value::Null,
    }
}

/// Every `${word}`; `${service.api.port}` has three words and is something else, `$${` is a plain `${`.
fn mentions(text: &str) -> impl Iterator<Item = Mention<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(at) = text[from..].find("${") {
            let start = from + at;
            from = start + 2;
            if text[..start].ends_with('$') {
                continue;
            }
            let inside = &text[from..];
            let end = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
            if let Some(end) = end.filter(|end| *end > 0 && inside[*end..].starts_with('}')) {
                let name = &inside[..end];
                from += end + 1;
                return Some(Mention { start, end: from, name });
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_words_are_parameters() {
        let names = |text| mentions(text).map(|mention| mention.name).collect::<Vec<_>>();
        assert_eq!(names("${port}"), ["port"]);
        assert_eq!(names("a ${x}-${max-y} b"), ["x", "max-y"]);
        assert_eq!(names("${service.${name}.port}"), ["name"]);
        assert!(names("${service.api.port} $${x} ${} ${a b} ${").is_empty());
    }
}
