//! The files of the page, a block a cause, each with what changes in it; and the drift.

use super::Section;
use super::data::{code, text};
use crate::plan::words::{self, sign};
use crate::plan::{Action, Cause, Drift, FileChange, Plan, fold};
use crate::terminal::count;

/// What changes in files takes no more than this; browsers get slow.
const MOST_HUNKS: usize = 4 << 20;
/// With so many files or fewer, blocks are open from the start.
const FEW: usize = 12;

pub(super) fn files(plan: &Plan) -> Option<Section> {
    if plan.files.is_empty() {
        return None;
    }
    let mut left = MOST_HUNKS;
    let open = if plan.files.len() <= FEW { " open" } else { "" };
    let mut body = String::new();
    for group in fold::files(&plan.files) {
        let noun = match group.first().map(|file| file.action) {
            Some(Action::Create) => "new file",
            Some(Action::Delete) => "deleted file",
            _ => "changed file",
        };
        let cause = text(&words::cause_within(&fold::cause(&group), 120));
        let entries: String = group.iter().map(|file| entry(file, &mut left)).collect();
        let number = count(group.len(), noun);
        body.push_str(&format!("<details{open}><summary>{number}: {cause}</summary>\n{entries}</details>\n"));
    }
    if left == 0 {
        body.push_str(
            "<p>What changes in the other files is shown by <code>formwork plan --diff</code>.</p>\n",
        );
    }
    Some(Section { id: "files", title: "Files", body })
}

fn entry(file: &FileChange, left: &mut usize) -> String {
    let (class, numbers) = match file.action {
        Action::Create => ("create", format!("+{}", file.added)),
        Action::Update => ("update", format!("+{} −{}", file.added, file.removed)),
        Action::Mode if file.executable => ("update", "becomes executable".to_string()),
        Action::Mode => ("update", "is executable no longer".to_string()),
        Action::Delete => ("delete", format!("−{}", file.removed)),
    };
    let line = format!(
        "<span class=\"sign {class}\" aria-hidden=\"true\">{}</span>{} <span class=\"quiet\">{numbers}</span>",
        sign(file.action),
        code(&file.path)
    );
    let hunks = match file.diff.as_deref().filter(|diff| !diff.is_empty()) {
        Some(diff) if !matches!(file.cause, Cause::Overwritten | Cause::Adopted) => hunks(diff),
        _ => return format!("<div class=\"inside\">{line}</div>\n"),
    };
    if hunks.len() > *left {
        *left = 0;
        return format!("<div class=\"inside\">{line}</div>\n");
    }
    *left -= hunks.len();
    format!("<details><summary>{line}</summary>\n{hunks}</details>\n")
}

fn hunks(diff: &str) -> String {
    let mut out = String::from("<pre>");
    for line in diff.lines() {
        let class = match line.as_bytes().first() {
            Some(b'+') => " class=\"add\"",
            Some(b'-') => " class=\"del\"",
            Some(b'@') => " class=\"at\"",
            _ => "",
        };
        out.push_str(&format!("<span{class}>{}</span>", text(line)));
    }
    out + "</pre>\n"
}

pub(super) fn drift(plan: &Plan) -> Option<Section> {
    if plan.drift.is_empty() {
        return None;
    }
    let entries: String = fold::drift(&plan.drift).iter().map(|group| drifted(group)).collect();
    let body = format!("<ul class=\"plain\">\n{entries}</ul>\n");
    Some(Section { id: "drift", title: "Drift", body })
}

fn drifted(group: &[&Drift]) -> String {
    let Some(first) = group.first() else { return String::new() };
    let mark = if first.kind.is_conflict() { "<strong class=\"conflict\">conflict</strong> " } else { "" };
    let then = text(&words::then(first));
    if group.len() == 1 {
        return format!("<li>{mark}{} {}: {then}</li>\n", code(&first.path), text(&words::drift(first)));
    }
    let paths: String = group.iter().map(|drift| format!("<li>{}</li>\n", code(&drift.path))).collect();
    let (number, what) = (count(group.len(), "file"), text(&words::drift_of_many(&first.kind)));
    format!(
        "<li>{mark}<strong>{number}</strong> {what}: {then}\n<details><summary>Which</summary>\n<ul>\n{paths}</ul>\n\
         </details></li>\n"
    )
}
