//! `completions`: what a shell needs to complete the command.

use crate::Outcome;
use crate::args::{Arguments, Completions};
use crate::term::Term;
use clap::CommandFactory;

pub(crate) fn run(completions: &Completions, term: &Term) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut Arguments::command(), "formwork", &mut script);
    term.data(&String::from_utf8_lossy(&script));
    Outcome::Done
}
