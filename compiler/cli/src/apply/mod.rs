//! The one writer. In: a plan without conflicts. Out: the tree as the plan says, or as it was, and a fault in words.
//!
//! Everything is first written to temporary names beside its place; one sync makes it safe; then it is checked that
//! nothing moved since the plan, and the names are exchanged. A journal says what is about to be written, so that a
//! run that is killed leaves a tree the next plan understands: each file is old or new, and the new ones are known.

mod guard;
pub(crate) mod journal;
mod stage;

pub(crate) use guard::Guard;

use crate::disk::{Disk, Folder, parent, reason};
use formwork_core::lock::{self, Digest};
use formwork_core::plan::{Action, Entry, FileChange, Plan, Tree};
use formwork_core::types::RepoPath;
pub(crate) use stage::Stage;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

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

    fn writing(path: &str, error: &io::Error) -> Self {
        Self::new(
            format!("`{path}` cannot be written: {}", reason(error)),
            "nothing was changed; put that right and run it again",
        )
    }
}

/// Carries a plan out. The lock is written when it says something new.
pub(crate) fn carry_out(guard: &Guard, plan: &Plan, lock_moves: bool) -> Result<(), Fault> {
    let root = guard.root();
    journal::clean(root);
    if plan.files.is_empty() && !lock_moves {
        journal::remove(root);
        return Ok(());
    }
    refuse_what_cannot_be_written(root, plan)?;
    let unfinished = !journal::read(root).is_empty();
    let prepared = prepare(guard, plan, lock_moves);
    if prepared.is_err() && !unfinished {
        // Nothing was exchanged: there is nothing to remember, but of a run before this one.
        journal::remove(root);
    }
    let stage = prepared?;
    exchange(root, plan, stage)?;
    journal::remove(root);
    Ok(())
}

/// Everything under temporary names, safe on disk, and every place as the plan saw it.
fn prepare(guard: &Guard, plan: &Plan, lock_moves: bool) -> Result<Stage, Fault> {
    let root = guard.root();
    journal::write(root, plan).map_err(|error| Fault::writing(journal::FOLDER, &error))?;
    let stage = stage_all(root, plan, lock_moves)?;
    guard.sync();
    nothing_moved(root, plan)?;
    Ok(stage)
}

/// Looks at every place before the first byte is written.
fn refuse_what_cannot_be_written(root: &Path, plan: &Plan) -> Result<(), Fault> {
    let disk = Disk::new(root);
    for file in &plan.files {
        match disk.folder(parent(&file.path)) {
            Folder::There | Folder::Absent => {}
            Folder::Link(link) => {
                let message = format!("`{}` lies behind the symbolic link {link}", file.path);
                return Err(Fault::new(message, "replace the link by a folder"));
            }
            Folder::Other(at, what) => {
                let message = format!("`{}` cannot be written: {at} is {what}", file.path);
                return Err(Fault::new(message, "move it away"));
            }
            Folder::Unreadable(reason) => {
                return Err(Fault::new(format!("`{}` cannot be written: {reason}", file.path), ""));
            }
        }
        if file.action != Action::Create && is_read_only(&root.join(&*file.path)) {
            let message = format!("`{}` is read-only", file.path);
            return Err(Fault::new(message, format!("nothing was changed; chmod u+w {}", file.path)));
        }
    }
    Ok(())
}

fn is_read_only(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.permissions().readonly())
}

fn stage_all(root: &Path, plan: &Plan, lock_moves: bool) -> Result<Stage, Fault> {
    let mut stage = Stage::new(root);
    for file in &plan.files {
        if let Some(text) = file.text.as_deref().filter(|_| writes_text(file)) {
            stage
                .file(&file.path, text, file.executable)
                .map_err(|error| Fault::writing(&file.path, &error))?;
        }
    }
    if lock_moves {
        let text = plan.lock.to_text();
        stage.file(lock::FILE_NAME, &text, false).map_err(|error| Fault::writing(lock::FILE_NAME, &error))?;
    }
    Ok(stage)
}

fn writes_text(file: &FileChange) -> bool {
    matches!(file.action, Action::Create | Action::Update)
}

/// Whether every place still holds what the plan saw. Time has passed: somebody was asked, files were written.
fn nothing_moved(root: &Path, plan: &Plan) -> Result<(), Fault> {
    let disk = Disk::new(root);
    let moved = |file: &&FileChange| match (disk.read(&file.path), file.replaces) {
        (Entry::Absent, None) => false,
        (Entry::File { bytes, .. }, Some(digest)) => Digest::of(&bytes) != digest,
        _ => true,
    };
    match plan.files.iter().find(moved) {
        None => Ok(()),
        Some(file) => Err(Fault::new(
            format!("`{}` changed while this ran", file.path),
            "nothing was changed; look at the plan again",
        )),
    }
}

/// Gives every file its name, then takes away what is no longer made, then the lock gets its name: last, since it says
/// that all the rest is done.
fn exchange(root: &Path, plan: &Plan, mut stage: Stage) -> Result<(), Fault> {
    let halfway = |path: &str, error: &io::Error| {
        Fault::new(
            format!("`{path}` cannot be put in its place: {}", reason(error)),
            "files before it are written, none is lost; put that right and run apply again: it finishes",
        )
    };
    for file in &plan.files {
        let path = root.join(&*file.path);
        let done = match file.action {
            Action::Create | Action::Update => stage.place(&file.path),
            Action::Mode => set_executable(&path, file.executable),
            Action::Delete => delete(root, &file.path),
        };
        done.map_err(|error| halfway(&file.path, &error))?;
    }
    stage.place_rest().map_err(|error| halfway(lock::FILE_NAME, &error))
}

/// As `chmod` does it: who may read it may run it.
fn set_executable(path: &Path, executable: bool) -> io::Result<()> {
    let mut permissions = fs::symlink_metadata(path)?.permissions();
    let mode = permissions.mode();
    permissions.set_mode(if executable { mode | ((mode & 0o444) >> 2) } else { mode & !0o111 });
    fs::set_permissions(path, permissions)
}

/// The file, and the folders that it leaves empty.
fn delete(root: &Path, path: &RepoPath) -> io::Result<()> {
    match fs::remove_file(root.join(&**path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut folder = parent(path);
    // A folder that holds something is not removed: that ends it.
    while !folder.is_empty() && fs::remove_dir(root.join(folder)).is_ok() {
        folder = parent(folder);
    }
    Ok(())
}
