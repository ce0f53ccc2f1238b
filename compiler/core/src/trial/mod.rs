//! What `formwork test` runs: the `test`s of a spec, and the examples of its rules. In: a spec that was looked at, what
//! is made of it, and its repository. Out: for each test what does not hold, at the line that expects it. Nothing is
//! written; what a golden folder should hold is handed back.

mod artifacts;
pub mod errors;
mod examples;
mod findings;
mod golden;
mod json;
mod node;
mod read;
mod run;
mod settings;
#[cfg(test)]
mod tests;
mod text;

pub use golden::Golden;
pub use json::json;
#[cfg(test)]
pub(crate) use node::{ArtifactNode, TestNode};
pub use read::check;
pub use run::run;
pub use text::text;

use crate::diag::Diagnostic;
use crate::source::Span;

/// What became of the tests.
#[derive(Debug, Default)]
pub struct Report {
    pub tests: Vec<Outcome>,
    /// What the golden folders have to hold.
    pub goldens: Vec<Golden>,
}

impl Report {
    pub fn failed(&self) -> usize {
        self.tests.iter().filter(|test| !test.failures.is_empty()).count()
    }
}

/// One test, or the examples of one rule.
#[derive(Debug)]
pub struct Outcome {
    pub name: String,
    pub span: Span,
    /// How many things were held against what is expected.
    pub checks: usize,
    pub failures: Vec<Failure>,
}

/// Something that does not hold.
#[derive(Debug)]
pub struct Failure {
    pub diagnostic: Diagnostic,
    /// What differs, line by line, where that is more than a finding can say.
    pub details: String,
}

impl Failure {
    fn new(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, details: String::new() }
    }
}
