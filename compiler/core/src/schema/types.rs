//! `type` declarations: how text or a number is read, and within which bounds. In: the nodes. Out: the types, by name.

use super::errors::BAD_DECLARATION;
use super::read::{about, children, name_of, number, text, text_value, values};
use super::shape::PATTERNS;
use super::{Base, ScalarType};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Span;
use crate::syntax::Node;
use indexmap::IndexMap;
use std::sync::Arc;

pub(super) type Types = IndexMap<Arc<str>, Arc<ScalarType>>;

/// Reads every declaration; one that cannot be read is reported and left out.
pub(super) fn read_types<'t>(nodes: impl Iterator<Item = Node<'t>>, diagnostics: &mut Diagnostics) -> Types {
    let mut types = Types::default();
    for node in nodes {
        match read_type(node) {
            Ok(declared) => {
                types.insert(Arc::clone(&declared.name), Arc::new(declared));
            }
            Err((span, message)) => diagnostics.push(Diagnostic::new(&BAD_DECLARATION, span, message)),
        }
    }
    types
}

fn read_type(node: Node<'_>) -> Result<ScalarType, (Span, String)> {
    let refuse = |message: String| (node.span(), message);
    let name = name_of(node).ok_or_else(|| refuse("this type has no name".into()))?;
    let of = text(node, "of").unwrap_or_default();
    let base = Base::named(&of).ok_or_else(|| {
        let known: Vec<_> = Base::names().collect();
        refuse(format!("type `{name}` is of `{of}`, which is none of {}", known.join(", ")))
    })?;
    let wanted = text(node, "pattern");
    let pattern = wanted.as_ref().and_then(|wanted| PATTERNS.iter().find(|(known, _)| known == wanted));
    if let (Some(wanted), None) = (&wanted, pattern) {
        return Err(refuse(format!("type `{name}` has the pattern `{wanted}`, which there is not")));
    }
    let options = children(node, "option").filter_map(|option| {
        let mut texts = option.entries().filter_map(|entry| text_value(entry.value()));
        Some((Arc::from(texts.next()?), texts.next().unwrap_or_default()))
    });
    let forms = children(node, "form").flat_map(|child| child.entries());
    Ok(ScalarType {
        name,
        about: about(node),
        base,
        range: number(node, "min").zip(number(node, "max")),
        pattern: pattern.map(|(_, check)| *check),
        options: options.collect(),
        forms: forms.filter_map(|form| text_value(form.value())).collect(),
        good: values(node, "good"),
        bad: values(node, "bad"),
    })
}
