//! What was applied, read under the names that things have now. In: what a spec says, and what it would say had nothing
//! been renamed. Out: the applied record with old names replaced, so that a plan sees what else changed.

use super::ModelRecord;
use crate::artifact::EntityRef;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a spec says of a thing, line by line: a path and a value.
pub(super) type Lines = Vec<(String, String)>;

/// A thing that was renamed, or that names one that was.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Renamed {
    now: EntityRef,
    /// By the old path, what differs: the old value, the path and the value now.
    lines: BTreeMap<String, (String, String, String)>,
}

/// By what each was called.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Renames {
    things: BTreeMap<EntityRef, Renamed>,
}

impl Renames {
    /// From the same things in the same order, as they are and as they would be.
    pub(super) fn between(now: &[(EntityRef, Lines)], before: &[(EntityRef, Lines)]) -> Self {
        let mut things = BTreeMap::new();
        for ((now, lines), (was, old_lines)) in now.iter().zip(before) {
            let differ = old_lines.iter().zip(lines).filter(|(old, new)| old != new);
            let lines: BTreeMap<_, _> = differ
                .map(|((path, value), (new_path, new_value))| {
                    (path.clone(), (value.clone(), new_path.clone(), new_value.clone()))
                })
                .collect();
            if now != was || !lines.is_empty() {
                things.insert(was.clone(), Renamed { now: now.clone(), lines });
            }
        }
        Self { things }
    }

    /// What was applied, as it reads today; and what each renamed thing was called.
    pub fn apply<'r>(
        &self,
        applied: &'r ModelRecord,
    ) -> (Cow<'r, ModelRecord>, BTreeMap<EntityRef, EntityRef>) {
        if self.things.is_empty() {
            return (Cow::Borrowed(applied), BTreeMap::new());
        }
        let mut read = ModelRecord::new();
        let mut names = BTreeMap::new();
        for (was, fields) in applied {
            let Some(renamed) = self.things.get(was) else {
                read.insert(was.clone(), fields.clone());
                continue;
            };
            // A name that was applied already is no new one.
            let is_taken = renamed.now != *was && applied.contains_key(&renamed.now);
            let now = if is_taken { was } else { &renamed.now };
            if now != was {
                names.insert(now.clone(), was.clone());
            }
            let fields = fields.iter().map(|(path, value)| match renamed.lines.get(path) {
                Some((old, new_path, new)) => {
                    (new_path.clone(), if old == value { new.clone() } else { value.clone() })
                }
                None => (path.clone(), value.clone()),
            });
            read.insert(now.clone(), fields.collect());
        }
        (Cow::Owned(read), names)
    }
}
