//! The files of a plan, and the drift: a file a line while there are few, then by cause and by folder.

use super::layout::{Column, Page};
use super::{clip, columns, count, hunks, pad, printable};
use crate::plan::words::{self, sign};
use crate::plan::{Action, Drift, FileChange, Plan, fold};
use crate::terminal::Tone;
use std::collections::BTreeMap;

/// Files of one cause that are named before the rest is counted.
const FILES_PER_CAUSE: usize = 4;
/// New files that are named one by one; more are grouped by folder.
const NAMED_CREATES: usize = 8;
/// Folders that are listed before they are grouped by the folder above.
const MOST_FOLDERS: usize = 16;
/// Folders that are listed after a count.
const MOST_PLACES: usize = 12;
/// Causes that have an entry; the rest is counted.
const MOST_CAUSES: usize = 12;
/// What is kept free for the cause of a file.
const LEAST_CAUSE: usize = 21;
const INDENT: usize = 4;

pub(super) fn files(plan: &Plan, page: Page) -> String {
    if page.all {
        let columns = Columns::new(&plan.files.iter().collect::<Vec<_>>(), page);
        let line = |file| columns.line(file, page) + &hunks(&file.diff, 6, page.paint);
        return plan.files.iter().map(line).collect();
    }
    let creates = plan.files.iter().filter(|file| file.action == Action::Create).count();
    let grouped = creates > NAMED_CREATES;
    let mut out = String::new();
    if grouped {
        out.push_str(&by_folder(plan, page));
    }
    let rest = plan.files.iter().filter(|file| !(grouped && file.action == Action::Create));
    let mut groups = fold::files(rest);
    let uncounted = groups.split_off(groups.len().min(MOST_CAUSES));
    let mut named: Vec<&FileChange> =
        groups.iter().flat_map(|group| group.iter().take(FILES_PER_CAUSE).copied()).collect();
    named.sort_by(|one, other| one.path.cmp(&other.path));
    let columns = Columns::new(&named, page);
    named.iter().for_each(|file| out.push_str(&columns.line(file, page)));
    for group in &groups {
        if let Some(more) = group.get(FILES_PER_CAUSE..).filter(|more| !more.is_empty()) {
            out.push_str(&more_lines(more, page));
        }
    }
    if !uncounted.is_empty() {
        let files = uncounted.iter().map(Vec::len).sum();
        let causes = count(uncounted.len(), "other cause");
        out.push_str(&format!("    … {} of {causes} (--diff shows all)\n", count(files, "more file")));
    }
    out
}

/// The files of a cause that are not named: how many, and where.
fn more_lines(files: &[&FileChange], page: Page) -> String {
    let Some(first) = files.first() else { return String::new() };
    let head = format!("… {} more: ", files.len());
    let end = " (--diff shows all)";
    let room = page.room(INDENT + columns(&head) + columns(end));
    let cause = words::cause_within(&fold::cause(files), room);
    format!(
        "  {} {head}{cause}{end}\n      {}",
        sign(first.action),
        places(files.iter().map(|file| &*file.path), page)
    )
}

/// In which folders, at column 6.
fn places<'p>(paths: impl Iterator<Item = &'p str>, page: Page) -> String {
    page.flow(&fold::places(&paths.collect::<Vec<_>>(), MOST_PLACES), 6)
}

/// New files by folder: how many, how long, which.
fn by_folder(plan: &Plan, page: Page) -> String {
    let mut folders = group(plan, 2);
    if folders.len() > MOST_FOLDERS {
        folders = group(plan, 1);
    }
    let mut out = String::new();
    for (folder, files) in folders.iter().take(MOST_FOLDERS) {
        let lines: usize = files.iter().map(|file| file.added).sum();
        let name = |file: &&FileChange| {
            let below = file.path.strip_prefix(folder.as_str()).unwrap_or(&file.path);
            below.rsplit('/').next().unwrap_or(below).to_string()
        };
        let names: Vec<String> = files.iter().map(name).collect();
        let head = format!(
            "{}{}{}",
            pad(&clip(folder, 30), 31),
            pad(&count(files.len(), "file"), 10),
            pad(&format!("+{lines}"), 8)
        );
        let names = clip(&names.join(", "), page.room(INDENT + columns(&head))).into_owned();
        let plus = page.paint.paint(Tone::Good, "+");
        out.push_str(&format!("  {plus} {head}{}\n", page.paint.paint(Tone::Quiet, &names)));
    }
    let rest: Vec<&Vec<&FileChange>> = folders.values().skip(MOST_FOLDERS).collect();
    if !rest.is_empty() {
        let files = rest.iter().map(|files| files.len()).sum();
        let folders = count(rest.len(), "more folder");
        out.push_str(&format!("    … {} in {folders} (--diff shows all)\n", count(files, "more file")));
    }
    out
}

/// New files by the folder they are in, to so many levels.
fn group(plan: &Plan, levels: usize) -> BTreeMap<String, Vec<&FileChange>> {
    let mut folders: BTreeMap<String, Vec<&FileChange>> = BTreeMap::new();
    for file in plan.files.iter().filter(|file| file.action == Action::Create) {
        folders.entry(fold::folder(&file.path, levels)).or_default().push(file);
    }
    folders
}

/// How wide the columns of paths and of numbers are.
struct Columns {
    paths: Column,
    numbers: usize,
}

impl Columns {
    fn new(files: &[&FileChange], page: Page) -> Self {
        let widest = files.iter().map(|file| columns(&numbers(file))).max().unwrap_or_default();
        let numbers = widest.max(7) + 2;
        let most = page.width.saturating_sub(INDENT + numbers + LEAST_CAUSE).max(24);
        let paths = files.iter().map(|file| &*file.path);
        Self { paths: Column::new(INDENT, paths, 24, most), numbers }
    }

    fn line(&self, file: &FileChange, page: Page) -> String {
        let tone = match file.action {
            Action::Create => Tone::Good,
            Action::Update | Action::Mode => Tone::Change,
            Action::Delete => Tone::Bad,
        };
        let numbers = pad(&numbers(file), self.numbers);
        let room = page.room(self.paths.end() + columns(&numbers));
        let cause = words::cause_within(&file.cause, room);
        let line = format!(
            "  {} {}{numbers}{}",
            page.paint.paint(tone, sign(file.action)),
            self.paths.cell(&file.path),
            page.paint.paint(Tone::Quiet, &cause)
        );
        line.trim_end().to_string() + "\n"
    }
}

fn numbers(file: &FileChange) -> String {
    match file.action {
        Action::Create => format!("+{}", file.added),
        Action::Update => format!("+{} -{}", file.added, file.removed),
        Action::Mode if file.executable => "+x".to_string(),
        Action::Mode => "-x".to_string(),
        Action::Delete => format!("-{}", file.removed),
    }
}

pub(super) fn drift(plan: &Plan, page: Page) -> String {
    let column = Column::new(INDENT, plan.drift.iter().map(|drift| &*drift.path), 16, 30);
    if page.all {
        let lines = |drift: &Drift| one_drift(drift, column, page) + &hunks(&drift.diff, 6, page.paint);
        return plan.drift.iter().map(lines).collect();
    }
    let entry = |group: &Vec<&Drift>| match group[..] {
        [only] => one_drift(only, column, page),
        _ => many_drift(group, page),
    };
    fold::drift(&plan.drift).iter().map(entry).collect()
}

fn drift_mark(drift: &Drift, page: Page) -> String {
    let (mark, tone) = if drift.kind.is_conflict() { ("!", Tone::Bad) } else { ("·", Tone::Warning) };
    format!("  {} ", page.paint.paint(tone, mark))
}

fn one_drift(drift: &Drift, column: Column, page: Page) -> String {
    let what = page.hang(&printable(&words::drift(drift)), column.end());
    let then = page.hang(&words::then(drift), column.end());
    let lead = " ".repeat(column.end());
    format!("{}{}{what}{lead}{then}", drift_mark(drift, page), column.cell(&drift.path))
}

/// Many files that are not as they should be in one way: what, what then, and which.
fn many_drift(group: &[&Drift], page: Page) -> String {
    let Some(first) = group.first() else { return String::new() };
    let number = count(group.len(), "file");
    let what = format!("{number} {}:", words::drift_of_many(&first.kind));
    let what = page.hang(&printable(&what), INDENT);
    let then = page.hang(&words::then(first), INDENT);
    let places = places(group.iter().map(|drift| &*drift.path), page);
    format!("{}{what}      {places}    {then}", drift_mark(first, page))
}
