//! How rules speak: lists of names, text and places as they are in a spec.

use crate::source::Span;
use std::fmt::Display;

/// `a`, `a and b`, `a, b and c`, each in backticks.
pub(super) fn names<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    joined(names.into_iter().map(|name| format!("`{name}`")))
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined<T: Display>(words: impl IntoIterator<Item = T>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| word.to_string()).collect();
    match &words[..] {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The empty place behind a span, where a fix puts something in.
pub(super) fn behind(span: Span) -> Span {
    Span { start: span.end, ..span }
}

/// The edit that gives a property of a line a value: in the place of the one that is there, or at the line's end.
pub(super) fn property(line: Span, name: &str, value: Span, text: &str) -> (Span, String) {
    let is_there = value.file == line.file && line.start <= value.start && value.end <= line.end;
    if is_there { (value, text.to_string()) } else { (behind(line), format!(" {name}={text}")) }
}

/// As a value of a spec.
pub(super) fn quoted(text: impl Display) -> String {
    let mut out = String::from("\"");
    for c in text.to_string().chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_english() {
        assert_eq!(names::<&str>([]), "");
        assert_eq!(names(["a"]), "`a`");
        assert_eq!(names(["a", "b", "c"]), "`a`, `b` and `c`");
    }

    #[test]
    fn quoting_keeps_text_whole() {
        assert_eq!(quoted("a\"b\\c"), r#""a\"b\\c""#);
    }
}
