//! `apply`: a plan, asked about, then carried out: all of it or nothing.

use crate::Outcome;
use crate::apply::{self, Guard};
use crate::args::{Apply, Global};
use crate::disk::Disk;
use crate::project::{self, report};
use crate::term::Term;
use formwork_core::lock::Lock;
use formwork_core::plan::{self, Action, Keep, Plan, TextOptions};
use formwork_core::terminal::count;

pub(crate) fn run(global: &Global, arguments: &Apply, term: &Term) -> Outcome {
    let what = &arguments.what;
    let mut project = match project::open_for_plan(&project::directory(global, what.dir.as_deref())) {
        Ok(project) => project,
        Err(findings) => {
            report(&findings.diagnostics, &findings.sources, term);
            return Outcome::Failed;
        }
    };
    let guard = match Guard::acquire(&project.root) {
        Ok(guard) => guard,
        Err(fault) => return failed(term, &fault),
    };
    // From here on the disk is ours: what was seen of it before another apply may have changed.
    project.disk = Disk::new(&project.root);
    let lock = match project.lock() {
        Ok(lock) => lock,
        Err(finding) => {
            project.compilation.diagnostics.push(*finding);
            None
        }
    };
    let keep = Keep { diffs: what.diff, texts: true };
    let plan = if project.has_errors() { None } else { project.plan(what, lock.as_ref(), keep) };
    project.report(term);
    let Some(plan) = plan else { return Outcome::Failed };
    if !term.is_quiet() || plan.has_conflicts() {
        term.data(&plan::text(&plan, TextOptions { paint: term.out_paint(), diff: what.diff }));
    }
    if plan.has_conflicts() {
        term.fail(
            "nothing was written: the conflicts above come first",
            "for each: put the change into the spec, or undo it, or --overwrite PATH",
        );
        return Outcome::Failed;
    }
    match consent(&plan, arguments, term) {
        Some(outcome) => outcome,
        None => carry_out(&guard, &plan, lock.as_ref(), arguments, term),
    }
}

/// Asks when there is something to ask about. An outcome means that nothing is to be done.
fn consent(plan: &Plan, arguments: &Apply, term: &Term) -> Option<Outcome> {
    if !plan.has_changes() || arguments.yes {
        return None;
    }
    match term.ask("\nApply this?") {
        Some(true) => None,
        Some(false) => {
            term.remark("nothing was written");
            Some(Outcome::Done)
        }
        None => {
            term.fail("nothing was written: there is nobody to ask", "where there is no terminal, use --yes");
            Some(Outcome::Failed)
        }
    }
}

fn carry_out(guard: &Guard, plan: &Plan, lock: Option<&Lock>, arguments: &Apply, term: &Term) -> Outcome {
    let lock_moved = match apply::carry_out(guard.files(), plan, lock) {
        Ok(lock_moved) => lock_moved,
        Err(fault) => return failed(term, &fault),
    };
    if !plan.has_changes() {
        if lock_moved {
            term.remark("formwork.lock was brought up to date");
        }
        return Outcome::Done;
    }
    let deleted = plan.files.iter().filter(|file| file.action == Action::Delete).count();
    let mut words = format!("applied: {} written", count(plan.files.len() - deleted, "file"));
    if deleted > 0 {
        words.push_str(&format!(", {deleted} deleted"));
    }
    term.remark(&words);
    if arguments.what.detailed_exitcode { Outcome::Changes } else { Outcome::Done }
}

fn failed(term: &Term, fault: &apply::Fault) -> Outcome {
    term.fail(&fault.message, &fault.help);
    Outcome::Failed
}
