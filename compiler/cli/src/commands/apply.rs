//! `apply`: a plan, asked about, then carried out: all of it or nothing.

use crate::Outcome;
use crate::apply::{self, Fault, Guard};
use crate::args::{Apply, Global};
use crate::base::Base;
use crate::disk::Disk;
use crate::project::{self, report};
use crate::saved;
use crate::term::Term;
use formwork_core::lock::Lock;
use formwork_core::plan::{self, Action, Keep, Plan};
use formwork_core::terminal::count;

/// Inputs of a stale plan that are named before the rest is counted.
const MOST_MOVED: usize = 8;

pub(crate) fn run(global: &Global, arguments: &Apply, term: &Term) -> Outcome {
    let what = &arguments.what;
    let saved = match arguments.plan.as_deref().map(saved::read).transpose() {
        Ok(saved) => saved,
        Err(fault) => return failed(term, &fault),
    };
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
    let applied = project.applied().unwrap_or_else(|finding| {
        project.compilation.diagnostics.push(*finding);
        Base::default()
    });
    let overwrite = saved.as_ref().map_or(&what.overwrite, |saved| &saved.basis.overwrite);
    let keep = Keep { diffs: what.diff, digests: saved.is_some(), texts: true };
    let plan = if project.has_errors() { None } else { project.plan(&applied, overwrite, keep) };
    project.report(term);
    let Some(plan) = plan else { return Outcome::Failed };
    if let Some(Err(fault)) = saved.as_ref().map(|saved| is_still_so(saved, &plan)) {
        return failed(term, &fault);
    }
    if !term.is_quiet() || plan.is_blocked() {
        term.data(&plan::text(&plan, None, term.plan_options(what.diff)));
    }
    if !plan.refusals.is_empty() {
        term.fail("nothing was written: the plan is refused", "the spec settles it, as said above");
        return Outcome::Failed;
    }
    if plan.has_conflicts() {
        term.fail(
            "nothing was written: the conflicts above come first",
            "settle each: put it into the spec, or formwork adopt PATH, or release PATH",
        );
        return Outcome::Failed;
    }
    match consent(&plan, arguments, term) {
        Some(outcome) => outcome,
        None => carry_out(&guard, &plan, applied.lock.as_ref(), arguments, term),
    }
}

/// A saved plan is carried out exactly, or not at all.
fn is_still_so(saved: &Plan, now: &Plan) -> Result<(), Fault> {
    if let Some(revision) = &saved.basis.against {
        return Err(Fault::new(
            format!("this plan compares with {}: it is for reading", revision.name),
            "save one that can be carried out: formwork plan --out FILE",
        ));
    }
    let moved = plan::what_moved(saved, now);
    if moved.is_empty() {
        return Ok(());
    }
    let named: Vec<&str> = moved.iter().take(MOST_MOVED).map(String::as_str).collect();
    let rest = match moved.len() - named.len() {
        0 => String::new(),
        rest => format!("\n  and {rest} more"),
    };
    Err(Fault::new(
        format!("nothing was written: the plan is stale\n  {}{rest}", named.join("\n  ")),
        "make it again, and have it reviewed: formwork plan --out FILE",
    ))
}

/// Asks when there is something to ask about. An outcome means that nothing is to be done.
fn consent(plan: &Plan, arguments: &Apply, term: &Term) -> Option<Outcome> {
    if !plan.has_changes() || arguments.yes || arguments.plan.is_some() {
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
    let mut progress = term.progress();
    let done = apply::carry_out(guard.files(), plan, lock, &mut |done, all| progress.written(done, all));
    progress.end();
    let lock_moved = match done {
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

fn failed(term: &Term, fault: &Fault) -> Outcome {
    term.fail(&fault.message, &fault.help);
    Outcome::Failed
}
