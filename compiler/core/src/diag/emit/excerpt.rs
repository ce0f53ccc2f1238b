//! The lines of a file that a finding is about, small and harmless: long lines are cut around the marks and nothing
//! in them can drive the terminal. In: a file and the places in it. Out: a source that miette can draw.

use crate::diag::Label;
use crate::source::{SourceFile, Span};
use crate::terminal::{WIDTH, columns, printable, visible, wrap};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::collections::BTreeMap;

/// A line longer than this is cut around its marks.
const LONGEST_LINE: usize = 120;
/// What is kept to the left of the first mark of a line that is cut.
const LEFT_OF_MARK: usize = 24;
/// A mark over more lines than this is drawn on its first line alone.
const MOST_LINES: usize = 4;
/// What stands for each character of a text that is not shown.
const CONCEALED: char = '•';
/// What stands to the left of a label's words, besides the line's own text: number, bar, arrow.
const GUTTER: usize = 12;
/// A label is not broken into lines shorter than this.
const NARROWEST_LABEL: usize = 24;
/// Lines shown above and below each mark.
const CONTEXT: usize = 1;

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
        let spans: Vec<_> = labels.iter().map(|label| shortened(file, label.span)).collect();
        let mut excerpt = Self {
            name,
            text: String::new(),
            lines: Vec::new(),
            labels: Vec::new(),
            places: BTreeMap::new(),
        };
        // Offsets in the file of every mark's ends, and where they come to lie.
        let mut moved: BTreeMap<usize, usize> =
            spans.iter().flat_map(|(start, end)| [(*start, 0), (*end, 0)]).collect();
        for number in shown_lines(file, &spans) {
            excerpt.copy_line(file, number, &spans, &mut moved);
        }
        for (label, (start, end)) in labels.iter().zip(&spans) {
            excerpt.add_label(file, label, moved[start]..moved[end], primary == Some(*label));
        }
        excerpt
    }

    fn add_label(&mut self, file: &SourceFile, label: &Label, range: std::ops::Range<usize>, primary: bool) {
        let position = file.position(label.span.start);
        self.places.insert(range.start, (position.line as usize - 1, position.column as usize - 1));
        let line = self.lines[self.line_at(range.start)].start;
        let middle = columns(&self.text[line..range.start]) + columns(&self.text[range.clone()]) / 2;
        let room = WIDTH.saturating_sub(middle + GUTTER).max(NARROWEST_LABEL);
        let text = (!label.text.is_empty()).then(|| wrap(&printable(&label.text), room).join("\n"));
        let span = SourceSpan::new(range.start.into(), range.len());
        self.labels.push(if primary {
            LabeledSpan::new_primary_with_span(text, span)
        } else {
            LabeledSpan::new_with_span(text, span)
        });
    }

    /// Copies a line, cut when it is long, and notes where the ends of marks come to lie.
    fn copy_line(
        &mut self,
        file: &SourceFile,
        number: usize,
        spans: &[(usize, usize)],
        moved: &mut BTreeMap<usize, usize>,
    ) {
        let (start, end) = file.line_range(number);
        let (from, to) = window(&file.text, (start, end), spans);
        self.lines.push(ShownLine { number, start: self.text.len() });
        if from > start {
            self.text.push('…');
        }
        for (at, c) in file.text[from..to].char_indices() {
            if let Some(place) = moved.get_mut(&(from + at)) {
                *place = self.text.len();
            }
            let shown = if file.is_concealed(from + at) { CONCEALED } else { visible(c) };
            self.text.push(if c == '\t' { c } else { shown });
        }
        // A mark that begins or ends at the line's end, or beyond the cut.
        for (_, place) in moved.range_mut(to..=end) {
            *place = self.text.len();
        }
        if to < end {
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

/// The ends of a mark, moved to its first line when it covers many, on borders of characters.
fn shortened(file: &SourceFile, span: Span) -> (usize, usize) {
    let border = |offset: u32| {
        let mut offset = (offset as usize).min(file.text.len());
        while !file.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let (start, mut end) = (border(span.start), border(span.end.max(span.start)));
    let first = file.line_of(start);
    if file.line_of(end) >= first + MOST_LINES {
        end = file.line_range(first).1.max(start);
    }
    (start, end)
}

fn shown_lines(file: &SourceFile, spans: &[(usize, usize)]) -> Vec<usize> {
    let last = file.line_count() - 1;
    let mut lines: Vec<usize> = spans
        .iter()
        .flat_map(|(start, end)| {
            file.line_of(*start).saturating_sub(CONTEXT)..=(file.line_of(*end) + CONTEXT).min(last)
        })
        .collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// Which part of a line is shown.
fn window(text: &str, (start, end): (usize, usize), spans: &[(usize, usize)]) -> (usize, usize) {
    if end - start <= LONGEST_LINE {
        return (start, end);
    }
    let mark = spans.iter().map(|(at, _)| *at).filter(|at| (start..=end).contains(at)).min();
    let mut from = mark.unwrap_or(start).saturating_sub(LEFT_OF_MARK).max(start);
    if from < start + LEFT_OF_MARK {
        from = start;
    }
    let mut to = (from + LONGEST_LINE).min(end);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    (from, to)
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
