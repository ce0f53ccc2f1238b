//! The same for programs.

use super::{Failure, Outcome, Report};
use crate::diag::emit;
use crate::source::Sources;
use serde_json::{Value, json};

/// The version of the form below.
const VERSION: u8 = 1;

pub fn json(report: &Report, sources: &Sources) -> String {
    let tests: Vec<Value> = report.tests.iter().map(|outcome| of_outcome(outcome, sources)).collect();
    let document = json!({
        "version": VERSION,
        "passed": report.tests.len() - report.failed(),
        "failed": report.failed(),
        "tests": tests,
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn of_outcome(outcome: &Outcome, sources: &Sources) -> Value {
    let file = sources.get(outcome.span.file);
    let failures: Vec<Value> = outcome.failures.iter().map(|failure| of_failure(failure, sources)).collect();
    json!({
        "name": outcome.name,
        "passed": outcome.failures.is_empty(),
        "checks": outcome.checks,
        "file": file.name,
        "line": file.position(outcome.span.start).line,
        "failures": failures,
    })
}

fn of_failure(failure: &Failure, sources: &Sources) -> Value {
    let mut value = emit::json_of_one(&failure.diagnostic, sources);
    if !failure.details.is_empty() {
        value["details"] = json!(failure.details);
    }
    value
}
