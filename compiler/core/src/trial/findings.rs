//! Findings held against what a test expects: that they are reported, or that they are not.

use super::Failure;
use super::errors::FAILED;
use super::read::Test;
use crate::diag::{Diagnostic, Diagnostics};
use crate::rules::Allowed;

pub(super) fn judge(test: &Test, diagnostics: &Diagnostics, allowed: &[Allowed]) -> Vec<Failure> {
    let reported = |code: &str| diagnostics.iter().find(|found| found.code.slug() == code);
    let missing = test.finds.iter().filter(|code| reported(code).is_none()).map(|code| {
        let finding = Diagnostic::new(&FAILED, code.span, format!("`{code}` is not found"));
        let accepted = allowed.iter().find(|allowed| allowed.diagnostic.code.slug() == code.value);
        match accepted {
            Some(allowed) => finding.label(allowed.span, "it is allowed here"),
            None => finding,
        }
    });
    let unwanted = test.lacks.iter().filter_map(|code| {
        let found = reported(code)?;
        let finding = Diagnostic::new(&FAILED, code.span, format!("`{code}` is found: {}", found.message));
        Some(match found.span() {
            Some(span) => finding.label(span, "it is found here"),
            None => finding,
        })
    });
    missing.chain(unwanted).map(Failure::new).collect()
}
