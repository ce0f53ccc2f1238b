//! Names: what is declared, by kind and name.

use super::ThingId;
use super::errors::{AMBIGUOUS, DECLARED_TWICE, NO_APP, UNKNOWN};
use crate::check::Node;
use crate::diag::{Diagnostic, Diagnostics};
use crate::nearest::nearest;
use crate::schema::{KindId, Schema};
use crate::source::Span;
use indexmap::IndexMap;
use std::sync::Arc;

/// More names than this help nobody.
const MOST_NAMES: usize = 12;

/// Where each declared thing stands.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    by_name: IndexMap<Arc<str>, Vec<Symbol>>,
}

#[derive(Debug)]
struct Symbol {
    kind: KindId,
    span: Span,
    thing: ThingId,
}

impl Symbols {
    pub(super) fn collect(entities: &[Node], schema: &Schema, diagnostics: &mut Diagnostics) -> Self {
        let mut symbols = Self::default();
        for (thing, entity) in entities.iter().enumerate() {
            let Some(name) = entity.name(schema) else { continue };
            let known = symbols.by_name.entry(Arc::clone(name)).or_default();
            if let Some(first) = known.iter().find(|known| known.kind == entity.kind) {
                let kind = &schema.kind(entity.kind).name;
                let finding = Diagnostic::new(
                    &DECLARED_TWICE,
                    entity.span,
                    format!("there are two {kind}s called `{name}`"),
                );
                diagnostics.push(
                    finding.label(first.span, "the first is here").help("give one of them another name"),
                );
            } else {
                known.push(Symbol { kind: entity.kind, span: entity.span, thing });
            }
        }
        symbols
    }

    pub(super) fn find(&self, kind: KindId, name: &str) -> Option<ThingId> {
        let known = self.by_name.get(name)?.iter().find(|known| known.kind == kind);
        known.map(|symbol| symbol.thing)
    }

    /// The finding, when a name does not lead to exactly one thing of the allowed kinds.
    pub(super) fn check(&self, name: &str, to: &[KindId], span: Span, schema: &Schema) -> Option<Diagnostic> {
        let known = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        let mut matching = known.iter().filter(|known| to.contains(&known.kind));
        let (first, second) = (matching.next(), matching.next());
        match (first, second) {
            (Some(_), None) => None,
            (Some(first), Some(second)) => {
                let finding = Diagnostic::new(&AMBIGUOUS, span, format!("`{name}` could mean two things"));
                Some(finding.label(first.span, "this one").label(second.span, "or this one"))
            }
            _ => {
                let named = known.iter().find(|known| !schema.kind(known.kind).is_named_after_another());
                Some(self.unknown(name, to, span, schema, named))
            }
        }
    }

    /// What is declared of these kinds.
    fn names(&self, of: &[KindId]) -> Vec<&str> {
        let fits = |known: &Vec<Symbol>| known.iter().any(|known| of.contains(&known.kind));
        self.by_name.iter().filter(|(_, known)| fits(known)).map(|(name, _)| &**name).collect()
    }

    fn unknown(
        &self,
        name: &str,
        to: &[KindId],
        span: Span,
        schema: &Schema,
        other: Option<&Symbol>,
    ) -> Diagnostic {
        let wanted = words(to, schema);
        if let Some(Symbol { kind, span: place, .. }) = other {
            let kind = &schema.kind(*kind).name;
            let finding =
                Diagnostic::new(&UNKNOWN, span, format!("`{name}` is a {kind}; here a {wanted} is meant"));
            let finding = finding.label(*place, "declared here");
            let names = self.names(to);
            let is_short = !names.is_empty() && names.len() <= MOST_NAMES;
            return if is_short { finding.help(format!("there are: {}", names.join(", "))) } else { finding };
        }
        let finding = Diagnostic::new(&UNKNOWN, span, format!("there is no {wanted} called `{name}`"));
        let names = self.names(to);
        match nearest(name, names.iter().copied()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")).fix(span, format!("\"{near}\"")),
            None if names.is_empty() => finding.help(format!("the spec declares no {wanted} yet")),
            None if names.len() <= MOST_NAMES => finding.help(format!("there are: {}", names.join(", "))),
            None => finding,
        }
    }
}

/// `database, service or bucket`.
pub(super) fn words(kinds: &[KindId], schema: &Schema) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| &*schema.kind(*kind).name).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_string(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "thing".to_string(),
    }
}

/// A kind that a spec has exactly one of.
pub(super) fn check_once(spec: &[Node], schema: &Schema, diagnostics: &mut Diagnostics) {
    for (index, kind) in schema.kinds.values().enumerate().filter(|(_, kind)| kind.is_once) {
        let mut found = spec.iter().filter(|node| usize::from(node.kind.0) == index);
        let (first, second) = (found.next(), found.next());
        if let (Some(first), Some(second)) = (first, second) {
            let finding =
                Diagnostic::new(&DECLARED_TWICE, second.span, format!("a spec has one `{}`", kind.name));
            diagnostics.push(finding.label(first.span, "the first is here"));
        }
        if first.is_none() && !diagnostics.has_errors() {
            let message = format!("this spec has no `{}`", kind.name);
            let start = spec.first().map(|node| Span::new(node.span.file, 0, 0));
            let finding = match start {
                Some(start) => Diagnostic::new(&NO_APP, start, message),
                None => Diagnostic::without_place(&NO_APP, message),
            };
            diagnostics.push(finding.help(format!("begin it with: {} \"NAME\"", kind.name)));
        }
    }
}
