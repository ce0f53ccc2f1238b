//! Lines of a file as it is, and the lines that the spec makes. In: both texts, and which lines are asked for. Out: for
//! each of them the lines of the artifact that it is, or that stand in its place.

use similar::{DiffTag, TextDiff};
use std::ops::RangeInclusive;

/// What is at the path of an artifact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnDisk<'d> {
    Absent,
    Text(&'d str),
    /// Something else than text of a sensible size, in words.
    Other(&'d str),
}

/// A line that is asked for, counted from zero.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Asked {
    pub(super) line: usize,
    pub(super) text: String,
    /// The lines of the artifact: the very one, or those that the spec would have here.
    pub(super) made: Vec<usize>,
    /// Whether somebody has written something else here.
    pub(super) is_edited: bool,
}

/// Of lines counted from one, those that there are.
pub(super) fn asked(disk: OnDisk<'_>, made: &str, lines: &RangeInclusive<usize>) -> Vec<Asked> {
    let disk = match disk {
        OnDisk::Text(disk) if disk != made => disk,
        _ => return as_made(made, lines),
    };
    let text: Vec<&str> = disk.lines().collect();
    let diff = TextDiff::from_lines(disk, made);
    let mut all = Vec::with_capacity(text.len());
    for op in diff.ops() {
        let (old, new) = (op.old_range(), op.new_range());
        for line in old.clone() {
            let is_edited = op.tag() != DiffTag::Equal;
            let made = if is_edited { new.clone().collect() } else { vec![new.start + line - old.start] };
            let text = text.get(line).map_or_else(String::new, ToString::to_string);
            all.push(Asked { line, text, made, is_edited });
        }
    }
    all.retain(|asked| lines.contains(&(asked.line + 1)));
    all
}

fn as_made(made: &str, lines: &RangeInclusive<usize>) -> Vec<Asked> {
    let all = made.lines().enumerate().filter(|(line, _)| lines.contains(&(line + 1)));
    let asked = |(line, text): (usize, &str)| Asked {
        line,
        text: text.to_string(),
        made: vec![line],
        is_edited: false,
    };
    all.map(asked).collect()
}

/// How many lines of a file are others than the spec makes.
pub(super) fn edited(disk: &str, made: &str) -> usize {
    let diff = TextDiff::from_lines(disk, made);
    let ops = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal);
    ops.map(|op| op.old_range().len().max(op.new_range().len())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_again_after_an_edit() {
        let made = "a\nb\nc\nd\n";
        let lines = |disk, from, to| -> Vec<(usize, Vec<usize>, bool)> {
            let asked = asked(OnDisk::Text(disk), made, &(from..=to));
            asked.into_iter().map(|asked| (asked.line, asked.made, asked.is_edited)).collect()
        };
        assert_eq!(lines("a\nb\nc\nd\n", 2, 2), [(1, vec![1], false)]);
        assert_eq!(lines("new\na\nb\nc\nd\n", 1, 2), [(0, vec![], true), (1, vec![0], false)]);
        assert_eq!(lines("a\nB\nc\nd\n", 2, 3), [(1, vec![1], true), (2, vec![2], false)]);
        assert_eq!(lines("d\n", 1, 9), [(0, vec![3], false)]);
        assert_eq!(lines("", 1, 9), []);
        assert_eq!(edited("a\nB\nc\nd\n", made), 1);
        assert_eq!(asked(OnDisk::Absent, made, &(4..=9)).len(), 1);
    }
}
