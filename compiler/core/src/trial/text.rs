//! What became of the tests, for people: a line a test, what failed beneath it, and a line for all.

use super::{Failure, Outcome, Report};
use crate::diag::emit;
use crate::source::Sources;
use crate::terminal::{Paint, Tone, count, printable};

pub fn text(report: &Report, sources: &Sources, paint: Paint) -> String {
    let mut out = String::new();
    for outcome in &report.tests {
        out.push_str(&line(outcome, paint));
        for failure in &outcome.failures {
            out.push_str(&format!("\n{}", of_failure(failure, sources, paint)));
        }
        if !outcome.failures.is_empty() {
            out.push('\n');
        }
    }
    out + &summary(report) + "\n"
}

fn line(outcome: &Outcome, paint: Paint) -> String {
    let (tone, word) =
        if outcome.failures.is_empty() { (Tone::Good, "ok    ") } else { (Tone::Bad, "FAILED") };
    format!("{} {}\n", paint.paint(tone, word), printable(&outcome.name))
}

fn of_failure(failure: &Failure, sources: &Sources, paint: Paint) -> String {
    let mut out = emit::text_of_one(&failure.diagnostic, sources, paint);
    for line in failure.details.lines() {
        let tone = match line.chars().next() {
            Some('+') => Tone::Good,
            Some('-') => Tone::Bad,
            _ => Tone::Quiet,
        };
        out.push_str(&format!("    {}\n", paint.paint(tone, &printable(line))));
    }
    out
}

/// `3 tests: 2 passed, 1 failed`.
pub(super) fn summary(report: &Report) -> String {
    let (all, failed) = (report.tests.len(), report.failed());
    match (all, failed) {
        (0, _) => "the spec declares no tests, and its rules have no examples".to_string(),
        (_, 0) => format!("{}: all passed", count(all, "test")),
        _ => format!("{}: {} passed, {failed} failed", count(all, "test"), all - failed),
    }
}
