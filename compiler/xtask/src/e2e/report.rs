//! What became of each image.
//!
//! In: rows, failures, what was left out. Out: a table, every failure in full, and whether all is well. With `CI` set,
//! what was left out has failed.

use std::time::Duration;

/// A line of the table.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) application: String,
    pub(super) image: String,
    pub(super) tool: String,
    pub(super) built: String,
    pub(super) ran: String,
    pub(super) healthy: String,
    pub(super) seconds: String,
    pub(super) size: String,
}

impl Row {
    fn cells(&self) -> [&str; 8] {
        [
            &self.application,
            &self.image,
            &self.tool,
            &self.built,
            &self.ran,
            &self.healthy,
            &self.seconds,
            &self.size,
        ]
    }
}

const HEAD: [&str; 8] = ["application", "image", "tool", "built", "ran", "healthy", "seconds", "size"];

#[derive(Debug)]
pub(super) struct Report {
    strict: bool,
    rows: Vec<Row>,
    failures: Vec<String>,
    skipped: Vec<String>,
}

impl Report {
    pub(super) fn new(strict: bool) -> Self {
        Self { strict, rows: Vec::new(), failures: Vec::new(), skipped: Vec::new() }
    }

    pub(super) fn row(&mut self, row: Row) {
        println!("{}", row.cells().join(" | "));
        self.rows.push(row);
    }

    pub(super) fn fail(&mut self, what: &str, why: &str) {
        self.failures.push(format!("{what}: {why}"));
    }

    pub(super) fn skip(&mut self, what: &str, why: &str) {
        if self.strict {
            self.fail(what, &format!("left out where CI is set: {why}"));
        } else {
            self.skipped.push(format!("{what}: {why}"));
        }
    }

    /// Prints everything; true when nothing failed.
    pub(super) fn print(&self, took: Duration) -> bool {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row.cells()[column].chars().count());
            cells.chain([HEAD[column].len()]).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
        println!();
        for cells in std::iter::once(HEAD).chain(self.rows.iter().map(Row::cells)) {
            let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            println!("{}", padded.collect::<Vec<_>>().join(" | ").trim_end());
        }
        for skipped in &self.skipped {
            println!("\nleft out  {skipped}");
        }
        for failure in &self.failures {
            println!("\nFAILED  {failure}");
        }
        let (rows, failed, skipped) = (self.rows.len(), self.failures.len(), self.skipped.len());
        println!("\ne2e: {rows} rows, {failed} failed, {skipped} left out, {} s", took.as_secs());
        self.failures.is_empty()
    }
}
