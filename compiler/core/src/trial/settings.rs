//! Settings held against what a test expects of them, in each of its environments.

use super::Failure;
use super::errors::FAILED;
use super::read::{SettingTest, Test};
use crate::diag::Diagnostic;
use crate::effective::View;
use crate::expect;
use crate::resolve::ThingId;
use crate::source::Sources;
use std::collections::BTreeMap;

/// What does not hold, once for all environments in which it is alike.
pub(super) fn judge(test: &Test, view: &View<'_>, sources: &Sources) -> Vec<Failure> {
    let all: Vec<&str> = match &test.environments[..] {
        [] => view.environments().collect(),
        named => named.iter().map(String::as_str).collect(),
    };
    let places: Vec<Option<&str>> =
        if all.is_empty() { vec![None] } else { all.into_iter().map(Some).collect() };
    let settings =
        test.settings.iter().flat_map(|setting| setting.things.iter().map(move |it| (setting, *it)));
    settings.flat_map(|(setting, thing)| of_thing(setting, thing, &places, view, sources)).collect()
}

fn of_thing(
    setting: &SettingTest,
    thing: ThingId,
    places: &[Option<&str>],
    view: &View<'_>,
    sources: &Sources,
) -> Vec<Failure> {
    let mut found: BTreeMap<expect::Failure, Vec<&str>> = BTreeMap::new();
    for place in places {
        let view = view.in_environment(*place);
        for failure in setting.expectation.judge(&view, view.node(thing)) {
            found.entry(failure).or_default().extend(*place);
        }
    }
    let of_thing = view.path(thing);
    let failures = found.into_iter().map(|(failure, environments)| {
        let where_not = if environments.len() == places.len() { Vec::new() } else { environments };
        Failure::new(finding(setting, &of_thing, &failure, &where_not, sources))
    });
    failures.collect()
}

fn finding(
    setting: &SettingTest,
    thing: &str,
    failure: &expect::Failure,
    environments: &[&str],
    sources: &Sources,
) -> Diagnostic {
    let expect::Failure { path, found, actual } = failure;
    let written = found.filter(|(_, is_default)| !is_default).map(|(span, _)| span);
    let is_concealed = written.is_some_and(|span| sources.is_concealed(span));
    let is = match (found, actual.as_deref().filter(|_| !is_concealed)) {
        (None, _) => "is not set".to_string(),
        (Some((_, true)), Some(actual)) => format!("is {actual} by default"),
        (Some(_), Some(actual)) => format!("is {actual}"),
        (Some(_), None) => "is not that".to_string(),
    };
    let places =
        if environments.is_empty() { String::new() } else { format!(" in {}", environments.join(", ")) };
    let message = format!("`{thing}.{path}` {is}{places}; expected {}", setting.expectation.words());
    let finding = Diagnostic::new(&FAILED, setting.expectation.span, message);
    match written {
        Some(span) => finding.label(span, "it is set here"),
        None => finding,
    }
}
