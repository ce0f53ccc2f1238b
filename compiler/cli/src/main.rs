//! The `formwork` command: arguments in, exit code out. It reads the disk, asks the core, and is the only one to write.

mod apply;
mod args;
mod base;
mod commands;
mod disk;
mod memory;
mod progress;
mod project;
mod revision;
mod saved;
mod settling;
mod synth;
mod term;
mod user_file;

use args::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;
use term::Term;

/// How a run ended. The numbers are the contract that scripts lean on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Done,
    /// A diagnostic of severity error, a conflict, something that could not be read or written.
    Failed,
    /// With `--detailed-exitcode`: there are, or were, changes.
    Changes,
}

/// What was asked for cannot be understood.
const USAGE: u8 = 64;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() { USAGE } else { 0 };
            // A closed pipe is no reason to say anything.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let term = Term::new(&arguments.global);
    let outcome = run(&arguments, &term);
    match (term.could_not_write(), outcome) {
        (true, _) | (false, Outcome::Failed) => ExitCode::from(1),
        (false, Outcome::Done) => ExitCode::SUCCESS,
        (false, Outcome::Changes) => ExitCode::from(2),
    }
}

fn run(arguments: &Arguments, term: &Term) -> Outcome {
    let global = &arguments.global;
    match &arguments.command {
        Command::Check(check) => commands::check::run(global, check, term),
        Command::Plan(plan) => commands::plan::run(global, plan, term),
        Command::Apply(apply) => commands::apply::run(global, apply, term),
        Command::Adopt(adopt) => commands::adopt::run(global, adopt, term),
        Command::Release(release) => commands::release::run(global, release, term),
        Command::Fmt(fmt) => commands::fmt::run(global, fmt, term),
        Command::Why(why) => commands::why::run(global, why, term),
        Command::Test(test) => commands::test::run(global, test, term),
        Command::Show(show) => commands::show::run(global, show, term),
        Command::Explain(explain) => commands::explain::run(global, explain, term),
        Command::Docs(docs) => commands::docs::run(global, docs, term),
        Command::Graph(graph) => commands::graph::run(global, graph, term),
        Command::Completions(completions) => commands::completions::run(completions, term),
        Command::Debug(debug) => commands::debug::run(global, debug, term),
    }
}
