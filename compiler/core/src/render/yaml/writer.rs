//! The text while it grows: lines, indentation, comments and empty lines. It knows YAML's layout and nothing of serde.

use super::Error;
use super::scalar::{Context, Literal, Style, push_comment, push_quoted, style};

/// Readers look for the `:` of a key no further than 1024 characters.
const LONGEST_KEY: usize = 1000;

/// Where the next value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At the beginning of the text.
    Start,
    /// After the `-` of a list.
    Item,
    /// After a key and its colon.
    Value,
    /// The key itself.
    Key,
    /// In a list or map on one line.
    Flow,
    /// It is the words of a comment.
    Comment,
}

#[derive(Debug)]
pub(super) struct Writer {
    text: String,
    pub(super) place: Place,
    /// How deep the entries of a list or map stand that begins at `place`.
    pub(super) level: usize,
    /// The next list or map is written on one line.
    pub(super) flow: bool,
    /// The next string is written in double quotes.
    pub(super) quoted: bool,
    /// For the end of the line being written.
    comment: String,
    /// An empty line is due before the next entry.
    space: bool,
    /// Blocks may end with empty lines that belong to them.
    keeps: bool,
}

impl Writer {
    /// Goes on below these lines.
    pub(super) fn below(mut text: String) -> Self {
        text.reserve(4096);
        Self {
            text,
            place: Place::Start,
            level: 0,
            flow: false,
            quoted: false,
            comment: String::new(),
            space: false,
            keeps: true,
        }
    }

    pub(super) fn without_kept_lines(self) -> Self {
        Self { keeps: false, ..self }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    pub(super) fn string(&mut self, text: &str) {
        let context = match self.place {
            Place::Comment => return push_comment(text, &mut self.comment),
            Place::Key => Context::Key,
            Place::Flow => Context::Flow,
            Place::Start | Place::Item | Place::Value => Context::Block,
        };
        let style = if self.quoted { Style::Double } else { style(text, context) };
        match style {
            Style::Literal(literal) if self.carries(literal) => self.literal(text, literal),
            Style::Plain => self.token(|out| out.push_str(text)),
            Style::Double | Style::Literal(_) => self.token(|out| push_quoted(text, out)),
        }
    }

    /// Readers differ on where the indentation of a block at the very beginning counts from.
    fn carries(&self, literal: Literal) -> bool {
        (self.keeps || literal.line_ends < 2) && !(literal.indicator && self.place == Place::Start)
    }

    /// A scalar on one line.
    pub(super) fn token(&mut self, write: impl FnOnce(&mut String)) {
        self.lead();
        write(&mut self.text);
        self.end_value();
    }

    fn literal(&mut self, text: &str, literal: Literal) {
        self.lead();
        self.text.push('|');
        if literal.indicator {
            self.text.push('2');
        }
        match literal.line_ends {
            0 => self.text.push('-'),
            1 => {}
            _ => self.text.push('+'),
        }
        self.end_line();
        for line in text.split_inclusive('\n') {
            if line != "\n" {
                self.indent(self.level.max(1));
            }
            self.text.push_str(line);
        }
        if literal.line_ends == 0 {
            self.text.push('\n');
        }
    }

    /// What parts a value from what it follows.
    fn lead(&mut self) {
        if matches!(self.place, Place::Item | Place::Value) {
            self.text.push(' ');
        }
    }

    fn end_value(&mut self) {
        if !matches!(self.place, Place::Key | Place::Flow) {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        if !self.comment.is_empty() {
            self.text.push_str(" # ");
            self.text.push_str(&self.comment);
            self.comment.clear();
        }
        self.text.push('\n');
    }

    fn indent(&mut self, level: usize) {
        const SPACES: &str = "                                ";
        let mut width = 2 * level;
        while width > 0 {
            let step = width.min(SPACES.len());
            self.text.push_str(&SPACES[..step]);
            width -= step;
        }
    }

    /// Moves to where an entry of a block at `level` begins; `first` is where that block itself began.
    pub(super) fn begin_entry(&mut self, first: Option<Place>, level: usize) {
        match first {
            Some(Place::Item) => return self.text.push(' '),
            Some(Place::Value) => self.end_line(),
            Some(_) => return,
            None if std::mem::take(&mut self.space) => self.text.push('\n'),
            None => {}
        }
        self.indent(level);
    }

    /// A key that `write` writes, and its colon.
    pub(super) fn key(
        &mut self,
        level: usize,
        write: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let start = self.text.len();
        self.place = Place::Key;
        write(self)?;
        if self.text.len() - start > LONGEST_KEY {
            self.text.insert_str(start, "? ");
            self.text.push('\n');
            self.indent(level);
        }
        self.text.push(':');
        Ok(())
    }

    /// The opening bracket of something on one line.
    pub(super) fn open(&mut self, bracket: char) {
        self.lead();
        self.text.push(bracket);
    }

    /// What stands before an entry or, on one line, before a value.
    pub(super) fn part(&mut self, separator: &str) {
        self.text.push_str(separator);
    }

    /// The closing bracket of what began at `place`.
    pub(super) fn close(&mut self, bracket: char, place: Place) {
        self.place = place;
        self.text.push(bracket);
        self.end_value();
    }

    /// An empty line before the next entry, unless the block above ends with one.
    pub(super) fn space(&mut self) {
        self.space = !self.text.ends_with("\n\n");
    }
}
