//! `check`: everything up to the error gate. Findings are what it is asked for: they go to stdout. With `--fix`, those
//! that have a fix are mended first, and what is left is said.

use crate::Outcome;
use crate::apply::Fault;
use crate::args::{Check, CheckFormat, Global};
use crate::disk::{Folder, parent};
use crate::project::{self, Findings, Project};
use crate::term::Term;
use crate::user_file;
use formwork_core::diag::emit;
use formwork_core::driver::Compilation;
use formwork_core::mend::{self, Fix, mend};
use formwork_core::terminal::{WIDTH, clip, count, printable};
use std::path::Path;

pub(crate) fn run(global: &Global, check: &Check, term: &Term) -> Outcome {
    let directory = project::directory(global, check.dir.as_deref());
    let mut could_not_write = false;
    let mut opened = project::open(&directory);
    if let Ok(project) = &opened
        && check.fix
    {
        match fix(project, term) {
            Fixed::Nothing => term.remark("nothing to fix"),
            Fixed::Written => opened = project::open(&directory),
            Fixed::NotAll => {
                could_not_write = true;
                opened = project::open(&directory);
            }
        }
    }
    let (sources, diagnostics, allowed) = match &opened {
        Ok(project) => {
            let Compilation { sources, diagnostics, allowed, .. } = &project.compilation;
            (sources, diagnostics, allowed.len())
        }
        Err(Findings { sources, diagnostics }) => (sources, diagnostics, 0),
    };
    term.data(&match check.format {
        CheckFormat::Text => emit::text(diagnostics, sources, term.out_paint()),
        CheckFormat::Json => emit::json(diagnostics, sources),
        CheckFormat::Sarif => emit::sarif(diagnostics, sources, env!("CARGO_PKG_VERSION")),
        CheckFormat::Github => emit::github(diagnostics, sources),
    });
    let mut summary = emit::summary(diagnostics);
    if summary.is_empty() {
        summary.push_str("nothing to complain about");
    }
    if allowed > 0 {
        summary.push_str(&format!("; {} accepted in the spec", count(allowed, "finding")));
    }
    term.remark(&summary);
    if diagnostics.has_errors() || could_not_write { Outcome::Failed } else { Outcome::Done }
}

/// What became of the fixes.
enum Fixed {
    Nothing,
    Written,
    /// Why was said.
    NotAll,
}

fn fix(project: &Project, term: &Term) -> Fixed {
    let Some(spec) = project.compilation.sources.iter().next() else { return Fixed::Nothing };
    let mended = mend(spec.text.clone(), &project.disk);
    let (mut written, mut faults) = (Vec::new(), 0);
    for file in &mended.files {
        match write(project, file) {
            Ok(()) => written.push(&file.name),
            Err(fault) => {
                faults += 1;
                term.fail(&printable(&fault.message), &fault.help);
            }
        }
    }
    let fixes: Vec<&Fix> = mended.fixes.iter().filter(|fix| written.contains(&&fix.file)).collect();
    if !fixes.is_empty() {
        let lines: String = fixes.iter().map(|fix| format!("\n  {}", line(fix))).collect();
        term.remark(&format!("fixed {}:{lines}", count(fixes.len(), "finding")));
    }
    if mended.is_unfinished {
        term.remark("there is more to fix: run it again");
    }
    match (written.len(), faults) {
        (0, 0) => Fixed::Nothing,
        (_, 0) => Fixed::Written,
        _ => Fixed::NotAll,
    }
}

/// Nothing is written through a symbolic link, and so nothing outside of the root.
fn write(project: &Project, file: &mend::File) -> Result<(), Fault> {
    let place = project.root.join(Path::new(&*file.name));
    match project.disk.folder(parent(&file.name)) {
        Folder::There => user_file::rewrite(&place, &file.name, file.before.as_bytes(), &file.after),
        _ => Err(Fault::new(
            format!("`{}` is not written: its folder is none of the project's", file.name),
            "",
        )),
    }
}

/// `formwork.kdl:3:7 names/unknown "mian" -> "main"`
fn line(fix: &Fix) -> String {
    let (line, column) = (fix.position.line, fix.position.column);
    let change = match &fix.change {
        None => String::new(),
        Some((old, new)) if old.trim().is_empty() => format!(" + {}", new.trim()),
        Some((old, new)) if new.trim().is_empty() => format!(" - {}", old.trim()),
        Some((old, new)) => format!(" {} -> {}", old.trim(), new.trim()),
    };
    let line = format!("{}:{line}:{column} {}{change}", fix.file, fix.code.slug());
    clip(&printable(&line), WIDTH - 2).into_owned()
}
