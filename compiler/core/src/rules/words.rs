//! How rules speak: lists of names, the nearest of several words, text as it is written in a spec.

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

/// The candidate that is most like a word, when it is like enough to have been meant.
pub(super) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let reach = word.chars().count() / 3 + 1;
    let measured = candidates.into_iter().map(|candidate| (distance(word, candidate), candidate));
    measured.filter(|(steps, _)| *steps <= reach).min_by_key(|(steps, _)| *steps).map(|(_, near)| near)
}

/// How many letters have to be added, dropped or changed (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in to.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
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
    fn the_nearest_is_near() {
        assert_eq!(nearest("stagign", ["production", "staging"]), Some("staging"));
        assert_eq!(nearest("qa", ["production", "staging"]), None);
    }

    #[test]
    fn quoting_keeps_text_whole() {
        assert_eq!(quoted("a\"b\\c"), r#""a\"b\\c""#);
    }
}
