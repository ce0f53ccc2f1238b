//! `plan`: every artifact in memory, compared three ways with what was applied, or with a revision; or a saved plan. It
//! writes nothing but the file that a plan is saved in; what `memory` keeps lies among the caches of the user.

use crate::Outcome;
use crate::args::{Global, Plan as Arguments, PlanFormat};
use crate::base::Base;
use crate::memory;
use crate::project::{self, report};
use crate::saved;
use crate::term::Term;
use formwork_core::graph::Graph;
use formwork_core::plan::{self, Dependencies, Keep, Plan};

pub(crate) fn run(global: &Global, arguments: &Arguments, term: &Term) -> Outcome {
    let plan = match &arguments.saved {
        Some(file) => saved::read(file).map_err(|fault| term.fail(&fault.message, &fault.help)).ok(),
        None => make(global, arguments, term),
    };
    let Some(plan) = plan else { return Outcome::Failed };
    let earlier = arguments.since.as_deref().map(saved::read).transpose();
    let Ok(earlier) = earlier.map_err(|fault| term.fail(&fault.message, &fault.help)) else {
        return Outcome::Failed;
    };
    let since = earlier.map(|earlier| plan::since(&plan, &earlier));
    let options = term.plan_options(arguments.what.diff);
    term.data(&match arguments.format {
        PlanFormat::Text if term.is_quiet() => plan::verdict(&plan, options),
        PlanFormat::Text => plan::text(&plan, since.as_ref(), options),
        PlanFormat::Json => plan::json(&plan),
        PlanFormat::Html => plan::html(&plan, since.as_ref()),
        PlanFormat::Markdown => plan::markdown(&plan, since.as_ref()),
    });
    if let Some(file) = &arguments.out
        && let Err(fault) = saved::write(file, &plan)
    {
        term.fail(&fault.message, &fault.help);
        return Outcome::Failed;
    }
    // What a saved plan says was judged when it was made.
    if plan.is_blocked() && arguments.saved.is_none() {
        Outcome::Failed
    } else if arguments.what.detailed_exitcode && plan.has_changes() {
        Outcome::Changes
    } else {
        Outcome::Done
    }
}

/// Whether it is the question that is asked day by day: what would an apply do?
fn is_plain(arguments: &Arguments) -> bool {
    let Arguments { what, format, against, out, since, saved } = arguments;
    let is_text = *format == PlanFormat::Text && out.is_none() && since.is_none() && saved.is_none();
    is_text && against.is_none() && !what.diff && what.overwrite.is_empty()
}

/// The plan for what is here now; its findings are printed.
fn make(global: &Global, arguments: &Arguments, term: &Term) -> Option<Plan> {
    let what = &arguments.what;
    let directory = project::directory(global, what.dir.as_deref());
    let is_plain = is_plain(arguments);
    if let Some(last) = is_plain.then(|| memory::recall(&directory)).flatten() {
        term.remark(&last.remark);
        return Some(last.plan);
    }
    let open = if is_plain { project::open_watched } else { project::open_for_plan };
    let mut project = match open(&directory) {
        Ok(project) => project,
        Err(findings) => {
            report(&findings.diagnostics, &findings.sources, term);
            return None;
        }
    };
    let applied = project.applied().unwrap_or_else(|finding| {
        project.compilation.diagnostics.push(*finding);
        Base::default()
    });
    if project.has_errors() {
        project.report(term);
        return None;
    }
    // The hunks are what a pull request is looked at for, and what a plan is saved for.
    let shown = matches!(arguments.format, PlanFormat::Markdown | PlanFormat::Html);
    let diffs = what.diff || arguments.out.is_some() || shown;
    let keep = Keep { diffs, digests: arguments.out.is_some() || arguments.since.is_some(), texts: false };
    let plan = project.plan(&applied, &what.overwrite, keep);
    let plan = match (&arguments.against, plan) {
        (Some(name), Some(here)) => match Base::at(&project.root, name) {
            Ok(base) => project.plan(&base, &[], keep).map(|plan| plan.with_unapplied(here)),
            Err(message) => {
                project.report(term);
                term.fail(&message, "fetch it first, such as: git fetch origin main");
                return None;
            }
        },
        (_, plan) => plan,
    };
    project.report(term);
    if let Some(plan) = plan.as_ref().filter(|_| is_plain) {
        memory::keep(&project, plan);
    }
    let graph = project.compilation.model.as_ref().map(|model| Dependencies::of(&Graph::new(model)));
    plan.map(|plan| Plan { dependencies: graph, ..plan })
}
