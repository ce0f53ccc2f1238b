//! `why`: which settings and which template make a file, or a line of it.

use crate::Outcome;
use crate::args::{Global, ShowFormat, Why};
use crate::project::{self, Project, report};
use crate::term::Term;
use formwork_core::artifact::Artifact;
use formwork_core::diag::emit;
use formwork_core::lock::Lock;
use formwork_core::plan::{Entry, Tree};
use formwork_core::show::Form;
use formwork_core::why::{self, OnDisk, Question};
use std::path::{Component, Path, PathBuf};

pub(crate) fn run(global: &Global, arguments: &Why, term: &Term) -> Outcome {
    let mut project = match project::open(&project::directory(global, None)) {
        Ok(project) => project,
        Err(findings) => {
            report(&findings.diagnostics, &findings.sources, term);
            return Outcome::Failed;
        }
    };
    // Nothing is made of a spec with errors.
    if project.has_errors() {
        project.report(term);
        return Outcome::Failed;
    }
    let Some(artifact) = find(&mut project, &arguments.what.file, term) else { return Outcome::Failed };
    let entry = project.disk.read(&artifact.path);
    let words = words(&entry);
    let disk = match &entry {
        Entry::Absent => OnDisk::Absent,
        Entry::File { bytes, .. } => str::from_utf8(bytes).map_or(OnDisk::Other(&words), OnDisk::Text),
        _ => OnDisk::Other(&words),
    };
    let question = Question { disk, lines: arguments.what.lines.clone() };
    let form = match arguments.format {
        ShowFormat::Text => Form::Text(term.out_paint()),
        ShowFormat::Json => Form::Json,
    };
    match why::why(&project.compilation, artifact, &question, form) {
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

/// What is there, when it is not text.
fn words(entry: &Entry) -> String {
    match entry {
        Entry::Absent => String::new(),
        Entry::File { .. } => "not text".to_string(),
        Entry::NotAFile(what) => what.clone(),
        Entry::Unreadable(why) => format!("cannot be read: {why}"),
        Entry::OutsideThroughLink(link) => format!("behind the symbolic link {link}"),
    }
}

/// The artifact of that name; otherwise says why there is none.
fn find(project: &mut Project, file: &str, term: &Term) -> Option<Artifact> {
    let made = why::artifacts(&project.compilation);
    let paths = paths(&project.root, file);
    let is_made = made.iter().any(|artifact| paths.iter().any(|path| *artifact.path == **path));
    let lock = if is_made { None } else { lock(project, term) };
    match why::find(made, &paths, &project.compilation, lock.as_ref()) {
        Ok(artifact) => Some(artifact),
        Err(problem) => {
            term.fail(&problem.message, &problem.help);
            None
        }
    }
}

/// What was applied last. What is wrong with the lock is said, and is no reason not to answer.
fn lock(project: &mut Project, term: &Term) -> Option<Lock> {
    match project.applied() {
        Ok(base) => base.lock,
        Err(fault) => {
            let text = emit::text_of_one(&fault, &project.compilation.sources, term.err_paint());
            term.say(&format!("{text}\n"));
            None
        }
    }
}

/// The paths in the repository that a name may mean: from its root, and from the current directory.
fn paths(root: &Path, file: &str) -> Vec<String> {
    let here = std::env::current_dir().unwrap_or_default().join(file);
    let mut paths = Vec::new();
    for place in [root.join(file), here] {
        let place = plain(&place);
        if let Ok(inside) = place.strip_prefix(root) {
            let path = inside.to_string_lossy().into_owned();
            paths.push(if path.is_empty() { ".".to_string() } else { path });
        }
    }
    if paths.is_empty() {
        paths.push(file.to_string());
    }
    paths
}

/// Without `.` and `..`, by the letters alone: what is asked for may not be on disk.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}
