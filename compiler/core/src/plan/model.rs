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
    /// Whether a whole part came or went, such as a route; what stands in it is not listed.
    pub is_part: bool,
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
    let mut changes: Vec<FieldChange> = names
        .into_iter()
        .filter(|name| old.get(*name) != new.get(*name))
        .map(|name| FieldChange {
            field: name.clone(),
            old: old.get(name).cloned(),
            new: new.get(name).cloned(),
            is_part: false,
        })
        .collect();
    fold_parts(&mut changes);
    changes
}

/// A part that came or went is one change. It is known by the field that repeats its label: `route a.app.host` with
/// the value `a.app`; or by being no more than its label: `uses main` with the value `main`.
fn fold_parts(changes: &mut Vec<FieldChange>) {
    let mut parts: BTreeMap<String, (bool, bool)> = BTreeMap::new();
    for change in changes.iter() {
        let value = match (&change.old, &change.new) {
            (None, Some(value)) | (Some(value), None) => value,
            _ => continue,
        };
        let head = change.field.rsplit_once('.').map_or("", |(head, _)| head);
        for path in [change.field.as_str(), head] {
            if path.strip_suffix(value.as_str()).is_some_and(|kind| kind.ends_with(' ')) {
                parts.insert(path.to_string(), (change.old.is_some(), change.new.is_some()));
                break;
            }
        }
    }
    changes.retain(|change| {
        let side = (change.old.is_some(), change.new.is_some());
        !parts.iter().any(|(part, known)| {
            let rest = change.field.strip_prefix(part.as_str());
            *known == side && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    });
    changes.extend(parts.into_iter().map(|(field, (old, new))| FieldChange {
        field,
        old: old.then(String::new),
        new: new.then(String::new),
        is_part: true,
    }));
    changes.sort_by(|one, other| one.field.cmp(&other.field));
}
