//! The measuring itself: rounds in which everything runs once, so that a slow moment of the machine hits all alike.
//!
//! In: programs and what to run them on. Out: samples, in the order of the rounds. It judges nothing.

use super::meter::{CACHES, Meter, Sample, Step};
use super::numbers::{Spread, exponent};
use super::programs::Programs;
use super::workload::{Workload, git_folders};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How often a program that ends at once is run for one sample.
const TINY: u32 = 25;
/// The exit code of `--detailed-exitcode` where there are changes.
const CHANGES: i32 = 2;
const HASH: &str = r#"find "$1" -type f -print0 | xargs -0 sha256sum"#;

/// What is run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Probe {
    Empty,
    Version,
    SmallPlan,
    /// As one that is remembered.
    SmallAgain,
    Check,
    /// With nothing to change, and nothing remembered.
    Plan,
    /// Remembered, and every file was touched since.
    HashedPlan,
    /// Remembered, and no file was touched.
    KnownPlan,
    Hash,
    Status,
    ChangedPlan,
    ChangedApply,
    FirstApply,
    Copy,
    /// What the copy left to be written.
    Sync,
    /// Of an application of this many services.
    CheckOf(u32),
    FirstPlanOf(u32),
}

/// Samples by what was run; those of one round have one place in each list.
#[derive(Debug, Default)]
pub(super) struct Samples(BTreeMap<Probe, Vec<Sample>>);

impl Samples {
    fn take(&mut self, meter: &Meter, steps: Vec<(Probe, Step)>) -> Result<(), String> {
        let (probes, steps): (Vec<Probe>, Vec<Step>) = steps.into_iter().unzip();
        for (probe, sample) in probes.into_iter().zip(meter.run(&steps)?) {
            self.add(probe, sample);
        }
        Ok(())
    }

    pub(super) fn add(&mut self, probe: Probe, sample: Sample) {
        self.0.entry(probe).or_default().push(sample);
    }

    /// One value for each round, where all these probes were measured.
    fn by_round<const N: usize>(
        &self,
        probes: [Probe; N],
        value: impl Fn([Sample; N]) -> f64,
    ) -> Option<Spread> {
        let lists = probes.map(|probe| self.0.get(&probe).map_or(&[][..], Vec::as_slice));
        let rounds = lists.iter().map(|list| list.len()).min().unwrap_or(0);
        Spread::of((0..rounds).map(|round| value(lists.map(|list| list[round]))).collect())
    }

    pub(super) fn of(&self, probe: Probe, value: fn(&Sample) -> f64) -> Option<Spread> {
        self.by_round([probe], |[sample]| value(&sample))
    }

    /// How many times as much the first costs as the second.
    pub(super) fn ratio(&self, probe: Probe, other: Probe, value: fn(&Sample) -> f64) -> Option<Spread> {
        self.by_round([probe, other], |[one, other]| value(&one) / value(&other))
    }

    /// How much more time an apply takes than a copy that is safe on the disk too.
    pub(super) fn apply_to_synced_copy(&self) -> Option<Spread> {
        let probes = [Probe::FirstApply, Probe::Copy, Probe::Sync];
        self.by_round(probes, |[apply, copy, sync]| apply.wall / (copy.wall + sync.wall))
    }

    /// Processor time beyond that of a program that does nothing.
    pub(super) fn over_empty(&self, probe: Probe) -> Option<Spread> {
        self.by_round([probe, Probe::Empty], |[sample, empty]| sample.cpu - empty.cpu)
    }

    /// How that grows with the number of services.
    pub(super) fn growth(&self, sizes: &[u32], probe: fn(u32) -> Probe) -> Option<Spread> {
        let rounds = self.0.get(&Probe::Empty)?.len();
        let cost = |size: u32, round: usize| {
            let sample = self.0.get(&probe(size))?.get(round)?;
            Some((f64::from(size), sample.cpu - self.0.get(&Probe::Empty)?.get(round)?.cpu))
        };
        let points = |round| sizes.iter().map(|size| cost(*size, round)).collect::<Option<Vec<_>>>();
        Spread::of((0..rounds).map(|round| Some(exponent(&points(round)?))).collect::<Option<Vec<_>>>()?)
    }
}

/// What is measured with, and on.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) meter: Meter,
    pub(super) programs: Programs,
    pub(super) workload: Workload,
    pub(super) rounds: u32,
}

impl Bench {
    /// How many folders the measuring asks for: two in each round, one for each size, and the workload's own.
    pub(super) fn folders(rounds: u32, sizes: &[u32]) -> usize {
        2 * rounds as usize + sizes.len() + Workload::FOLDERS
    }

    /// Everything that is compared side by side.
    pub(super) fn side_by_side(&self) -> Result<Samples, String> {
        let mut samples = Samples::default();
        for round in 1..=self.rounds {
            eprintln!("round {round} of {}", self.rounds);
            let fresh = self.workload.fresh(&format!("fresh-{round}"), self.workload.services)?;
            samples.take(&self.meter, self.small_programs())?;
            samples.take(&self.meter, self.writing(&fresh, round))?;
            self.workload.change_one_service(&fresh)?;
            self.workload.touch()?;
            samples.take(&self.meter, self.reading(&fresh))?;
        }
        Ok(samples)
    }

    /// `check` and a first plan of applications of these sizes.
    pub(super) fn growing(&self, sizes: &[u32]) -> Result<Samples, String> {
        let mut samples = Samples::default();
        let named = |size: &u32| Ok((*size, self.workload.fresh(&format!("of-{size}"), *size)?));
        let applications = sizes.iter().map(named).collect::<Result<Vec<_>, String>>()?;
        for round in 1..=self.rounds {
            eprintln!("growth, round {round} of {}", self.rounds);
            samples.take(&self.meter, self.one_of_each_size(&applications))?;
        }
        Ok(samples)
    }

    fn small_programs(&self) -> Vec<(Probe, Step)> {
        vec![
            (Probe::Empty, self.empty()),
            (Probe::Version, self.formwork(&["--version"]).times(TINY)),
            (Probe::SmallPlan, self.plan(&self.workload.small).times(TINY)),
            (Probe::SmallAgain, self.remembering(self.plan(&self.workload.small)).times(TINY)),
            (Probe::Check, self.check(&self.workload.app).times(3)),
        ]
    }

    /// Each into a place where nothing has been.
    fn writing(&self, fresh: &Path, round: u32) -> Vec<(Probe, Step)> {
        let copy = self.workload.scratch.at(&format!("copy-{round}"));
        vec![
            (Probe::Copy, Step::new("cp").args(["-r"]).args([&self.workload.made, &copy]).after_sync()),
            (Probe::Sync, Step::new("sync").args(["-f"]).args([&copy])),
            (Probe::FirstApply, self.apply(fresh)),
        ]
    }

    /// And one application of a small change, to what `writing` applied.
    fn reading(&self, changed: &Path) -> Vec<(Probe, Step)> {
        let Workload { app, touched, made, git, .. } = &self.workload;
        let status = Step::new("git").args(git_folders(git, made)).args(["status", "--porcelain"]);
        vec![
            (Probe::Hash, Step::new("sh").args(["-c", HASH, "sh"]).args([made])),
            (Probe::Plan, self.plan(app)),
            (Probe::HashedPlan, self.remembering(self.plan(touched))),
            (Probe::Status, status.times(3)),
            (Probe::KnownPlan, self.remembering(self.plan(app)).times(3)),
            (Probe::ChangedPlan, self.plan(changed).ends_with(CHANGES)),
            (Probe::ChangedApply, self.apply(changed)),
        ]
    }

    fn one_of_each_size(&self, applications: &[(u32, PathBuf)]) -> Vec<(Probe, Step)> {
        let mut steps = vec![(Probe::Empty, self.empty())];
        for (size, folder) in applications {
            let times = (1000 / size).clamp(1, 10);
            steps.push((Probe::CheckOf(*size), self.check(folder).times(times)));
            steps.push((Probe::FirstPlanOf(*size), self.plan(folder).ends_with(CHANGES).times(times)));
        }
        steps
    }

    fn empty(&self) -> Step {
        Step::new(&self.programs.empty).times(TINY)
    }

    fn formwork(&self, words: &[&str]) -> Step {
        Step::new(&self.programs.formwork).args(words)
    }

    fn check(&self, folder: &Path) -> Step {
        self.formwork(&["check"]).args([folder])
    }

    fn plan(&self, folder: &Path) -> Step {
        self.formwork(&["plan", "--detailed-exitcode"]).args([folder])
    }

    fn remembering(&self, step: Step) -> Step {
        step.env(CACHES, &self.workload.caches)
    }

    fn apply(&self, folder: &Path) -> Step {
        let apply = self.formwork(&["apply", "--yes", "--detailed-exitcode"]).args([folder]);
        apply.ends_with(CHANGES).after_sync()
    }
}
