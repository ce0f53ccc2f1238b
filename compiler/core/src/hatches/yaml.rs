//! Edits of a YAML file in the style in which files are made here: block style, two spaces a level, lists below their
//! key. In: its text. Out: the text after the edit, every other line as it was, comments too; or why it does not fit.

#[cfg(test)]
mod properties;

use super::{Edit, New, shown};
use crate::render::without_marks;
use crate::render::yaml::{FlowSeq, to_yaml};
use crate::schema::Literal;
use serde::ser::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) fn edited(text: &str, edit: &Edit<'_>) -> Result<String, String> {
    let file = File::new(text);
    match edit {
        Edit::Set(path, new) => file.set(path, new),
        Edit::Remove(path) => file.remove(path),
    }
}

/// What a key leads to: its line, and the lines of its value.
#[derive(Clone, Debug)]
struct Entry {
    line: usize,
    /// How far the keys beside it are indented; of an item of a list, how far its dash is.
    indent: usize,
    /// The lines below that belong to it.
    below: Range<usize>,
    is_item: bool,
}

struct File<'t> {
    lines: Vec<&'t str>,
    /// The same without the marks of templates.
    plain: Vec<String>,
}

impl<'t> File<'t> {
    fn new(text: &'t str) -> Self {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let plain = lines.iter().map(|line| without_marks(line).trim_end().to_string()).collect();
        Self { lines, plain }
    }

    fn set(&self, path: &[String], new: &New<'_>) -> Result<String, String> {
        let (mut found, mut within, mut indent) = (None, 0..self.lines.len(), 0);
        for (depth, key) in path.iter().enumerate() {
            let Some(entry) = self.find(within.clone(), indent, key) else {
                return self.insert(found.as_ref(), within, indent, &path[depth..], new).map_err(|why| {
                    match why {
                        Refusal::Plain => {
                            format!("`{}` has a value, and nothing in it", shown(&path[..depth]))
                        }
                        Refusal::List if depth == 0 => format!("the file is a list without an item {key}"),
                        Refusal::List => {
                            format!("`{}` is a list without an item {key}", shown(&path[..depth]))
                        }
                    }
                });
            };
            (within, indent) = self.inside(&entry);
            found = Some(entry);
        }
        let Some(entry) = found else { return Ok(self.lines.concat()) };
        Ok(self.replaced(entry.line..entry.below.end, &self.with_value(&entry, &printed(new))))
    }

    /// The line of an entry with another value.
    fn with_value(&self, entry: &Entry, value: &str) -> String {
        let line = &self.plain[entry.line];
        let blanks = " ".repeat(entry.indent);
        if entry.is_item {
            return format!("{blanks}- {value}\n");
        }
        let end = key_end(&line[entry.indent..]).unwrap_or(line.len() - entry.indent);
        // The key may stand behind the dash of an item.
        format!("{}: {value}\n", &line[..entry.indent + end])
    }

    fn remove(&self, path: &[String]) -> Result<String, String> {
        let (mut within, mut indent) = (0..self.lines.len(), 0);
        let mut last: Option<Entry> = None;
        for (depth, key) in path.iter().enumerate() {
            let entry = self.find(within.clone(), indent, key);
            let entry =
                entry.ok_or_else(|| format!("there is no `{}` in the file", shown(&path[..=depth])))?;
            if depth + 1 == path.len() {
                return self.without(last.as_ref(), &within, &entry);
            }
            (within, indent) = self.inside(&entry);
            last = Some(entry);
        }
        Ok(self.lines.concat())
    }

    /// What is left empty is printed as that, since nothing below a key would be no value at all.
    fn without(
        &self,
        parent: Option<&Entry>,
        within: &Range<usize>,
        entry: &Entry,
    ) -> Result<String, String> {
        if self.plain[entry.line][..entry.indent].trim_end().ends_with('-') {
            return Err("the first key of a list's item cannot be taken out alone".to_string());
        }
        let gone = entry.line..entry.below.end;
        let rest = within.clone().filter(|line| !gone.contains(line));
        let is_alone = rest.clone().all(|line| is_silent(&self.plain[line]));
        let empty = if entry.is_item { "[]" } else { "{}" };
        match parent {
            Some(parent) if is_alone && !parent.is_item => {
                Ok(self.replaced(parent.line..parent.below.end, &self.with_value(parent, empty)))
            }
            None if is_alone => Ok(self.replaced(gone, &format!("{empty}\n"))),
            _ => Ok(self.replaced(gone, "")),
        }
    }

    /// A new entry behind the last of those that are there.
    fn insert(
        &self,
        parent: Option<&Entry>,
        within: Range<usize>,
        indent: usize,
        path: &[String],
        new: &New<'_>,
    ) -> Result<String, Refusal> {
        let mut block = BTreeMap::new();
        let (first, rest) = (&path[0], &path[1..]);
        block.insert(first.clone(), Nested { path: rest, new });
        let text = indented(&to_yaml(&block), indent);
        let is_list = within.clone().any(|line| is_item_at(&self.plain[line], indent));
        let Some(parent) = parent else {
            let end = self.end_of(within);
            return if is_list { Err(Refusal::List) } else { Ok(self.replaced(end..end, &text)) };
        };
        let value = self.inline_value(parent);
        if value == "{}" || (value.is_empty() && parent.below.is_empty()) {
            let key_line = self.with_value(parent, "");
            return Ok(
                self.replaced(parent.line..parent.below.end, &format!("{}\n{text}", key_line.trim_end()))
            );
        }
        let takes_keys = value.is_empty() || (parent.is_item && begins_map(value));
        if !takes_keys {
            return Err(Refusal::Plain);
        }
        if is_list {
            return Err(Refusal::List);
        }
        let end = self.end_of(within);
        Ok(self.replaced(end..end, &text))
    }

    /// Behind the last line that says something.
    fn end_of(&self, within: Range<usize>) -> usize {
        within
            .clone()
            .rev()
            .find(|line| !self.plain[*line].trim().is_empty())
            .map_or(within.start, |line| line + 1)
    }

    /// What stands behind the key, on its line.
    fn inline_value(&self, entry: &Entry) -> &str {
        let line = &self.plain[entry.line];
        if entry.is_item {
            return line[entry.indent..].trim_start_matches("- ").trim();
        }
        let end = key_end(&line[entry.indent..]).map_or(line.len(), |end| entry.indent + end + 1);
        line[end..].trim()
    }

    fn find(&self, within: Range<usize>, indent: usize, key: &str) -> Option<Entry> {
        let is_list = within.clone().any(|line| is_item_at(&self.plain[line], indent));
        let wanted: Option<usize> = key.parse().ok();
        let mut items = 0;
        for line in within.clone() {
            let plain = &self.plain[line];
            let is_first = line == within.start && starts_behind_dash(plain, indent);
            let found = if is_list && !is_first {
                let is_item = is_item_at(plain, indent);
                items += usize::from(is_item);
                is_item && wanted.is_some_and(|wanted| wanted + 1 == items)
            } else {
                (is_first || (is_at(plain, indent) && !is_silent(plain))) && is_key(&plain[indent..], key)
            };
            if found {
                let end = self.end_of_entry(line, within.end, indent, is_list && !is_first);
                return Some(Entry { line, indent, below: line + 1..end, is_item: is_list && !is_first });
            }
        }
        None
    }

    /// An entry ends before the next line that is not indented further; empty lines and comments before that are not its.
    fn end_of_entry(&self, line: usize, most: usize, indent: usize, is_item: bool) -> usize {
        let is_deeper = |plain: &str| {
            let own = plain.len() - plain.trim_start().len();
            own > indent && !(is_item && own == indent)
        };
        let mut end = line + 1;
        for next in line + 1..most {
            let plain = &self.plain[next];
            if plain.trim().is_empty() {
                continue;
            }
            if !is_deeper(plain) {
                break;
            }
            end = next + 1;
        }
        end
    }

    /// The lines in which the keys of an entry's value stand, and how far they are indented. Those of a list's item begin
    /// behind its dash.
    fn inside(&self, entry: &Entry) -> (Range<usize>, usize) {
        if entry.is_item {
            return (entry.line..entry.below.end, entry.indent + 2);
        }
        let first = entry.below.clone().find(|line| !is_silent(&self.plain[*line]));
        let indent = first.map_or(entry.indent + 2, |line| {
            let plain = &self.plain[line];
            plain.len() - plain.trim_start().len()
        });
        (entry.below.clone(), indent)
    }

    fn replaced(&self, lines: Range<usize>, text: &str) -> String {
        let (before, after) = (&self.lines[..lines.start], &self.lines[lines.end..]);
        format!("{}{text}{}", before.concat(), after.concat())
    }
}

enum Refusal {
    Plain,
    List,
}

/// Keys inside one another, and the value in the innermost.
struct Nested<'p> {
    path: &'p [String],
    new: &'p New<'p>,
}

impl Serialize for Nested<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.path.split_first() {
            Some((key, path)) => {
                BTreeMap::from([(key, Nested { path, new: self.new })]).serialize(serializer)
            }
            None => self.new.serialize(serializer),
        }
    }
}

impl Serialize for New<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            New::One(literal) => Plain(literal).serialize(serializer),
            New::List(items) => FlowSeq(items.iter().map(Plain).collect::<Vec<_>>()).serialize(serializer),
        }
    }
}

struct Plain<'l>(&'l Literal);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Literal::Bool(truth) => serializer.serialize_bool(*truth),
            Literal::Integer(number) => serializer.serialize_i64(*number),
            Literal::Number(number) => serializer.serialize_f64(*number),
            Literal::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// As it stands behind a key. Text of several lines is quoted there.
fn printed(new: &New<'_>) -> String {
    let text = to_yaml(&FlowSeq(vec![new]));
    let text = text.trim_end();
    text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text).to_string()
}

fn indented(text: &str, indent: usize) -> String {
    let blanks = " ".repeat(indent);
    text.lines().map(|line| format!("{blanks}{line}\n")).collect()
}

fn is_silent(plain: &str) -> bool {
    let text = plain.trim_start();
    text.is_empty() || text.starts_with('#')
}

fn is_at(plain: &str, indent: usize) -> bool {
    plain.len() - plain.trim_start().len() == indent && plain.is_char_boundary(indent)
}

fn is_item_at(plain: &str, indent: usize) -> bool {
    is_at(plain, indent) && (plain[indent..].starts_with("- ") || &plain[indent..] == "-")
}

/// Whether the first key of a list's item stands here, behind the dash.
fn starts_behind_dash(plain: &str, indent: usize) -> bool {
    indent >= 2 && is_item_at(plain, indent - 2)
}

/// Where the key of a line ends, before its colon.
fn key_end(text: &str) -> Option<usize> {
    if let Some(quoted) = text.strip_prefix('"') {
        let end = quoted.char_indices().find(|(at, c)| *c == '"' && !quoted[..*at].ends_with('\\'))?.0 + 2;
        return text[end..].starts_with(':').then_some(end);
    }
    text.find(": ").or_else(|| text.ends_with(':').then(|| text.len() - 1))
}

/// Whether a line begins with a key. What has to stand in quotes is written in one way only.
fn is_key(text: &str, key: &str) -> bool {
    let Some(end) = key_end(text) else { return false };
    let printed = to_yaml(&BTreeMap::from([(key, 0)]));
    text[..end] == *key || printed.strip_suffix(": 0\n") == Some(&text[..end])
}

/// Whether what stands behind the dash of an item is its first key.
fn begins_map(value: &str) -> bool {
    !value.starts_with(['[', '{']) && key_end(value).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# header

name: shop

services:
  api:
    image: a
    init: true
    tmpfs:
      - /tmp
      - /run
    env_file:
      - path: x
        required: false
    test: [CMD, \"a: b\"]

  web:
    image: b
volumes:
  data: {}
";

    fn path(keys: &[&str]) -> Vec<String> {
        keys.iter().map(ToString::to_string).collect()
    }

    fn set(keys: &[&str], text: &str) -> Result<String, String> {
        edited(FILE, &Edit::Set(&path(keys), New::One(&Literal::Text(text.into()))))
    }

    fn remove(keys: &[&str]) -> Result<String, String> {
        edited(FILE, &Edit::Remove(&path(keys)))
    }

    /// What stands in the one and not in the other.
    fn difference(edited: &str) -> (Vec<&str>, Vec<&str>) {
        let gone = FILE.lines().filter(|line| !edited.lines().any(|other| other == *line)).collect();
        let new = edited.lines().filter(|line| !FILE.lines().any(|other| other == *line)).collect();
        (gone, new)
    }

    #[test]
    fn a_value_takes_the_place_of_what_was_there() {
        let edited = set(&["services", "api", "image"], "c:1").unwrap();
        assert_eq!(difference(&edited), (vec!["    image: a"], vec!["    image: c:1"]));
        let edited = set(&["services", "api", "tmpfs"], "/x").unwrap();
        assert_eq!(
            difference(&edited),
            (vec!["    tmpfs:", "      - /tmp", "      - /run"], vec!["    tmpfs: /x"])
        );
        let edited = set(&["services", "api", "tmpfs", "1"], "/x").unwrap();
        assert_eq!(difference(&edited), (vec!["      - /run"], vec!["      - /x"]));
        let edited = set(&["services", "api", "env_file", "0", "path"], "z").unwrap();
        assert_eq!(difference(&edited), (vec!["      - path: x"], vec!["      - path: z"]));
    }

    #[test]
    fn what_is_new_comes_behind_what_is_there() {
        let edited = set(&["services", "api", "shm_size"], "256m").unwrap();
        assert!(edited.contains("\"a: b\"]\n    shm_size: 256m\n\n  web:"), "{edited}");
        let edited = set(&["services", "api", "ulimits", "nofile"], "no").unwrap();
        assert!(edited.contains("    ulimits:\n      nofile: \"no\"\n"), "{edited}");
        let edited = set(&["volumes", "data", "driver"], "local").unwrap();
        assert!(edited.ends_with("volumes:\n  data:\n    driver: local\n"), "{edited}");
        let edited = set(&["configs", "x"], "z").unwrap();
        assert!(edited.ends_with("configs:\n  x: z\n"), "{edited}");
        let list = [Literal::Integer(1), Literal::Text("b".into())];
        let edited = edited_list(&["services", "web", "dns"], &list);
        assert!(edited.contains("    image: b\n    dns: [1, b]\nvolumes"), "{edited}");
    }

    fn edited_list(keys: &[&str], items: &[Literal]) -> String {
        edited(FILE, &Edit::Set(&path(keys), New::List(items))).unwrap()
    }

    #[test]
    fn what_is_removed_leaves_the_rest() {
        let edited = remove(&["services", "api", "init"]).unwrap();
        assert_eq!(difference(&edited), (vec!["    init: true"], vec![]));
        let edited = remove(&["services", "api", "tmpfs", "0"]).unwrap();
        assert_eq!(difference(&edited), (vec!["      - /tmp"], vec![]));
        let edited = remove(&["volumes", "data"]).unwrap();
        assert!(edited.ends_with("volumes: {}\n"), "{edited}");
        let edited = remove(&["services", "web"]).unwrap();
        assert!(!edited.contains("web") && edited.contains("volumes:\n  data: {}"), "{edited}");
    }

    #[test]
    fn what_does_not_fit_is_said() {
        assert_eq!(set(&["name", "x"], "y").unwrap_err(), "`name` has a value, and nothing in it");
        assert_eq!(
            set(&["services", "api", "tmpfs", "7"], "y").unwrap_err(),
            "`services.api.tmpfs` is a list without an item 7"
        );
        assert_eq!(
            remove(&["services", "api", "x"]).unwrap_err(),
            "there is no `services.api.x` in the file"
        );
    }
}
