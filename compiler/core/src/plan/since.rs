//! What changed since an earlier plan, such as the one that a reviewer has read. In: a plan, and the earlier one. Out: a
//! plan of what is new or different alone, what is gone, and the sentences that count it all.

use super::{Accepted, Drift, FileChange, ModelChange, Plan, Refusal, Risk, words};
use crate::terminal::count;
use std::collections::{BTreeMap, BTreeSet};

/// What a reviewer of the earlier plan has not seen yet.
#[derive(Clone, Debug)]
pub struct Since {
    /// What is new or different, and nothing else.
    pub(super) news: Plan,
    /// Risks and changes of the application that there were, each in a few words.
    pub(super) gone: Vec<String>,
    pub(super) sentence: String,
}

/// How many of a kind are new or different, gone, and as they were.
#[derive(Clone, Copy, Debug)]
struct Counts {
    noun: &'static str,
    new: usize,
    gone: usize,
    same: usize,
}

/// Compares part by part. Where something stands in the spec is no difference.
pub fn since(plan: &Plan, earlier: &Plan) -> Since {
    let mut news = plan.clone();
    let counts = [
        keep_new("risk", &mut news.risks, &earlier.risks, risk_key, |risk| (risk.level, risk.change.clone())),
        keep_new(
            "change",
            &mut news.model,
            &earlier.model,
            |change| change.entity.0.clone(),
            content_of_change,
        ),
        keep_new("file", &mut news.files, &earlier.files, |file| file.path.to_string(), content_of_file),
        keep_new(
            "finding on disk",
            &mut news.drift,
            &earlier.drift,
            |drift| drift.path.to_string(),
            |drift: &Drift| (words::drift(drift), drift.lines),
        ),
        keep_new("refusal", &mut news.refusals, &earlier.refusals, refusal_key, |refusal| {
            refusal.message.clone()
        }),
        keep_new("accepted finding", &mut news.accepted, &earlier.accepted, accepted_key, |entry| {
            (entry.message.clone(), entry.reason.clone())
        }),
    ];
    Since { gone: gone(plan, earlier), sentence: sentence(&earlier.basis.spec_digest(), &counts), news }
}

fn risk_key(risk: &Risk) -> String {
    format!("{} {}", risk.code, risk.subject)
}

fn refusal_key(refusal: &Refusal) -> String {
    format!("{} {}", refusal.code, refusal.subject)
}

fn accepted_key(entry: &Accepted) -> String {
    format!("{} {}", entry.code, entry.subject)
}

fn content_of_change(change: &ModelChange) -> String {
    format!("{:?}", (change.kind, &change.was, &change.fields))
}

fn content_of_file(file: &FileChange) -> String {
    format!("{:?}", (file.action, file.added, file.removed, file.executable, file.writes))
}

/// Takes out of `now` what there was before, and counts.
fn keep_new<T, C: PartialEq>(
    noun: &'static str,
    now: &mut Vec<T>,
    before: &[T],
    key: fn(&T) -> String,
    content: fn(&T) -> C,
) -> Counts {
    let mut known: BTreeMap<String, Vec<C>> = BTreeMap::new();
    before.iter().for_each(|item| known.entry(key(item)).or_default().push(content(item)));
    let keys: BTreeSet<String> = now.iter().map(key).collect();
    let gone = known.keys().filter(|key| !keys.contains(*key)).count();
    let all = now.len();
    now.retain(|item| !known.get(&key(item)).is_some_and(|contents| contents.contains(&content(item))));
    Counts { noun, new: now.len(), gone, same: all - now.len() }
}

fn gone(plan: &Plan, earlier: &Plan) -> Vec<String> {
    let risks: BTreeSet<String> = plan.risks.iter().map(risk_key).collect();
    let things: BTreeSet<&str> = plan.model.iter().map(|change| change.entity.0.as_str()).collect();
    let lost = earlier.risks.iter().filter(|risk| !risks.contains(&risk_key(risk)));
    let undone = earlier.model.iter().filter(|change| !things.contains(change.entity.0.as_str()));
    lost.map(|risk| format!("{}: {}, {} ({})", risk.level.word(), risk.subject, risk.change, risk.code))
        .chain(undone.map(|change| format!("{} is as it was", change.title())))
        .collect()
}

fn sentence(spec: &str, counts: &[Counts]) -> String {
    let told = |which: fn(&Counts) -> usize| -> String {
        let some = counts.iter().filter(|counts| which(counts) > 0);
        let some: Vec<String> = some.map(|counts| plural(which(counts), counts.noun)).collect();
        some.join(", ")
    };
    let (new, gone, same) =
        (told(|counts| counts.new), told(|counts| counts.gone), told(|counts| counts.same));
    let mut out = format!("Since the plan of spec {spec}: ");
    out.push_str(&match new.is_empty() {
        true => "nothing is new.".to_string(),
        false => format!("{new} new or different."),
    });
    if !gone.is_empty() {
        out.push_str(&format!(" Gone: {gone}."));
    }
    if !same.is_empty() {
        out.push_str(&format!(" As before, and left out here: {same}."));
    }
    out
}

fn plural(number: usize, noun: &str) -> String {
    match noun.split_once(' ') {
        Some((head, rest)) if noun.contains(" on ") => format!("{} {rest}", count(number, head)),
        _ => count(number, noun),
    }
}
