//! `explain`: the page of a code, a kind, a field, a type, or an entry of the catalogue.

use crate::Outcome;
use crate::args::{Explain, Global};
use crate::project::{self, directory};
use crate::term::Term;
use formwork_core::manual;

pub(crate) fn run(global: &Global, arguments: &Explain, term: &Term) -> Outcome {
    match manual::find(&project::language(&directory(global, None), term), &arguments.topic) {
        Ok(blocks) => {
            term.data(&manual::print_plain(&blocks, term.out_paint()));
            Outcome::Done
        }
        Err(unknown) => {
            term.fail(&format!("there is no page about `{}`", arguments.topic), &unknown.help());
            Outcome::Failed
        }
    }
}
