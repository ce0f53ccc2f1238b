//! What a declaration says a change can cost. In: the `risk` nodes of a kind. Out: rules on the kind's fields, which a
//! plan holds its changes against. It judges nothing itself.

use super::Kind;
use super::read::{child_text, flag, name_of, text, words};
use crate::syntax::Node;
use serde::de::IntoDeserializer;
use serde::de::value::{self, StrDeserializer};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One kind of change, and what is said of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RiskRule {
    /// `risk/port-changed`.
    pub code: Arc<str>,
    pub when: RiskWhen,
    /// The value that it must have had.
    pub from: Option<String>,
    /// The value that it must have now.
    pub to: Option<String>,
    pub level: RiskLevel,
    /// Whether it waits for a restore drill of the thing.
    pub needs_drill: bool,
    /// Places in [`Kind::fields`]; none when the thing as a whole is meant.
    pub on: Vec<usize>,
    pub says: String,
    /// What is left when the change is taken back.
    pub undo: Option<String>,
    pub explanation: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RiskWhen {
    Added,
    Removed,
    /// It goes by another name where it runs.
    Renamed,
    Changed,
    Less,
    More,
    CrossesMajor,
    WithinMajor,
}

/// How bad a change can be, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RiskLevel {
    DataLoss,
    Irreversible,
    Exposure,
    Downtime,
    Cost,
    Unknown,
    Safe,
}

/// The rule that a node declares, or the field that the kind has not. What is wrong with the shape of the node is
/// reported by the checker, as for any node.
pub(super) fn read(node: Node<'_>, kind: &Kind) -> Option<Result<RiskRule, Arc<str>>> {
    let mut on = Vec::new();
    for name in words(node, "on") {
        match kind.field(&name) {
            Some((index, _)) => on.push(index),
            None => return Some(Err(name)),
        }
    }
    Some(Ok(RiskRule {
        code: name_of(node)?,
        when: one_of(&text(node, "when")?)?,
        from: text(node, "from"),
        to: text(node, "to"),
        level: one_of(&text(node, "level")?)?,
        needs_drill: flag(node, "needs-drill"),
        on,
        says: child_text(node, "says")?,
        undo: child_text(node, "undo"),
        explanation: child_text(node, "explain")?,
    }))
}

/// One of the words of a choice.
fn one_of<T: for<'de> Deserialize<'de>>(word: &str) -> Option<T> {
    let word: StrDeserializer<'_, value::Error> = word.into_deserializer();
    T::deserialize(word).ok()
}
