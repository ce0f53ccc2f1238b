//! What is said together, in every format: many risks of one code, many things that change in one way, many files of
//! one cause. In: the parts of a plan. Out: groups of them, in the order of the plan; it leaves nothing out.

use super::model::ModelChange;
use super::{Action, Cause, Drift, FileChange, Risk, words};
use crate::terminal::count;
use std::collections::{BTreeMap, BTreeSet};

/// So many alike are still said one by one.
const ALIKE: usize = 3;
/// More causes than this are put together by what kind of cause they are.
const MOST_CAUSES: usize = 12;

/// Items of one key, where there are more than a few, as one group in the place of the first; others alone.
fn alike<'p, T, K: Ord>(items: &'p [T], key: impl Fn(&'p T) -> K) -> Vec<Vec<&'p T>> {
    let mut sizes: BTreeMap<K, usize> = BTreeMap::new();
    items.iter().for_each(|item| *sizes.entry(key(item)).or_default() += 1);
    let mut places: BTreeMap<K, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&T>> = Vec::new();
    for item in items {
        let key = key(item);
        if sizes.get(&key).is_none_or(|size| *size <= ALIKE) {
            groups.push(vec![item]);
        } else if let Some(place) = places.get(&key) {
            groups[*place].push(item);
        } else {
            places.insert(key, groups.len());
            groups.push(vec![item]);
        }
    }
    groups
}

/// Risks of one code for one kind of thing.
pub(super) fn risks(risks: &[Risk]) -> Vec<Vec<&Risk>> {
    let kind = |risk: &Risk| risk.subject.split_once(' ').map(|(kind, _)| kind.to_string());
    alike(risks, |risk| (risk.level, risk.code.clone(), kind(risk)))
}

/// Things of one kind of which the same fields change.
pub(super) fn model(changes: &[ModelChange]) -> Vec<Vec<&ModelChange>> {
    alike(changes, |change| {
        (change.kind.word(), change.entity.kind().to_string(), change.was.is_some(), field_names(change))
    })
}

/// What changes of a thing, without the labels of its parts: `port`, `route`.
pub(super) fn field_names(change: &ModelChange) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for field in &change.fields {
        let name = field.field.split(' ').next().unwrap_or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Files that are not as they should be in one way; what has to be settled comes first.
pub(super) fn drift(drift: &[Drift]) -> Vec<Vec<&Drift>> {
    let mut groups = alike(drift, |drift| words::drift_of_many(&drift.kind));
    groups.sort_by_key(|group| !group.iter().any(|drift| drift.kind.is_conflict()));
    groups
}

/// Files that change in one way for one cause; of very many causes, for one kind of cause.
pub(super) fn files<'p>(files: impl IntoIterator<Item = &'p FileChange>) -> Vec<Vec<&'p FileChange>> {
    let mut by_cause: BTreeMap<(Action, &Cause), Vec<&FileChange>> = BTreeMap::new();
    for file in files {
        by_cause.entry((file.action, &file.cause)).or_default().push(file);
    }
    if by_cause.len() <= MOST_CAUSES {
        return by_cause.into_values().collect();
    }
    /// What is done, what of any thing is the cause, and the cause when it is not the spec.
    type Key<'p> = (Action, BTreeSet<&'p str>, Option<&'p Cause>);
    let mut by_kind: BTreeMap<Key<'_>, Vec<&FileChange>> = BTreeMap::new();
    for ((action, cause), mut files) in by_cause {
        let key = match cause {
            Cause::Spec(labels) => (action, labels.iter().map(|label| what_of(label)).collect(), None),
            other => (action, BTreeSet::new(), Some(other)),
        };
        by_kind.entry(key).or_default().append(&mut files);
    }
    let mut groups: Vec<Vec<&FileChange>> = by_kind.into_values().collect();
    groups.iter_mut().for_each(|group| group.sort_by(|one, other| one.path.cmp(&other.path)));
    groups
}

/// What a label says without its name: `port` of `backend.port`, `alert` of `alert slow`, `-> ` of a rename.
fn what_of(label: &str) -> &str {
    match (label.split_once(' '), label.rsplit_once('.')) {
        (Some((_, rest)), _) if rest.starts_with("-> ") => "-> ",
        (Some((_, rest)), _) if rest.starts_with('(') => "(",
        (Some((kind, _)), _) => kind,
        (None, Some((_, field))) => field,
        (None, None) => label,
    }
}

/// Why the files of a group change, in a few words: all that stands behind them.
pub(super) fn cause(files: &[&FileChange]) -> Cause {
    let mut labels: Vec<&String> = Vec::new();
    let mut known = BTreeSet::new();
    for file in files {
        match &file.cause {
            Cause::Spec(more) => labels.extend(more.iter().filter(|label| known.insert(*label))),
            other => return other.clone(),
        }
    }
    Cause::Spec(labels.into_iter().cloned().collect())
}

/// Where files are: the folder and how many, or the file alone when there is no other. As deep as gives no more than so
/// many; what is still too much is counted.
pub(super) fn places(paths: &[&str], most: usize) -> Vec<String> {
    let at = |levels: usize| {
        let mut folders: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for path in paths {
            folders.entry(folder(path, levels)).or_default().push(path);
        }
        folders
    };
    let folders = [3, 2].into_iter().map(at).find(|folders| folders.len() <= most).unwrap_or_else(|| at(1));
    let place = |(folder, paths): (&String, &Vec<&str>)| match paths[..] {
        [only] => only.to_string(),
        _ => format!("{folder} ({})", paths.len()),
    };
    let mut places: Vec<String> = folders.iter().take(most).map(place).collect();
    if folders.len() > most {
        let rest = folders.values().skip(most).map(Vec::len).sum();
        places.push(format!("and {} elsewhere", count(rest, "file")));
    }
    places
}

/// So many levels of the folder, or the root.
pub(super) fn folder(path: &str, levels: usize) -> String {
    let Some((folder, _)) = path.rsplit_once('/') else { return "./".to_string() };
    let parts: Vec<&str> = folder.split('/').take(levels).collect();
    format!("{}/", parts.join("/"))
}
