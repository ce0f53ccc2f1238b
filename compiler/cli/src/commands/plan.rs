//! `plan`: every artifact made in memory and compared three ways. It writes nothing.

use crate::Outcome;
use crate::args::{Global, Plan, PlanFormat};
use crate::project::{self, report};
use crate::term::Term;
use formwork_core::plan::{self, Keep, TextOptions};

pub(crate) fn run(global: &Global, arguments: &Plan, term: &Term) -> Outcome {
    let what = &arguments.what;
    let mut project = match project::open_for_plan(&project::directory(global, what.dir.as_deref())) {
        Ok(project) => project,
        Err(findings) => {
            report(&findings.diagnostics, &findings.sources, term);
            return Outcome::Failed;
        }
    };
    let lock = match project.lock() {
        Ok(lock) => lock,
        Err(finding) => {
            project.compilation.diagnostics.push(*finding);
            None
        }
    };
    // The hunks are what a pull request is looked at for.
    let keep = Keep { diffs: what.diff || arguments.format == PlanFormat::Markdown, texts: false };
    let plan = if project.has_errors() { None } else { project.plan(what, lock.as_ref(), keep) };
    project.report(term);
    let Some(plan) = plan else { return Outcome::Failed };
    let options = TextOptions { paint: term.out_paint(), diff: what.diff };
    term.data(&match arguments.format {
        PlanFormat::Text if term.is_quiet() => plan::verdict(&plan, term.out_paint()),
        PlanFormat::Text => plan::text(&plan, options),
        PlanFormat::Json => plan::json(&plan),
        PlanFormat::Markdown => plan::markdown(&plan),
    });
    if plan.has_conflicts() {
        Outcome::Failed
    } else if what.detailed_exitcode && plan.has_changes() {
        Outcome::Changes
    } else {
        Outcome::Done
    }
}
