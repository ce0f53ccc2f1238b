//! Names: what is declared, by kind and name.

use super::ThingId;
use super::errors::{AMBIGUOUS, DECLARED_TWICE, NO_APP, UNKNOWN};
use crate::check::Node;
use crate::diag::{Diagnostic, Diagnostics};
use crate::nearest::nearest;
use crate::schema::{KindId, Schema};
use crate::source::{FileId, Span};
use crate::syntax::quoted;
use crate::types::secret_shapes::known_shape;
use ecow::EcoString;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// More names than this help nobody.
const MOST_NAMES: usize = 12;

/// Where each declared thing stands.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    by_name: IndexMap<EcoString, Vec<Symbol>>,
    /// Kinds of things of which one has no name.
    nameless: BTreeSet<KindId>,
    renamed: BTreeMap<(KindId, String), Renamed>,
}

/// What became of a name, and the line that says so.
#[derive(Debug)]
struct Renamed {
    now: String,
    said: Span,
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
            let Some(name) = entity.name(schema) else {
                symbols.nameless.insert(entity.kind);
                continue;
            };
            let known = symbols.by_name.entry(name.clone()).or_default();
            let names = |kind: KindId| schema.kind(kind).names_with.unwrap_or(kind);
            if let Some(first) = known.iter().find(|known| names(known.kind) == names(entity.kind)) {
                let (kind, its) = (&schema.kind(entity.kind).name, &schema.kind(first.kind).name);
                let message = if kind == its {
                    format!("there are two {kind}s called `{name}`")
                } else {
                    format!("{its} and {kind} are both called `{name}`")
                };
                let finding = Diagnostic::new(&DECLARED_TWICE, entity.span, message);
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

    /// Where a thing is declared.
    pub(super) fn place(&self, kind: KindId, name: &str) -> Option<Span> {
        let known = self.by_name.get(name)?.iter().find(|known| known.kind == kind)?;
        Some(known.span)
    }

    pub(super) fn note_renamed(&mut self, kind: KindId, old: &str, now: &str, said: Span) {
        self.renamed.insert((kind, old.to_string()), Renamed { now: now.to_string(), said });
    }

    /// What a thing that was renamed is called now.
    pub(super) fn present_name(&self, kind: KindId, old: &str) -> Option<&str> {
        self.renamed.get(&(kind, old.to_string())).map(|renamed| renamed.now.as_str())
    }

    /// The finding, when a name does not lead to exactly one thing of the allowed kinds.
    pub(super) fn check(&self, name: &str, to: &[KindId], span: Span, schema: &Schema) -> Option<Diagnostic> {
        let known = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        let mut matching = known.iter().filter(|known| to.contains(&known.kind));
        let (first, second) = (matching.next(), matching.next());
        match (first, second) {
            (Some(_), None) => None,
            // What is meant may be what has no name yet, which has been said.
            (None, _) if to.iter().any(|kind| self.nameless.contains(kind)) => None,
            (Some(first), Some(second)) => {
                let finding = Diagnostic::new(&AMBIGUOUS, span, format!("`{name}` could mean two things"));
                let finding = finding.label(first.span, "this one").label(second.span, "or this one");
                Some(finding.help("give one of the two another name"))
            }
            _ => {
                if let Some(finding) = self.renamed(name, to, span, schema) {
                    return Some(finding);
                }
                let named = known.iter().find(|known| !schema.kind(known.kind).is_named_after_another());
                Some(self.unknown(name, to, span, schema, named))
            }
        }
    }

    /// The finding for a name that a thing of these kinds had before.
    fn renamed(&self, name: &str, to: &[KindId], span: Span, schema: &Schema) -> Option<Diagnostic> {
        let mut found =
            to.iter().filter_map(|kind| Some((kind, self.renamed.get(&(*kind, name.to_string()))?)));
        let (kind, Renamed { now, said }) = found.next()?;
        let message = format!("the {} `{name}` is called `{now}` now", schema.kind(*kind).name);
        let finding = Diagnostic::new(&UNKNOWN, span, message).label(*said, "renamed here");
        Some(finding.help(format!("write `{now}`")).fix(span, quoted(now)))
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
        if let Some(what) = known_shape(name) {
            return Diagnostic::new(&UNKNOWN, span, format!("this is {what} itself, and its name is meant"))
                .help("declare secret \"NAME\" and write its name; the value is set on the host")
                .help("if it was ever committed, replace it where it was issued")
                .conceal(span);
        }
        if let Some(Symbol { kind, span: place, .. }) = other {
            let kind = &schema.kind(*kind).name;
            let finding = Diagnostic::new(
                &UNKNOWN,
                span,
                format!("`{name}` is {}; here {} is meant", a(kind), a(&wanted)),
            );
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

/// With its article.
pub(super) fn a(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// `database, service or bucket`.
pub(super) fn words(kinds: &[KindId], schema: &Schema) -> String {
    let mut kinds = kinds.to_vec();
    kinds.sort_unstable();
    let names: Vec<&str> = kinds.iter().map(|kind| &*schema.kind(*kind).name).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_string(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "thing".to_string(),
    }
}

/// A kind that a spec has exactly one of.
pub(super) fn check_once(spec: &[Node], root: FileId, schema: &Schema, diagnostics: &mut Diagnostics) {
    for (index, kind) in schema.kinds.values().enumerate().filter(|(_, kind)| kind.is_once) {
        let mut found = spec.iter().filter(|node| usize::from(node.kind.0) == index);
        let (first, second) = (found.next(), found.next());
        if let (Some(first), Some(second)) = (first, second) {
            let finding =
                Diagnostic::new(&DECLARED_TWICE, second.span, format!("a spec has one `{}`", kind.name));
            let help = "put all of it in one of the two, and delete the other";
            diagnostics.push(finding.label(first.span, "the first is here").help(help));
        }
        if first.is_none() && !diagnostics.has_errors() {
            let message = format!("this spec has no `{}`", kind.name);
            let finding = Diagnostic::new(&NO_APP, Span::new(root, 0, 0), message);
            diagnostics.push(finding.help(format!("begin it with `{} \"NAME\"`", kind.name)));
        }
    }
}
