//! The lines of a file that a finding is about, small and harmless: long lines are cut around the marks and nothing
//! in them can drive the terminal. In: a file and the places in it. Out: a source that miette can draw.

use crate::diag::Label;
use crate::source::SourceFile;
use crate::terminal::{WIDTH, columns, printable, visible, wrap};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::collections::BTreeMap;
use std::ops::Range;

/// What is kept to the left of a mark when its line is cut.
const LEFT_OF_MARK: usize = 24;
/// What stands for each character of a text that is not shown.
const CONCEALED: char = '•';
/// What stands to the left of a line besides its number: blanks and a bar.
const GUTTER: usize = 4;
/// The arrow from a mark to its words.
const ARROW: usize = 4;
/// A label is not broken into lines shorter than this.
const NARROWEST_LABEL: usize = 24;
/// Lines shown above and below each mark.
const CONTEXT: usize = 1;
/// Columns of a tab.
const TAB: usize = 4;

/// A place in the file that is underlined.
#[derive(Debug)]
struct Mark {
    start: usize,
    end: usize,
    /// Columns that its words need at least.
    words: usize,
    is_primary: bool,
}

/// One shown line: where it stands in the file and in the excerpt.
#[derive(Debug)]
struct ShownLine {
    number: usize,
    start: usize,
}

/// Part of a file, with the marks moved along.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    text: String,
    lines: Vec<ShownLine>,
    pub(super) labels: Vec<LabeledSpan>,
    /// Line and column, from zero, of each mark in the file, by its offset in the excerpt.
    places: BTreeMap<usize, (usize, usize)>,
}

impl Excerpt {
    /// `primary` is the mark that the finding is about, if it lies in this file.
    pub(super) fn new(name: String, file: &SourceFile, labels: &[&Label], primary: Option<&Label>) -> Self {
        let marks: Vec<_> =
            labels.iter().map(|label| Mark::new(file, label, primary == Some(*label))).collect();
        let numbers = shown_lines(file, &marks);
        let digits = numbers.last().map_or(1, |last| (last + 1).to_string().len());
        let width = WIDTH - GUTTER - digits;
        let mut excerpt = Self {
            name,
            text: String::new(),
            lines: Vec::new(),
            labels: Vec::new(),
            places: BTreeMap::new(),
        };
        // Offsets in the file of every mark's ends, and where they come to lie.
        let mut moved: BTreeMap<usize, usize> =
            marks.iter().flat_map(|mark| [(mark.start, 0), (mark.end, 0)]).collect();
        for number in numbers {
            excerpt.copy_line(file, number, window(file, number, &marks, width), &mut moved);
        }
        for (label, mark) in labels.iter().zip(&marks) {
            let range = moved[&mark.start]..moved[&mark.end];
            excerpt.add_label(file, label, range, mark.is_primary, width);
        }
        excerpt
    }

    fn add_label(
        &mut self,
        file: &SourceFile,
        label: &Label,
        range: Range<usize>,
        primary: bool,
        width: usize,
    ) {
        let position = file.position(label.span.start);
        self.places.insert(range.start, (position.line as usize - 1, position.column as usize - 1));
        let line = self.lines[self.line_at(range.start)].start;
        let middle = columns(&self.text[line..range.start]) + columns(&self.text[range.clone()]) / 2;
        let room = width.saturating_sub(middle + ARROW).max(NARROWEST_LABEL);
        let text = (!label.text.is_empty()).then(|| wrap(&printable(&label.text), room).join("\n"));
        let span = SourceSpan::new(range.start.into(), range.len());
        self.labels.push(if primary {
            LabeledSpan::new_primary_with_span(text, span)
        } else {
            LabeledSpan::new_with_span(text, span)
        });
    }

    /// Copies what is shown of a line, and notes where the ends of marks come to lie.
    fn copy_line(
        &mut self,
        file: &SourceFile,
        number: usize,
        shown: Range<usize>,
        moved: &mut BTreeMap<usize, usize>,
    ) {
        let (start, end) = file.line_range(number);
        self.lines.push(ShownLine { number, start: self.text.len() });
        for (_, place) in moved.range_mut(start..shown.start) {
            *place = self.text.len();
        }
        if shown.start > start {
            self.text.push('…');
        }
        for (at, c) in file.text[shown.clone()].char_indices() {
            let at = shown.start + at;
            if let Some(place) = moved.get_mut(&at) {
                *place = self.text.len();
            }
            match c {
                _ if file.is_concealed(at) => self.text.push(CONCEALED),
                '\t' => self.text.push_str(&" ".repeat(TAB)),
                c => self.text.push(visible(c)),
            }
        }
        // A mark that begins or ends at the line's end, or beyond the cut.
        for (_, place) in moved.range_mut(shown.end..=end) {
            *place = self.text.len();
        }
        if shown.end < end {
            self.text.push('…');
        }
        self.text.push('\n');
    }

    /// The index of the shown line that holds an offset of the excerpt.
    fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    fn line_end(&self, index: usize) -> usize {
        self.lines.get(index + 1).map_or(self.text.len(), |line| line.start)
    }
}

impl Mark {
    /// On borders of characters, and on its first line when it covers several.
    fn new(file: &SourceFile, label: &Label, is_primary: bool) -> Self {
        let first = file.line_range(0).0;
        let border = |offset: u32| {
            let mut offset = (offset as usize).min(file.text.len());
            while !file.text.is_char_boundary(offset) {
                offset -= 1;
            }
            offset.max(first)
        };
        let start = border(label.span.start);
        let line_end = file.line_range(file.line_of(start)).1.max(start);
        let end = border(label.span.end).clamp(start, line_end);
        Self { start, end, words: columns(&label.text).min(NARROWEST_LABEL), is_primary }
    }
}

fn shown_lines(file: &SourceFile, marks: &[Mark]) -> Vec<usize> {
    let last = file.line_count() - 1;
    let around = |line: usize| line.saturating_sub(CONTEXT)..=(line + CONTEXT).min(last);
    let mut lines: Vec<usize> = marks.iter().flat_map(|mark| around(file.line_of(mark.start))).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

fn column_count(text: &str) -> usize {
    text.chars().map(|c| if c == '\t' { TAB } else { 1 }).sum()
}

/// The byte at which a column of a text begins, or its end.
fn byte_at(text: &str, column: usize) -> usize {
    let mut columns = 0;
    let past = text.char_indices().find(|(_, c)| {
        let is_past = columns >= column;
        columns += if *c == '\t' { TAB } else { 1 };
        is_past
    });
    past.map_or(text.len(), |(at, _)| at)
}

/// Which part of a line is shown: all of it, or what lies around its most important mark, when it or the words of a
/// mark would not fit into `width` columns.
fn window(file: &SourceFile, number: usize, marks: &[Mark], width: usize) -> Range<usize> {
    let (start, end) = file.line_range(number);
    let line = &file.text[start..end];
    let here: Vec<&Mark> = marks.iter().filter(|mark| (start..=end).contains(&mark.start)).collect();
    // Where a mark begins, and how wide it is; a line of a megabyte is not counted to its end.
    let place = |mark: &Mark| {
        let shown_end =
            start + byte_at(&line[mark.start - start..mark.end - start], width) + mark.start - start;
        (column_count(&line[..mark.start - start]), column_count(&file.text[mark.start..shown_end]))
    };
    let has_room = |mark: &&Mark| {
        let (left, length) = place(mark);
        mark.words == 0 || left + length / 2 + ARROW + mark.words <= width
    };
    if byte_at(line, width) == line.len() && here.iter().all(has_room) {
        return start..end;
    }
    let lead = here.iter().find(|mark| mark.is_primary).or(here.first());
    let from = lead.map_or(0, |mark| {
        let (left, length) = place(mark);
        let most = width.saturating_sub(ARROW + mark.words + length / 2);
        left.saturating_sub(LEFT_OF_MARK.min(most))
    });
    // A cut line begins and ends with a `…` of its own.
    let from = if from == 0 { 0 } else { byte_at(line, from + 1) };
    let room = if from == 0 { width } else { width - 1 };
    let to = if byte_at(&line[from..], room) == line.len() - from {
        line.len()
    } else {
        from + byte_at(&line[from..], room - 1)
    };
    start + from..start + to
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (begin, end) = (span.offset(), span.offset() + span.len());
        if end > self.text.len() || self.lines.is_empty() {
            return Err(MietteError::OutOfBounds);
        }
        // Only neighbours in the file count as context: the excerpt may jump.
        let (mut first, mut last) = (self.line_at(begin), self.line_at(end));
        for _ in 0..before {
            if first > 0 && self.lines[first - 1].number + 1 == self.lines[first].number {
                first -= 1;
            }
        }
        for _ in 0..after {
            if self.lines.get(last + 1).is_some_and(|next| next.number == self.lines[last].number + 1) {
                last += 1;
            }
        }
        let from = if before == 0 { begin } else { self.lines[first].start };
        let to = if after == 0 { end } else { self.line_end(last) };
        let known = self.places.get(&begin).filter(|_| before == 0);
        let (line, column) = known.copied().unwrap_or((self.lines[first].number, 0));
        let data = &self.text.as_bytes()[from..to];
        let covered = SourceSpan::new(from.into(), to - from);
        let count = last - first + 1;
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, covered, line, column, count)))
    }
}
