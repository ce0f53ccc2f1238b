//! Lines of a plan within the width of a page: columns, places on the right, lists that break between their items.

use super::TextOptions;
use crate::terminal::{Paint, Tone, columns, hang, pad};

/// A page: how wide it is, and how things stand out on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    pub(super) width: usize,
    pub(super) paint: Paint,
    /// Everything by name.
    pub(super) all: bool,
}

impl Page {
    pub(super) fn new(options: TextOptions) -> Self {
        Self { width: options.width, paint: options.paint, all: options.diff }
    }

    pub(super) fn heading(self, text: &str) -> String {
        format!("\n{}\n", self.paint.paint(Tone::Strong, text))
    }

    /// Words that begin at a column, on as many lines as they take, with a line end.
    pub(super) fn hang(self, text: &str, indent: usize) -> String {
        hang(text, indent, self.width) + "\n"
    }

    /// What is left of a page from a column on.
    pub(super) fn room(self, from: usize) -> usize {
        self.width.saturating_sub(from).max(16)
    }

    /// Text on the left, which takes so many columns, and a place on the right, when there is room.
    pub(super) fn line(self, left: &str, used: usize, right: &str) -> String {
        let gap = self.width.saturating_sub(used + columns(right));
        if right.is_empty() || gap < 2 {
            return format!("{}\n", left.trim_end());
        }
        format!("{left}{}{}\n", " ".repeat(gap), self.paint.paint(Tone::Quiet, right))
    }

    /// `a, b, c` from a column on; no item is broken.
    pub(super) fn flow(self, items: &[String], indent: usize) -> String {
        let mut lines = vec![String::new()];
        for (at, item) in items.iter().enumerate() {
            let item = if at + 1 < items.len() { format!("{item},") } else { item.clone() };
            match lines.last_mut() {
                Some(line) if line.is_empty() => *line = item,
                Some(line) if columns(line) + 1 + columns(&item) <= self.room(indent) => {
                    line.push(' ');
                    line.push_str(&item);
                }
                _ => lines.push(item),
            }
        }
        let painted: Vec<_> = lines.iter().map(|line| self.paint.paint(Tone::Quiet, line)).collect();
        painted.join(&format!("\n{}", " ".repeat(indent))) + "\n"
    }
}

/// A column of names: where it begins, and how wide it is, with two blanks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    from: usize,
    width: usize,
}

impl Column {
    /// As wide as the widest name, within reason.
    pub(super) fn new<'n>(
        from: usize,
        names: impl Iterator<Item = &'n str>,
        least: usize,
        most: usize,
    ) -> Self {
        Self { from, width: names.map(columns).max().unwrap_or_default().clamp(least, most) + 2 }
    }

    pub(super) fn end(self) -> usize {
        self.from + self.width
    }

    /// The name, up to the end of the column. A name that is wider has a line of its own.
    pub(super) fn cell(self, name: &str) -> String {
        if columns(name) < self.width {
            pad(name, self.width)
        } else {
            format!("{name}\n{}", " ".repeat(self.end()))
        }
    }
}
