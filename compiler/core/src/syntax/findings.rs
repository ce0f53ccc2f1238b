//! Findings of one parse. In: closures that word a finding. Out: the first hundred, and a count of the rest.

use crate::diag::{Diagnostic, Diagnostics};

/// A broken megabyte holds a million faults: past the limit of a file they are counted and not worded.
#[derive(Debug, Default)]
pub(super) struct Findings {
    list: Vec<Diagnostic>,
    suppressed: usize,
}

impl Findings {
    pub(super) fn report(&mut self, finding: impl FnOnce() -> Diagnostic) {
        if self.list.len() < Diagnostics::LIMIT {
            self.list.push(finding());
        } else {
            self.suppressed += 1;
        }
    }

    pub(super) fn hand_over(mut self, diagnostics: &mut Diagnostics) {
        self.list.sort_by_key(Diagnostic::span);
        for diagnostic in self.list {
            diagnostics.push(diagnostic);
        }
        diagnostics.suppress(self.suppressed);
    }
}
