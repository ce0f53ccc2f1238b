//! `show`: what settings are, and where they come from.

use crate::Outcome;
use crate::args::{Global, Show, ShowFormat};
use crate::project::{self, report};
use crate::term::Term;
use formwork_core::effective::View;
use formwork_core::show::{self, Form, Reader};
use std::time::SystemTime;

pub(crate) fn run(global: &Global, arguments: &Show, term: &Term) -> Outcome {
    let project = match project::open(&project::directory(global, None)) {
        Ok(project) => project,
        Err(findings) => {
            report(&findings.diagnostics, &findings.sources, term);
            return Outcome::Failed;
        }
    };
    let compilation = &project.compilation;
    // What the rules object to is no reason not to look.
    if compilation.model.is_none() {
        project.report(term);
        return Outcome::Failed;
    }
    let view = View::new(&compilation.schema, &compilation.things, compilation.model.as_ref());
    let view = view.in_environment(arguments.environment.as_deref());
    let now = arguments.now.unwrap_or_else(seconds_since_1970);
    let reader = Reader { view, sources: &compilation.sources, now };
    let form = match arguments.format {
        ShowFormat::Text => Form::Text(term.out_paint()),
        ShowFormat::Json => Form::Json,
    };
    let answer = match arguments.diff.as_deref() {
        Some([first, second]) => show::compare(&reader, [first, second], form),
        _ => show::show(&reader, arguments.name.as_deref(), form),
    };
    match answer {
        Ok(answer) => {
            term.data(&answer);
            Outcome::Done
        }
        Err(problem) => {
            term.fail(&problem.message, &problem.help);
            Outcome::Failed
        }
    }
}

fn seconds_since_1970() -> i64 {
    let passed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(passed.as_secs()).unwrap_or(i64::MAX)
}
