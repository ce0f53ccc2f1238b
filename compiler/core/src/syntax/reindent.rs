//! Tokens of several lines at another indentation. In: the text of a comment or string. Out: a spelling that says the
//! same, whose lines end in LF; none when it is the one that is there. It does not decide where a token should stand.

use std::ops::Range;

use super::chars::is_space;
use super::strings::{self, lines};
use super::token::TokenKind;

const TAB: usize = 4;

/// How far a line is indented, in columns.
pub fn indentation(line: &str) -> usize {
    let blanks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    blanks.fold(0, |column, byte| if byte == b'\t' { (column / TAB + 1) * TAB } else { column + 1 })
}

/// A comment whose lines, but for the first, move by so many columns: together, and none past the margin.
pub fn comment_moved_by(comment: &str, columns: isize) -> Option<String> {
    let (first, rest) = split(comment);
    let rest: Vec<&str> = rest.iter().map(|line| comment[line.clone()].trim_end_matches(is_space)).collect();
    let depths = rest.iter().filter(|line| !line.is_empty()).map(|line| indentation(line));
    let columns = columns.max(-(depths.min().unwrap_or(0) as isize));
    let mut out = comment[first].trim_end_matches(is_space).to_string();
    for line in rest {
        out.push('\n');
        if !line.is_empty() {
            let depth = indentation(line).saturating_add_signed(columns);
            push_line(&mut out, depth, line.trim_start_matches([' ', '\t']));
        }
    }
    (out != comment).then_some(out)
}

/// A string whose lines are indented so far, with the same value. One that cannot be moved only changes line ends.
pub fn string_indented(string: &str, kind: TokenKind, depth: usize) -> Option<String> {
    let moved = match kind {
        TokenKind::MultiLineString | TokenKind::RawMultiLineString => indented(string, depth),
        _ => with_line_feeds(string),
    };
    let same = |spelling: &String| *spelling == string || means_the_same(spelling, string, kind);
    let spelling = Some(moved).filter(same).or_else(|| Some(with_line_feeds(string)).filter(same))?;
    (spelling != string).then_some(spelling)
}

fn means_the_same(one: &str, other: &str, kind: TokenKind) -> bool {
    let is_raw = matches!(kind, TokenKind::RawString | TokenKind::RawMultiLineString);
    let escaped = !is_raw && other.contains('\\');
    strings::check(one, kind, escaped).is_empty()
        && strings::decode(one, kind, escaped) == strings::decode(other, kind, escaped)
}

/// The indentation of the last line, which is no part of the value, replaced in every line that has it.
fn indented(string: &str, depth: usize) -> String {
    let (first, rest) = split(string);
    let last = rest.last().map_or("", |line| &string[line.clone()]);
    let old = &last[..last.len() - last.trim_start_matches(is_space).len()];
    let mut out = string[first].to_string();
    for line in rest {
        let line = &string[line];
        out.push('\n');
        match line.strip_prefix(old) {
            _ if line.chars().all(is_space) => {}
            Some(content) => push_line(&mut out, depth, content),
            None => out.push_str(line),
        }
    }
    out
}

fn with_line_feeds(string: &str) -> String {
    let lines: Vec<&str> = lines(string).into_iter().map(|line| &string[line]).collect();
    lines.join("\n")
}

fn push_line(out: &mut String, depth: usize, line: &str) {
    out.extend(std::iter::repeat_n(' ', depth));
    out.push_str(line);
}

/// The first line, and the others.
fn split(text: &str) -> (Range<usize>, Vec<Range<usize>>) {
    let mut lines = lines(text);
    let rest = lines.split_off(1);
    (lines.swap_remove(0), rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use TokenKind::{MultiLineString, RawMultiLineString, String as Quoted};

    #[test]
    fn a_comment_moves_as_one() {
        assert_eq!(
            comment_moved_by("/* a\n  * b\n\n     c\n  */", 2).unwrap(),
            "/* a\n    * b\n\n       c\n    */"
        );
        assert_eq!(comment_moved_by("/* a\n   b\n  c */", -8).unwrap(), "/* a\n b\nc */");
        assert_eq!(comment_moved_by("/* a  \r\n\tb \t\r\n*/", 0).unwrap(), "/* a\n    b\n*/");
        assert_eq!(comment_moved_by("/* a\n b */", 0), None);
    }

    #[test]
    fn a_string_moves_and_keeps_its_value() {
        let moved = |text: &str, kind| string_indented(text, kind, 4);
        assert_eq!(
            moved("\"\"\"\n a\n   b \n \n \"\"\"", MultiLineString).unwrap(),
            "\"\"\"\n    a\n      b \n\n    \"\"\""
        );
        assert_eq!(
            moved("#\"\"\"\r\n\t\\n\r\n\t\"\"\"#", RawMultiLineString).unwrap(),
            "#\"\"\"\n    \\n\n    \"\"\"#"
        );
        assert_eq!(moved("\"a \\\r\n   b\"", Quoted).unwrap(), "\"a \\\n   b\"");
        assert_eq!(moved("\"\"\"\n    a\n    \"\"\"", MultiLineString), None);
    }

    #[test]
    fn a_string_that_would_change_its_value_stays() {
        // The closing line is what the `\` leaves of the line before it.
        let odd = "\"\"\"\n \u{3000}a\n \u{3000}\\\n  \"\"\"";
        let spelling = string_indented(odd, MultiLineString, 8).unwrap_or(odd.to_string());
        assert!(means_the_same(&spelling, odd, MultiLineString));
        assert!(!means_the_same("\"\"\"\n  a\n \"\"\"", "\"\"\"\n a\n \"\"\"", MultiLineString));
    }
}
