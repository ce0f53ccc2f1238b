//! `fmt`: documents in the one style. It writes what is not in it, and nothing else; with `--check`, it says what that
//! would be.

use crate::Outcome;
use crate::args::{Fmt, Global};
use crate::disk::{Disk, reason};
use crate::project::{directory, report};
use crate::term::Term;
use crate::user_file;
use formwork_core::diag::{Diagnostic, Diagnostics, fix};
use formwork_core::driver::SPEC;
use formwork_core::repository::{Opened, Repository};
use formwork_core::source::{FileOrigin, Sources, input};
use formwork_core::terminal::{Tone, count, printable};
use formwork_core::{fmt, import, plan};
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::Path;

/// The folder of a project that holds what its spec imports, most of the time.
const PARTS: &str = "formwork";

pub(crate) fn run(global: &Global, arguments: &Fmt, term: &Term) -> Outcome {
    let mut run = Run::new(term, arguments.check);
    match &arguments.path {
        Some(path) if path.as_os_str() == "-" => run.stdin(),
        path => {
            let place = directory(global, path.as_deref());
            if place.is_dir() { run.project(&place) } else { run.file(&place, &place.display().to_string()) }
        }
    }
    run.finish()
}

struct Run<'t> {
    term: &'t Term,
    check: bool,
    sources: Sources,
    diagnostics: Diagnostics,
    seen: usize,
    changed: usize,
    could_not_write: bool,
}

impl<'t> Run<'t> {
    fn new(term: &'t Term, check: bool) -> Self {
        Self {
            term,
            check,
            sources: Sources::default(),
            diagnostics: Diagnostics::default(),
            seen: 0,
            changed: 0,
            could_not_write: false,
        }
    }

    /// The spec, what it imports, and the parts that it may import.
    fn project(&mut self, root: &Path) {
        let spec = root.join(SPEC);
        if !spec.exists() {
            let message = format!("there is no `{SPEC}` in `{}`", root.display());
            let help = "change to the folder that holds it, or name a file: formwork fmt FILE";
            return self.diagnostics.push(Diagnostic::without_place(&input::MISSING, message).help(help));
        }
        let disk = Disk::new(root);
        // Without its text, which is then among the findings, there are no imports.
        let text = user_file::read(&spec, SPEC, &mut Sources::default()).unwrap_or_default();
        let mut names: BTreeSet<String> = import::files(SPEC, &text, &disk).into_iter().collect();
        names.extend(parts(&disk));
        self.file(&spec, SPEC);
        for name in names {
            self.file(&root.join(&name), &name);
        }
    }

    fn file(&mut self, place: &Path, name: &str) {
        let old = match user_file::read(place, name, &mut self.sources) {
            Ok(text) => text,
            Err(finding) => return self.diagnostics.push(*finding),
        };
        let Some(new) = self.formatted(name, &old) else { return };
        if new == old {
            return;
        }
        self.changed += 1;
        if self.check {
            return self.show(name, &old, &new);
        }
        match user_file::rewrite(place, name, old.as_bytes(), &new) {
            Ok(()) => self.term.remark(&format!("formatted {}", printable(name))),
            Err(fault) => {
                self.could_not_write = true;
                self.term.fail(&printable(&fault.message), &fault.help);
            }
        }
    }

    fn stdin(&mut self) {
        const NAME: &str = "stdin";
        let mut bytes = Vec::new();
        if let Err(error) = io::stdin().lock().take(input::LARGEST_SPEC + 1).read_to_end(&mut bytes) {
            self.could_not_write = true;
            return self.term.fail(&format!("stdin cannot be read: {}", reason(&error)), "");
        }
        let old = match input::decode_part(NAME, bytes, &mut self.sources) {
            Ok(text) => text,
            Err(finding) => return self.diagnostics.push(finding),
        };
        let Some(new) = self.formatted(NAME, &old) else { return };
        self.changed += usize::from(new != old);
        match self.check {
            false => self.term.data(&new),
            true if new != old => self.show(NAME, &old, &new),
            true => {}
        }
    }

    /// None when the text has errors, which are then among the findings.
    fn formatted(&mut self, name: &str, text: &str) -> Option<String> {
        self.seen += 1;
        let file = self.sources.add(name, text, FileOrigin::Project);
        match fmt::format(file, &self.sources.get(file).text) {
            Ok(edits) => Some(fix::apply(text, &edits)),
            Err(findings) => {
                self.diagnostics.append(findings);
                None
            }
        }
    }

    fn show(&self, name: &str, old: &str, new: &str) {
        let paint = self.term.out_paint();
        let name = printable(name);
        let header = format!("--- {name}\n+++ {name}, formatted\n");
        self.term.data(&format!("{}{}", paint.paint(Tone::Strong, &header), plan::changes(old, new, paint)));
    }

    fn finish(self) -> Outcome {
        report(&self.diagnostics, &self.sources, self.term);
        let has_errors = self.diagnostics.has_errors();
        if has_errors {
            self.term.remark("what has errors is left as it is: its indentation shows what was meant");
        } else if self.check && self.changed > 0 {
            let of = count(self.seen, "file");
            self.term.remark(&format!("{} of {of} would change: formwork fmt", self.changed));
        } else if self.changed == 0 {
            self.term.remark("in the style");
        }
        let would_change = self.check && self.changed > 0;
        if has_errors || would_change || self.could_not_write { Outcome::Failed } else { Outcome::Done }
    }
}

/// The documents below the folder of parts. What is hidden is none.
fn parts(disk: &Disk) -> Vec<String> {
    let mut documents = Vec::new();
    let mut folders = vec![PARTS.to_string()];
    while let Some(folder) = folders.pop() {
        let Ok(path) = folder.parse() else { continue };
        let Opened::Folder(names) = disk.open(&path) else { continue };
        for name in names.into_iter().filter(|name| !name.starts_with('.')) {
            match name.strip_suffix('/') {
                Some(inner) => folders.push(format!("{folder}/{inner}")),
                None if name.ends_with(".kdl") => documents.push(format!("{folder}/{name}")),
                None => {}
            }
        }
    }
    documents
}
