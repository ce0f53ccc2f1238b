//! `test`: the tests that a spec declares, and the examples of its rules. Only `--update` writes, and only below the
//! golden folders that tests name.

use crate::Outcome;
use crate::apply::Fault;
use crate::args::{Global, Test, TestFormat};
use crate::disk::Disk;
use crate::project::{self, Project, report};
use crate::term::Term;
use crate::user_file;
use formwork_core::artifact::Artifact;
use formwork_core::driver;
use formwork_core::terminal::count;
use formwork_core::trial::{self, Golden};

pub(crate) fn run(global: &Global, arguments: &Test, term: &Term) -> Outcome {
    let mut project = match project::open(&project::directory(global, arguments.dir.as_deref())) {
        Ok(project) => project,
        Err(findings) => {
            report(&findings.diagnostics, &findings.sources, term);
            return Outcome::Failed;
        }
    };
    let mut made: Vec<Artifact> = Vec::new();
    driver::emit(&mut project.compilation, &mut |artifact| made.push(artifact));
    if project.has_errors() {
        project.report(term);
        return Outcome::Failed;
    }
    let Project { root, disk, compilation, .. } = &*project;
    let mut outcome = trial::run(compilation, &made, disk);
    if arguments.update {
        let written = outcome.goldens.iter().map(|golden| update(golden, disk));
        match written.sum::<Result<usize, Fault>>() {
            Ok(written) => term.remark(&format!("{} written", count(written, "file"))),
            Err(fault) => {
                term.fail(&fault.message, &fault.help);
                return Outcome::Failed;
            }
        }
        // What was looked at before is remembered.
        outcome = trial::run(compilation, &made, &Disk::new(root));
    }
    term.data(&match arguments.format {
        TestFormat::Text => trial::text(&outcome, &compilation.sources, term.out_paint()),
        TestFormat::Json => trial::json(&outcome, &compilation.sources),
    });
    if outcome.failed() > 0 { Outcome::Failed } else { Outcome::Done }
}

/// Writes what is not kept as it is made; how many files that were.
fn update(golden: &Golden, disk: &Disk) -> Result<usize, Fault> {
    let mut written = 0;
    for (path, (text, known)) in &golden.files {
        match known {
            Some(bytes) if bytes == text.as_bytes() => continue,
            Some(bytes) => user_file::rewrite(&disk.place(path), path, bytes, text)?,
            None => user_file::create(disk, path, text)?,
        }
        written += 1;
    }
    Ok(written)
}
