//! What the spec accepts, for whoever reviews a plan: findings that are not reported because an `allow` or an `accept`
//! gives a reason. In: what was allowed. Out: one entry for each reason, with its place.

use crate::rules::Allowed;
use crate::source::Sources;
use serde::{Deserialize, Serialize};

/// A finding that the author accepts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Accepted {
    /// `environment development`.
    #[serde(rename = "entity")]
    pub subject: String,
    pub code: String,
    pub message: String,
    pub reason: String,
    /// `formwork.kdl:71`.
    pub place: String,
}

/// In the order of things, each once.
pub fn accepted(allowed: &[Allowed], sources: &Sources) -> Vec<Accepted> {
    let entry = |allowed: &Allowed| {
        let span = sources.instance(allowed.span).unwrap_or(allowed.span);
        Accepted {
            subject: allowed.entity.0.clone(),
            code: allowed.diagnostic.code.slug().to_string(),
            message: allowed.diagnostic.message.clone(),
            reason: allowed.reason.clone(),
            place: format!("{}:{}", sources.get(span.file).name, sources.position(span).line),
        }
    };
    let mut entries: Vec<Accepted> = allowed.iter().map(entry).collect();
    entries.sort();
    entries.dedup();
    entries
}
