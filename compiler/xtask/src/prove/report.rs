//! What became of each scenario.
//!
//! In: rows, failures, what was left out. Out: a table, printed and written as Markdown, every failure in full, and
//! whether all is well. With `CI` set, what was left out has failed.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// What was asked while a scenario was played, and what came of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Load {
    pub(super) requests: u64,
    pub(super) failed: u64,
    /// Idle connections that were closed as they were used again.
    pub(super) stale: u64,
}

#[derive(Debug)]
struct Row {
    scenario: String,
    done: String,
    load: Option<Load>,
    took: Duration,
    verdict: String,
}

impl Row {
    fn cells(&self) -> [String; 7] {
        let number = |of: fn(Load) -> u64| self.load.map_or("-".into(), |load| of(load).to_string());
        [
            self.scenario.clone(),
            self.done.clone(),
            number(|load| load.requests),
            number(|load| load.failed),
            number(|load| load.stale),
            format!("{:.0}", self.took.as_secs_f64()),
            self.verdict.clone(),
        ]
    }
}

const HEAD: [&str; 7] = ["scenario", "what was done", "requests", "failed", "stale", "seconds", "verdict"];

#[derive(Debug)]
pub(super) struct Report {
    strict: bool,
    group: &'static str,
    rows: Vec<Row>,
    failures: Vec<String>,
    skipped: Vec<String>,
}

impl Report {
    pub(super) fn new(strict: bool) -> Self {
        Self { strict, group: "", rows: Vec::new(), failures: Vec::new(), skipped: Vec::new() }
    }

    /// What follows belongs to this group.
    pub(super) fn begin(&mut self, group: &'static str) {
        self.group = group;
    }

    /// A scenario that was played: what was done, since when, what was asked meanwhile, and what was seen, or what
    /// should have been.
    pub(super) fn row(
        &mut self,
        scenario: &str,
        done: &str,
        started: Instant,
        load: Option<Load>,
        seen: Result<String, String>,
    ) {
        let verdict = match &seen {
            Ok(seen) => format!("ok: {seen}"),
            Err(_) => "FAILED".to_string(),
        };
        let scenario = format!("{}: {scenario}", self.group);
        let row = Row { scenario, done: done.to_string(), load, took: started.elapsed(), verdict };
        println!("{}", row.cells().join(" | "));
        if let Err(why) = seen {
            println!("{why}");
            self.failures.push(format!("{}: {why}", row.scenario));
        }
        self.rows.push(row);
    }

    /// Something that went wrong outside of a scenario.
    pub(super) fn fail(&mut self, what: &str, why: &str) {
        println!("FAILED  {what}: {why}");
        self.failures.push(format!("{}: {what}: {why}", self.group));
    }

    /// Something that cannot be tried here.
    pub(super) fn skip(&mut self, what: &str, why: &str) {
        if self.strict {
            self.fail(what, &format!("left out where CI is set: {why}"));
        } else {
            self.skipped.push(format!("{what}: {why}"));
        }
    }

    /// Prints everything and writes the table; true when nothing failed.
    pub(super) fn finish(&self, file: &Path, took: Duration) -> Result<bool, String> {
        let table = self.table();
        println!("\n{table}");
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        }
        fs::write(file, table).map_err(|why| format!("{}: {why}", file.display()))?;
        for skipped in &self.skipped {
            println!("left out  {skipped}");
        }
        for failure in &self.failures {
            println!("\nFAILED  {failure}");
        }
        let (rows, failed, skipped) = (self.rows.len(), self.failures.len(), self.skipped.len());
        println!("\nprove: {rows} scenarios, {failed} failed, {skipped} left out, {} s", took.as_secs());
        Ok(self.failures.is_empty())
    }

    fn table(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let mut table = line(&HEAD.map(str::to_string));
        table += &line(&HEAD.map(|_| "---".to_string()));
        self.rows.iter().for_each(|row| table += &line(&row.cells()));
        table
    }
}
