//! `check`: everything up to the error gate. Findings are what it is asked for: they go to stdout.

use crate::Outcome;
use crate::args::{Check, CheckFormat, Global};
use crate::project::{self, Findings};
use crate::term::Term;
use formwork_core::diag::emit;
use formwork_core::driver::Compilation;
use formwork_core::terminal::count;

pub(crate) fn run(global: &Global, check: &Check, term: &Term) -> Outcome {
    let directory = project::directory(global, check.dir.as_deref());
    let (Findings { sources, diagnostics }, allowed) = match project::open(&directory) {
        Ok(project) => {
            let Compilation { sources, diagnostics, allowed, .. } = project.compilation;
            (Findings { sources, diagnostics }, allowed.len())
        }
        Err(findings) => (findings, 0),
    };
    term.data(&match check.format {
        CheckFormat::Text => emit::text(&diagnostics, &sources, term.out_paint()),
        CheckFormat::Json => emit::json(&diagnostics, &sources),
        CheckFormat::Sarif => emit::sarif(&diagnostics, &sources, env!("CARGO_PKG_VERSION")),
        CheckFormat::Github => emit::github(&diagnostics, &sources),
    });
    let mut summary = emit::summary(&diagnostics);
    if summary.is_empty() {
        summary.push_str("nothing to complain about");
    }
    if allowed > 0 {
        summary.push_str(&format!("; {} accepted in the spec", count(allowed, "finding")));
    }
    term.remark(&summary);
    if diagnostics.has_errors() { Outcome::Failed } else { Outcome::Done }
}
