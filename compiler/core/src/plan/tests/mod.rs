//! Plans made in memory: one situation on disk, in the lock and in the spec, and what comes of it.

mod blocks;
mod comments;
mod formats;
mod meaning;
mod ownership;
mod refusals;
mod risks;
mod settling;

use super::*;
use crate::artifact::{Artifact, Ownership, block};
use crate::lock::{LockedArtifact, ModelRecord};
use crate::resolve::Renames;
use crate::terminal::Paint;
use std::collections::{BTreeMap, BTreeSet};

/// What an apply writes says who made it.
const MADE: &str = "# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,\n";

/// A repository in memory.
#[derive(Default)]
struct Memory(BTreeMap<RepoPath, Entry>);

impl Tree for Memory {
    fn read(&self, path: &RepoPath) -> Entry {
        self.0.get(path).cloned().unwrap_or(Entry::Absent)
    }

    fn in_other_case(&self, absent: &RepoPath) -> Option<String> {
        self.0.keys().find(|there| there.eq_ignore_ascii_case(absent)).map(|there| there.to_string())
    }
}

/// One situation: what is on disk, in the lock, in the spec.
struct Case {
    lock: Option<Lock>,
    pending: BTreeMap<RepoPath, BTreeSet<Digest>>,
    record: ModelRecord,
    renames: Renames,
    accepted: Vec<Accepted>,
    tool: &'static str,
    overwrite: BTreeSet<RepoPath>,
    tree: Memory,
    artifacts: Vec<Artifact>,
    keep: Keep,
}

fn path(text: &str) -> RepoPath {
    text.parse().unwrap()
}

fn artifact(at: &str, text: &str) -> Artifact {
    Artifact {
        path: path(at),
        text: text.to_string(),
        executable: false,
        ownership: Ownership::Managed,
        target: "test",
        made_from: vec![EntityRef::new("service", "backend")],
    }
}

fn record(entries: &[(&str, &[(&str, &str)])]) -> ModelRecord {
    let fields =
        |fields: &[(&str, &str)]| fields.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    entries.iter().map(|(entity, values)| (EntityRef(entity.to_string()), fields(values))).collect()
}

impl Case {
    fn new() -> Self {
        Self {
            lock: Some(Lock { tool: "1".into(), standard_library: "s".into(), ..Lock::default() }),
            pending: BTreeMap::new(),
            record: ModelRecord::new(),
            renames: Renames::default(),
            accepted: Vec::new(),
            tool: "1",
            overwrite: BTreeSet::new(),
            tree: Memory::default(),
            artifacts: Vec::new(),
            keep: Keep { diffs: true, digests: true, texts: true },
        }
    }

    fn disk(self, at: &str, text: &str) -> Self {
        self.entry(at, Entry::File { bytes: text.as_bytes().to_vec(), executable: false })
    }

    fn entry(mut self, at: &str, entry: Entry) -> Self {
        self.tree.0.insert(path(at), entry);
        self
    }

    fn locked(self, at: &str, text: &str) -> Self {
        self.locked_as(at, text, Ownership::Managed)
    }

    fn locked_as(mut self, at: &str, text: &str, ownership: Ownership) -> Self {
        let from = vec![EntityRef::new("service", "backend")];
        let locked = LockedArtifact {
            sha256: Digest::of(text.as_bytes()),
            ownership,
            executable: false,
            adopted: false,
            created: false,
            from,
        };
        self.lock.as_mut().unwrap().artifacts.insert(path(at), locked);
        self
    }

    fn wanted(mut self, at: &str, text: &str) -> Self {
        self.artifacts.push(artifact(at, text));
        self
    }

    fn seeded(mut self, at: &str, text: &str) -> Self {
        self.artifacts.push(Artifact { ownership: Ownership::Seeded, ..artifact(at, text) });
        self
    }

    fn block(mut self, at: &str, lines: &str) -> Self {
        let text = block::between_marks(at, lines);
        let artifact = Artifact { text, ownership: Ownership::Block, ..artifact(at, "") };
        self.artifacts.push(artifact);
        self
    }

    fn overwrite(mut self, at: &str) -> Self {
        self.overwrite.insert(path(at));
        self
    }

    fn model(mut self, before: &[(&str, &[(&str, &str)])], now: &[(&str, &[(&str, &str)])]) -> Self {
        self.lock.as_mut().unwrap().model = record(before);
        self.record = record(now);
        self
    }

    fn plan(self) -> Plan {
        let places = BTreeMap::from([(EntityRef::new("service", "backend"), "formwork.kdl:14".to_string())]);
        let schema = crate::driver::language();
        let basis = Basis {
            tool: self.tool.to_string(),
            standard_library: "s".to_string(),
            spec: BTreeMap::from([("formwork.kdl".to_string(), Digest::of(b"spec"))]),
            overwrite: self.overwrite.iter().cloned().collect(),
            ..Basis::default()
        };
        let mut planner = Planner::new(Inputs {
            app: "shop",
            lock: self.lock.as_ref(),
            pending: &self.pending,
            schema: &schema,
            record: &self.record,
            renames: &self.renames,
            accepted: &self.accepted,
            places: &places,
            basis: &basis,
            tree: &self.tree,
            keep: self.keep,
        });
        self.artifacts.into_iter().for_each(|artifact| planner.add(artifact));
        planner.finish()
    }

    /// The one thing that is done, or that stands in the way.
    fn verdict(self) -> (Option<(Action, Cause)>, Option<DriftKind>) {
        let plan = self.plan();
        assert!(plan.files.len() <= 1 && plan.drift.len() <= 1, "{plan:?}");
        let change = plan.files.into_iter().next().map(|file| (file.action, file.cause));
        (change, plan.drift.into_iter().next().map(|drift| drift.kind))
    }
}

/// The situation after an apply of its plan, which must be possible.
fn applied(case: Case) -> Case {
    let now = Case {
        lock: None,
        tree: Memory(case.tree.0.clone()),
        artifacts: case.artifacts.clone(),
        record: case.record.clone(),
        ..Case::new()
    };
    let plan = case.plan();
    assert!(!plan.has_conflicts(), "{plan:?}");
    let mut tree = now.tree;
    for file in &plan.files {
        match (&file.text, file.action) {
            (_, Action::Delete) => drop(tree.0.remove(&file.path)),
            (Some(text), _) => {
                let bytes = text.clone().into_bytes();
                let entry = Entry::File { bytes, executable: file.executable };
                tree.0.insert(file.path.clone(), entry);
            }
            (None, _) => panic!("{file:?}"),
        }
    }
    Case { lock: Some(plan.lock), tree, ..now }
}
