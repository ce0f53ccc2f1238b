//! Where each thing of the spec is declared, for the right margin of a plan.

use crate::artifact::EntityRef;
use crate::model::Model;
use crate::source::{Sources, Span};
use std::collections::BTreeMap;

/// `formwork.kdl:14` for each thing that the spec declares.
pub fn places(model: &Model, sources: &Sources) -> BTreeMap<EntityRef, String> {
    let mut places = BTreeMap::new();
    let mut note = |kind: &str, name: &str, span: Span| {
        let span = sources.instance(span).unwrap_or(span);
        let position = sources.position(span);
        let place = format!("{}:{}", sources.get(span.file).name, position.line);
        places.insert(EntityRef::new(kind, name), place);
    };
    note("app", &model.app.name, model.app.span);
    model.services.iter().for_each(|(name, thing)| note("service", name, thing.span));
    model.databases.iter().for_each(|(name, thing)| note("database", name, thing.span));
    model.externals.iter().for_each(|(name, thing)| note("external", name, thing.span));
    model.secrets.iter().for_each(|(name, thing)| note("secret", name, thing.span));
    model.buckets.iter().for_each(|(name, thing)| note("bucket", name, thing.span));
    model.environments.iter().for_each(|(name, thing)| note("environment", name, thing.span));
    model.backups.iter().for_each(|(name, thing)| note("backup", name, thing.span));
    model.objectives.iter().for_each(|(name, thing)| note("objective", name, thing.span));
    model.slos.iter().for_each(|(name, thing)| note("slo", name, thing.span));
    model.alerts.iter().for_each(|(name, thing)| note("alert", name, thing.span));
    model.notifies.iter().for_each(|(name, thing)| note("notify", name, thing.span));
    places
}
