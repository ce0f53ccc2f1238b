//! Findings for programs. One object:
//!
//! ```json
//! {
//!   "version": 1,
//!   "summary": { "errors": 1, "warnings": 0, "notes": 0, "suppressed": 0 },
//!   "diagnostics": [{
//!     "code": "backup/misses-objective",
//!     "severity": "error",
//!     "message": "this schedule cannot meet the objective",
//!     "labels": [{
//!       "file": "formwork.kdl", "origin": "project", "text": "up to 48 h pass",
//!       "start": { "offset": 2100, "line": 88, "column": 31 },
//!       "end": { "offset": 2124, "line": 88, "column": 55 }
//!     }],
//!     "help": ["run it at least daily"],
//!     "fix": [{ "file": "formwork.kdl", "start": {}, "end": {}, "text": "\"daily at 03:17 UTC\"" }]
//!   }]
//! }
//! ```
//!
//! The first label is the main one. Offsets are bytes; lines and columns begin at one, columns count characters.
//! `origin` is `project` or `standard-library`. A reader refuses a `version` it does not know; fields may be added.

use super::Counts;
use crate::diag::{Diagnostic, Diagnostics, Edit, Label};
use crate::source::{FileOrigin, Sources, Span};
use serde::Serialize;

/// Changes when a field changes its meaning or goes away.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'d> {
    version: u32,
    summary: Summary,
    diagnostics: Vec<Finding<'d>>,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    suppressed: usize,
}

#[derive(Serialize)]
struct Finding<'d> {
    code: &'d str,
    severity: &'d str,
    message: &'d str,
    labels: Vec<Mark<'d>>,
    help: &'d [String],
    fix: Vec<Replacement<'d>>,
}

#[derive(Serialize)]
struct Mark<'d> {
    #[serde(flatten)]
    place: Place<'d>,
    text: &'d str,
}

#[derive(Serialize)]
struct Replacement<'d> {
    #[serde(flatten)]
    place: Place<'d>,
    text: &'d str,
}

#[derive(Serialize)]
struct Place<'d> {
    file: &'d str,
    origin: &'static str,
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    offset: u32,
    line: u32,
    column: u32,
}

/// The object above, with a line end.
pub fn json(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let counts = Counts::of(diagnostics);
    let document = Document {
        version: VERSION,
        summary: Summary {
            errors: counts.errors,
            warnings: counts.warnings,
            notes: counts.notes,
            suppressed: diagnostics.suppressed(),
        },
        diagnostics: diagnostics.iter().map(|diagnostic| finding(diagnostic, sources)).collect(),
    };
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// One finding, as it stands in the object above.
pub fn json_of_one(diagnostic: &Diagnostic, sources: &Sources) -> serde_json::Value {
    serde_json::to_value(finding(diagnostic, sources)).unwrap_or_default()
}

fn finding<'d>(diagnostic: &'d Diagnostic, sources: &'d Sources) -> Finding<'d> {
    let mark = |label: &'d Label| Mark { place: place(sources, label.span), text: &label.text };
    let replacement = |edit: &'d Edit| Replacement { place: place(sources, edit.span), text: &edit.text };
    Finding {
        code: diagnostic.code.slug(),
        severity: diagnostic.severity().word(),
        message: &diagnostic.message,
        labels: diagnostic.labels.iter().map(mark).collect(),
        help: &diagnostic.help,
        fix: diagnostic.fix.iter().map(replacement).collect(),
    }
}

fn place(sources: &Sources, span: Span) -> Place<'_> {
    let file = sources.get(span.file);
    let point = |offset: u32| {
        let position = file.position(offset);
        Point { offset, line: position.line, column: position.column }
    };
    let origin = match file.origin {
        FileOrigin::Project => "project",
        FileOrigin::StandardLibrary => "standard-library",
    };
    Place { file: &file.name, origin, start: point(span.start), end: point(span.end) }
}
