//! A plan for a pull request: at most 65,000 characters. The summary is whole: the verdict, the risks, what changes in
//! the application. The files are folded by cause, and go first when there is no room, with a line that counts them.
//!
//! The first line is `<!-- formwork plan: APP -->`, by which a comment is found again; each part has an anchor that is
//! the same in every run: `formwork-risks`, `formwork-refused`, `formwork-application`, `formwork-accepted`,
//! `formwork-files`, `formwork-drift`.

mod data;
mod files;

use super::fold::{self, field_names};
use super::model::{Extent, FieldChange, ModelChange, ModelChangeKind};
use super::words::{self, list, plural};
use super::{Drift, Plan, Risk, Since};
use crate::terminal::count;
use data::{code, prose};

/// GitHub takes 65,536; a caller may put a line in front.
pub const LIMIT: usize = 65_000;
/// What each part of the summary may take at most. With names as long as they get, each holds some fifty entries.
const MOST_RISKS: usize = 18_000;
const MOST_APPLICATION: usize = 15_000;
const MOST_ACCEPTED: usize = 6_000;
const MOST_DRIFT: usize = 8_000;
const MOST_REFUSALS: usize = 6_000;
const MOST_LEFT: usize = 4_000;
const MOST_GONE: usize = 4_000;
/// Kept for the lines that close the text.
const RESERVE: usize = 600;
/// Of things that are said together, so many are named.
const NAMED: usize = 3;
/// Fields of one thing.
const NAMED_FIELDS: usize = 6;

/// By its first line a comment is found again, and changed instead of followed by another. It does not show.
pub fn mark(app: &str) -> String {
    format!("<!-- formwork plan: {} -->", data::comment(app))
}

/// The whole comment; only what is new since an earlier plan, when there is one.
pub fn markdown(plan: &Plan, since: Option<&Since>) -> String {
    let shown = since.map_or(plan, |since| &since.news);
    let mut out = format!("{}\n\n", mark(&plan.app));
    out.push_str(&format!("**{}**: {}\n", prose(&plan.app), prose(&words::verdict(plan))));
    if let Some(since) = since {
        out.push_str(&format!("\n{}\n", prose(&since.sentence)));
        out.push_str(&gone(since));
    }
    if !plan.has_changes() && plan.drift.is_empty() {
        return out;
    }
    out.push_str(&risks(shown));
    out.push_str(&refusals(shown));
    out.push_str(&application(shown));
    out.push_str(&accepted(shown));
    let drift = drift(shown);
    let mut ending = way_back(plan);
    ending.push_str(&format!("\n<sub>{}</sub>\n", prose(&words::made_from(plan))));
    let room = LIMIT.saturating_sub(length(&out) + length(&drift) + length(&ending) + RESERVE);
    if !shown.files.is_empty() {
        out.push_str(&anchor("files"));
        out.push_str(&files::files(shown, room));
    }
    out + &drift + &ending
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn anchor(part: &str) -> String {
    format!("\n<a id=\"formwork-{part}\"></a>\n")
}

/// A table of three columns with as many rows as fit, and a last one that counts the rest.
fn table(part: &str, head: [&str; 3], rows: impl Iterator<Item = (usize, String)>, most: usize) -> String {
    let mut out = format!("{}\n| {} | {} | {} |\n|---|---|---|\n", anchor(part), head[0], head[1], head[2]);
    let (mut used, mut left_out) = (length(&out), 0);
    for (entries, row) in rows {
        if left_out > 0 || used + length(&row) > most {
            left_out += entries;
        } else {
            used += length(&row);
            out.push_str(&row);
        }
    }
    if left_out > 0 {
        out.push_str(&format!("| … {left_out} more | `formwork plan --diff` shows all | |\n"));
    }
    out
}

/// Items of a list, as many as fit, and how many more there are.
fn lines_within(lines: impl ExactSizeIterator<Item = String>, most: usize) -> String {
    let all = lines.len();
    let mut out = String::new();
    for (at, line) in lines.enumerate() {
        if length(&out) + length(&line) > most {
            out.push_str(&format!("- … {} more\n", all - at));
            break;
        }
        out.push_str(&line);
    }
    if out.is_empty() { out } else { format!("\n{out}") }
}

fn gone(since: &Since) -> String {
    lines_within(since.gone.iter().map(|entry| format!("- gone: {}\n", code(entry))), MOST_GONE)
}

fn risks(plan: &Plan) -> String {
    if plan.risks.is_empty() {
        return String::new();
    }
    let rows = fold::risks(&plan.risks).into_iter().map(|group| (group.len(), risk_row(&group)));
    table("risks", ["risk", "change", "what it means"], rows, MOST_RISKS)
}

fn risk_row(group: &[&Risk]) -> String {
    let Some(first) = group.first() else { return String::new() };
    let one = |risk: &&Risk| format!("{}: {}", code(&risk.subject), code(&risk.change));
    let change = if group.len() == 1 {
        one(first)
    } else {
        let kind = first.subject.split_once(' ').map(|(kind, _)| kind);
        let number = kind.map_or_else(|| count(group.len(), "file"), |kind| plural(group.len(), kind));
        format!("**{}**: {}", prose(&number), some(group.iter().map(one)))
    };
    format!("| **{}** | {change} | {} `{}` |\n", first.level.word(), prose(&first.sentence), first.code)
}

/// The first few, a line each, and how many more.
fn some(mut items: impl ExactSizeIterator<Item = String>) -> String {
    let all = items.len();
    let mut named: Vec<String> = items.by_ref().take(NAMED).collect();
    if all > NAMED {
        named.push(format!("{} more", all - NAMED));
    }
    named.join("<br>")
}

fn refusals(plan: &Plan) -> String {
    if plan.refusals.is_empty() {
        return String::new();
    }
    let rows = plan.refusals.iter().map(|refusal| {
        let (message, help) = (prose(&refusal.message), prose(&refusal.help));
        (1, format!("| {} {} | {message} | {help} |\n", code(&refusal.subject), code(&refusal.code)))
    });
    table("refused", ["refused", "because", "what to do"], rows, MOST_REFUSALS)
}

fn way_back(plan: &Plan) -> String {
    let Some(way) = words::way_back(plan) else { return String::new() };
    let left = words::not_undone(plan);
    let end = if left.is_empty() { "." } else { ", but not everything:" };
    let lines = left.iter().map(|(subject, undo)| format!("- {}: {}\n", code(subject), prose(undo)));
    format!("\nThe way back: {way}{end}\n{}", lines_within(lines, MOST_LEFT))
}

fn application(plan: &Plan) -> String {
    if plan.model.is_empty() {
        return String::new();
    }
    let rows = fold::model(&plan.model).into_iter().map(|group| (group.len(), model_row(&group)));
    table("application", ["application", "change", "where"], rows, MOST_APPLICATION)
}

fn model_row(group: &[&ModelChange]) -> String {
    let Some(first) = group.first() else { return String::new() };
    let place = first.place.as_deref().map(code).unwrap_or_default();
    if group.len() == 1 {
        return format!("| {} | {} | {place} |\n", code(&first.title()), change_words(first));
    }
    let number = prose(&plural(group.len(), first.entity.kind()));
    let names = match first.kind {
        ModelChangeKind::Added | ModelChangeKind::Removed => {
            some(group.iter().map(|change| code(change.entity.name())))
        }
        _ => some(group.iter().map(|change| format!("{} {}", code(&change.rename()), change_words(change)))),
    };
    let fields: Vec<String> = field_names(first).into_iter().map(code).collect();
    let fields = if fields.is_empty() { String::new() } else { format!("<br>{}", list(&fields, NAMED)) };
    format!("| **{number}** {}{fields} | {names} | |\n", first.kind.word())
}

fn change_words(change: &ModelChange) -> String {
    match change.kind {
        ModelChangeKind::Added | ModelChangeKind::Removed => change.kind.word().to_string(),
        ModelChangeKind::Changed | ModelChangeKind::Renamed => {
            let renamed = change.was.iter().map(|_| "renamed".to_string());
            let fields: Vec<String> = renamed.chain(change.fields.iter().map(field_words)).collect();
            list(&fields, NAMED_FIELDS)
        }
    }
}

fn field_words(field: &FieldChange) -> String {
    let name = code(&field.field);
    match (&field.old, &field.new) {
        (None, _) if field.extent != Extent::Value => format!("{name} added"),
        (Some(old), Some(new)) => format!("{name} {} → {}", code(old), code(new)),
        (None, Some(new)) => format!("{name} {} added", code(new)),
        _ => format!("{name} removed"),
    }
}

fn accepted(plan: &Plan) -> String {
    if plan.accepted.is_empty() {
        return String::new();
    }
    let rows = plan.accepted.iter().map(|entry| {
        let (subject, message, reason) = (code(&entry.subject), prose(&entry.message), prose(&entry.reason));
        (1, format!("| {subject}: {message} {} | {reason} | {} |\n", code(&entry.code), code(&entry.place)))
    });
    table("accepted", ["accepted in the spec", "because", "where"], rows, MOST_ACCEPTED)
}

fn drift(plan: &Plan) -> String {
    if plan.drift.is_empty() {
        return String::new();
    }
    let rows = fold::drift(&plan.drift).into_iter().map(|group| (group.len(), drift_row(&group)));
    table("drift", ["on disk", "what", "then"], rows, MOST_DRIFT)
}

fn drift_row(group: &[&Drift]) -> String {
    let Some(first) = group.first() else { return String::new() };
    let mark = if first.kind.is_conflict() { "conflict" } else { "drift" };
    let what = match group {
        [only] => format!("{} {}", code(&only.path), prose(&words::drift(only))),
        _ => {
            let paths: Vec<&str> = group.iter().map(|drift| &*drift.path).collect();
            let places: Vec<String> = fold::places(&paths, 12).iter().map(|place| code(place)).collect();
            let number = count(group.len(), "file");
            format!("**{number}** {}:<br>{}", prose(&words::drift_of_many(&first.kind)), places.join(", "))
        }
    };
    format!("| {mark} | {what} | {} |\n", prose(&words::then(first)))
}
