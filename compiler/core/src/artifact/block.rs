//! The part of a user's file that is ours: the lines from one mark to another. In: the file, and what is to stand
//! between the marks. Out: the file with it, or without it; everything around it stays byte for byte, so that what is
//! put in and taken out leaves the file as it was. It decides nothing.
//!
//! ```text
//! *.log
//! # >>> formwork: made from formwork.kdl; edit around these lines, not in them
//! /backend/.env
//! # <<< formwork
//! ```

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

const BEGIN: &str = ">>> formwork";
const BEGIN_HINT: &str = ": made from formwork.kdl; edit around these lines, not in them";
const END: &str = "<<< formwork";
const BYTE_ORDER_MARK: char = '\u{feff}';

/// How a comment begins and ends in a file of this name.
fn comment(path: &str) -> (&'static str, &'static str) {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    if matches!(ending, "md" | "html") { ("<!-- ", " -->") } else { ("# ", "") }
}

/// The lines of a block, with its marks.
pub fn between_marks(path: &str, lines: &str) -> String {
    let (before, after) = comment(path);
    format!("{before}{BEGIN}{BEGIN_HINT}{after}\n{lines}{before}{END}{after}\n")
}

/// Marks from which it cannot be told what is whose; each with its line, from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Damage {
    NoEnd(usize),
    NoBegin(usize),
    /// A block begins before the one above it ended, or after it.
    Again(usize),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEnd(line) => write!(f, "the block that begins in line {line} has no `{END}`"),
            Self::NoBegin(line) => write!(f, "the block that ends in line {line} has no `{BEGIN}`"),
            Self::Again(line) => write!(f, "a second block begins in line {line}"),
        }
    }
}

/// Where the block is, its marks and their line ends included. `None` when there is none.
pub fn find(path: &str, file: &str) -> Result<Option<Range<usize>>, Damage> {
    let (before, _) = comment(path);
    let is = |line: &str, mark: &str| {
        let rest = line.trim_start_matches(BYTE_ORDER_MARK).trim().strip_prefix(before.trim());
        let rest = rest.and_then(|rest| rest.trim_start().strip_prefix(mark));
        rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
    };
    let mut begun: Option<(usize, usize)> = None;
    let mut found = None;
    let mut start = 0;
    for (number, line) in (1..).zip(file.split_inclusive('\n')) {
        let end = start + line.len();
        if is(line, BEGIN) {
            if begun.is_some() || found.is_some() {
                return Err(Damage::Again(number));
            }
            let mark = if line.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
            begun = Some((number, start + mark));
        } else if is(line, END) {
            let (_, from) = begun.take().ok_or(Damage::NoBegin(number))?;
            found = Some(from..end);
        }
        start = end;
    }
    match begun {
        Some((number, _)) => Err(Damage::NoEnd(number)),
        None => Ok(found),
    }
}

/// A block as it is made: with line feeds alone, and one at its end.
pub fn plain(block: &str) -> Cow<'_, str> {
    if block.ends_with('\n') && !block.contains('\r') {
        return Cow::Borrowed(block);
    }
    let mut plain = block.replace("\r\n", "\n");
    if !plain.ends_with('\n') {
        plain.push('\n');
    }
    Cow::Owned(plain)
}

/// The file with this block, in the place of the one at `old`, or at its end; with the line ends that are there.
pub fn put(file: &str, old: Option<Range<usize>>, block: &str) -> String {
    let line_end = line_end(old.clone().map_or(file, |old| &file[old]));
    let mut lines = block.replace('\n', line_end);
    let (before, after, is_open) = match old {
        Some(old) => (&file[..old.start], &file[old.end..], !file[old.clone()].ends_with('\n')),
        None => (file, "", !file.trim_start_matches(BYTE_ORDER_MARK).is_empty() && !file.ends_with('\n')),
    };
    // A file whose last line is open stays so: that is how `cut` knows.
    let is_appended = before.len() == file.len();
    if is_open {
        lines.truncate(lines.len() - line_end.len());
    }
    let join = if is_open && is_appended { line_end } else { "" };
    format!("{before}{join}{lines}{after}")
}

/// The file without the block.
pub fn cut(file: &str, block: Range<usize>) -> String {
    let (before, after) = (&file[..block.start], &file[block.end..]);
    let block = &file[block];
    let joined = if block.ends_with('\n') { None } else { before.strip_suffix(line_end(block)) };
    let before = joined.unwrap_or(before);
    format!("{before}{after}")
}

/// Whether a file says nothing.
pub fn is_empty(file: &str) -> bool {
    file.trim_start_matches(BYTE_ORDER_MARK).is_empty()
}

/// How the first line ends.
fn line_end(text: &str) -> &'static str {
    if text.find('\n').is_some_and(|at| text[..at].ends_with('\r')) { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = ".gitignore";

    fn block() -> String {
        between_marks(PATH, "/a/.env\n/b/.env\n")
    }

    /// Files of every kind, none with a block.
    const FILES: &[&str] = &[
        "",
        "\n",
        "a",
        "a\n",
        "a\n\n",
        "a\nb",
        "a\r\nb\r\n",
        "a\r\nb",
        "a\r\nb\nc\r\n",
        "\u{feff}",
        "\u{feff}a",
        "\u{feff}a\r\n",
        "a\r",
        " \n ",
        "# >>> formworks\n# <<< other\n>>> formwork\n",
        "ä\nö",
    ];

    #[test]
    fn what_is_put_in_and_taken_out_leaves_every_byte() {
        for file in FILES {
            assert_eq!(find(PATH, file), Ok(None), "{file:?}");
            let with = put(file, None, &block());
            let at = find(PATH, &with).unwrap().unwrap();
            assert_eq!(plain(&with[at.clone()]), block(), "{file:?}");
            assert!(with.starts_with(file), "{with:?}");
            assert_eq!(cut(&with, at.clone()), *file, "{with:?}");
            // Another one in its place, and back again.
            let other = put(&with, Some(at), &between_marks(PATH, "/c\n"));
            let at = find(PATH, &other).unwrap().unwrap();
            assert_eq!(put(&other, Some(at), &block()), with);
            assert_eq!(with.ends_with('\n'), file.is_empty() || *file == "\u{feff}" || file.ends_with('\n'));
        }
    }

    #[test]
    fn what_stands_below_the_block_stays_there() {
        for below in ["x", "x\n", "\n\n", "x\r\ny"] {
            let file = put("a\n", None, &block()) + below;
            let at = find(PATH, &file).unwrap().unwrap();
            assert_eq!(cut(&file, at.clone()), format!("a\n{below}"));
            assert_eq!(put(&file, Some(at), &block()), file);
        }
    }

    #[test]
    fn the_block_has_the_line_ends_of_the_file() {
        let with = put("a\r\nb\r\n", None, &block());
        assert_eq!(with.matches("\r\n").count(), with.matches('\n').count());
        assert_eq!(put("a\nb\r\n", None, "x\n"), "a\nb\r\nx\n");
    }

    #[test]
    fn marks_are_comments_of_the_file() {
        assert!(between_marks("README.md", "x\n").starts_with("<!-- >>> formwork: "));
        assert!(between_marks("README.md", "x\n").ends_with("<!-- <<< formwork -->\n"));
        let page = put("# >>> formwork\n", None, &between_marks("a/b.md", "x\n"));
        assert_eq!(find("a/b.md", &page).unwrap().unwrap().start, "# >>> formwork\n".len());
        for loose in ["  # >>> formwork\nx\n  # <<< formwork\n", "#>>> formwork now\n#<<< formwork"] {
            assert_eq!(find(PATH, loose), Ok(Some(0..loose.len())), "{loose:?}");
        }
    }

    #[test]
    fn damaged_marks_are_found_with_their_line() {
        let (begin, end) = ("# >>> formwork\n", "# <<< formwork\n");
        let cases = [
            (format!("a\n{begin}b\n"), Damage::NoEnd(2)),
            (format!("a\nb\n{end}"), Damage::NoBegin(3)),
            (format!("{begin}{end}{begin}{end}"), Damage::Again(3)),
            (format!("{begin}{begin}{end}{end}"), Damage::Again(2)),
            (format!("{begin}{end}{end}"), Damage::NoBegin(3)),
            (format!("{end}{begin}"), Damage::NoBegin(1)),
        ];
        for (file, damage) in cases {
            assert_eq!(find(PATH, &file), Err(damage), "{file:?}");
        }
    }
}
