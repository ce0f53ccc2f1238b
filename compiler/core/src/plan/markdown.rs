//! A plan for a pull request: at most 65,000 characters. The summary is always whole; files and their hunks are folded,
//! and go first when there is no room, with a line that says how many are missing.

use super::model::{Extent, ModelChange, ModelChangeKind};
use super::words::{self, list, sign};
use super::{Action, Cause, FileChange, Plan};
use crate::render::escape;
use crate::terminal::{count, printable};
use std::collections::BTreeMap;

/// GitHub takes 65,536; a caller may put a line in front.
pub const LIMIT: usize = 65_000;
/// What the summary may take, so that it ends even when thousands of things changed.
const MOST_ROWS: usize = 100;
/// Kept for the lines that close the text.
const RESERVE: usize = 400;

/// By its first line a comment is found again, and changed instead of followed by another. It does not show.
pub fn mark(app: &str) -> String {
    format!("<!-- formwork plan: {} -->", escape::markdown(app))
}

/// The whole comment.
pub fn markdown(plan: &Plan) -> String {
    let mut out =
        format!("{}\n\n**{}**: {}\n", mark(&plan.app), cell(&plan.app), cell(&words::verdict(plan)));
    if plan.has_changes() || !plan.drift.is_empty() {
        out.push_str(&risks(plan));
        out.push_str(&refusals(plan));
        out.push_str(&application(plan));
        out.push_str(&accepted(plan));
        let drift = drift(plan);
        let ending = way_back(plan);
        let room = LIMIT.saturating_sub(length(&out) + length(&drift) + length(&ending) + RESERVE);
        out.push_str(&files(plan, room));
        out.push_str(&drift);
        out.push_str(&ending);
    }
    out
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// Text as data, short enough that a hundred of them leave room for the rest.
fn cell(text: &str) -> String {
    escape::markdown(&crate::terminal::clip(&printable(text), 160))
}

fn code(text: &str) -> String {
    format!("`{}`", printable(text).replace('`', "'").replace('|', "\\|"))
}

/// Rows of a table, and a last one for what there is no room for.
fn rows<T>(items: &[T], row: impl Fn(&T) -> String) -> String {
    let mut out: String = items.iter().take(MOST_ROWS).map(row).collect();
    if items.len() > MOST_ROWS {
        out.push_str(&format!("| … {} more | | |\n", items.len() - MOST_ROWS));
    }
    out
}

fn risks(plan: &Plan) -> String {
    if plan.risks.is_empty() {
        return String::new();
    }
    let table = rows(&plan.risks, |risk| {
        format!(
            "| **{}** | {}: {} | {} `{}` |\n",
            risk.level.word(),
            cell(&risk.subject),
            cell(&risk.change),
            cell(&risk.sentence),
            risk.code
        )
    });
    format!("\n| risk | change | what it means |\n|---|---|---|\n{table}")
}

fn refusals(plan: &Plan) -> String {
    if plan.refusals.is_empty() {
        return String::new();
    }
    let table = rows(&plan.refusals, |refusal| {
        let (message, help) = (cell(&refusal.message), cell(&refusal.help));
        format!("| {} `{}` | {message} | {help} |\n", cell(&refusal.subject), refusal.code)
    });
    format!("\n| **refused** | because | what to do |\n|---|---|---|\n{table}")
}

fn application(plan: &Plan) -> String {
    if plan.model.is_empty() {
        return String::new();
    }
    let table = rows(&plan.model, |change| {
        let place = change.place.as_deref().map(code).unwrap_or_default();
        format!("| {} | {} | {} |\n", cell(&change.title()), change_words(change), place)
    });
    format!("\n| application | change | where |\n|---|---|---|\n{table}")
}

fn accepted(plan: &Plan) -> String {
    if plan.accepted.is_empty() {
        return String::new();
    }
    let table = rows(&plan.accepted, |entry| {
        let (subject, message, reason) = (cell(&entry.subject), cell(&entry.message), cell(&entry.reason));
        format!("| {subject}: {message} `{}` | {reason} | {} |\n", entry.code, code(&entry.place))
    });
    format!("\n| accepted in the spec | because | where |\n|---|---|---|\n{table}")
}

fn change_words(change: &ModelChange) -> String {
    match change.kind {
        ModelChangeKind::Added => "added".to_string(),
        ModelChangeKind::Removed => "removed".to_string(),
        ModelChangeKind::Changed | ModelChangeKind::Renamed => {
            let renamed = change.was.iter().map(|_| "renamed".to_string());
            let fields: Vec<String> = renamed
                .chain(change.fields.iter().map(|field| match (&field.old, &field.new) {
                    (None, _) if field.extent != Extent::Value => format!("{} added", cell(&field.field)),
                    (Some(old), Some(new)) => format!("{} {} → {}", cell(&field.field), cell(old), cell(new)),
                    (None, Some(new)) => format!("{} {} added", cell(&field.field), cell(new)),
                    _ => format!("{} removed", cell(&field.field)),
                }))
                .collect();
            list(&fields, 3)
        }
    }
}

/// One folded block a cause, as many as there is room for.
fn files(plan: &Plan, room: usize) -> String {
    let mut by_cause: BTreeMap<&Cause, Vec<&FileChange>> = BTreeMap::new();
    for file in &plan.files {
        by_cause.entry(&file.cause).or_default().push(file);
    }
    let mut out = String::new();
    let mut hidden = 0;
    let mut left = room;
    for (cause, files) in by_cause {
        let head = format!(
            "\n<details><summary>{}: {}</summary>\n\n",
            count(files.len(), "file"),
            html(&words::cause(cause))
        );
        let end = "\n</details>\n";
        let frame = length(&head) + length(end);
        let (body, missing) = block(&files, left.saturating_sub(frame));
        if body.is_empty() {
            hidden += files.len();
            continue;
        }
        hidden += missing;
        left = left.saturating_sub(frame + length(&body));
        out.push_str(&head);
        out.push_str(&body);
        out.push_str(end);
    }
    if hidden > 0 {
        let files = count(hidden, "more file");
        out.push_str(&format!("\n{files} not shown for lack of room: `formwork plan --diff` shows all.\n"));
    }
    out
}

/// The lines of files, with hunks where they fit, and how many files did not fit.
fn block(files: &[&FileChange], room: usize) -> (String, usize) {
    let mut out = String::new();
    let mut used = 0;
    for (at, file) in files.iter().enumerate() {
        let line = file_line(file);
        if used + length(&line) > room {
            return (out, files.len() - at);
        }
        used += length(&line);
        out.push_str(&line);
        let hunks = hunks(file);
        if used + length(&hunks) <= room {
            used += length(&hunks);
            out.push_str(&hunks);
        }
    }
    (out, 0)
}

fn file_line(file: &FileChange) -> String {
    let numbers = match file.action {
        Action::Create => format!("+{}", file.added),
        Action::Update => format!("+{} -{}", file.added, file.removed),
        Action::Mode => "executable bit".to_string(),
        Action::Delete => format!("-{}", file.removed),
    };
    format!("- {} {} {numbers}\n", code(sign(file.action)), code(&file.path))
}

/// A fence that the text cannot close. What somebody wrote into a file by hand is not shown to everybody.
fn hunks(file: &FileChange) -> String {
    let shown = file.action == Action::Update && file.cause != Cause::Overwritten;
    let Some(diff) = file.diff.as_deref().filter(|_| shown) else {
        return String::new();
    };
    let longest = diff.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let lines: String = diff.lines().map(|line| format!("  {}\n", printable(line))).collect();
    format!("\n  {fence}diff\n{lines}  {fence}\n\n")
}

fn html(text: &str) -> String {
    printable(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn way_back(plan: &Plan) -> String {
    let Some(way) = words::way_back(plan) else { return String::new() };
    let left = words::not_undone(plan);
    let end = if left.is_empty() { "." } else { ", but not everything:\n" };
    let mut out = format!("\nThe way back: {}{end}\n", cell(&way));
    for (subject, undo) in left.iter().take(MOST_ROWS) {
        out.push_str(&format!("- {}: {}\n", cell(subject), cell(undo)));
    }
    out
}

fn drift(plan: &Plan) -> String {
    if plan.drift.is_empty() {
        return String::new();
    }
    let table = rows(&plan.drift, |drift| {
        let mark = if drift.kind.is_conflict() { "conflict" } else { "drift" };
        format!(
            "| {mark} | {} {} | {} |\n",
            code(&drift.path),
            cell(&words::drift(drift)),
            cell(&words::then(drift))
        )
    });
    format!("\n| on disk | what | then |\n|---|---|---|\n{table}")
}
