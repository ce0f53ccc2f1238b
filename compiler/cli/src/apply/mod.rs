//! The one writer. In: a plan without conflicts. Out: the tree as the plan says, or as it was, and a fault in words.
//!
//! Everything is first written under temporary names, each beside its place; one sync makes it safe; then it is checked
//! that nothing moved since the plan, and the names are exchanged. From before the first change until the last is safe
//! on disk, a journal says what is replaced and what is written: wherever a run is killed, and whatever of it the disk
//! kept, each file is the old or the new one, the next plan knows either, and the next apply finishes.

mod files;
mod guard;
pub(crate) mod journal;
mod stage;

pub(crate) use files::{FileSystem, OnDisk};
pub(crate) use guard::Guard;
pub(crate) use stage::Stage;

use crate::disk::{parent, reason};
use formwork_core::lock::{self, Digest, Lock};
use formwork_core::plan::{Entry, Plan, Tree};
use formwork_core::types::RepoPath;
use journal::Journal;
use std::collections::BTreeSet;
use std::io;

/// Why nothing, or not everything, was written.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Fault {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    /// Before the names are exchanged.
    fn nothing_done(what: &str, error: &io::Error) -> Self {
        Self::new(
            format!("{what}: {}", reason(error)),
            "nothing was changed; put that right and run it again",
        )
    }

    /// While they are, or after.
    fn unfinished(what: &str, error: &io::Error) -> Self {
        Self::new(
            format!("{what}: {}", reason(error)),
            "no file is lost; put that right and run apply again: it finishes",
        )
    }
}

/// What is done to one file.
struct Step<'p> {
    path: RepoPath,
    /// What it will hold; a file without is deleted.
    text: Option<&'p str>,
    executable: bool,
    /// What the plan saw there.
    replaces: Option<Digest>,
}

/// Told of each file that is written: how many are, and of how many.
pub(crate) type Watch<'w> = &'w mut dyn FnMut(usize, usize);

/// Carries a plan out that was made from this lock, and says whether the lock had to be written.
pub(crate) fn carry_out(
    files: &dyn FileSystem,
    plan: &Plan,
    lock: Option<&Lock>,
    watch: Watch<'_>,
) -> Result<bool, Fault> {
    let earlier = journal::read(&*files.look())
        .map_err(|error| Fault::nothing_done("`.formwork/journal` cannot be read", &error))?;
    earlier
        .tidy(files)
        .map_err(|error| Fault::nothing_done("what an earlier run left cannot be taken away", &error))?;
    let lock_text = lock_moves(plan, lock).then(|| plan.lock.to_text());
    let steps = steps(plan, lock_text.as_deref())?;
    let journal = if steps.is_empty() { earlier } else { write(files, &steps, &earlier, watch)? };
    journal.end(files).map_err(|error| {
        Fault::unfinished("all files are written, but it is not sure that the disk keeps them", &error)
    })?;
    Ok(lock_text.is_some())
}

/// A lock that only speaks of another tool stays: it is not worth a commit.
fn lock_moves(plan: &Plan, lock: Option<&Lock>) -> bool {
    lock.is_none_or(|lock| lock.artifacts != plan.lock.artifacts || lock.model != plan.lock.model)
}

/// In the order in which they are done: what is written, what is deleted, and the lock, since it says that all the
/// rest is done.
fn steps<'p>(plan: &'p Plan, lock_text: Option<&'p str>) -> Result<Vec<Step<'p>>, Fault> {
    let mut steps: Vec<Step<'_>> = plan
        .files
        .iter()
        .map(|file| Step {
            path: file.path.clone(),
            text: file.text.as_deref(),
            executable: file.executable,
            replaces: file.replaces,
        })
        .collect();
    steps.sort_by_key(|step| step.text.is_none());
    if let Some(text) = lock_text {
        steps.push(Step {
            path: lock_path()?,
            text: Some(text),
            executable: false,
            replaces: plan.basis.lock,
        });
    }
    Ok(steps)
}

/// Everything under temporary names, safe on disk, looked at again, and put into its place.
fn write(
    files: &dyn FileSystem,
    steps: &[Step<'_>],
    earlier: &Journal,
    watch: Watch<'_>,
) -> Result<Journal, Fault> {
    refuse_read_only(files, steps)?;
    let mut stage = Stage::new(files);
    let journal = earlier
        .and(steps, &mut stage)
        .map_err(|error| Fault::nothing_done("the files cannot be written", &error))?;
    let done = prepare(files, steps, &mut stage, &journal, earlier, watch);
    let nothing_done = done.is_err();
    let done = done.and_then(|()| exchange(files, steps, &mut stage));
    if let Err(fault) = done {
        // What cannot be taken away now is in the journal: the next run does it.
        if stage.abandon().is_ok() && nothing_done && earlier.is_empty() {
            let _ = journal::forget(files);
        }
        return Err(fault);
    }
    Ok(journal)
}

fn prepare(
    files: &dyn FileSystem,
    steps: &[Step<'_>],
    stage: &mut Stage<'_>,
    journal: &Journal,
    earlier: &Journal,
    watch: Watch<'_>,
) -> Result<(), Fault> {
    journal
        .begin(files, earlier)
        .map_err(|error| Fault::nothing_done("`.formwork/journal` cannot be written", &error))?;
    let written = || steps.iter().filter_map(|step| Some((step, step.text?)));
    let all = written().count();
    for (done, (step, text)) in written().enumerate() {
        stage
            .file(&step.path, text, step.executable)
            .map_err(|error| Fault::nothing_done(&format!("`{}` cannot be written", step.path), &error))?;
        watch(done + 1, all);
    }
    files.sync().map_err(|error| Fault::nothing_done("the files do not reach the disk", &error))?;
    nothing_moved(&*files.look(), steps)
}

fn exchange(files: &dyn FileSystem, steps: &[Step<'_>], stage: &mut Stage<'_>) -> Result<(), Fault> {
    steps.iter().try_for_each(|step| {
        let done = match step.text {
            Some(_) => stage.place(&step.path),
            None => files::remove_if_there(files, &step.path),
        };
        done.map_err(|error| {
            Fault::unfinished(&format!("`{}` cannot be put in its place", step.path), &error)
        })
    })
}

/// Looks before the first byte is written. A name could be exchanged in spite of the file's mode, which says that it
/// is not to be; a folder that may not be changed would stop the run halfway.
fn refuse_read_only(files: &dyn FileSystem, steps: &[Step<'_>]) -> Result<(), Fault> {
    let refused = |path: &str| {
        Fault::new(format!("`{path}` is read-only"), format!("nothing was changed; chmod u+w {path}"))
    };
    let mut folders = BTreeSet::new();
    for step in steps {
        match files.metadata(&step.path) {
            Ok(metadata) if metadata.permissions().readonly() => return Err(refused(&step.path)),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => {
                return Err(Fault::nothing_done(&format!("`{}` cannot be looked at", step.path), &error));
            }
        }
        let folder = parent(&step.path);
        if folders.insert(folder) {
            files.may_change(folder).map_err(|error| {
                let folder = if folder.is_empty() { "." } else { folder };
                Fault::nothing_done(&format!("nothing can be written in `{folder}`"), &error)
            })?;
        }
    }
    Ok(())
}

/// Whether every place still holds what the plan saw. Time has passed: somebody was asked, files were written.
fn nothing_moved(tree: &dyn Tree, steps: &[Step<'_>]) -> Result<(), Fault> {
    for step in steps {
        let same = match tree.read(&step.path) {
            Entry::Absent => step.replaces.is_none(),
            Entry::File { bytes, .. } => step.replaces == Some(Digest::of(&bytes)),
            Entry::Unreadable(reason) => {
                return Err(Fault::new(
                    format!("`{}` cannot be read: {reason}", step.path),
                    "nothing was changed; put that right and run it again",
                ));
            }
            Entry::NotAFile(_) | Entry::OutsideThroughLink(_) => false,
        };
        if !same {
            return Err(Fault::new(
                format!("`{}` changed while this ran", step.path),
                "nothing was changed; look at the plan again",
            ));
        }
    }
    Ok(())
}

fn lock_path() -> Result<RepoPath, Fault> {
    lock::FILE_NAME.parse().map_err(|_| Fault::new("the lock has no path", ""))
}

#[cfg(test)]
mod tests;
