//! What changed in the application: the model that was applied against the present one, entity by entity.

use crate::artifact::EntityRef;
use crate::lock::ModelRecord;
use crate::types::RepoPath;
use std::collections::BTreeMap;

/// A value of the spec that is not what it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldChange {
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ModelChangeKind {
    Added,
    Removed,
    Changed,
}

/// A thing of the spec that came, went or changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModelChange {
    pub entity: EntityRef,
    pub kind: ModelChangeKind,
    pub fields: Vec<FieldChange>,
    /// `formwork.kdl:14`, where it is declared.
    pub place: Option<String>,
    /// The files that change with it.
    pub touches: Vec<RepoPath>,
}

impl ModelChange {
    /// `service` of `service backend`.
    pub fn entity_kind(&self) -> &str {
        self.entity.0.split(' ').next().unwrap_or_default()
    }

    /// `backend` of `service backend`.
    pub fn entity_name(&self) -> &str {
        self.entity.0.split_once(' ').map_or("", |(_, name)| name)
    }
}

/// Every difference, in the order of kind and name.
pub(super) fn compare(
    old: &ModelRecord,
    new: &ModelRecord,
    places: &BTreeMap<EntityRef, String>,
) -> Vec<ModelChange> {
    let empty = BTreeMap::new();
    let mut entities: Vec<&EntityRef> = old.keys().chain(new.keys()).collect();
    entities.sort_unstable();
    entities.dedup();
    let mut changes = Vec::new();
    for entity in entities {
        let kind = match (old.get(entity), new.get(entity)) {
            (None, _) => ModelChangeKind::Added,
            (_, None) => ModelChangeKind::Removed,
            (Some(old), Some(new)) if old == new => continue,
            _ => ModelChangeKind::Changed,
        };
        let fields = fields(old.get(entity).unwrap_or(&empty), new.get(entity).unwrap_or(&empty));
        let place = places.get(entity).cloned();
        changes.push(ModelChange { entity: entity.clone(), kind, fields, place, touches: Vec::new() });
    }
    changes
}

fn fields(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<FieldChange> {
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .filter(|name| old.get(*name) != new.get(*name))
        .map(|name| FieldChange {
            field: name.clone(),
            old: old.get(name).cloned(),
            new: new.get(name).cloned(),
        })
        .collect()
}
