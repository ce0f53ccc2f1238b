//! Things judged by declared rules, in each environment. What is found alike in several is said once.

use super::super::allow::Allowed;
use super::super::allowances::entity;
use super::super::words;
use super::DeclaredRule;
use crate::artifact::EntityRef;
use crate::check::Node;
use crate::diag::{CodeRef, Diagnostic};
use crate::effective::View;
use crate::expect::{Expectation, Failure};
use crate::resolve::ThingId;
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a rule finds of a thing: once, however many environments it is found in.
#[derive(Debug)]
pub(crate) struct Judgement {
    thing: EntityRef,
    /// Where it is found; none where things do not depend on the environment.
    environments: Vec<EntityRef>,
    /// In how many environments it could have been.
    of: usize,
    /// Without a word about environments.
    diagnostic: Diagnostic,
}

/// Every judgement of the rules; text that is `concealed` is not repeated.
pub(crate) fn judge(rules: &[DeclaredRule], view: &View<'_>, concealed: &[Span]) -> Vec<Judgement> {
    let mut judgements = Vec::new();
    if rules.is_empty() {
        return judgements;
    }
    let environments: Vec<&str> = view.environments().collect();
    for rule in rules {
        let by_environment = view.schema.kind(rule.on).is_overlay && !environments.is_empty();
        let places: Vec<Option<&str>> =
            if by_environment { environments.iter().copied().map(Some).collect() } else { vec![None] };
        for (thing, _) in view.things.of_kind(rule.on) {
            rule.judge_thing(view, thing, &places, concealed, &mut judgements);
        }
    }
    judgements
}

impl DeclaredRule {
    fn judge_thing(
        &self,
        view: &View<'_>,
        thing: ThingId,
        places: &[Option<&str>],
        concealed: &[Span],
        judgements: &mut Vec<Judgement>,
    ) {
        let mut found: BTreeMap<(usize, Failure), Vec<EntityRef>> = BTreeMap::new();
        for place in places {
            let view = view.in_environment(*place);
            let environment = place.map(|name| EntityRef::new(environment_kind(&view), name));
            for failure in self.failures(&view, thing) {
                found.entry(failure).or_default().extend(environment.clone());
            }
        }
        let declared = view.things.declared(thing);
        for ((index, failure), environments) in found {
            judgements.push(Judgement {
                thing: entity(declared, view.schema),
                environments,
                of: places.len(),
                diagnostic: self.finding(&self.expect[index], &failure, declared, concealed),
            });
        }
    }

    /// What does not hold of a thing here, by the expectation.
    pub(crate) fn failures(&self, view: &View<'_>, thing: ThingId) -> Vec<(usize, Failure)> {
        let node = view.node(thing);
        if self.when.iter().any(|when| !when.judge(view, node).is_empty()) {
            return Vec::new();
        }
        let judged = self.expect.iter().enumerate();
        judged.flat_map(|(index, it)| it.judge(view, node).into_iter().map(move |why| (index, why))).collect()
    }

    /// At the user's own line: the value, or the thing when nobody wrote one.
    fn finding(
        &self,
        expected: &Expectation,
        failure: &Failure,
        thing: &Node,
        concealed: &[Span],
    ) -> Diagnostic {
        let written = failure.found.filter(|(_, is_default)| !is_default).map(|(span, _)| span);
        let span = written.unwrap_or(thing.span);
        let overlaps =
            |other: &Span| other.file == span.file && other.start < span.end && span.start < other.end;
        let is_concealed = concealed.iter().any(overlaps);
        let code = CodeRef::Declared(Arc::clone(&self.code));
        let finding = Diagnostic::new(code, span, &self.message)
            .mark(words_of(expected, failure, is_concealed))
            .label(self.span, "the rule");
        match &self.help {
            Some(help) => finding.help(help),
            None => finding,
        }
    }
}

/// The kind of things that change others.
fn environment_kind<'v>(view: &View<'v>) -> &'v str {
    view.schema.kinds.values().find(|kind| kind.takes_overlays).map_or("", |kind| &kind.name)
}

/// What is there, and what is expected.
fn words_of(expected: &Expectation, failure: &Failure, is_concealed: bool) -> String {
    let Failure { path, found, actual } = failure;
    let expected = expected.words();
    match (found, actual.as_deref().filter(|_| !is_concealed)) {
        (None, _) => format!("`{path}` is not set; expected {expected}"),
        (Some((_, true)), Some(actual)) => format!("`{path}` is {actual} by default; expected {expected}"),
        (Some(_), Some(actual)) => format!("it is {actual}; expected {expected}"),
        (Some(_), None) => format!("expected {expected}"),
    }
}

impl Judgement {
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        self.diagnostic.clone()
    }

    /// What is left to report when some of it is accepted, and what was accepted.
    pub(crate) fn without(
        &self,
        mut accept: impl FnMut(&[EntityRef], &str) -> Option<Allowed>,
    ) -> (Option<Diagnostic>, Vec<Allowed>) {
        let code = self.diagnostic.code.slug();
        if self.environments.is_empty() {
            return match accept(std::slice::from_ref(&self.thing), code) {
                Some(allowed) => (None, vec![allowed]),
                None => (Some(self.diagnostic()), Vec::new()),
            };
        }
        let mut accepted = Vec::new();
        let mut left = Vec::new();
        for environment in &self.environments {
            match accept(&[self.thing.clone(), environment.clone()], code) {
                Some(allowed) => accepted.push(allowed),
                None => left.push(environment),
            }
        }
        (self.left_in(&left), accepted)
    }

    /// Found in all environments, it needs no word about them.
    fn left_in(&self, environments: &[&EntityRef]) -> Option<Diagnostic> {
        let mut diagnostic = self.diagnostic();
        if environments.is_empty() {
            return None;
        }
        if environments.len() < self.of {
            let names = environments.iter().filter_map(|it| it.0.split_once(' ')).map(|(_, name)| name);
            diagnostic.message = format!("{} in {}", diagnostic.message, words::joined(names));
        }
        Some(diagnostic)
    }
}
