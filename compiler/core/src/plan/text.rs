//! A plan for people, at 80 columns: the verdict, the risks, the application, the files, the drift, the way back.

use super::diff::compare;
use super::model::{Extent, FieldChange, ModelChange, ModelChangeKind};
use super::words::{self, list, sign};
use super::{Action, Drift, FileChange, Plan, Refusal};
use crate::schema::RiskLevel;
use crate::terminal::{Paint, Tone, WIDTH, clip, columns, count, hang, pad, printable, wrap};
use std::collections::BTreeMap;

/// Files of one cause that are named before the rest is counted.
const FILES_PER_CAUSE: usize = 4;
/// New files that are named one by one; more are grouped by folder.
const NAMED_CREATES: usize = 8;
/// Folders that are listed before they are grouped by the folder above.
const MOST_FOLDERS: usize = 16;
/// Things of the spec that are named one by one when they are all new.
const NAMED_ENTITIES: usize = 8;
/// Findings that the spec accepts and that are named before the rest is counted.
const NAMED_ACCEPTED: usize = 6;
/// Things that taking a change back does not bring back, named before the rest is counted.
const NAMED_UNDOINGS: usize = 8;
/// Fields of one thing that are named before the rest is counted.
const FIELDS_PER_ENTITY: usize = 6;

/// What somebody who sees a plan for the first time can do next.
const FIRST_STEPS: &str =
    "Nothing is written yet: formwork plan --diff shows these files, formwork apply writes them.";

/// How a plan is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TextOptions {
    pub paint: Paint,
    /// Every file by name, with its hunks.
    pub diff: bool,
}

/// The plan. Nothing to do is one line.
pub fn text(plan: &Plan, options: TextOptions) -> String {
    let paint = options.paint;
    let mut out = verdict(plan, paint);
    if !plan.risks.is_empty() {
        out.push('\n');
        let width = column(plan.risks.iter().map(|risk| risk.subject.as_str()));
        plan.risks.iter().for_each(|risk| out.push_str(&risk_lines(risk, width, paint)));
    }
    if !plan.refusals.is_empty() {
        out.push_str(&format!("\n{}\n", paint.paint(Tone::Strong, "Refused")));
        plan.refusals.iter().for_each(|refusal| out.push_str(&refusal_lines(refusal, paint)));
    }
    if !plan.model.is_empty() {
        out.push_str(&format!("\n{}\n", paint.paint(Tone::Strong, "Application")));
        out.push_str(&application(plan, options));
    }
    if !plan.accepted.is_empty() && plan.has_changes() {
        out.push_str(&format!("\n{}\n", paint.paint(Tone::Strong, "Accepted in the spec")));
        out.push_str(&accepted(plan, options));
    }
    if !plan.files.is_empty() {
        out.push_str(&format!("\n{}\n", paint.paint(Tone::Strong, "Files")));
        out.push_str(&files(plan, options));
    }
    if !plan.drift.is_empty() {
        out.push_str(&format!("\n{}\n", paint.paint(Tone::Strong, "Drift")));
        let width = column(plan.drift.iter().map(|drift| &*drift.path));
        plan.drift.iter().for_each(|drift| out.push_str(&drift_lines(drift, width, options)));
    }
    if let Some(way) = words::way_back(plan) {
        out.push_str(&way_back(plan, &way));
    } else if plan.is_first && plan.has_changes() {
        out.push_str(&format!("\n{}\n", wrap(FIRST_STEPS, WIDTH).join("\n")));
    }
    out
}

fn way_back(plan: &Plan, way: &str) -> String {
    let left = words::not_undone(plan);
    let end = if left.is_empty() { "." } else { ", but not everything:" };
    let mut out = format!("\n{}\n", wrap(&format!("The way back: {way}{end}"), WIDTH).join("\n"));
    for (subject, undo) in left.iter().take(NAMED_UNDOINGS) {
        out.push_str(&format!("  · {}\n", hang(&printable(&format!("{subject}: {undo}")), 4, WIDTH)));
    }
    let rest = left.len().saturating_sub(NAMED_UNDOINGS);
    if rest > 0 {
        out.push_str(&format!("  … {rest} more\n"));
    }
    out
}

/// How wide a column of names is: as wide as the widest, within reason, and two blanks.
fn column<'n>(names: impl Iterator<Item = &'n str>) -> usize {
    names.map(columns).max().unwrap_or_default().clamp(16, 30) + 2
}

/// The first line.
pub fn verdict(plan: &Plan, paint: Paint) -> String {
    let line = format!("{}: {}.", plan.app, words::verdict(plan));
    let lines = wrap(&line, WIDTH);
    let painted: Vec<_> = lines.iter().map(|line| paint.paint(Tone::Strong, line)).collect();
    painted.join("\n") + "\n"
}

fn risk_lines(risk: &super::Risk, width: usize, paint: Paint) -> String {
    let tone = match risk.level {
        RiskLevel::DataLoss | RiskLevel::Irreversible => Tone::Bad,
        RiskLevel::Exposure | RiskLevel::Downtime | RiskLevel::Unknown => Tone::Warning,
        RiskLevel::Cost | RiskLevel::Safe => Tone::Change,
    };
    let word = pad(&risk.level.word().replace('-', " ").to_uppercase(), 13);
    let subject = pad(&risk.subject, width);
    let room = WIDTH.saturating_sub(15 + columns(&subject)).max(20);
    let change = clip(&printable(&risk.change), room).into_owned();
    let sentence = format!("{} {}", risk.sentence, risk.code);
    let sentence = hang(&sentence, 15, WIDTH);
    format!("  {}{subject}{change}\n{}{sentence}\n", paint.paint(tone, &word), " ".repeat(15))
}

fn refusal_lines(refusal: &Refusal, paint: Paint) -> String {
    let head = format!("{}: {}", refusal.subject, refusal.code);
    let place = refusal.place.as_deref().unwrap_or_default();
    let mark = paint.paint(Tone::Bad, "!");
    let first = line(&format!("  {mark} {head}"), place, 4 + columns(&head), paint);
    let message = hang(&printable(&refusal.message), 4, WIDTH);
    format!("{first}    {message}\n    {}\n", hang(&printable(&refusal.help), 4, WIDTH))
}

/// Who accepts what, and why.
fn accepted(plan: &Plan, options: TextOptions) -> String {
    let most = if options.diff { usize::MAX } else { NAMED_ACCEPTED };
    let mut out = String::new();
    for entry in plan.accepted.iter().take(most) {
        let head = format!("{}: {}", entry.subject, entry.code);
        out.push_str(&line(&format!("  · {head}"), &entry.place, 4 + columns(&head), options.paint));
        let words = format!("{}: {}", entry.message, entry.reason);
        out.push_str(&format!("    {}\n", hang(&printable(&words), 4, WIDTH)));
    }
    let rest = plan.accepted.len().saturating_sub(most);
    if rest > 0 {
        out.push_str(&format!("    … {} (--diff shows all)\n", count(rest, "more finding")));
    }
    out
}

fn application(plan: &Plan, options: TextOptions) -> String {
    let all_new = plan.model.iter().all(|change| change.kind == ModelChangeKind::Added);
    if all_new && plan.model.len() > NAMED_ENTITIES && !options.diff {
        return by_kind(plan, options.paint);
    }
    let titles: Vec<String> = plan.model.iter().map(ModelChange::title).collect();
    let width = column(titles.iter().map(String::as_str));
    plan.model.iter().map(|change| model_lines(change, width, options)).collect()
}

/// A first plan: how many of each kind, and their names.
fn by_kind(plan: &Plan, paint: Paint) -> String {
    let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for change in &plan.model {
        kinds.entry(change.entity.kind()).or_default().push(change.entity.name().to_string());
    }
    let mut out = String::new();
    for (kind, names) in kinds {
        let head = pad(&plural(names.len(), kind), 18);
        let names = hang(&list(&names, 12), 22, WIDTH);
        out.push_str(&format!("  {} {head}{names}\n", paint.paint(Tone::Good, "+")));
    }
    out
}

fn plural(number: usize, kind: &str) -> String {
    match kind {
        "app" => "the app".to_string(),
        "alert" | "bucket" | "backup" | "database" | "environment" | "external" | "objective" | "secret"
        | "service" | "slo" => count(number, kind),
        _ => format!("{number} {kind}"),
    }
}

fn model_lines(change: &ModelChange, width: usize, options: TextOptions) -> String {
    let paint = options.paint;
    let (mark, tone) = match change.kind {
        ModelChangeKind::Added => ("+", Tone::Good),
        ModelChangeKind::Removed => ("-", Tone::Bad),
        ModelChangeKind::Changed | ModelChangeKind::Renamed => ("~", Tone::Change),
    };
    let mark = paint.paint(tone, mark);
    let entity = pad(&change.title(), width);
    let touched = match change.touches.len() {
        0 => "no file".to_string(),
        number => count(number, "file"),
    };
    let place = change.place.clone().unwrap_or_default();
    if matches!(change.kind, ModelChangeKind::Added | ModelChangeKind::Removed) {
        return line(
            &format!("  {mark} {entity}{touched}"),
            &place,
            4 + columns(&entity) + columns(&touched),
            paint,
        );
    }
    let mut out = String::new();
    let most = if options.diff { usize::MAX } else { FIELDS_PER_ENTITY };
    let renamed = change.was.iter().map(|_| format!("renamed ({touched})"));
    let fields = change.fields.iter().take(most).map(field_words);
    for (at, words) in renamed.chain(fields).enumerate() {
        let room = WIDTH.saturating_sub(4 + columns(&entity)).max(20);
        let words = clip(&words, room).into_owned();
        let lead = if at == 0 { format!("  {mark} {entity}") } else { " ".repeat(4 + columns(&entity)) };
        let place = if at == 0 { place.as_str() } else { "" };
        out.push_str(&line(&format!("{lead}{words}"), place, 4 + columns(&entity) + columns(&words), paint));
    }
    let rest = change.fields.len().saturating_sub(most);
    if rest > 0 {
        out.push_str(&format!(
            "{}… {} (--diff shows all)\n",
            " ".repeat(4 + columns(&entity)),
            count(rest, "more field")
        ));
    }
    out
}

/// Text on the left, a place on the right, when there is room.
fn line(left: &str, right: &str, used: usize, paint: Paint) -> String {
    let gap = WIDTH.saturating_sub(used + columns(right));
    if right.is_empty() || gap < 2 {
        return format!("{left}\n");
    }
    format!("{left}{}{}\n", " ".repeat(gap), paint.paint(Tone::Quiet, right))
}

fn field_words(field: &FieldChange) -> String {
    let name = pad(&field.field, 10);
    let value = |text: &Option<String>| printable(text.as_deref().unwrap_or_default()).into_owned();
    match (&field.old, &field.new) {
        (None, _) if field.extent != Extent::Value => format!("{} (new)", printable(&field.field)),
        (_, None) if field.extent != Extent::Value => format!("{} (gone)", printable(&field.field)),
        (Some(_), Some(_)) => format!("{name}{} -> {}", value(&field.old), value(&field.new)),
        (None, _) => format!("{name}{} (new)", value(&field.new)),
        (_, None) => format!("{name}{} (gone)", value(&field.old)),
    }
}

fn files(plan: &Plan, options: TextOptions) -> String {
    let width = path_column(plan);
    if options.diff {
        return plan
            .files
            .iter()
            .map(|file| file_line(file, width, options.paint) + &hunks(&file.diff, options.paint))
            .collect();
    }
    let creates = plan.files.iter().filter(|file| file.action == Action::Create).count();
    let grouped = creates > NAMED_CREATES;
    let mut out = String::new();
    if grouped {
        out.push_str(&by_folder(plan, options.paint));
    }
    let mut rest: BTreeMap<(Action, &super::Cause), Vec<&FileChange>> = BTreeMap::new();
    for file in plan.files.iter().filter(|file| !(grouped && file.action == Action::Create)) {
        let known = rest.entry((file.action, &file.cause)).or_default();
        known.push(file);
        if known.len() <= FILES_PER_CAUSE {
            out.push_str(&file_line(file, width, options.paint));
        }
    }
    for ((action, cause), files) in rest {
        if let Some(more) = files.get(FILES_PER_CAUSE..).filter(|more| !more.is_empty()) {
            out.push_str(&more_lines(action, cause, more, options.paint));
        }
    }
    out
}

/// The files of one cause that are not named: how many, and where.
fn more_lines(action: Action, cause: &super::Cause, files: &[&FileChange], paint: Paint) -> String {
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for file in files {
        *folders.entry(folder(&file.path, 3)).or_default() += 1;
    }
    let places: Vec<String> = folders.iter().map(|(folder, number)| format!("{folder} ({number})")).collect();
    let places = hang(&list(&places, MOST_FOLDERS), 6, WIDTH);
    let cause = clip(&words::cause(cause), 30).into_owned();
    let number = files.len();
    format!(
        "  {} … {number} more: {cause} (--diff shows all)\n      {}\n",
        sign(action),
        paint.paint(Tone::Quiet, &places)
    )
}

/// New files by folder: how many, how long, which.
fn by_folder(plan: &Plan, paint: Paint) -> String {
    let mut folders = group(plan, 2);
    if folders.len() > MOST_FOLDERS {
        folders = group(plan, 1);
    }
    let mut rows: Vec<(String, usize, usize, String)> = Vec::new();
    for (folder, files) in &folders {
        let lines = files.iter().map(|file| file.added).sum();
        let name = |file: &&FileChange| {
            let below = file.path.strip_prefix(folder.as_str()).unwrap_or(&file.path);
            below.rsplit('/').next().unwrap_or(below).to_string()
        };
        let names: Vec<String> = files.iter().map(name).collect();
        rows.push((folder.clone(), files.len(), lines, names.join(", ")));
    }
    let rest = rows.split_off(rows.len().min(MOST_FOLDERS));
    let mut out = String::new();
    for (folder, number, lines, names) in rows {
        let head = format!(
            "{}{}{}",
            pad(&clip(&folder, 30), 31),
            pad(&count(number, "file"), 10),
            pad(&format!("+{lines}"), 8)
        );
        let names = clip(&names, WIDTH - 4 - columns(&head)).into_owned();
        out.push_str(&format!(
            "  {} {head}{}\n",
            paint.paint(Tone::Good, "+"),
            paint.paint(Tone::Quiet, &names)
        ));
    }
    if !rest.is_empty() {
        let files = rest.iter().map(|row| row.1).sum();
        out.push_str(&format!(
            "    … {} in {} (--diff shows all)\n",
            count(files, "more file"),
            count(rest.len(), "more folder")
        ));
    }
    out
}

/// New files by the folder they are in, to so many levels.
fn group(plan: &Plan, levels: usize) -> BTreeMap<String, Vec<&FileChange>> {
    let mut folders: BTreeMap<String, Vec<&FileChange>> = BTreeMap::new();
    for file in plan.files.iter().filter(|file| file.action == Action::Create) {
        folders.entry(folder(&file.path, levels)).or_default().push(file);
    }
    folders
}

/// So many levels of the folder, or the root.
fn folder(path: &str, levels: usize) -> String {
    let Some((folder, _)) = path.rsplit_once('/') else { return "./".to_string() };
    let parts: Vec<&str> = folder.split('/').take(levels).collect();
    format!("{}/", parts.join("/"))
}

/// How wide the column of paths is.
fn path_column(plan: &Plan) -> usize {
    plan.files.iter().map(|file| columns(&file.path)).max().unwrap_or_default().clamp(24, 46) + 2
}

fn file_line(file: &FileChange, width: usize, paint: Paint) -> String {
    let (tone, numbers) = match file.action {
        Action::Create => (Tone::Good, format!("+{}", file.added)),
        Action::Update => (Tone::Change, format!("+{} -{}", file.added, file.removed)),
        Action::Mode if file.executable => (Tone::Change, "+x".to_string()),
        Action::Mode => (Tone::Change, "-x".to_string()),
        Action::Delete => (Tone::Bad, format!("-{}", file.removed)),
    };
    let left = format!("{}{}", pad(&file.path, width), pad(&numbers, 9));
    // Behind a long path there may be no room to say anything.
    let room = WIDTH.saturating_sub(4 + columns(&left));
    let cause = if room < 8 { String::new() } else { words::cause_within(&file.cause, room) };
    let line =
        format!("  {} {left}{}", paint.paint(tone, sign(file.action)), paint.paint(Tone::Quiet, &cause));
    line.trim_end().to_string() + "\n"
}

/// How two texts differ, line by line. Empty when they are too long to compare.
pub fn changes(old: &str, new: &str, paint: Paint) -> String {
    let diff = compare(old.as_bytes(), new, true).hunks;
    lines(&diff.unwrap_or_default(), 0, paint)
}

/// Hunks as a plan shows them.
pub fn paint_hunks(diff: &str, paint: Paint) -> String {
    lines(diff, 0, paint)
}

fn hunks(diff: &Option<String>, paint: Paint) -> String {
    diff.as_deref().map_or(String::new(), |diff| lines(diff, 6, paint))
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

fn drift_lines(drift: &Drift, width: usize, options: TextOptions) -> String {
    let paint = options.paint;
    let (mark, tone) = if drift.kind.is_conflict() { ("!", Tone::Bad) } else { ("·", Tone::Warning) };
    let indent = 4 + width;
    // A path that is wider than the column has a line of its own.
    let fits = columns(&drift.path) < width;
    let path = if fits { pad(&drift.path, width) } else { format!("{}\n{}", drift.path, " ".repeat(indent)) };
    let first = hang(&printable(&words::drift(drift)), indent, WIDTH);
    let second = hang(&words::then(drift), indent, WIDTH);
    let lead = " ".repeat(indent);
    let lines = format!("  {} {path}{first}\n{lead}{second}\n", paint.paint(tone, mark));
    if options.diff { lines + &hunks(&drift.diff, paint) } else { lines }
}
