//! What changes in the application, in the language of the spec: a thing a line, its fields below each other. Many that
//! change alike are one entry with a few of their names.

use super::NAMED;
use super::layout::{Column, Page};
use crate::plan::model::{Extent, FieldChange, ModelChange, ModelChangeKind};
use crate::plan::words::{list, plural};
use crate::plan::{Plan, fold};
use crate::terminal::{Tone, clip, columns, count, pad, printable};
use std::collections::{BTreeMap, BTreeSet};

/// Things that are named one by one when they are all new.
const NAMED_ENTITIES: usize = 8;
/// Names of one kind on the first plan.
const NAMED_OF_A_KIND: usize = 12;
/// Entries before the rest is counted.
const MOST_ENTRIES: usize = 24;
/// Fields of one thing that are named before the rest is counted.
const FIELDS_PER_ENTITY: usize = 6;
/// Where names begin.
const AFTER_MARK: usize = 4;

pub(super) fn application(plan: &Plan, page: Page) -> String {
    let all_new = plan.model.iter().all(|change| change.kind == ModelChangeKind::Added);
    if all_new && plan.model.len() > NAMED_ENTITIES && !page.all {
        return by_kind(plan, page);
    }
    let titles: Vec<String> =
        plan.model.iter().map(|change| printable(&change.title()).into_owned()).collect();
    let column = Column::new(AFTER_MARK, titles.iter().map(String::as_str), 16, 30);
    if page.all {
        return plan.model.iter().map(|change| thing(change, column, page)).collect();
    }
    let mut groups = fold::model(&plan.model);
    let rest = groups.split_off(groups.len().min(MOST_ENTRIES));
    let entry = |group: &Vec<&ModelChange>| match group[..] {
        [only] => thing(only, column, page),
        _ => alike(group, column, page),
    };
    let mut out: String = groups.iter().map(entry).collect();
    if !rest.is_empty() {
        let rest: Vec<&ModelChange> = rest.into_iter().flatten().collect();
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        rest.iter().for_each(|change| *kinds.entry(change.entity.kind()).or_default() += 1);
        let kinds: Vec<String> = kinds.into_iter().map(|(kind, number)| plural(number, kind)).collect();
        let words =
            format!("… {}: {} (--diff shows all)", count(rest.len(), "more change"), kinds.join(", "));
        out.push_str(&format!("    {}", page.hang(&words, AFTER_MARK)));
    }
    out
}

/// A first plan: how many of each kind, and their names.
fn by_kind(plan: &Plan, page: Page) -> String {
    let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for change in &plan.model {
        kinds.entry(change.entity.kind()).or_default().push(printable(change.entity.name()).into_owned());
    }
    let mut out = String::new();
    for (kind, names) in kinds {
        let head = pad(&plural(names.len(), kind), 18);
        let names = page.hang(&list(&names, NAMED_OF_A_KIND), AFTER_MARK + 18);
        out.push_str(&format!("  {} {head}{names}", page.paint.paint(Tone::Good, "+")));
    }
    out
}

fn mark(kind: ModelChangeKind, page: Page) -> String {
    let (mark, tone) = match kind {
        ModelChangeKind::Added => ("+", Tone::Good),
        ModelChangeKind::Removed => ("-", Tone::Bad),
        ModelChangeKind::Changed | ModelChangeKind::Renamed => ("~", Tone::Change),
    };
    format!("  {} ", page.paint.paint(tone, mark))
}

fn touched(files: usize) -> String {
    if files == 0 { "no file".to_string() } else { count(files, "file") }
}

/// One thing: what becomes of it, where it is declared, and its fields.
fn thing(change: &ModelChange, column: Column, page: Page) -> String {
    let files = touched(change.touches.len());
    let mut words: Vec<String> = match change.kind {
        ModelChangeKind::Added | ModelChangeKind::Removed => vec![files],
        ModelChangeKind::Renamed => vec![format!("renamed ({files})")],
        ModelChangeKind::Changed => Vec::new(),
    };
    if matches!(change.kind, ModelChangeKind::Changed | ModelChangeKind::Renamed) {
        let most = if page.all { usize::MAX } else { FIELDS_PER_ENTITY };
        words.extend(change.fields.iter().take(most).map(field_words));
        let rest = change.fields.len().saturating_sub(most);
        if rest > 0 {
            words.push(format!("… {} (--diff shows all)", count(rest, "more field")));
        }
    }
    let place = change.place.as_deref().unwrap_or_default();
    let mut out = mark(change.kind, page) + &column.cell(&printable(&change.title()));
    for (at, words) in words.iter().enumerate() {
        let words = clip(words, page.room(column.end()));
        let lead = if at == 0 { String::new() } else { " ".repeat(column.end()) };
        let place = if at == 0 { place } else { "" };
        out.push_str(&page.line(&format!("{lead}{words}"), column.end() + columns(&words), place));
    }
    out
}

/// Many things that change in one way, with the first few of them.
fn alike(group: &[&ModelChange], column: Column, page: Page) -> String {
    let Some(first) = group.first() else { return String::new() };
    let files: BTreeSet<_> = group.iter().flat_map(|change| &change.touches).collect();
    let fields = list(&fold::field_names(first).into_iter().map(str::to_string).collect::<Vec<_>>(), 3);
    let files = touched(files.len());
    let what = match first.kind {
        ModelChangeKind::Added | ModelChangeKind::Removed => files,
        ModelChangeKind::Renamed => format!("renamed ({files})"),
        ModelChangeKind::Changed => format!("{} ({files})", printable(&fields)),
    };
    let head = column.cell(&plural(group.len(), first.entity.kind()));
    let mut out = format!("{}{head}{}\n", mark(first.kind, page), clip(&what, page.room(column.end())));
    if matches!(first.kind, ModelChangeKind::Added | ModelChangeKind::Removed) {
        let names: Vec<String> =
            group.iter().map(|change| printable(change.entity.name()).into_owned()).collect();
        return out + &" ".repeat(column.end()) + &page.hang(&list(&names, NAMED_OF_A_KIND), column.end());
    }
    for change in group.iter().take(NAMED) {
        let words: Vec<String> = change.fields.iter().map(values).collect();
        let words = words.join(", ");
        let name = printable(&change.rename()).into_owned();
        out.push_str(&format!(
            "    {}{}\n",
            column.cell(&format!("  {name}")),
            clip(&words, page.room(column.end()))
        ));
    }
    out + &format!("      … {} more (--diff shows all)\n", group.len() - NAMED)
}

fn field_words(field: &FieldChange) -> String {
    match (&field.old, &field.new) {
        (None, _) | (_, None) if field.extent != Extent::Value => {
            format!("{} {}", printable(&field.field), values(field))
        }
        _ => format!("{}{}", pad(&printable(&field.field), 10), values(field)),
    }
}

/// `8000 -> 8001`, or that it came or went.
fn values(field: &FieldChange) -> String {
    let value = |text: &Option<String>| printable(text.as_deref().unwrap_or_default()).into_owned();
    match (&field.old, &field.new) {
        (Some(_), Some(_)) => format!("{} -> {}", value(&field.old), value(&field.new)),
        (None, _) if field.extent != Extent::Value => "(new)".to_string(),
        (_, None) if field.extent != Extent::Value => "(gone)".to_string(),
        (None, _) => format!("{} (new)", value(&field.new)),
        (_, None) => format!("{} (gone)", value(&field.old)),
    }
}
