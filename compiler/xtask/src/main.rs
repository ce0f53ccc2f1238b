//! The project's own chores, called as `cargo xtask <chore>`.
//!
//! In: a subcommand. Out: an exit code, and what the chore prints. Each chore is a module of its own; this file
//! only names them.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a chore's output is what it prints")]

mod bench;
mod certificate;
mod conformance;
mod dependencies;
mod e2e;
mod edge;
mod everything;
mod process;
mod prove;
mod provision;
mod tools;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "xtask", about = "Formwork's own chores", version)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Measure speed and size beside other programs, and hold them against the goals
    Bench(bench::Arguments),
    /// Judge every golden artifact with the real tools, and every bad sample too
    Conformance(conformance::Arguments),
    /// Hold every dependency against deny.toml and ARCHITECTURE.md
    Dependencies,
    /// Build and run the images of the examples with a container engine
    E2e(e2e::Arguments),
    /// Ask a real nginx with the generated site what the site promises
    Edge,
    /// Install the pinned tools of the gates into .tools/
    InstallTools,
    /// Deploy, roll back and make it go wrong, on machines in containers and under load
    Prove(prove::Arguments),
    /// Prepare a host in a container with the generated playbook, twice, and look at it
    Provision,
    /// Run everything that has to hold: format, lints, tests, conformance, dependencies, a prepared host, images
    Test,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Bench(arguments) => bench::run(&arguments),
        Chore::Conformance(arguments) => conformance::run(&arguments),
        Chore::Dependencies => dependencies::run(),
        Chore::E2e(arguments) => e2e::run(&arguments),
        Chore::Edge => edge::run_chore(),
        Chore::InstallTools => tools::install_all(),
        Chore::Prove(arguments) => prove::run(&arguments),
        Chore::Provision => provision::run_chore(),
        Chore::Test => everything::run(),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}
