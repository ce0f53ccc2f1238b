//! A plan for people, on a page of 60 to 120 columns: the verdict, the risks, the application, the files, the drift,
//! the way back. What is many is folded; nothing is left out without a line that says how much.

mod application;
mod files;
mod layout;

use super::diff::compare;
use super::{Plan, Refusal, Risk, RiskLevel, Since, fold, words};
use crate::terminal::{Paint, Tone, WIDTH, clip, columns, count, pad, printable, wrap};
use layout::{Column, Page};

/// Of things that are said together, so many are named.
const NAMED: usize = 3;
/// Findings that the spec accepts and that are named before the rest is counted.
const NAMED_ACCEPTED: usize = 6;
/// Things that taking a change back does not bring back, named before the rest is counted.
const NAMED_UNDOINGS: usize = 8;
/// Where what is said of a risk begins.
const AFTER_LEVEL: usize = 15;

/// What somebody who sees a plan for the first time can do next.
const FIRST_STEPS: &str =
    "Nothing is written yet: formwork plan --diff shows these files, formwork apply writes them.";

/// How a plan is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TextOptions {
    pub paint: Paint,
    /// Everything by name, and every file with its hunks.
    pub diff: bool,
    pub width: usize,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { paint: Paint::default(), diff: false, width: WIDTH }
    }
}

/// The plan; only what is new since an earlier plan, when there is one. Nothing to do is one line.
pub fn text(whole: &Plan, since: Option<&Since>, options: TextOptions) -> String {
    let page = Page::new(options);
    let mut out = verdict(whole, options);
    if let Some(since) = since {
        out.push_str(&format!("\n{}", page.hang(&since.sentence, 0)));
        for gone in &since.gone {
            out.push_str(&format!("  - {}", page.hang(&printable(gone), 4)));
        }
    }
    let plan = since.map_or(whole, |since| &since.news);
    if !plan.risks.is_empty() {
        out.push('\n');
        out.push_str(&risks(plan, page));
    }
    if !plan.refusals.is_empty() {
        out.push_str(&page.heading("Refused"));
        plan.refusals.iter().for_each(|refusal| out.push_str(&refusal_lines(refusal, page)));
    }
    if !plan.model.is_empty() {
        out.push_str(&page.heading("Application"));
        out.push_str(&application::application(plan, page));
    }
    if !plan.accepted.is_empty() && plan.has_changes() {
        out.push_str(&page.heading("Accepted in the spec"));
        out.push_str(&accepted(plan, page));
    }
    if !plan.files.is_empty() {
        out.push_str(&page.heading("Files"));
        out.push_str(&files::files(plan, page));
    }
    if !plan.drift.is_empty() {
        out.push_str(&page.heading("Drift"));
        out.push_str(&files::drift(plan, page));
    }
    if let Some(way) = words::way_back(whole) {
        out.push_str(&way_back(whole, &way, page));
    } else if whole.is_first && whole.has_changes() {
        out.push_str(&format!("\n{}", page.hang(FIRST_STEPS, 0)));
    }
    out
}

fn way_back(plan: &Plan, way: &str, page: Page) -> String {
    let left = words::not_undone(plan);
    let end = if left.is_empty() { "." } else { ", but not everything:" };
    let mut out = format!("\n{}", page.hang(&format!("The way back: {way}{end}"), 0));
    let most = if page.all { usize::MAX } else { NAMED_UNDOINGS };
    for (subject, undo) in left.iter().take(most) {
        out.push_str(&format!("  · {}", page.hang(&printable(&format!("{subject}: {undo}")), 4)));
    }
    let rest = left.len().saturating_sub(most);
    if rest > 0 {
        out.push_str(&format!("    … {rest} more (--diff shows all)\n"));
    }
    out
}

/// The first line.
pub fn verdict(plan: &Plan, options: TextOptions) -> String {
    let line = format!("{}: {}.", printable(&plan.app), words::verdict(plan));
    let lines = wrap(&line, options.width);
    let painted: Vec<_> = lines.iter().map(|line| options.paint.paint(Tone::Strong, line)).collect();
    painted.join("\n") + "\n"
}

fn risks(plan: &Plan, page: Page) -> String {
    let column = Column::new(AFTER_LEVEL, plan.risks.iter().map(|risk| risk.subject.as_str()), 16, 30);
    fold::risks(&plan.risks).iter().map(|group| risk_lines(group, column, page)).collect()
}

/// One risk, or many of one code: the level, what changes, what it means.
fn risk_lines(group: &[&Risk], column: Column, page: Page) -> String {
    let Some(first) = group.first() else { return String::new() };
    let tone = match first.level {
        RiskLevel::DataLoss | RiskLevel::Irreversible => Tone::Bad,
        RiskLevel::Exposure | RiskLevel::Downtime | RiskLevel::Unknown => Tone::Warning,
        RiskLevel::Cost | RiskLevel::Safe => Tone::Change,
    };
    let word = pad(&first.level.word().replace('-', " ").to_uppercase(), AFTER_LEVEL - 2);
    let lead = " ".repeat(AFTER_LEVEL);
    let mut out = format!("  {}", page.paint.paint(tone, &word));
    let mut kind = None;
    if group.len() > 1 {
        kind = first.subject.split_once(' ').map(|(kind, _)| kind);
        let what = kind.map_or_else(|| count(group.len(), "file"), |kind| words::plural(group.len(), kind));
        out.push_str(&format!("{what}\n{lead}"));
    }
    let named = if page.all || group.len() == 1 { group.len() } else { NAMED };
    let line = |risk: &&Risk| {
        let subject = kind.and_then(|kind| risk.subject.strip_prefix(kind)).map_or(&*risk.subject, str::trim);
        let change = clip(&printable(&risk.change), page.room(column.end())).into_owned();
        format!("{}{change}\n", column.cell(&printable(subject)))
    };
    let lines: Vec<String> = group.iter().take(named).map(line).collect();
    out.push_str(&lines.join(&lead));
    if group.len() > named {
        out.push_str(&format!("{lead}… {} more (--diff shows all)\n", group.len() - named));
    }
    let sentence = format!("{} {}", first.sentence, first.code);
    out + &lead + &page.hang(&printable(&sentence), AFTER_LEVEL)
}

fn refusal_lines(refusal: &Refusal, page: Page) -> String {
    let head = format!("{}: {}", printable(&refusal.subject), refusal.code);
    let place = refusal.place.as_deref().unwrap_or_default();
    let mark = page.paint.paint(Tone::Bad, "!");
    let first = page.line(&format!("  {mark} {head}"), 4 + columns(&head), place);
    let message = page.hang(&printable(&refusal.message), 4);
    format!("{first}    {message}    {}", page.hang(&printable(&refusal.help), 4))
}

/// Who accepts what, and why.
fn accepted(plan: &Plan, page: Page) -> String {
    let most = if page.all { usize::MAX } else { NAMED_ACCEPTED };
    let mut out = String::new();
    for entry in plan.accepted.iter().take(most) {
        let head = format!("{}: {}", printable(&entry.subject), entry.code);
        out.push_str(&page.line(&format!("  · {head}"), 4 + columns(&head), &entry.place));
        let words = format!("{}: {}", entry.message, entry.reason);
        out.push_str(&format!("    {}", page.hang(&printable(&words), 4)));
    }
    let rest = plan.accepted.len().saturating_sub(most);
    if rest > 0 {
        out.push_str(&format!("    … {} (--diff shows all)\n", count(rest, "more finding")));
    }
    out
}

/// How two texts differ, line by line. Empty when they are too long to compare.
pub fn changes(old: &str, new: &str, paint: Paint) -> String {
    let diff = compare(old.as_bytes(), new, true).hunks;
    hunks(&diff, 0, paint)
}

/// Hunks as a plan shows them.
pub fn paint_hunks(diff: &str, paint: Paint) -> String {
    lines(diff, 0, paint)
}

fn hunks(diff: &Option<String>, indent: usize, paint: Paint) -> String {
    lines(diff.as_deref().unwrap_or_default(), indent, paint)
}

fn lines(diff: &str, indent: usize, paint: Paint) -> String {
    let mut out = String::new();
    for line in diff.lines() {
        let tone = match line.as_bytes().first() {
            Some(b'+') => Tone::Good,
            Some(b'-') => Tone::Bad,
            Some(b'@') => Tone::Change,
            _ => Tone::Quiet,
        };
        out.push_str(&format!("{:indent$}{}\n", "", paint.paint(tone, &printable(line))));
    }
    out
}
