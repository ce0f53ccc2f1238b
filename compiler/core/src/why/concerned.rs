//! The settings that a file can depend on. In: the things that it is made from. Out: everything that is said of them, of
//! what they name in the catalogue, and of what targets choose there by themselves.

use super::report::holds;
use super::sites::{Said, Site, Sites};
use crate::artifact::EntityRef;
use crate::resolve::{ThingId, Things};
use crate::schema::{KindId, Schema, Shape};
use std::collections::BTreeSet;

/// What `asked` names comes first, then what the spec says.
pub(super) fn concerned<'c>(
    made_from: &[EntityRef],
    asked: &str,
    schema: &'c Schema,
    things: &'c Things,
) -> Vec<Site<'c>> {
    let sites = Sites::new(schema, things);
    let named = |made_from: &EntityRef| {
        let (kind, name) = made_from.0.split_once(' ')?;
        things.find(schema.kind_id(kind)?, name)
    };
    let mut waiting: Vec<ThingId> = made_from.iter().filter_map(named).collect();
    let is_asked =
        |thing: ThingId| things.declared(thing).name(schema).is_some_and(|name| holds(asked, name));
    waiting.sort_by_key(|thing| !is_asked(*thing));
    let is_catalogue = |kind: KindId| schema.kind(kind).is_catalogue;
    let nameable = nameable(schema);
    let chosen = things.all().filter(|(_, node)| is_catalogue(node.kind) && !nameable.contains(&node.kind));
    waiting.extend(chosen.map(|(thing, _)| thing));
    let mut seen = BTreeSet::new();
    let mut concerned = Vec::new();
    let mut next = 0;
    while let Some(thing) = waiting.get(next).copied() {
        next += 1;
        if seen.insert(thing) {
            let own = sites.of(thing);
            let named = own.iter().flat_map(|site| leads_to(site, things));
            waiting.extend(named.filter(|thing| is_catalogue(things.declared(*thing).kind)));
            concerned.extend(own);
        }
    }
    concerned
}

/// The things that a setting names.
fn leads_to(site: &Site<'_>, things: &Things) -> Vec<ThingId> {
    let Said::Setting(setting) = site.said else { return Vec::new() };
    let kinds = setting.scalar().map_or(&[][..], |of| &of.to[..]);
    let names = setting.values().filter_map(|(value, _)| value.text());
    names.flat_map(|name| kinds.iter().filter_map(|kind| things.find(*kind, name))).collect()
}

/// The kinds of which things of an application name one.
fn nameable(schema: &Schema) -> BTreeSet<KindId> {
    let is_part = |id: &KindId| {
        let kind = schema.kind(*id);
        kind.is_top && !kind.is_catalogue && !kind.is_proof && !kind.is_declaration
    };
    let mut waiting: Vec<KindId> = (0..schema.kinds.len() as u16).map(KindId).filter(is_part).collect();
    let mut seen = BTreeSet::new();
    let mut nameable = BTreeSet::new();
    while let Some(kind) = waiting.pop() {
        if !seen.insert(kind) {
            continue;
        }
        for field in &schema.kind(kind).fields {
            match &field.shape {
                Shape::Scalar(of) | Shape::List(of) => nameable.extend(of.to.iter().copied()),
                Shape::Node(inner) | Shape::Nodes(inner) | Shape::Block(inner) => waiting.push(*inner),
                Shape::Body => {}
            }
        }
    }
    nameable
}
