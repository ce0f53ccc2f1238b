//! A plan for programs, and a plan that is saved: the same object, written and read. Its shape is published in
//! `docs/schema/plan-1.json`.
//!
//! ```json
//! {
//!   "version": 1,
//!   "verdict": "1 change to the application, 2 files. 1 can mean downtime",
//!   "way-back": "git revert and apply restores 2 files.",
//!   "summary": { "changes": 1, "create": 0, "update": 2, "mode": 0, "delete": 0, "unchanged": 61, "conflicts": 0 },
//!   "app": "shop",
//!   "basis": { "tool": "0.1.0", "standard-library": "4f1c0d", "spec": { "formwork.kdl": "9b1e..." },
//!              "lock": "77ab...", "overwrite": [], "against": null },
//!   "first": false,
//!   "model": [{ "entity": "service backend", "change": "changed", "was": null, "relocated": false,
//!               "fields": [{ "field": "port", "old": "8000", "new": "8001", "extent": "value" }],
//!               "place": "formwork.kdl:14", "touches": ["compose.yaml"] }],
//!   "risks": [{ "level": "downtime", "code": "risk/port-changed", "subject": "service backend",
//!               "change": "port 8000 -> 8001", "sentence": "It restarts." }],
//!   "files": [{ "path": "compose.yaml", "action": "update", "cause": "spec", "because": ["backend.port"],
//!               "from": ["service backend"], "added": 1, "removed": 1, "diff": null, "executable": false,
//!               "replaces": "51c0...", "writes": "e2d4..." }],
//!   "drift": [{ "path": "scripts/deploy.sh", "kind": "hand-edit", "lines": 3, "diff": null, "conflict": true,
//!               "message": "edited by hand since the last apply (3 lines)", "then": "not written." }],
//!   "accepted": [{ "entity": "backup main", "code": "backup/never-drilled", "message": "nobody tries it",
//!                  "reason": "planned for May", "place": "formwork.kdl:71" }],
//!   "unchanged": 61,
//!   "dependencies": { "nodes": ["service backend"], "links": [] }
//! }
//! ```
//!
//! A reader refuses a `version` it does not know; fields may be added. `diff` is filled with `--diff` and in saved
//! plans; what somebody wrote into a file by hand is in neither.

use super::{Action, Drift, Plan, words};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};

/// Changes when a field changes its meaning or goes away.
pub const VERSION: u32 = 1;

/// A plan, and what is said of it in words.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'p> {
    version: u32,
    verdict: String,
    way_back: Option<String>,
    summary: Summary,
    #[serde(flatten)]
    plan: &'p Plan,
}

#[derive(Serialize)]
struct Summary {
    changes: usize,
    create: usize,
    update: usize,
    mode: usize,
    delete: usize,
    unchanged: usize,
    conflicts: usize,
}

/// The object above, with a line end.
pub fn json(plan: &Plan) -> String {
    let number = |action| plan.files.iter().filter(|file| file.action == action).count();
    let document = Document {
        version: VERSION,
        verdict: words::verdict(plan),
        way_back: words::way_back(plan),
        summary: Summary {
            changes: plan.model.len(),
            create: number(Action::Create),
            update: number(Action::Update),
            mode: number(Action::Mode),
            delete: number(Action::Delete),
            unchanged: plan.unchanged,
            conflicts: plan.conflicts().count(),
        },
        plan,
    };
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// Why a text is no plan that this version reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// It has this version.
    Version(u64),
    /// What is wrong with it, with its line.
    Broken(String),
}

/// A plan that was saved. It can be shown, and compared with what would be done now; there is nothing in it to write.
pub fn read(text: &str) -> Result<Plan, Unreadable> {
    #[derive(Deserialize)]
    struct Head {
        version: u64,
    }
    let broken = |error: serde_json::Error| Unreadable::Broken(error.to_string());
    let Head { version } = serde_json::from_str(text).map_err(broken)?;
    if version != u64::from(VERSION) {
        return Err(Unreadable::Version(version));
    }
    serde_json::from_str(text).map_err(broken)
}

/// Drift, with the words for it.
pub(super) fn drift<S: Serializer>(drift: &[Drift], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Told<'d> {
        #[serde(flatten)]
        drift: &'d Drift,
        conflict: bool,
        message: String,
        then: String,
    }
    let mut list = serializer.serialize_seq(Some(drift.len()))?;
    for drift in drift {
        let (message, then) = (words::drift(drift), words::then(drift));
        list.serialize_element(&Told { drift, conflict: drift.kind.is_conflict(), message, then })?;
    }
    list.end()
}
