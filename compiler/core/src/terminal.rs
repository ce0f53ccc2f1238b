//! Text for terminals: colours, wrapping, columns, and characters that cannot drive the terminal.
//! In: text and whether colours are wanted. Out: text. It asks no terminal anything: the shell does.

use std::borrow::Cow;

/// How wide everything that people read is.
pub const WIDTH: usize = 80;

/// The few ways in which text stands out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    Bad,
    Warning,
    Good,
    Change,
    Quiet,
    Strong,
    Link,
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Tone::Bad => "31",
            Tone::Warning => "33",
            Tone::Good => "32",
            Tone::Change => "36",
            Tone::Quiet => "2",
            Tone::Strong => "1",
            Tone::Link => "34",
        }
    }
}

/// Whether colours are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Paint {
    pub colour: bool,
}

impl Paint {
    pub fn paint<'t>(self, tone: Tone, text: &'t str) -> Cow<'t, str> {
        if self.colour && !text.is_empty() {
            Cow::Owned(format!("\u{1b}[{}m{text}\u{1b}[0m", tone.code()))
        } else {
            Cow::Borrowed(text)
        }
    }
}

/// Whether a character would move the cursor, change colours or turn the reading direction round.
pub fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Text from outside, on one line, as data: every harmful character becomes a visible mark.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.contains(is_harmful) {
        Cow::Owned(text.chars().map(|c| if c == '\t' { ' ' } else { visible(c) }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The character, or the mark that stands for it.
pub fn visible(c: char) -> char {
    if is_harmful(c) { '\u{fffd}' } else { c }
}

/// Columns that text takes. Wide scripts are counted as narrow: a ragged edge, never lost text.
pub fn columns(text: &str) -> usize {
    text.chars().count()
}

/// At most `width` columns; what is cut is marked.
pub fn clip(text: &str, width: usize) -> Cow<'_, str> {
    if columns(text) <= width {
        return Cow::Borrowed(text);
    }
    let mut out: String = text.chars().take(width.saturating_sub(1)).collect();
    out.push('…');
    Cow::Owned(out)
}

/// Pads on the right, at least one blank, so that the next column never touches.
pub fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(columns(text)).max(1);
    format!("{text}{}", " ".repeat(missing))
}

/// Words on lines of at most `width` columns. A word that is longer stays whole: it may be a path to be copied.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = columns(word);
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
        }
    }
    lines
}

/// Wrapped text whose first line begins at column `indent` and whose other lines are moved there.
pub fn hang(text: &str, indent: usize, width: usize) -> String {
    let lines = wrap(text, width.saturating_sub(indent).max(20));
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// `1 file`, `2 files`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_from_outside_lose_their_power() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c\td"), "a\u{fffd}[31mb\u{fffd}c d");
        assert_eq!(printable("plain"), "plain");
    }

    #[test]
    fn lines_hold_what_fits_and_no_word_is_cut() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a-very-long-word b", 4), ["a-very-long-word", "b"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(clip("abcdef", 4), "abc…");
    }
}
