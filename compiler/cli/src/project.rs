//! A project on disk: its spec compiled, its lock read, and the plan made of both.

use crate::apply::journal;
use crate::args::Global;
use crate::base::Base;
use crate::disk::{Disk, LARGEST_LOCK, read_at_most, reason};
use crate::revision::Revision;
use crate::term::Term;
use formwork_core::diag::emit::{self, Counts};
use formwork_core::diag::{Diagnostic, Diagnostics, Severity};
use formwork_core::driver::{self, Compilation, SPEC};
use formwork_core::lock::{self, Digest};
use formwork_core::manual::Language;
use formwork_core::plan::{Basis, Inputs, Keep, Plan, Planner, Tree, accepted};
use formwork_core::repository::Repository;
use formwork_core::source::{FileOrigin, SourceFile, Sources, input};
use formwork_core::stdlib;
use formwork_core::types::RepoPath;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

/// Where the project is, and what was found in it.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    pub(crate) disk: Disk,
    pub(crate) compilation: Compilation,
}

/// What is wrong before there is anything to compile.
pub(crate) struct Findings {
    pub(crate) sources: Sources,
    pub(crate) diagnostics: Diagnostics,
}

impl Findings {
    fn one(sources: Sources, diagnostic: Diagnostic) -> Self {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(diagnostic);
        Self { sources, diagnostics }
    }
}

/// The folder that `-C DIR` and `DIR` name.
pub(crate) fn directory(global: &Global, dir: Option<&Path>) -> PathBuf {
    let base = global.directory.clone().unwrap_or_else(|| PathBuf::from("."));
    dir.map_or(base.clone(), |dir| base.join(dir))
}

/// What is opened stays until the process ends: to take a large project apart piece by piece takes as long as a pass.
type Opened = Result<ManuallyDrop<Project>, Findings>;

/// Reads and compiles the spec, up to the gate.
pub(crate) fn open(directory: &Path) -> Opened {
    open_with(directory, Disk::new, driver::compile)
}

/// The same, with what a plan needs besides.
pub(crate) fn open_for_plan(directory: &Path) -> Opened {
    open_with(directory, Disk::new, driver::compile_for_plan)
}

/// The same, and what is asked of its files is noted.
pub(crate) fn open_watched(directory: &Path) -> Opened {
    open_with(directory, Disk::watched, driver::compile_for_plan)
}

fn open_with(
    directory: &Path,
    disk: fn(&Path) -> Disk,
    compile: impl FnOnce(String, &dyn Repository) -> Compilation,
) -> Opened {
    let mut sources = Sources::default();
    let read = read_spec(directory, &mut sources);
    let (root, text) = read.map_err(|diagnostic| Findings::one(sources, diagnostic))?;
    let disk = disk(&root);
    let compilation = compile(text, &disk);
    Ok(ManuallyDrop::new(Project { root, disk, compilation }))
}

/// The language, with what the project in the folder declares, if there is one.
pub(crate) fn language(directory: &Path, term: &Term) -> Language {
    let mut sources = Sources::default();
    match read_spec(directory, &mut sources) {
        Ok((root, text)) => Language::of_project(text, &Disk::new(&root)),
        Err(finding) => {
            // Without a project there is the standard library's language; one that cannot be read is worth a word.
            if finding.code != input::MISSING {
                let Findings { sources, diagnostics } = Findings::one(sources, finding);
                report(&diagnostics, &sources, term);
            }
            Language::standard()
        }
    }
}

fn read_spec(directory: &Path, sources: &mut Sources) -> Result<(PathBuf, String), Diagnostic> {
    let shown = directory.display();
    let unreadable = |error: &std::io::Error, what: String| {
        Diagnostic::without_place(&input::UNREADABLE, format!("{what} cannot be read: {}", reason(error)))
            .help("look at its owner and rights")
    };
    let missing = |message: String| {
        Diagnostic::without_place(&input::MISSING, message)
            .help(format!("change to the folder that holds {SPEC}, or name it: formwork check DIR"))
    };
    let root = fs::canonicalize(directory).map_err(|error| match error.kind() {
        ErrorKind::NotFound => missing(format!("there is no folder `{shown}`")),
        _ => unreadable(&error, format!("`{shown}`")),
    })?;
    if !root.is_dir() {
        return Err(missing(format!("`{shown}` is not a folder")));
    }
    let bytes = read_at_most(&root.join(SPEC), input::LARGEST_SPEC).map_err(|error| match error.kind() {
        ErrorKind::NotFound => missing(format!("there is no `{SPEC}` in `{shown}`")),
        _ => unreadable(&error, format!("`{SPEC}`")),
    })?;
    Ok((root, input::decode(SPEC, bytes, sources)?))
}

impl Project {
    /// What was applied last, as the lock on disk says.
    pub(crate) fn applied(&mut self) -> Result<Base, Box<Diagnostic>> {
        let path = self.root.join(lock::FILE_NAME);
        if path.is_symlink() {
            return Err(broken_lock(format!("`{}` is a symbolic link", lock::FILE_NAME)));
        }
        let bytes = match read_at_most(&path, LARGEST_LOCK) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Base::default()),
            Err(error) => {
                return Err(broken_lock(format!("`{}` cannot be read: {}", lock::FILE_NAME, reason(&error))));
            }
        };
        let digest = Some(Digest::of(&bytes));
        let text = String::from_utf8(bytes)
            .map_err(|_| broken_lock(format!("`{}` is not text", lock::FILE_NAME)))?;
        match lock::read(&text) {
            Ok(lock) => Ok(Base { lock: Some(lock), digest, revision: None }),
            Err(fault) => {
                let file = self.compilation.sources.add(lock::FILE_NAME, text, FileOrigin::Project);
                Err(Box::new(fault.diagnostic(file)))
            }
        }
    }

    /// Compares what the spec wants with the disk, or with the revision. `None` when there are errors.
    pub(crate) fn plan(&mut self, base: &Base, overwrite: &[RepoPath], keep: Keep) -> Option<Plan> {
        let model = self.compilation.model.as_ref()?;
        let app = model.app.name.to_string();
        let accepted = accepted(&self.compilation.allowed, &self.compilation.sources);
        let basis = Basis {
            tool: env!("CARGO_PKG_VERSION").to_string(),
            standard_library: stdlib::DIGEST.to_string(),
            spec: spec_digests(&self.compilation.sources),
            lock: base.digest,
            overwrite: overwrite.to_vec(),
            against: base.revision.as_ref().map(Revision::label),
        };
        let (tree, pending): (&dyn Tree, _) = match &base.revision {
            Some(revision) => (revision, BTreeMap::new()),
            // A journal that cannot be read stops an apply; a plan without it is more careful.
            None => (&self.disk, journal::read(&self.disk).unwrap_or_default().files),
        };
        // Handed to the planner while the compilation goes on to be changed.
        let schema = std::mem::take(&mut self.compilation.schema);
        let record = std::mem::take(&mut self.compilation.record);
        let places = std::mem::take(&mut self.compilation.places);
        let renames = std::mem::take(&mut self.compilation.renames);
        let mut planner = Planner::new(Inputs {
            app: &app,
            lock: base.lock.as_ref(),
            pending: &pending,
            schema: &schema,
            record: &record,
            renames: &renames,
            accepted: &accepted,
            places: &places,
            basis: &basis,
            tree,
            keep,
        });
        driver::emit(&mut self.compilation, &mut |artifact| planner.add(artifact));
        let plan = (!self.compilation.diagnostics.has_errors()).then(|| planner.finish());
        self.compilation.schema = schema;
        (self.compilation.record, self.compilation.places, self.compilation.renames) =
            (record, places, renames);
        plan
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.compilation.diagnostics.has_errors()
    }

    /// Findings for people, on stderr; warnings only unless it is to be quiet.
    pub(crate) fn report(&self, term: &Term) {
        report(&self.compilation.diagnostics, &self.compilation.sources, term);
    }
}

fn broken_lock(message: String) -> Box<Diagnostic> {
    let finding = Diagnostic::without_place(&lock::BROKEN, message);
    Box::new(finding.help(format!("restore it: git checkout HEAD -- {}", lock::FILE_NAME)))
}

fn spec_digests(sources: &Sources) -> BTreeMap<String, Digest> {
    let entry = |file: &SourceFile| (file.name.to_string(), Digest::of(file.text.as_bytes()));
    sources.of_project().map(entry).collect()
}

/// Findings for people, on stderr, where they are not what the command was asked for: notes are left to `check`.
pub(crate) fn report(diagnostics: &Diagnostics, sources: &Sources, term: &Term) {
    let least = if term.is_quiet() { Severity::Error } else { Severity::Warning };
    for diagnostic in diagnostics.iter() {
        if diagnostic.severity() <= least {
            term.say(&format!("{}\n", emit::text_of_one(diagnostic, sources, term.err_paint())));
        }
    }
    term.remark(&remark(diagnostics));
}

/// How much was found, in one line.
pub(crate) fn remark(diagnostics: &Diagnostics) -> String {
    let mut summary = emit::summary(diagnostics);
    if Counts::of(diagnostics).notes > 0 {
        summary.push_str(" (formwork check shows notes)");
    }
    summary
}
