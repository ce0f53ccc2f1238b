//! `debug`: for working on Formwork itself.

use crate::Outcome;
use crate::args::{Debug, Global};
use crate::disk::{read_at_most, reason};
use crate::project::{directory, report};
use crate::synth;
use crate::term::Term;
use formwork_core::diag::{Diagnostic, Diagnostics};
use formwork_core::source::{FileOrigin, Sources, input};
use formwork_core::syntax;
use std::path::Path;

pub(crate) fn run(global: &Global, debug: &Debug, term: &Term) -> Outcome {
    match debug {
        Debug::Kdl { file } => kdl(&directory(global, Some(file)), term),
        Debug::Synth { services, dir } => synthesise(*services, &directory(global, Some(dir)), term),
    }
}

/// The document in canonical form, or what is wrong with it.
fn kdl(path: &Path, term: &Term) -> Outcome {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    match read_kdl(path, &mut sources) {
        Ok(text) => {
            let file = sources.add(path.display().to_string(), text, FileOrigin::Project);
            let tree = syntax::parse(file, &sources.get(file).text, &mut diagnostics);
            if !diagnostics.has_errors() {
                term.data(&syntax::canonical(&tree));
            }
        }
        Err(finding) => diagnostics.push(*finding),
    }
    report(&diagnostics, &sources, term);
    if diagnostics.has_errors() { Outcome::Failed } else { Outcome::Done }
}

/// Any document: also an empty one, which is no spec and good KDL.
fn read_kdl(path: &Path, sources: &mut Sources) -> Result<String, Box<Diagnostic>> {
    let name = path.display().to_string();
    let bytes = read_at_most(path, input::LARGEST_SPEC).map_err(|error| {
        let message = format!("`{name}` cannot be read: {}", reason(&error));
        Box::new(Diagnostic::without_place(&input::UNREADABLE, message))
    })?;
    if bytes.is_empty() {
        return Ok(String::new());
    }
    match input::decode(&name, bytes, sources) {
        Err(finding) if finding.code == input::EMPTY => Ok(String::new()),
        other => other.map_err(Box::new),
    }
}

fn synthesise(services: usize, dir: &Path, term: &Term) -> Outcome {
    match synth::write(services, dir) {
        Ok(()) => Outcome::Done,
        Err(error) => {
            term.fail(&format!("`{}` cannot be written: {}", dir.display(), reason(&error)), "");
            Outcome::Failed
        }
    }
}
