//! Renames: `moved "service.api" to="service.backend"`. In: the `moved` nodes of a spec, what it declares, and what was
//! applied last. Out: what each renamed thing was called before, and findings about a `moved` that cannot be true or
//! that is over. What a rename costs is judged by the plan.

mod codes;
#[cfg(test)]
mod tests;

pub(crate) use codes::CODES;

use self::codes::{CIRCLE, OTHER_KIND, OVER, STILL_DECLARED, TWICE};
use super::errors::UNKNOWN;
use super::symbols::Symbols;
use crate::artifact::EntityRef;
use crate::check::{Node, errors::UNKNOWN_KIND, read};
use crate::diag::{Diagnostic, Diagnostics};
use crate::nearest::nearest;
use crate::repository::Repository;
use crate::schema::{KindId, Schema};
use crate::source::{Span, Spanned};
use crate::syntax::quoted;
use crate::types::Thing;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// One line of the spec.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Moved {
    #[serde(rename = "$span")]
    span: Span,
    from: Spanned<Thing>,
    to: Spanned<Thing>,
}

/// Lines that follow each other, the oldest name first: `a -> b`, `b -> c`.
struct Chain {
    kind: KindId,
    steps: Vec<Moved>,
}

impl Chain {
    /// What the thing is called now.
    fn end(&self) -> Option<&Spanned<Thing>> {
        self.steps.last().map(|step| &step.to)
    }
}

/// By kind and present name: the name before.
pub(super) type OldNames = BTreeMap<KindId, BTreeMap<String, String>>;

/// Every rename that can be true.
#[derive(Default)]
pub(super) struct Moves {
    chains: Vec<Chain>,
}

impl Moves {
    /// Reads the renames of a spec, tells the symbols of the old names, and reports those that cannot be true.
    pub(super) fn collect(
        spec: &[Node],
        schema: &Schema,
        symbols: &mut Symbols,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let steps = steps(spec, schema, diagnostics);
        let mut chains = chains(&steps, diagnostics);
        chains.retain(|chain| is_sound(chain, schema, symbols, diagnostics));
        for chain in &chains {
            let Some(end) = chain.end() else { continue };
            for step in &chain.steps {
                symbols.note_renamed(chain.kind, &step.from.name, &end.name, step.span);
            }
        }
        Self { chains }
    }

    /// What things were called when they were applied last. Lines that say nothing about that are reported.
    pub(super) fn settle(&self, repository: &dyn Repository, diagnostics: &mut Diagnostics) -> OldNames {
        let mut old = OldNames::new();
        for chain in &self.chains {
            let Some(end) = chain.end() else { continue };
            let was_applied =
                |thing: &Thing| repository.was_applied(&EntityRef::new(&thing.kind, &thing.name));
            // The newest of the old names under which it is known: lines before that one are over.
            let is_known = |step: &Moved| was_applied(&step.from) != Some(false);
            let begins = chain.steps.iter().rposition(is_known).filter(|_| was_applied(end) != Some(true));
            if let Some(step) = begins.and_then(|begins| chain.steps.get(begins)) {
                old.entry(chain.kind).or_default().insert(end.name.clone(), step.from.name.clone());
            }
            for step in &chain.steps[..begins.unwrap_or(chain.steps.len())] {
                diagnostics.push(over(step, end, was_applied(end) == Some(true)));
            }
        }
        old
    }
}

/// The lines that are sound by themselves.
fn steps(spec: &[Node], schema: &Schema, diagnostics: &mut Diagnostics) -> Vec<(KindId, Moved)> {
    let Some(moved) = schema.kind_id("moved") else { return Vec::new() };
    let is_whole = |node: &&Node| ["from", "to"].iter().all(|field| node.named(schema, field).is_some());
    let mut known = Vec::new();
    let (mut froms, mut tos) = (BTreeMap::new(), BTreeMap::new());
    for node in spec.iter().filter(|node| node.kind == moved).filter(is_whole) {
        let step: Moved = read(schema, node);
        let checked = kind_of(&step, schema).and_then(|kind| {
            once(&step.from, "renamed", &mut froms)?;
            once(&step.to, "the new name", &mut tos)?;
            Ok(kind)
        });
        match checked {
            Ok(kind) => known.push((kind, step)),
            Err(finding) => diagnostics.push(*finding),
        }
    }
    known
}

/// The kind on both sides.
fn kind_of(step: &Moved, schema: &Schema) -> Result<KindId, Box<Diagnostic>> {
    for side in [&step.from, &step.to] {
        let kind = schema.kind_id(&side.kind).map(|id| schema.kind(id));
        if kind.is_none_or(|kind| !kind.is_top || kind.name_field().is_none()) {
            return Err(Box::new(unknown_kind(side, schema)));
        }
    }
    let (from, to) = (&step.from.kind, &step.to.kind);
    if from != to {
        let message = format!("a {from} cannot become a {to}");
        let finding = Diagnostic::new(&OTHER_KIND, step.to.span, message);
        let finding = finding.label(step.from.span, format!("this is a {from}"));
        return Err(Box::new(finding.help("what is of another kind is another thing: remove this line")));
    }
    let Some(kind) = schema.kind_id(from) else { return Err(Box::new(unknown_kind(&step.from, schema))) };
    if schema.kind(kind).is_named_after_another() {
        let message = format!("a {from} goes by the name of what it is about, and follows that");
        let finding = Diagnostic::new(&OTHER_KIND, step.from.span, message);
        return Err(Box::new(finding.help("say of that thing that it moved, and remove this line")));
    }
    Ok(kind)
}

fn unknown_kind(side: &Spanned<Thing>, schema: &Schema) -> Diagnostic {
    let message = format!("there is no kind of thing called `{}`", side.kind);
    let finding = Diagnostic::new(&UNKNOWN_KIND, side.span, message);
    let named = schema.kinds.values().filter(|kind| kind.is_top && kind.name_field().is_some());
    match nearest(&side.kind, named.map(|kind| &*kind.name)) {
        Some(near) => {
            let right = Thing { kind: near.to_string(), name: side.name.clone() };
            finding.help(format!("did you mean `{right}`?")).fix(side.span, quoted(&right.to_string()))
        }
        None => finding.help("what has a name at the top of a spec can move, such as `service.api`"),
    }
}

/// A name goes one way only.
fn once(side: &Spanned<Thing>, what: &str, known: &mut BTreeMap<Thing, Span>) -> Result<(), Box<Diagnostic>> {
    let Some(first) = known.insert(side.value.clone(), side.span) else { return Ok(()) };
    let finding = Diagnostic::new(&TWICE, side.span, format!("`{side}` is {what} twice"));
    Err(Box::new(finding.label(first, "first here").help("keep one of the two")))
}

/// Puts lines after each other. Since no name stands twice on a side, what has no beginning is a circle.
fn chains(steps: &[(KindId, Moved)], diagnostics: &mut Diagnostics) -> Vec<Chain> {
    let ends: BTreeSet<Thing> = steps.iter().map(|(_, step)| step.to.value.clone()).collect();
    let mut left: BTreeMap<Thing, (KindId, Moved)> =
        steps.iter().map(|(kind, step)| (step.from.value.clone(), (*kind, step.clone()))).collect();
    let mut chains = Vec::new();
    for (kind, step) in steps.iter().filter(|(_, step)| !ends.contains(&step.from.value)) {
        chains.push(Chain { kind: *kind, steps: follow(&step.from, &mut left) });
    }
    for (_, step) in steps {
        let circle = follow(&step.from, &mut left);
        if let [first, rest @ ..] = &circle[..] {
            let finding = Diagnostic::new(
                &CIRCLE,
                first.from.span,
                format!("`{}` comes back to its own name", *first.from),
            );
            let finding =
                rest.iter().fold(finding, |finding, step| finding.label(step.from.span, "by way of this"));
            diagnostics.push(finding.help("remove the line that was not meant"));
        }
    }
    chains
}

/// Takes the lines that begin with a name and what follows from it.
fn follow(from: &Thing, left: &mut BTreeMap<Thing, (KindId, Moved)>) -> Vec<Moved> {
    let mut steps: Vec<Moved> = Vec::new();
    let mut next = left.remove(from);
    while let Some((_, step)) = next {
        next = left.remove(&step.to.value);
        steps.push(step);
    }
    steps
}

/// Whether the old names are gone and the new one is there.
fn is_sound(chain: &Chain, schema: &Schema, symbols: &Symbols, diagnostics: &mut Diagnostics) -> bool {
    let Some(end) = chain.end() else { return false };
    let mut sound = true;
    for Moved { from, .. } in &chain.steps {
        if let Some(place) = symbols.place(chain.kind, &from.name) {
            sound = false;
            let message = format!("`{from}` is said to have moved, and is still declared");
            let finding =
                Diagnostic::new(&STILL_DECLARED, from.span, message).label(place, "it is declared here");
            diagnostics
                .push(finding.help(format!("give it its new name, `{}`, or remove this line", end.name)));
        }
    }
    if sound && symbols.place(chain.kind, &end.name).is_none() {
        sound = false;
        let finding = symbols.check(&end.name, &[chain.kind], end.span, schema);
        let fallback = || Diagnostic::new(&UNKNOWN, end.span, format!("there is no `{end}`"));
        let mut finding = finding.unwrap_or_else(fallback);
        // It puts a name where kind and name stand.
        for edit in &mut finding.fix {
            edit.text = quoted(&format!("{}.{}", end.kind, edit.text.trim_matches('"')));
        }
        diagnostics.push(finding);
    }
    sound
}

/// A line that the last apply has no use for.
fn over(step: &Moved, end: &Thing, is_applied: bool) -> Diagnostic {
    let message = if is_applied {
        format!("the rename of `{}` is over: `{end}` is what was applied last", *step.from)
    } else {
        format!("nothing that was applied last is called `{}`", *step.from)
    };
    Diagnostic::new(&OVER, step.span, message).help("remove this line").fix(step.span, "")
}
