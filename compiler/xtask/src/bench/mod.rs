//! The chore `bench`: how fast and how small the compiler is, held against its goals.
//!
//! In: the checkout, and how much to measure. Out: a table of goal, measurement and verdict, and a last line with
//! counts. Everything is a ratio to something that runs beside it, so that the table says the same on any machine. It
//! is no test: a goal that is missed is said, and only what cannot be measured is a failure.

mod meter;
mod numbers;
mod parsing;
mod programs;
mod rounds;
mod rows;
mod scratch;
mod table;
mod workload;

use crate::workspace::Workspace;
use meter::Meter;
use parsing::Parsing;
use programs::Programs;
use rounds::Bench;
use rows::Measured;
use scratch::Scratch;
use std::path::PathBuf;
use std::time::Instant;
use workload::Workload;

#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// How many services the measured application has
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(2..=20_000))]
    services: u32,
    /// How often everything is measured; the median counts
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: u32,
    /// The sizes that growth is measured from and to
    #[arg(
        long,
        value_name = "N,N,...",
        value_delimiter = ',',
        default_value = "100,1000,10000",
        value_parser = clap::value_parser!(u32).range(1..=20_000)
    )]
    growth: Vec<u32>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let sizes = sizes(&arguments.growth)?;
    let workspace = Workspace::find()?;
    let folder = folder(&workspace)?;
    eprintln!("building what is measured");
    let programs = Programs::build(&workspace, &folder)?;
    let started = Instant::now();
    let scratch = Scratch::new(&folder, Bench::folders(arguments.rounds, &sizes))?;
    let workload = Workload::prepare(&programs.formwork, scratch, arguments.services)?;
    let bench = Bench { meter: Meter::new(&workspace), programs, workload, rounds: arguments.rounds };
    let measured = measure(&bench, sizes)?;
    print!("{}{}", title(&bench.workload, arguments), table::print(&measured.rows()?));
    // Tens of thousands of files: taking them away is part of what a run takes.
    drop(bench);
    eprintln!("it took {} s", started.elapsed().as_secs());
    Ok(true)
}

fn measure(bench: &Bench, sizes: Vec<u32>) -> Result<Measured, String> {
    let spec = Workload::spec(&bench.workload.app);
    let parsing = Parsing::measure(&bench.programs.parse_speed, &spec, bench.rounds)?;
    let samples = bench.side_by_side()?;
    let growing = bench.growing(&sizes)?;
    Ok(Measured { parsing, samples, growing, sizes })
}

fn folder(workspace: &Workspace) -> Result<PathBuf, String> {
    let folder = workspace.tools().join("bench");
    std::fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    Ok(folder)
}

/// In order, each once: two at least make a slope.
fn sizes(growth: &[u32]) -> Result<Vec<u32>, String> {
    let mut sizes = growth.to_vec();
    sizes.sort_unstable();
    sizes.dedup();
    if sizes.len() < 2 { Err("--growth: takes two sizes or more".into()) } else { Ok(sizes) }
}

fn title(workload: &Workload, arguments: &Arguments) -> String {
    format!(
        "\n{} services, {} files of {:.1} MB; {} rounds; ratios are of CPU time where nothing else is said\n\n",
        arguments.services,
        workload.files,
        workload.bytes as f64 / 1e6,
        arguments.rounds,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_takes_two_sizes() {
        assert_eq!(sizes(&[1000, 100, 1000]).unwrap(), [100, 1000]);
        assert!(sizes(&[1000, 1000]).is_err());
    }
}
