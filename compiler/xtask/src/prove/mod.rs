//! The chore `prove`: deploys, rollbacks, backups, restores and what goes wrong with them, by doing them.
//!
//! In: the generated scripts, a container engine, and machines in containers on which they run. Out: a row for each
//! scenario, with what was asked meanwhile and how it ended. Nothing is published, and nothing is left behind. What a
//! group needs it makes itself, so that each can be run alone.

mod failures;
mod host;
mod keeping;
mod load;
mod report;
mod switches;
mod trial;

use crate::e2e::engine::Engine;
use crate::e2e::formwork;
use crate::workspace::Workspace;
use report::Report;
use std::path::PathBuf;
use std::time::Instant;

#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// Only this group of scenarios; may be repeated
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
}

/// What every group is given.
#[derive(Debug)]
struct Stage {
    workspace: Workspace,
    engine: Engine,
    /// The compiler's command.
    formwork: PathBuf,
}

/// Scenarios that share what they are played on. An error is one that kept the rest of the group from being tried.
struct Group {
    name: &'static str,
    play: fn(&Stage, &mut Report) -> Result<(), String>,
}

const GROUPS: &[Group] = &[
    Group { name: "switches", play: switches::play },
    Group { name: "failures", play: failures::play },
    Group { name: "backups", play: keeping::play },
];

pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let started = Instant::now();
    let groups = chosen(&arguments.only)?;
    let workspace = Workspace::find()?;
    let mut report = Report::new(std::env::var_os("CI").is_some());
    match Engine::find(&workspace) {
        Ok(engine) => {
            let stage = Stage { formwork: formwork(&workspace)?, workspace: workspace.clone(), engine };
            println!("engine {}", stage.engine.version);
            for group in groups {
                println!("\n== {}", group.name);
                report.begin(group.name);
                if let Err(why) = (group.play)(&stage, &mut report) {
                    report.fail("the rest of it", &why);
                }
            }
        }
        Err(why) => report.skip("every scenario", &why),
    }
    report.finish(&workspace.tools().join("proof.md"), started.elapsed())
}

fn chosen(only: &[String]) -> Result<Vec<&'static Group>, String> {
    if let Some(unknown) = only.iter().find(|name| GROUPS.iter().all(|group| group.name != **name)) {
        let names: Vec<&str> = GROUPS.iter().map(|group| group.name).collect();
        return Err(format!("there is no group {unknown}: there are {}", names.join(", ")));
    }
    Ok(GROUPS.iter().filter(|group| only.is_empty() || only.iter().any(|name| name == group.name)).collect())
}
