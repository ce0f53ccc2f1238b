//! What a change can cost, judged from the model's changes alone: a table of kinds and fields, each entry with a code.
//! What is in no entry is safe to deploy the usual way; a kind that the table does not know is said to be unknown.

use super::model::{Extent, FieldChange, ModelChange, ModelChangeKind};
use super::risk_level::RiskLevel;
use super::risks::{ADOPTED, HAND_EDIT, RULES, Rule, UNKNOWN, When};
use super::{Cause, FileChange, Plan};
use crate::artifact::EntityRef;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What one change can cost.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Risk {
    pub level: RiskLevel,
    /// As `formwork explain` knows it: `risk/port-changed`.
    pub code: Cow<'static, str>,
    /// The thing of the spec, or the file.
    pub subject: String,
    /// `port 8000 -> 8001`.
    pub change: String,
    pub sentence: String,
}

/// Every risk, worst first. A first apply has none: nothing runs yet that could be harmed.
pub(super) fn assess(plan: &Plan) -> Vec<Risk> {
    let mut risks = Vec::new();
    if !plan.is_first {
        for change in &plan.model {
            judge(change, &mut risks);
        }
    }
    risks.extend(plan.files.iter().filter_map(of_file));
    risks.sort_by(|one, other| (one.level, &one.subject).cmp(&(other.level, &other.subject)));
    risks
}

/// What somebody wrote is replaced.
fn of_file(file: &FileChange) -> Option<Risk> {
    let (level, code, change, sentence) = match file.cause {
        Cause::Overwritten => {
            let sentence = "What was edited by hand is overwritten, as asked for.";
            (RiskLevel::DataLoss, &HAND_EDIT, "edited by hand", sentence)
        }
        Cause::Adopted => {
            let sentence = "What was written there by hand goes: know what it did.";
            (RiskLevel::Unknown, &ADOPTED, "adopted", sentence)
        }
        _ => return None,
    };
    Some(Risk {
        level,
        code: code.slug.into(),
        subject: file.path.to_string(),
        change: change.to_string(),
        sentence: sentence.to_string(),
    })
}

fn judge(change: &ModelChange, risks: &mut Vec<Risk>) {
    let kind = change.entity_kind();
    if !RULES.iter().any(|rule| rule.kind == kind) {
        risks.push(Risk {
            level: RiskLevel::Unknown,
            code: UNKNOWN.slug.into(),
            subject: change.entity.0.clone(),
            change: words_of_kind(change.kind).to_string(),
            sentence: "What this changes where it runs is not known.".to_string(),
        });
        return;
    }
    for rule in RULES.iter().filter(|rule| rule.kind == kind && rule.level != RiskLevel::Safe) {
        match change.kind {
            ModelChangeKind::Changed | ModelChangeKind::Renamed if rule.when == When::Relocated => {
                risks.extend(change.is_relocated.then(|| whole(rule, change)));
            }
            ModelChangeKind::Added if rule.when == When::Added => risks.push(whole(rule, change)),
            ModelChangeKind::Removed if rule.when == When::Removed => risks.push(whole(rule, change)),
            // What stands inside a thing that comes or goes is covered by that.
            ModelChangeKind::Changed | ModelChangeKind::Renamed => fields(rule, change, risks),
            _ => {}
        }
    }
}

fn whole(rule: &Rule, change: &ModelChange) -> Risk {
    let words = match &change.was {
        Some(was) => format!("was {}", was.0),
        None => words_of_kind(change.kind).to_string(),
    };
    risk(rule, &change.entity, words)
}

fn words_of_kind(kind: ModelChangeKind) -> &'static str {
    match kind {
        ModelChangeKind::Added => "added",
        ModelChangeKind::Removed => "removed",
        ModelChangeKind::Changed => "changed",
        ModelChangeKind::Renamed => "renamed",
    }
}

/// The first field that a rule speaks of; a thing of several fields is said once.
fn fields(rule: &Rule, change: &ModelChange, risks: &mut Vec<Risk>) {
    let hit = change.fields.iter().find(|field| {
        matches_field(rule, field)
            && match rule.when {
                When::PartAdded => field.extent == Extent::Part && field.old.is_none(),
                When::PartRemoved => field.extent == Extent::Part && field.new.is_none(),
                When::FieldAdded => field.old.is_none(),
                When::FieldRemoved => field.new.is_none(),
                When::FieldChanged(test) => match (&field.old, &field.new) {
                    (Some(old), Some(new)) => test(old, new),
                    _ => false,
                },
                When::Added | When::Removed | When::Relocated => false,
            }
    });
    if let Some(field) = hit {
        risks.push(risk(rule, &change.entity, describe(field)));
    }
}

/// A rule's field is the name of a node or property; a change's field is a path of them.
fn matches_field(rule: &Rule, field: &FieldChange) -> bool {
    let mut wanted = rule.field.split('.');
    let mut parts = field.field.split(['.', ' ']);
    if parts.next() != wanted.next() {
        return false;
    }
    let mut next = wanted.next();
    for part in parts {
        if next == Some(part) {
            next = wanted.next();
        }
    }
    next.is_none()
}

fn describe(field: &FieldChange) -> String {
    match (&field.old, &field.new) {
        (None, _) if field.extent != Extent::Value => format!("{} added", field.field),
        (_, None) if field.extent != Extent::Value => format!("{} removed", field.field),
        (Some(old), Some(new)) => format!("{} {old} -> {new}", field.field),
        (Some(old), None) => format!("{} {old} removed", field.field),
        (None, Some(new)) => format!("{} {new} added", field.field),
        (None, None) => field.field.clone(),
    }
}

fn risk(rule: &Rule, entity: &EntityRef, change: String) -> Risk {
    Risk {
        level: rule.level,
        code: rule.code.slug.into(),
        subject: entity.0.clone(),
        change,
        sentence: rule.sentence.to_string(),
    }
}
