//! What changed in the application: the model that was applied against the present one, entity by entity.

use crate::artifact::EntityRef;
use crate::lock::ModelRecord;
use crate::types::RepoPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A value of the spec that is not what it was.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
    pub extent: Extent,
}

/// How much came, went or changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    Value,
    /// A node of several values, such as a rate limit; they are not listed.
    Block,
    /// One of several nodes of a kind, such as a route, known by its label; what stands in it is not listed.
    Part,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelChangeKind {
    Added,
    Removed,
    Changed,
    /// It has another name; its fields may have changed too.
    Renamed,
}

/// A thing of the spec that came, went or changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ModelChange {
    pub entity: EntityRef,
    #[serde(rename = "change")]
    pub kind: ModelChangeKind,
    /// What a renamed thing was called.
    pub was: Option<EntityRef>,
    /// Whether it goes by another name where it runs.
    #[serde(rename = "relocated")]
    pub is_relocated: bool,
    pub fields: Vec<FieldChange>,
    /// `formwork.kdl:14`, where it is declared.
    pub place: Option<String>,
    /// The files that change with it.
    pub touches: Vec<RepoPath>,
}

impl ModelChangeKind {
    /// As in JSON.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Renamed => "renamed",
        }
    }
}

impl ModelChange {
    /// `service backend`, or `service api -> backend` of one that was renamed.
    pub fn title(&self) -> String {
        format!("{} {}", self.entity.kind(), self.rename())
    }

    /// `backend`, or `api -> backend`.
    pub(super) fn rename(&self) -> String {
        match &self.was {
            Some(was) => format!("{} -> {}", was.name(), self.entity.name()),
            None => self.entity.name().to_string(),
        }
    }
}

/// What a thing is called where it runs.
fn runs_as<'n>(entity: &'n EntityRef, fields: &'n BTreeMap<String, String>) -> &'n str {
    fields.get("runs-as").map_or(entity.name(), String::as_str)
}

/// Every difference, in the order of kind and name. `names` says what renamed things were called.
pub(super) fn compare(
    old: &ModelRecord,
    names: &BTreeMap<EntityRef, EntityRef>,
    new: &ModelRecord,
    places: &BTreeMap<EntityRef, String>,
) -> Vec<ModelChange> {
    let empty = BTreeMap::new();
    let mut entities: Vec<&EntityRef> = old.keys().chain(new.keys()).collect();
    entities.sort_unstable();
    entities.dedup();
    let mut changes = Vec::new();
    for entity in entities {
        let was = names.get(entity).filter(|_| new.contains_key(entity));
        let kind = match (old.get(entity), new.get(entity)) {
            _ if was.is_some() => ModelChangeKind::Renamed,
            (None, _) => ModelChangeKind::Added,
            (_, None) => ModelChangeKind::Removed,
            (Some(old), Some(new)) if old == new => continue,
            _ => ModelChangeKind::Changed,
        };
        let (before, now) = (old.get(entity).unwrap_or(&empty), new.get(entity).unwrap_or(&empty));
        changes.push(ModelChange {
            entity: entity.clone(),
            kind,
            was: was.cloned(),
            is_relocated: runs_as(was.unwrap_or(entity), before) != runs_as(entity, now),
            fields: fields(before, now),
            place: places.get(entity).cloned(),
            touches: Vec::new(),
        });
    }
    changes
}

fn fields(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<FieldChange> {
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let mut changes: Vec<FieldChange> = names
        .into_iter()
        .filter(|name| old.get(*name) != new.get(*name))
        .map(|name| FieldChange {
            field: name.clone(),
            old: old.get(name).cloned(),
            new: new.get(name).cloned(),
            extent: Extent::Value,
        })
        .collect();
    fold_parts(&mut changes);
    fold_blocks(&mut changes, old, new);
    changes.sort_by(|one, other| one.field.cmp(&other.field));
    changes
}

/// The value that came or went; nothing for one that changed.
fn one_sided(change: &FieldChange) -> Option<&str> {
    match (&change.old, &change.new) {
        (None, Some(value)) | (Some(value), None) => Some(value),
        _ => None,
    }
}

/// Whether there was one, and is one.
type Sides = (bool, bool);

fn sides(change: &FieldChange) -> Sides {
    (change.old.is_some(), change.new.is_some())
}

/// Puts one change for each path in place of those of all that stands beneath it.
fn fold(changes: &mut Vec<FieldChange>, folded: BTreeMap<String, Sides>, extent: Extent) {
    changes.retain(|change| {
        let field = change.field.as_str();
        let ends = field.match_indices('.').map(|(end, _)| end).chain([field.len()]);
        !ends.into_iter().any(|end| folded.get(&field[..end]) == Some(&sides(change)))
    });
    changes.extend(folded.into_iter().map(|(field, (old, new))| FieldChange {
        field,
        old: old.then(String::new),
        new: new.then(String::new),
        extent,
    }));
}

/// A node of which several values came or went, and which has none on the other side.
fn fold_blocks(
    changes: &mut Vec<FieldChange>,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) {
    let mut heads: BTreeMap<String, (Sides, usize)> = BTreeMap::new();
    for change in
        changes.iter().filter(|change| change.extent == Extent::Value && one_sided(change).is_some())
    {
        if let Some((head, _)) = change.field.rsplit_once('.') {
            heads.entry(head.to_string()).or_insert((sides(change), 0)).1 += 1;
        }
    }
    let has = |fields: &BTreeMap<String, String>, head: &str| {
        let prefix = format!("{head}.");
        fields.range(prefix.clone()..).next().is_some_and(|(field, _)| field.starts_with(&prefix))
    };
    heads.retain(|head, (_, number)| *number > 1 && !(has(old, head) && has(new, head)));
    let heads = heads.into_iter().map(|(head, (sides, _))| (head, sides)).collect();
    fold(changes, heads, Extent::Block);
}

/// A part that came or went is one change. It is known by the field that repeats its label: `route a.app.host` with
/// the value `a.app`; or by being no more than its label: `uses main` with the value `main`.
fn fold_parts(changes: &mut Vec<FieldChange>) {
    let mut parts: BTreeMap<String, Sides> = BTreeMap::new();
    for change in changes.iter() {
        let Some(value) = one_sided(change) else { continue };
        let head = change.field.rsplit_once('.').map_or("", |(head, _)| head);
        let is_label = |path: &&str| path.strip_suffix(value).is_some_and(|kind| kind.ends_with(' '));
        if let Some(path) = [change.field.as_str(), head].into_iter().find(is_label) {
            parts.insert(path.to_string(), sides(change));
        }
    }
    fold(changes, parts, Extent::Part);
}
