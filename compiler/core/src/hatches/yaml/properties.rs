//! Edits of real artifacts, and of made-up files with hostile keys, against a reader of YAML: what is read after an edit
//! is what was read before it, with that edit made to the values; or the edit is refused and says why.

use super::edited;
use crate::hatches::{Edit, New};
use crate::render::yaml::{Commented, FlowSeq, SpaceAfter, to_yaml};
use crate::schema::Literal;
use crate::targets::fixture::{emit_all, model, model_of};
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value, json};

const AUTHOR: &str = include_str!("../../../../../examples/auto-author/formwork.kdl");

/// What no file may take for anything but text.
const HOSTILE: &[&str] = &[
    "",
    "no",
    "a: b",
    "- a",
    "it's \"x\" # y",
    "one\ntwo\n",
    "{a: [b]}",
    "\0\u{202e}",
    "${{ x }} `y`",
    "012",
    "é:",
];

fn read(text: &str) -> Result<Value, String> {
    serde_saphyr::from_str(text).map_err(|why| why.to_string())
}

/// The way to every value, from the outside in; keys of maps and numbers of items.
fn paths(value: &Value) -> Vec<Vec<String>> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        _ => Vec::new(),
    };
    let mut all = Vec::new();
    for (key, value) in inner {
        all.push(vec![key.clone()]);
        all.extend(paths(value).into_iter().map(|rest| [vec![key.clone()], rest].concat()));
    }
    all
}

fn below<'v>(value: &'v mut Value, key: &str) -> Option<&'v mut Value> {
    match value {
        Value::Object(map) => map.get_mut(key),
        Value::Array(items) => items.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The edit made to values; `None` where there is no such place.
fn set(value: &mut Value, path: &[String], new: &Value) -> Option<()> {
    let Some((key, rest)) = path.split_first() else {
        *value = new.clone();
        return Some(());
    };
    if value.is_null() {
        *value = json!({});
    }
    if let Some(map) = value.as_object_mut() {
        return set(map.entry(key.clone()).or_insert(Value::Null), rest, new);
    }
    set(below(value, key)?, rest, new)
}

fn remove(value: &mut Value, path: &[String]) -> Option<()> {
    let (last, above) = path.split_last()?;
    let parent = above.iter().try_fold(value, |value, key| below(value, key))?;
    match parent {
        Value::Object(map) => map.shift_remove(last).map(|_| ()),
        Value::Array(items) => {
            let at = last.parse().ok().filter(|at| *at < items.len())?;
            items.remove(at);
            Some(())
        }
        _ => None,
    }
}

/// How an edit came out; what was refused had better be rare where there is such a place.
#[derive(Default)]
struct Count {
    made: usize,
    refused: usize,
}

impl Count {
    /// Holds an edit of the text against the same of its values.
    fn hold(&mut self, text: &str, edit: &Edit<'_>, expected: Option<Value>, is_refusable: bool) {
        let words = match edit {
            Edit::Set(path, _) => format!("set {path:?}"),
            Edit::Remove(path) => format!("remove {path:?}"),
        };
        match (edited(text, edit), expected) {
            (Ok(edited), Some(expected)) => {
                let seen = read(&edited);
                assert_eq!(seen.as_ref(), Ok(&expected), "{words} in\n{text}\ngives\n{edited}");
                self.made += 1;
            }
            (Err(_), None) => self.refused += 1,
            (Err(_), Some(_)) if is_refusable => self.refused += 1,
            (Err(why), Some(_)) => panic!("{words}: {why}, in\n{text}"),
            (Ok(edited), None) => panic!("{words} has no place, and gives\n{edited}\nof\n{text}"),
        }
    }

    /// A value in the place of this one, something new beside it and in it, and nothing in its place.
    fn try_at(&mut self, text: &str, value: &Value, path: &[String], hostile: &str) {
        // What stands on one line, in brackets, has no lines of its own: it is replaced whole.
        let on_one_line = is_in_brackets(text, value, path);
        let literals = [Literal::Text(hostile.into()), Literal::Bool(true), Literal::Integer(-7)];
        let list = json!([hostile, true, -7]);
        let fresh = [path, &[format!("x{hostile}")]].concat();
        let beside = [&path[..path.len() - 1], &[format!("y{hostile}"), hostile.to_string()]].concat();
        for path in [path.to_vec(), fresh, beside] {
            let mut expected = value.clone();
            let expected_list = set(&mut expected, &path, &list).map(|()| expected);
            self.hold(text, &Edit::Set(&path, New::List(&literals)), expected_list, on_one_line);
            let mut expected = value.clone();
            let one = set(&mut expected, &path, &json!(hostile)).map(|()| expected);
            self.hold(text, &Edit::Set(&path, New::One(&literals[0])), one, on_one_line);
        }
        let mut expected = value.clone();
        let expected = remove(&mut expected, path).map(|()| expected);
        self.hold(text, &Edit::Remove(path), expected, on_one_line || is_first_of_item(value, path));
    }
}

/// The first key of a list's item stands behind its dash, and cannot go alone.
fn is_first_of_item(value: &Value, path: &[String]) -> bool {
    let [above @ .., item, key] = path else { return false };
    let mut whole = value.clone();
    let Some(Value::Array(items)) = above.iter().try_fold(&mut whole, |value, key| below(value, key)) else {
        return false;
    };
    let item = item.parse::<usize>().ok().and_then(|at| items.get(at)?.as_object());
    item.is_some_and(|item| item.keys().next() == Some(key))
}

/// Whether a list or a map on the way is written on one line: a file has no line for what is in it.
fn is_in_brackets(text: &str, value: &Value, path: &[String]) -> bool {
    let begins = |key: &String| ["{", "{ "].iter().any(|mark| text.contains(&format!("{mark}{key}:")));
    (1..=path.len()).any(|depth| {
        let mut whole = value.clone();
        match path[..depth].iter().try_fold(&mut whole, |value, key| below(value, key)) {
            Some(Value::Array(items)) => {
                items.iter().all(|item| !item.is_array() && !item.is_object())
                    && text.contains(to_yaml(&FlowSeq(items.clone())).trim_end())
            }
            Some(Value::Object(map)) => map.keys().next().is_some_and(begins),
            _ => false,
        }
    })
}

#[test]
fn edits_of_artifacts_are_edits_of_what_is_read() {
    let mut count = Count::default();
    let files = [emit_all(&model()), emit_all(&model_of(AUTHOR))];
    let files = files.iter().flatten().filter(|(path, _)| path.ends_with(".yml") || path.ends_with(".yaml"));
    for (number, (_, text)) in files.enumerate() {
        let value = read(text).unwrap();
        let paths = paths(&value);
        for (at, path) in paths.iter().enumerate().skip(number % 11).step_by(11) {
            count.try_at(text, &value, path, HOSTILE[at % HOSTILE.len()]);
        }
    }
    assert!(count.made > 1000 && count.refused < count.made / 2, "{} and {}", count.made, count.refused);
}

/// Maps, lists and text as artifacts have them, under keys that mean something to YAML.
#[derive(Serialize)]
struct MadeUp<'a> {
    plain: &'a str,
    keys: IndexMap<String, SpaceAfter<IndexMap<&'a str, Commented<&'a str>>>>,
    items: Vec<IndexMap<&'a str, Vec<&'a str>>>,
    words: FlowSeq<[&'a str; 2]>,
}

#[test]
fn edits_of_made_up_files_are_edits_of_what_is_read() {
    let mut count = Count::default();
    for (at, one) in HOSTILE.iter().enumerate() {
        let other = HOSTILE[(at + 3) % HOSTILE.len()];
        let map = IndexMap::from([
            (*one, Commented(other, format!("why {one}"))),
            (other, Commented(*one, String::new())),
        ]);
        let file = to_yaml(&MadeUp {
            plain: one,
            keys: HOSTILE.iter().map(|key| (key.to_string(), SpaceAfter(map.clone()))).collect(),
            items: vec![IndexMap::from([(*one, vec![other, one]), (other, vec![])]); 2],
            words: FlowSeq([one, other]),
        });
        let value = read(&file).unwrap();
        for (step, path) in paths(&value).iter().enumerate() {
            count.try_at(&file, &value, path, HOSTILE[(at + step) % HOSTILE.len()]);
        }
    }
    assert!(count.made > 1000 && count.refused < count.made / 2, "{} and {}", count.made, count.refused);
}
