//! Diagnostics for people and tools: text, JSON, SARIF and workflow annotations, all from the same value.
//! In: findings and the texts they point into. Out: text, the same for the same findings. Nothing is printed here.

mod excerpt;
mod github;
mod json;
mod sarif;
mod text;

pub use github::github;
pub use json::{VERSION as JSON_VERSION, json, json_of_one};
pub use sarif::sarif;
pub use text::{one as text_of_one, summary, text};

use super::{Diagnostics, Severity};

/// How many findings there are of each severity.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
}

impl Counts {
    pub fn of(diagnostics: &Diagnostics) -> Self {
        let mut counts = Self::default();
        for diagnostic in diagnostics.iter() {
            match diagnostic.severity() {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests;
