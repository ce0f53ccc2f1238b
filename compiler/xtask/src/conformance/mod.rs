//! The chore `conformance`: real tools judge every golden artifact.
//!
//! In: `golden/*/expected/**`, the bad samples, the waivers. Out: a table of artifact, tool, version and verdict,
//! every finding in full, and a last line with counts. It fails on a finding without a waiver, a waiver
//! without a finding, a bad sample that a gate accepts, and, where `CI` is set, a tool that is not there.
//! It does not know how artifacts are made.

mod artifact;
mod gate;
mod gates;
mod judge;
mod report;
mod samples;
mod waivers;

use crate::tools::{Kit, Toolbox};
use crate::workspace::Workspace;
use gate::Gate;
use report::Report;
use std::collections::BTreeSet;
use std::path::PathBuf;
use waivers::Waivers;

#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// The folder of golden cases, instead of golden/
    #[arg(long, value_name = "DIR")]
    golden: Option<PathBuf>,
    /// Only this gate; may be repeated
    #[arg(long, value_name = "GATE")]
    only: Vec<String>,
    /// Install the tools and stop
    #[arg(long)]
    install: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let workspace = Workspace::find()?;
    let gates = chosen(&arguments.only)?;
    let kits: BTreeSet<Kit> = gates.iter().flat_map(|gate| gate.tool.kits).copied().collect();
    let toolbox = Toolbox::install(&workspace, &kits)?;
    if arguments.install {
        return Ok(print_kits(&toolbox, &kits));
    }
    let waivers = Waivers::read(&workspace.waivers())?;
    waivers.check_gates(|name| gates::ALL.iter().any(|gate| gate.name == name))?;
    let golden = arguments.golden.clone().unwrap_or_else(|| workspace.golden());
    // Tools run in folders of their own: a path has to mean the same from each.
    let golden = std::path::absolute(golden).map_err(|why| format!("--golden: {why}"))?;
    if arguments.golden.is_some() && !golden.is_dir() {
        return Err(format!("--golden: {} is no folder", golden.display()));
    }
    let mut artifacts = artifact::golden(&golden)?;
    if arguments.golden.is_none() {
        artifacts.extend(artifact::below(&workspace.plans(), "plans")?);
    }
    let samples = samples::read(&workspace.bad_samples())?;
    samples::check_folders(&samples, |name| gates::ALL.iter().any(|gate| gate.name == name))?;

    let judged = judge::all(&gates, &toolbox, &artifacts, &samples);
    let mut report =
        Report::new(&toolbox, std::env::var_os("CI").is_some_and(|ci| ci != "false" && !ci.is_empty()));
    for judgement in &judged {
        report.gate(judgement, &waivers);
    }
    if arguments.golden.is_none() {
        report.waivers(&waivers, &judged);
    }
    if arguments.only.is_empty() {
        report.untaken(&artifacts, &judged);
    }
    Ok(report.print())
}

/// The gates named on the command line, or all of them.
fn chosen(only: &[String]) -> Result<Vec<&'static Gate>, String> {
    let known = |name: &String| gates::ALL.iter().any(|gate| gate.name == name);
    if let Some(unknown) = only.iter().find(|name| !known(name)) {
        let names: Vec<&str> = gates::ALL.iter().map(|gate| gate.name).collect();
        return Err(format!("no gate {unknown:?}; there are {}", names.join(", ")));
    }
    let wanted = |gate: &&&Gate| only.is_empty() || only.iter().any(|name| name == gate.name);
    Ok(gates::ALL.iter().filter(wanted).copied().collect())
}

fn print_kits(toolbox: &Toolbox, kits: &BTreeSet<Kit>) -> bool {
    for kit in kits {
        match toolbox.ready(*kit) {
            Ok(()) => println!("{}: installed", kit.folder()),
            Err(why) => println!("{}: {why}", kit.folder()),
        }
    }
    kits.iter().all(|kit| toolbox.ready(*kit).is_ok())
}
