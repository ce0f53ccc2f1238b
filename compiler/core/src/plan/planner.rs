//! Takes artifacts one at a time, compares each at once with the disk and the lock, and keeps only what is said of it.

use super::causes::Causes;
use super::decide::{self, Decision, Known, Reason};
use super::diff::{self, Difference};
use super::risk::{self, Judge};
use super::{Accepted, Action, Basis, Drift, DriftKind, Entry, FileChange, Plan, Tree, model, part, refusal};
use crate::artifact::{Artifact, EntityRef, Ownership};
use crate::lock::{Digest, Lock, LockedArtifact, ModelRecord};
use crate::resolve::Renames;
use crate::schema::Schema;
use crate::types::RepoPath;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What of a file is kept in the plan, besides what is said of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Keep {
    /// Hunks, for showing.
    pub diffs: bool,
    /// Digests of what is written, for a plan that is saved.
    pub digests: bool,
    /// New texts, and the lock, for an apply.
    pub texts: bool,
}

/// What a plan is made from, besides the artifacts.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    pub app: &'a str,
    /// `None` before the first apply.
    pub lock: Option<&'a Lock>,
    /// What an apply that did not finish wrote, and what it replaced: either may be on disk.
    pub pending: &'a BTreeMap<RepoPath, BTreeSet<Digest>>,
    /// The language that the spec is written in: it says what changes can cost.
    pub schema: &'a Schema,
    pub record: &'a ModelRecord,
    /// What of it went by other names before.
    pub renames: &'a Renames,
    /// What the spec accepts, with its reasons.
    pub accepted: &'a [Accepted],
    /// Where each thing is declared: `formwork.kdl:14`.
    pub places: &'a BTreeMap<EntityRef, String>,
    pub basis: &'a Basis,
    pub tree: &'a dyn Tree,
    pub keep: Keep,
}

impl std::fmt::Debug for Inputs<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inputs").field("app", &self.app).finish_non_exhaustive()
    }
}

/// Makes a [`Plan`].
#[derive(Debug)]
pub struct Planner<'a> {
    inputs: Inputs<'a>,
    /// What was applied last, under the names that things have now.
    before: Cow<'a, ModelRecord>,
    causes: Causes,
    wanted: BTreeSet<RepoPath>,
    plan: Plan,
}

impl<'a> Planner<'a> {
    pub fn new(inputs: Inputs<'a>) -> Self {
        let (before, names) = match inputs.lock {
            Some(lock) => inputs.renames.apply(&lock.model),
            None => Default::default(),
        };
        let changes = model::compare(&before, &names, inputs.record, inputs.places);
        let causes = Causes::new(inputs.lock, &changes, inputs.basis);
        let plan = Plan {
            app: inputs.app.to_string(),
            basis: inputs.basis.clone(),
            is_first: !inputs.lock.is_some_and(Lock::is_applied),
            model: changes,
            accepted: inputs.accepted.to_vec(),
            ..Plan::default()
        };
        Self { inputs, before, causes, wanted: BTreeSet::new(), plan }
    }

    /// An artifact that the spec wants. Its text is let go unless it is to be written.
    pub fn add(&mut self, artifact: Artifact) {
        let known = self.known(&artifact.path);
        let entry = self.inputs.tree.read(&artifact.path);
        let decision = self.unless_in_other_case(decide::wanted(&artifact, known, &entry), &artifact.path);
        self.wanted.insert(artifact.path.clone());
        self.remember(&artifact, known, &decision, &entry);
        match decision {
            Decision::Unchanged | Decision::Users => self.plan.unchanged += 1,
            Decision::Conflict(kind) => self.drift(artifact, kind, &entry),
            Decision::Write(action, reason) => {
                self.change(part::in_place(artifact, &entry), action, reason, &entry);
            }
        }
    }

    /// What is left: files that are wanted no longer, risks, and what touches what.
    pub fn finish(mut self) -> Plan {
        let lock = self.inputs.lock;
        let before = lock.into_iter().flat_map(|lock| lock.artifacts.keys());
        let orphans: BTreeSet<&RepoPath> =
            before.chain(self.inputs.pending.keys()).filter(|path| !self.wanted.contains(*path)).collect();
        let wanted = if orphans.is_empty() { BTreeSet::new() } else { in_lower_case(&self.wanted) };
        // What is wanted in other case may be this very file.
        for path in orphans.into_iter().filter(|path| !wanted.contains(&path.to_ascii_lowercase())) {
            self.orphan(path);
        }
        let mut plan = self.plan;
        plan.files.sort_by(|one, other| one.path.cmp(&other.path));
        plan.drift.sort_by(|one, other| one.path.cmp(&other.path));
        note_touched(&mut plan, lock);
        let judge = Judge { schema: self.inputs.schema, before: &self.before, now: self.inputs.record };
        plan.risks = risk::assess(&plan, judge);
        plan.refusals = refusal::refuse(&plan.model, &plan.risks, judge);
        if self.inputs.keep.texts {
            plan.lock.tool.clone_from(&plan.basis.tool);
            plan.lock.standard_library.clone_from(&plan.basis.standard_library);
            plan.lock.model = self.inputs.record.clone();
        }
        plan
    }

    /// Nothing is created beside what some file systems take for the same.
    fn unless_in_other_case(&self, decision: Decision, path: &RepoPath) -> Decision {
        let is_new = matches!(decision, Decision::Write(Action::Create, _));
        let there = if is_new { self.inputs.tree.in_other_case(path) } else { None };
        there.map_or(decision, |there| Decision::Conflict(DriftKind::OtherCase(there)))
    }

    fn known(&self, path: &RepoPath) -> Known<'a> {
        Known {
            locked: self.inputs.lock.and_then(|lock| lock.artifacts.get(path)),
            pending: self.inputs.pending.get(path),
            overwrite: self.inputs.basis.overwrite.contains(path),
        }
    }

    fn change(&mut self, artifact: Artifact, action: Action, reason: Reason, entry: &Entry) {
        let keep = self.inputs.keep;
        let old = bytes_of(entry);
        let plain = old.filter(|_| reason == Reason::LineEnds).map(decide::plain);
        let Difference { added, removed, hunks } = match action {
            Action::Mode => Difference::default(),
            Action::Create if !keep.diffs => {
                Difference { added: artifact.text.lines().count(), ..Difference::default() }
            }
            _ => diff::compare(plain.as_deref().or(old).unwrap_or_default(), &artifact.text, keep.diffs),
        };
        let kind = match reason {
            Reason::Missing => Some(DriftKind::Missing),
            Reason::LineEnds => Some(DriftKind::LineEnds),
            Reason::ModeByHand => Some(DriftKind::ModeByHand),
            Reason::Wanted | Reason::Overwritten | Reason::Adopted => None,
        };
        if let Some(kind) = kind {
            self.plan.drift.push(Drift { path: artifact.path.clone(), kind, lines: 0, diff: None });
        }
        // Line ends are the cause only when there is no other.
        let reason = if plain.is_some() && added + removed > 0 { Reason::Wanted } else { reason };
        let locked = self.known(&artifact.path).locked;
        let before = locked.map_or(&[][..], |locked| &locked.from);
        self.plan.files.push(FileChange {
            action,
            cause: self.causes.of(reason, &artifact.made_from, before),
            added,
            removed,
            diff: hunks,
            executable: artifact.executable,
            replaces: old.map(Digest::of),
            writes: keep.digests.then(|| Digest::of(artifact.text.as_bytes())),
            path: artifact.path,
            made_from: artifact.made_from,
            text: keep.texts.then_some(artifact.text),
        });
    }

    fn drift(&mut self, artifact: Artifact, kind: DriftKind, entry: &Entry) {
        let is_edited = matches!(kind, DriftKind::HandEdited | DriftKind::Foreign);
        let there = bytes_of(entry).and_then(|bytes| part::ours(&artifact, bytes).ok().flatten());
        let difference = match there {
            Some(bytes) if is_edited || kind.is_released() => self.compare(&bytes, &artifact.text),
            // What is not there, or is no file, lacks every line.
            None if kind.is_released() => self.compare(&[], &artifact.text),
            _ => Difference::default(),
        };
        let lines = difference.added.max(difference.removed);
        self.plan.drift.push(Drift { path: artifact.path, kind, lines, diff: difference.hunks });
    }

    fn compare(&self, bytes: &[u8], wanted: &str) -> Difference {
        diff::compare(bytes, wanted, self.inputs.keep.diffs)
    }

    fn orphan(&mut self, path: &RepoPath) {
        let known = self.known(path);
        let entry = self.inputs.tree.read(path);
        let from = known.locked.map(|locked| locked.from.clone()).unwrap_or_default();
        match decide::orphan(path, known, &entry) {
            Decision::Unchanged | Decision::Users => {}
            Decision::Conflict(kind) => {
                if let Some(locked) = known.locked {
                    self.plan.lock.artifacts.insert(path.clone(), locked.clone());
                }
                self.plan.drift.push(Drift { path: path.clone(), kind, lines: 0, diff: None });
            }
            Decision::Write(action, reason) => {
                let bytes = bytes_of(&entry).unwrap_or_default();
                // Of a file that is not deleted the block is cut out.
                let rest = (action == Action::Update).then(|| part::without(path, bytes)).flatten();
                let removed = String::from_utf8_lossy(bytes).lines().count();
                let Difference { added, removed, hunks } = match &rest {
                    Some(rest) => self.compare(bytes, rest),
                    None => Difference { removed, ..Difference::default() },
                };
                let keep = self.inputs.keep;
                self.plan.files.push(FileChange {
                    path: path.clone(),
                    action,
                    cause: self.causes.of(reason, &[], &from),
                    made_from: from,
                    added,
                    removed,
                    diff: hunks,
                    executable: rest.is_some() && matches!(entry, Entry::File { executable: true, .. }),
                    replaces: Some(Digest::of(bytes)),
                    writes: rest.as_ref().filter(|_| keep.digests).map(|rest| Digest::of(rest.as_bytes())),
                    text: rest.filter(|_| keep.texts),
                });
            }
        }
    }

    /// What the lock will say of a wanted file. A file of the user's keeps what was said of it.
    fn remember(&mut self, artifact: &Artifact, known: Known<'_>, decision: &Decision, entry: &Entry) {
        if !self.inputs.keep.texts {
            return;
        }
        let users = matches!(decision, Decision::Users | Decision::Conflict(DriftKind::KeptForUser));
        let sha256 = match (users, known.locked) {
            (true, Some(locked)) => locked.sha256,
            (true, None) => Digest::of(bytes_of(entry).unwrap_or_default()),
            (false, _) => Digest::of(artifact.text.as_bytes()),
        };
        let from = artifact.sources();
        let ownership = match decision {
            Decision::Conflict(kind) if kind.is_released() => Ownership::Released,
            _ if users => Ownership::Seeded,
            _ => artifact.ownership,
        };
        let is_block = |locked: &LockedArtifact| locked.ownership == Ownership::Block;
        let was_created = known.locked.is_some_and(|locked| is_block(locked) && locked.created);
        let created = ownership == Ownership::Block && (was_created || *entry == Entry::Absent);
        let executable = artifact.executable;
        let locked = LockedArtifact { sha256, ownership, executable, adopted: false, created, from };
        self.plan.lock.artifacts.insert(artifact.path.clone(), locked);
    }
}

fn in_lower_case(paths: &BTreeSet<RepoPath>) -> BTreeSet<String> {
    paths.iter().map(|path| path.to_ascii_lowercase()).collect()
}

fn bytes_of(entry: &Entry) -> Option<&[u8]> {
    match entry {
        Entry::File { bytes, .. } => Some(bytes),
        _ => None,
    }
}

/// Which files change with each thing of the spec.
fn note_touched(plan: &mut Plan, lock: Option<&Lock>) {
    let mut by_entity: BTreeMap<&EntityRef, Vec<RepoPath>> = BTreeMap::new();
    for file in &plan.files {
        let before =
            lock.and_then(|lock| lock.artifacts.get(&file.path)).map_or(&[][..], |locked| &locked.from);
        for entity in file.made_from.iter().chain(before) {
            let touched = by_entity.entry(entity).or_default();
            if touched.last() != Some(&file.path) {
                touched.push(file.path.clone());
            }
        }
    }
    for change in &mut plan.model {
        let names = [Some(&change.entity), change.was.as_ref()];
        let touched = names.into_iter().flatten().filter_map(|entity| by_entity.get(entity)).flatten();
        change.touches = touched.cloned().collect::<BTreeSet<_>>().into_iter().collect();
    }
}
