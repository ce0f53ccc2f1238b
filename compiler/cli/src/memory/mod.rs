//! A plan that found nothing to change, remembered with every question it asked of the project's files, and the
//! answers. In: the root of a project. Out: that plan again, while the files still give the same answers; a file whose
//! stat data are the same is not read again, as git does.
//!
//! It is kept among the user's caches, never in the repository, where a pull request could say that nothing changed.
//! Nothing depends on it: one that is missing, broken or of another Formwork costs the time of making the plan.

mod asked;
mod form;
mod shelf;
mod stamp;

pub(crate) use asked::{Answer, Asked, Question};
pub(crate) use stamp::Stamp;

use crate::disk::Disk;
use crate::project::{Project, remark};
use asked::Answers;
use formwork_core::diag::Severity;
use formwork_core::driver::SPEC;
use formwork_core::lock::FILE_NAME;
use formwork_core::plan::{self, Plan, Tree};
use formwork_core::stdlib;
use formwork_core::types::RepoPath;
use std::fs;
use std::path::Path;

/// What was said of a project in which nothing was to change.
#[derive(Debug)]
pub(crate) struct Remembered {
    pub(crate) plan: Plan,
    /// What was said beside it.
    pub(crate) remark: String,
}

/// The last plan of this project, if one made now would be the same.
pub(crate) fn recall(directory: &Path) -> Option<Remembered> {
    let root = fs::canonicalize(directory).ok()?;
    let form::Kept { plan, remark, mut answers } = form::read(&shelf::take(&root)?, &program()?)?;
    let (still, learned) = answers.are_still(&Disk::new(&root));
    if !still {
        return None;
    }
    if learned {
        shelf::put(&root, &form::write(&program()?, &plan, &remark, &answers));
    }
    Some(Remembered { plan: plan::read(&plan).ok()?, remark })
}

/// Remembers a plan that was just made, if it can be said again as it is.
pub(crate) fn keep(project: &Project, plan: &Plan) {
    let is_quiet = project.compilation.diagnostics.iter().all(|found| found.severity() == Severity::Note);
    if plan.has_changes() || plan.is_blocked() || plan.is_first || !is_quiet {
        return;
    }
    if let (Some(answers), Some(program)) = (answers(project, plan), program()) {
        let remark = remark(&project.compilation.diagnostics);
        shelf::put(&project.root, &form::write(&program, &plan::json(plan), &remark, &answers));
    }
}

/// All that the plan was made of. None where that cannot be told: something moved meanwhile.
fn answers(project: &Project, plan: &Plan) -> Option<Answers> {
    // Neither was read through what watches.
    for (path, digest) in [(SPEC, plan.basis.spec.get(SPEC)), (FILE_NAME, plan.basis.lock.as_ref())] {
        let path: RepoPath = path.parse().ok()?;
        project.disk.read(&path);
        if project.disk.asked()?.borrow().digest_of(&path) != digest.copied() {
            return None;
        }
    }
    project.disk.asked()?.take().into_answers()
}

/// What tells this program from any other, one that was built from almost the same sources too.
fn program() -> Option<String> {
    let file = std::env::current_exe().ok()?;
    let stamp = Stamp::of(&fs::metadata(file).ok()?);
    Some(format!("{} {} {stamp:?}", env!("CARGO_PKG_VERSION"), stdlib::DIGEST))
}
