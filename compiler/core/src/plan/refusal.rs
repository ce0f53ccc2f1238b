//! What a plan refuses to do until the spec says otherwise. In: the risks, and the record before and now. Out: refusals,
//! each with what settles it. Nothing is applied while there is one.

use super::codes::{NEVER_DRILLED, PROTECTED};
use super::risk::{Judge, Risk};
use super::{ModelChange, ModelChangeKind};
use crate::artifact::EntityRef;
use crate::schema::RiskLevel;
use serde::{Deserialize, Serialize};

/// A change that is not made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Refusal {
    /// `plan/protected`.
    pub code: String,
    /// The thing of the spec.
    pub subject: String,
    pub message: String,
    pub help: String,
    /// `formwork.kdl:14`, where the thing is declared; nothing when it is no more.
    pub place: Option<String>,
}

/// In the order of the changes.
pub(super) fn refuse(changes: &[ModelChange], risks: &[Risk], judge: Judge<'_>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for change in changes {
        let of_it: Vec<&Risk> = risks.iter().filter(|risk| risk.subject == change.entity.0).collect();
        refusals.extend(protected(change, &of_it, judge));
        refusals.extend(never_drilled(change, &of_it, judge));
    }
    refusals
}

fn protected(change: &ModelChange, risks: &[&Risk], judge: Judge<'_>) -> Option<Refusal> {
    let worst = risks.iter().find(|risk| risk.level <= RiskLevel::Irreversible)?;
    let is_protected = |record: &crate::lock::ModelRecord| {
        record
            .get(&change.entity)
            .and_then(|fields| fields.get("protect"))
            .is_some_and(|value| value == "true")
    };
    let is_gone = change.kind == ModelChangeKind::Removed;
    if !is_protected(if is_gone { judge.before } else { judge.now }) {
        return None;
    }
    let help = if is_gone {
        "keep it, apply `protect #false` in a change of its own, then remove it"
    } else {
        "if that is meant, lift the protection: protect #false"
    };
    Some(Refusal {
        code: PROTECTED.slug.to_string(),
        subject: change.entity.0.clone(),
        message: format!(
            "{} is protected, and this can lose what it holds: {}",
            change.entity.0, worst.change
        ),
        help: help.to_string(),
        place: change.place.clone(),
    })
}

fn never_drilled(change: &ModelChange, risks: &[&Risk], judge: Judge<'_>) -> Option<Refusal> {
    let kind = judge.schema.kind_id(change.entity.kind())?;
    let needing = judge.schema.kind(kind).risks.iter().filter(|rule| rule.needs_drill);
    let codes: Vec<&str> = needing.map(|rule| &*rule.code).collect();
    let crossing = risks.iter().find(|risk| codes.contains(&risk.code.as_str()))?;
    let backup = EntityRef::new("backup", change.entity.name());
    let was_drilled = judge.before.get(&backup).is_some_and(|fields| fields.contains_key("drill"));
    let acknowledged = format!("allow {}.reason", NEVER_DRILLED.slug);
    let is_acknowledged =
        judge.now.get(&change.entity).is_some_and(|fields| fields.contains_key(&acknowledged));
    if was_drilled || is_acknowledged {
        return None;
    }
    let state = match judge.before.contains_key(&backup) {
        true => "no drill has shown that its backup restores",
        false => "it has no backup",
    };
    Some(Refusal {
        code: NEVER_DRILLED.slug.to_string(),
        subject: change.entity.0.clone(),
        message: format!("{} is to change ({}), and {state}", change.entity.0, crossing.change),
        help: format!(
            "let a drill run first, or write: allow \"{}\" reason=\"restored by hand on …\"",
            NEVER_DRILLED.slug
        ),
        place: change.place.clone(),
    })
}
