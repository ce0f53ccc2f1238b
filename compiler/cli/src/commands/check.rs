//! `check`: everything up to the error gate. Findings are what it is asked for: they go to stdout.

use crate::Outcome;
use crate::args::{Check, CheckFormat, Global};
use crate::project::{self, Findings};
use crate::term::Term;
use formwork_core::diag::emit;

pub(crate) fn run(global: &Global, check: &Check, term: &Term) -> Outcome {
    let directory = project::directory(global, check.dir.as_deref());
    let Findings { sources, diagnostics } = match project::open(&directory) {
        Ok(project) => {
            Findings { sources: project.compilation.sources, diagnostics: project.compilation.diagnostics }
        }
        Err(findings) => findings,
    };
    term.data(&match check.format {
        CheckFormat::Text => emit::text(&diagnostics, &sources, term.out_paint()),
        CheckFormat::Json => emit::json(&diagnostics, &sources),
        CheckFormat::Sarif => emit::sarif(&diagnostics, &sources, env!("CARGO_PKG_VERSION")),
        CheckFormat::Github => emit::github(&diagnostics, &sources),
    });
    let summary = emit::summary(&diagnostics);
    term.remark(if summary.is_empty() { "nothing to complain about" } else { &summary });
    if diagnostics.has_errors() { Outcome::Failed } else { Outcome::Done }
}
