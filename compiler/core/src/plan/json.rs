//! A plan for programs. One object:
//!
//! ```json
//! {
//!   "version": 1,
//!   "app": "shop", "tool": "0.1.0", "spec": "4c1f0a", "first": false,
//!   "verdict": "1 change to the application, 2 files. 1 can mean downtime",
//!   "summary": { "changes": 1, "create": 0, "update": 2, "mode": 0, "delete": 0, "unchanged": 61, "conflicts": 0 },
//!   "risks": [{ "level": "downtime", "code": "risk/port-changed", "subject": "service backend",
//!               "change": "port 8000 -> 8001", "sentence": "It restarts." }],
//!   "model": [{ "entity": "service backend", "change": "changed", "place": "formwork.kdl:14",
//!               "fields": [{ "field": "port", "old": "8000", "new": "8001" }], "touches": ["compose.yaml"] }],
//!   "accepted": [{ "entity": "backup main", "code": "backup/never-drilled", "message": "nobody tries it",
//!                  "reason": "planned for May", "place": "formwork.kdl:71" }],
//!   "files": [{ "path": "compose.yaml", "action": "update", "cause": "spec", "because": ["backend.port"],
//!               "from": ["service backend"], "added": 1, "removed": 1, "executable": false, "diff": null }],
//!   "drift": [{ "path": "scripts/deploy.sh", "kind": "hand-edit", "conflict": true, "lines": 3,
//!               "message": "edited by hand since the last apply (3 lines)", "then": "not written." }]
//! }
//! ```
//!
//! `level` is data-loss, irreversible, exposure, downtime, cost or unknown; `change` is added, removed, changed or
//! renamed, with the old name in `was`; `action` is create, update, mode or delete; `cause` is spec, first-apply, tool, standard-library, missing-file,
//! line-ends, executable-bit, hand-edit or unexplained. `diff` is filled with `--diff`. A reader refuses a `version`
//! it does not know; fields may be added.

use super::{Accepted, Action, Cause, Drift, FileChange, ModelChange, ModelChangeKind, Plan, words};
use serde_json::{Value, json};

/// Changes when a field changes its meaning or goes away.
pub const VERSION: u32 = 1;

/// The object above, with a line end.
pub fn json(plan: &Plan) -> String {
    let number = |action| plan.files.iter().filter(|file| file.action == action).count();
    let risks: Vec<Value> = plan
        .risks
        .iter()
        .map(|risk| {
            json!({
                "level": risk.level.word(), "code": risk.code.slug, "subject": risk.subject,
                "change": risk.change, "sentence": risk.sentence,
            })
        })
        .collect();
    let document = json!({
        "version": VERSION,
        "app": plan.app,
        "tool": plan.lock.tool,
        "spec": plan.spec_digest,
        "first": plan.is_first,
        "verdict": words::verdict(plan),
        "summary": {
            "changes": plan.model.len(),
            "create": number(Action::Create),
            "update": number(Action::Update),
            "mode": number(Action::Mode),
            "delete": number(Action::Delete),
            "unchanged": plan.unchanged,
            "conflicts": plan.conflicts().count(),
        },
        "risks": risks,
        "model": plan.model.iter().map(change).collect::<Vec<_>>(),
        "accepted": plan.accepted.iter().map(accepted).collect::<Vec<_>>(),
        "files": plan.files.iter().map(file).collect::<Vec<_>>(),
        "drift": plan.drift.iter().map(drift).collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn change(change: &ModelChange) -> Value {
    let fields: Vec<Value> = change
        .fields
        .iter()
        .map(|field| json!({ "field": field.field, "old": field.old, "new": field.new }))
        .collect();
    let word = match change.kind {
        ModelChangeKind::Added => "added",
        ModelChangeKind::Removed => "removed",
        ModelChangeKind::Changed => "changed",
        ModelChangeKind::Renamed => "renamed",
    };
    json!({
        "entity": change.entity, "change": word, "was": change.was, "place": change.place,
        "fields": fields, "touches": change.touches,
    })
}

fn accepted(accepted: &Accepted) -> Value {
    json!({
        "entity": accepted.subject, "code": accepted.code, "message": accepted.message,
        "reason": accepted.reason, "place": accepted.place,
    })
}

fn file(file: &FileChange) -> Value {
    let because = match &file.cause {
        Cause::Spec(fields) => fields.clone(),
        Cause::Tool { from, to } => vec![from.clone(), to.clone()],
        _ => Vec::new(),
    };
    json!({
        "path": file.path, "action": words::action_word(file.action),
        "cause": words::cause_word(&file.cause), "because": because, "from": file.made_from,
        "added": file.added, "removed": file.removed, "executable": file.executable, "diff": file.diff,
    })
}

fn drift(drift: &Drift) -> Value {
    json!({
        "path": drift.path, "kind": words::drift_word(&drift.kind),
        "conflict": drift.kind.is_conflict(), "lines": drift.lines,
        "message": words::drift(drift), "then": words::then(drift),
    })
}
