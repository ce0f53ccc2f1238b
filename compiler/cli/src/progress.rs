//! How far an apply is, for whoever waits at a terminal. In: how many files are written. Out: one line that is rewritten
//! and goes away at the end, and nothing at all of a run that is quick.

use std::io::Write;
use std::time::{Duration, Instant};

/// Who waits no longer than this wonders about nothing.
const FIRST: Duration = Duration::from_millis(500);
/// A line that changes more often cannot be read.
const BETWEEN: Duration = Duration::from_millis(100);

pub(crate) struct Progress<W: Write> {
    /// The terminal, if there is one.
    to: Option<W>,
    began: Instant,
    /// After how much time the line is written next.
    next: Duration,
    /// How long the line is that stands there.
    length: usize,
}

impl<W: Write> Progress<W> {
    pub(crate) fn new(to: Option<W>) -> Self {
        Self { to, began: Instant::now(), next: FIRST, length: 0 }
    }

    /// So many files of so many are written.
    pub(crate) fn written(&mut self, done: usize, all: usize) {
        if self.to.is_some() {
            self.written_after(self.began.elapsed(), done, all);
        }
    }

    fn written_after(&mut self, time: Duration, done: usize, all: usize) {
        let is_last = done == all && self.length > 0;
        if time < self.next && !is_last {
            return;
        }
        self.next = time + BETWEEN;
        let line = format!("writing {done} of {all} files");
        // The numbers only grow: the line covers the one before.
        self.length = line.len();
        self.print(&format!("\r{line}"));
    }

    /// Takes the line away. In blanks, since not every terminal can do more.
    pub(crate) fn end(mut self) {
        if self.length > 0 {
            self.print(&format!("\r{}\r", " ".repeat(self.length)));
        }
    }

    /// Nothing can be done when that fails, and nothing is lost.
    fn print(&mut self, text: &str) {
        if let Some(to) = &mut self.to {
            let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a terminal gets of a run that has written so many files after so many milliseconds.
    fn printed(steps: &[(u64, usize)], all: usize) -> String {
        let mut terminal = Vec::new();
        let mut progress = Progress::new(Some(&mut terminal));
        for (time, done) in steps {
            progress.written_after(Duration::from_millis(*time), *done, all);
        }
        progress.end();
        String::from_utf8(terminal).unwrap()
    }

    #[test]
    fn a_quick_run_says_nothing() {
        assert_eq!(printed(&[(0, 1), (499, 9), (499, 10)], 10), "");
    }

    #[test]
    fn a_long_run_has_one_line_that_goes_away() {
        let steps = [(100, 40), (500, 900), (550, 950), (599, 990), (600, 1000), (610, 1001), (620, 1200)];
        let blanks = " ".repeat("writing 1200 of 1200 files".len());
        let lines = "\rwriting 900 of 1200 files\rwriting 1000 of 1200 files\rwriting 1200 of 1200 files";
        assert_eq!(printed(&steps, 1200), format!("{lines}\r{blanks}\r"));
    }

    #[test]
    fn a_line_is_rewritten_at_most_ten_times_a_second() {
        let steps: Vec<(u64, usize)> = (0..3000).map(|at| (at, at as usize)).collect();
        assert_eq!(printed(&steps, 10_000).matches("writing").count(), 25);
    }
}
