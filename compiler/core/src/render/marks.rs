//! Which line of a template printed a line. In: the templates of the standard library and of a project. Out: the same
//! templates with a mark before everything that they print, one for each line of each; and, of a text that they
//! printed, what it is without marks, with the line of the template for each of its lines.
//!
//! A mark is a character for private use, so it passes through every escaping and is found again. It stands before what is
//! no blank, so no rule about blanks treats the text otherwise.

use super::OwnTemplate;
use crate::source::Sources;
use crate::stdlib;
use indexmap::IndexMap;
use std::sync::Arc;

/// The first mark, and how many there are: the planes of Unicode that nobody else may give a meaning.
const FIRST: u32 = 0xF_0000;
const MARKS: u32 = 0xFFFD;

/// A line of a template.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TemplateLine {
    /// From the root of the repository, or of Formwork's own.
    pub file: Arc<str>,
    pub line: u32,
    pub is_own: bool,
}

#[derive(Debug, Default)]
pub struct Marks {
    /// By `language/name`.
    templates: IndexMap<String, String>,
    places: Vec<TemplateLine>,
}

impl Marks {
    pub fn new(own: &IndexMap<String, OwnTemplate>, sources: &Sources) -> Self {
        let mut marks = Self::default();
        for (name, text) in stdlib::templates().filter(|(name, _)| !own.contains_key(*name)) {
            marks.add(name, text, &format!("stdlib/templates/{name}.tera").into(), false);
        }
        for (name, template) in own {
            marks.add(name, &template.text, &sources.get(template.place.file).name, true);
        }
        marks
    }

    pub(super) fn is_mark(c: char) -> bool {
        (FIRST..FIRST + MARKS).contains(&(c as u32))
    }

    /// Those of a language, with their marks.
    pub(super) fn templates(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        self.templates.iter().filter_map(move |(name, text)| {
            Some((name.strip_prefix(folder)?.strip_prefix('/')?, text.as_str()))
        })
    }

    /// The text without marks, and for each of its lines where it comes from: the first mark in it, or, for what goes
    /// on over several lines, the one before.
    pub fn read(&self, text: &str) -> (String, Vec<Option<&TemplateLine>>) {
        let mut plain = String::with_capacity(text.len());
        let mut places = Vec::new();
        let mut before = None;
        for line in text.split_inclusive('\n') {
            let first = line.chars().find(|c| Self::is_mark(*c));
            let place = first.and_then(|mark| self.places.get((mark as u32 - FIRST) as usize)).or(before);
            places.push(place);
            before = place;
            plain.extend(line.chars().filter(|c| !Self::is_mark(*c)));
        }
        (plain, places)
    }

    fn add(&mut self, name: &str, text: &str, file: &Arc<str>, is_own: bool) {
        let first = self.places.len() as u32;
        let lines = text.lines().count() as u32;
        self.places.extend((1..=lines).map(|line| TemplateLine { file: Arc::clone(file), line, is_own }));
        self.templates.insert(name.to_string(), Marker { out: String::new(), next: first }.marked(text));
    }
}

/// A line as it is printed where nobody asks for its origin.
pub fn without_marks(line: &str) -> std::borrow::Cow<'_, str> {
    if line.contains(Marks::is_mark) { line.replace(Marks::is_mark, "").into() } else { line.into() }
}

/// Writes a template down with its marks.
struct Marker {
    out: String,
    /// The mark of the line that is being written.
    next: u32,
}

impl Marker {
    fn marked(mut self, text: &str) -> String {
        let mut rest = text;
        while let Some((at, end)) = next_tag(rest) {
            self.literal(&rest[..at]);
            let length = rest[at..].find(end).map_or(rest.len() - at, |length| length + end.len());
            let inside = &rest[at..at + length];
            rest = &rest[at + length..];
            if end == "}}" && !inside.starts_with("{{-") {
                self.mark();
            }
            self.copy(inside);
            if end == "%}" && inside.trim_matches(['{', '%', '-', '}', ' ']) == "raw" {
                let end = raw_end(rest);
                self.literal(&rest[..end]);
                rest = &rest[end..];
            }
        }
        self.literal(rest);
        self.out
    }

    /// Text that is printed as it stands: a mark where each line of it begins.
    fn literal(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            let shown = line.trim_start();
            self.out.push_str(&line[..line.len() - shown.len()]);
            if !shown.is_empty() {
                self.mark();
            }
            self.out.push_str(shown);
            if line.ends_with('\n') {
                self.next += 1;
            }
        }
    }

    fn copy(&mut self, text: &str) {
        self.out.push_str(text);
        self.next += text.matches('\n').count() as u32;
    }

    fn mark(&mut self) {
        let mark = char::from_u32(FIRST + self.next).filter(|mark| Marks::is_mark(*mark));
        self.out.extend(mark);
    }
}

/// Where the next tag begins, and what ends it.
fn next_tag(text: &str) -> Option<(usize, &'static str)> {
    text.match_indices('{').find_map(|(at, _)| {
        let end = match text.as_bytes().get(at + 1)? {
            b'{' => "}}",
            b'%' => "%}",
            b'#' => "#}",
            _ => return None,
        };
        Some((at, end))
    })
}

/// Where text ends that is not read for tags.
fn raw_end(text: &str) -> usize {
    let ends = text.match_indices("{%").map(|(at, _)| at);
    let is_end = |at: &usize| text[at + 2..].trim_start_matches('-').trim_start().starts_with("endraw");
    ends.into_iter().find(is_end).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> String {
        let out = Marker { out: String::new(), next: 0 }.marked(text);
        out.chars()
            .map(|c| if Marks::is_mark(c) { char::from(b'0' + (c as u32 - FIRST) as u8) } else { c })
            .collect()
    }

    #[test]
    fn a_mark_stands_before_what_is_printed_and_before_no_blank() {
        for (template, expected) in [
            ("a\n  b\n\nc", "0a\n  1b\n\n3c"),
            ("a {{ x }} b", "0a 0{{ x }} 0b"),
            ("{%- if x %}\n  y{% endif %}\n", "{%- if x %}\n  1y{% endif %}\n"),
            ("{{- x -}}\n{# a\nb #}c", "{{- x -}}\n{# a\nb #}2c"),
            ("{% raw %}\n${{ a }}\n{% endraw %}b", "{% raw %}\n1${{ a }}\n{% endraw %}2b"),
            ("f() { g; } ${x}", "0f() { g; } ${x}"),
        ] {
            assert_eq!(marked(template), expected, "{template}");
        }
    }
}
