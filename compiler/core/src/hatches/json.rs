//! Edits of a JSON file that is printed with two spaces a level. In: its text. Out: the text after the edit, the order of
//! keys kept, or why it does not fit.

use super::{Edit, New, shown};
use crate::schema::Literal;
use serde_json::{Map, Value};

pub(super) fn edited(text: &str, edit: &Edit<'_>) -> Result<String, String> {
    let mut root: Value = serde_json::from_str(text).map_err(|why| format!("the file is no JSON: {why}"))?;
    match edit {
        Edit::Set(path, new) => set(&mut root, path, 0, value(new))?,
        Edit::Remove(path) => remove(&mut root, path)?,
    }
    let mut printed = serde_json::to_string_pretty(&root).map_err(|why| why.to_string())?;
    printed.push('\n');
    Ok(printed)
}

fn value(new: &New<'_>) -> Value {
    match new {
        New::One(literal) => one(literal),
        New::List(items) => Value::Array(items.iter().map(one).collect()),
    }
}

fn one(literal: &Literal) -> Value {
    match literal {
        Literal::Text(text) => Value::String(text.to_string()),
        Literal::Integer(number) => serde_json::from_str(&number.to_string()).unwrap_or(Value::Null),
        Literal::Number(number) => serde_json::Number::from_f64(*number).map_or(Value::Null, Value::Number),
        Literal::Bool(truth) => Value::Bool(*truth),
    }
}

fn set(place: &mut Value, path: &[String], depth: usize, new: Value) -> Result<(), String> {
    let Some(key) = path.get(depth) else {
        *place = new;
        return Ok(());
    };
    match place {
        Value::Object(map) => {
            let inner = map.entry(key.clone()).or_insert_with(|| Value::Object(Map::new()));
            set(inner, path, depth + 1, new)
        }
        Value::Array(items) => {
            let item = key.parse().ok().and_then(|at: usize| items.get_mut(at));
            set(item.ok_or_else(|| no_item(path, depth))?, path, depth + 1, new)
        }
        _ => Err(format!("`{}` has a value, and nothing in it", shown(&path[..depth]))),
    }
}

fn remove(root: &mut Value, path: &[String]) -> Result<(), String> {
    let Some((last, way)) = path.split_last() else { return Ok(()) };
    let mut place = root;
    for (depth, key) in way.iter().enumerate() {
        place = step(place, key).ok_or_else(|| missing(&path[..=depth]))?;
    }
    let removed = match place {
        Value::Object(map) => map.shift_remove(last).is_some(),
        Value::Array(items) => match last.parse::<usize>() {
            Ok(at) if at < items.len() => {
                items.remove(at);
                true
            }
            _ => false,
        },
        _ => false,
    };
    if removed { Ok(()) } else { Err(missing(path)) }
}

fn step<'v>(place: &'v mut Value, key: &str) -> Option<&'v mut Value> {
    match place {
        Value::Object(map) => map.get_mut(key),
        Value::Array(items) => items.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    }
}

fn no_item(path: &[String], depth: usize) -> String {
    format!("`{}` is a list without an item {}", shown(&path[..depth]), path[depth])
}

fn missing(path: &[String]) -> String {
    format!("there is no `{}` in the file", shown(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "{\n  \"b\": {\n    \"c\": [\n      1,\n      2\n    ]\n  },\n  \"a\": true\n}\n";

    fn path(keys: &[&str]) -> Vec<String> {
        keys.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn settings_are_set_and_removed_where_they_are() {
        let text = Literal::Text("x".into());
        let set = edited(FILE, &Edit::Set(&path(&["b", "d", "e"]), New::One(&text))).unwrap();
        assert!(set.contains("\"d\": {\n      \"e\": \"x\"\n    }\n  },\n  \"a\""), "{set}");
        let item = edited(FILE, &Edit::Remove(&path(&["b", "c", "0"]))).unwrap();
        assert!(item.contains("[\n      2\n    ]"), "{item}");
        let plain = edited(FILE, &Edit::Set(&path(&["a", "x"]), New::One(&text)));
        assert_eq!(plain.unwrap_err(), "`a` has a value, and nothing in it");
        let gone = edited(FILE, &Edit::Remove(&path(&["b", "x"])));
        assert_eq!(gone.unwrap_err(), "there is no `b.x` in the file");
    }
}
