//! The chore `e2e`: what the compiler makes of the examples, built and run by a real container engine.
//!
//! In: the specs of `examples/` and of the golden case of all runtimes, an engine, images to build from. Out: a row for
//! each image, with what became of it and how long it took, and everything that failed in full. What it started is
//! removed again, also after a failure. With `CI` set nothing may be left out. It judges no text: `conformance` does.

mod answer;
pub(crate) mod application;
pub(crate) mod bases;
mod controls;
pub(crate) mod engine;
mod images;
mod locks;
mod outside;
mod report;
mod stacks;

use crate::process::succeed;
use crate::workspace::Workspace;
use application::Application;
use engine::Engine;
use report::Report;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// Only this application; may be repeated
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let started = Instant::now();
    let workspace = Workspace::find()?;
    let folders = chosen(&workspace, &arguments.only)?;
    let mut report = Report::new(std::env::var_os("CI").is_some());
    match Engine::find(&workspace) {
        Ok(engine) => {
            let formwork = formwork(&workspace)?;
            println!("engine {}", engine.version);
            controls::judge(&engine, &mut report);
            for folder in folders {
                match Application::prepare(&workspace, &formwork, &folder) {
                    Ok(application) => {
                        images::run(&engine, &application, &mut report);
                        stacks::run(&engine, &application, &mut report);
                    }
                    Err(why) => report.fail(&folder.to_string_lossy(), &why),
                }
            }
        }
        Err(why) => report.skip("every image", &why),
    }
    Ok(report.print(started.elapsed()))
}

/// The examples, and the golden case that has a service for each runtime and package manager.
fn chosen(workspace: &Workspace, only: &[String]) -> Result<Vec<PathBuf>, String> {
    let mut folders = vec![workspace.golden().join("runtimes/input")];
    let examples = workspace.root.join("examples");
    let entries = std::fs::read_dir(&examples).map_err(|why| format!("{}: {why}", examples.display()))?;
    folders.extend(entries.filter_map(Result::ok).map(|entry| entry.path()));
    folders.retain(|folder| folder.join("formwork.kdl").is_file());
    folders.sort();
    if only.is_empty() {
        return Ok(folders);
    }
    let all: Vec<String> = folders.iter().map(|folder| application::name(folder)).collect();
    if let Some(unknown) = only.iter().find(|name| !all.contains(name)) {
        return Err(format!("there is no application {unknown}: there are {}", all.join(", ")));
    }
    folders.retain(|folder| only.contains(&application::name(folder)));
    Ok(folders)
}

/// The command of the compiler, built.
pub(crate) fn formwork(workspace: &Workspace) -> Result<PathBuf, String> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--locked", "--package=formwork"]).current_dir(&workspace.root);
    succeed(&mut cargo, Duration::from_secs(1200), "")?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.root.join("target"), PathBuf::from);
    Ok(target.join("debug/formwork"))
}
