//! Why a file changes: the spec, the tool, its standard library, or what was done to the file.

use super::decide::Reason;
use super::model::ModelChange;
use super::{Basis, Cause, ModelChangeKind};
use crate::artifact::EntityRef;
use crate::lock::Lock;
use std::collections::BTreeMap;

/// More fields than this are counted.
const MOST_FIELDS: usize = 2;

/// What can be a cause, prepared once for all files.
#[derive(Debug)]
pub(super) struct Causes {
    is_first: bool,
    /// `backend.port` for each changed entity.
    changed: BTreeMap<EntityRef, Vec<String>>,
    tool: Option<(String, String)>,
    standard_library: bool,
}

impl Causes {
    pub(super) fn new(lock: Option<&Lock>, changes: &[ModelChange], basis: &Basis) -> Self {
        let mut changed = BTreeMap::new();
        for change in changes {
            let names = [Some(&change.entity), change.was.as_ref()];
            changed.extend(names.into_iter().flatten().map(|entity| (entity.clone(), label(change))));
        }
        let moved =
            lock.filter(|lock| lock.tool != basis.tool).map(|lock| (lock.tool.clone(), basis.tool.clone()));
        Self {
            is_first: !lock.is_some_and(Lock::is_applied),
            changed,
            tool: moved,
            standard_library: lock.is_some_and(|lock| lock.standard_library != basis.standard_library),
        }
    }

    /// The cause of a change to a file that is made from `now`, and was made from `before`.
    pub(super) fn of(&self, reason: Reason, now: &[EntityRef], before: &[EntityRef]) -> Cause {
        match reason {
            Reason::Missing => return Cause::Missing,
            Reason::LineEnds => return Cause::LineEnds,
            Reason::ModeByHand => return Cause::ModeByHand,
            Reason::Overwritten => return Cause::Overwritten,
            Reason::Adopted => return Cause::Adopted,
            Reason::Wanted if self.is_first => return Cause::First,
            Reason::Wanted => {}
        }
        let mut fields: Vec<String> = Vec::new();
        // The application is behind everything, and the cause of what has no other.
        let is_app = |entity: &&EntityRef| entity.kind() == "app";
        let of_things = now.iter().chain(before).filter(|entity| !is_app(entity));
        let of_app = now.iter().chain(before).filter(is_app);
        for entity in of_things.chain(of_app) {
            if is_app(&entity) && !fields.is_empty() {
                break;
            }
            for field in self.changed.get(entity).into_iter().flatten() {
                if !fields.contains(field) {
                    fields.push(field.clone());
                }
            }
        }
        if fields.is_empty() {
            // What stands behind every artifact, and is named by none.
            let behind = self.changed.iter().filter(|(entity, _)| is_behind_artifacts(entity));
            fields.extend(behind.map(|(entity, _)| entity.0.clone()));
        }
        // Files of the same cause are shown together, whatever the order in which they name it.
        fields.sort_unstable();
        if !fields.is_empty() {
            Cause::Spec(fields)
        } else if let Some((from, to)) = &self.tool {
            Cause::Tool { from: from.clone(), to: to.clone() }
        } else if self.standard_library {
            Cause::StandardLibrary
        } else {
            Cause::Unexplained
        }
    }
}

/// Templates and entries of the catalogue that the project brings.
fn is_behind_artifacts(entity: &EntityRef) -> bool {
    let kind = entity.0.split(' ').next().unwrap_or_default();
    matches!(kind, "template" | "runtime" | "framework" | "engine" | "platform" | "action" | "tool")
}

/// A change in a few words: `backend.port`, `alert slow-queries`.
fn label(change: &ModelChange) -> Vec<String> {
    match change.kind {
        ModelChangeKind::Added | ModelChangeKind::Removed => return vec![change.entity.0.clone()],
        // What goes by its name is renamed with it: the kind would only say so again.
        ModelChangeKind::Renamed => return vec![change.rename()],
        ModelChangeKind::Changed => {}
    }
    let name = change.entity.name();
    if change.fields.len() > MOST_FIELDS {
        return vec![format!("{name} ({} fields)", change.fields.len())];
    }
    change.fields.iter().map(|field| short(name, &field.field)).collect()
}

/// The thing and the last word of the field: `backend.version`. What an environment changes of a service goes by the
/// service's name, and of a part the kind says enough: `production.route`.
fn short(name: &str, field: &str) -> String {
    let overlay = field.strip_prefix("service ").or_else(|| field.strip_prefix("database "));
    let (name, field) = overlay.and_then(|rest| rest.split_once('.')).unwrap_or((name, field));
    let kind = field.split(' ').next().unwrap_or_default();
    format!("{name}.{}", kind.rsplit('.').next().unwrap_or(kind))
}
