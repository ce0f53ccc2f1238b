//! Runs the gates, a few at a time.
//!
//! In: gates, artifacts, bad samples. Out: one judgement a gate, in the order of the gates. A gate is called once,
//! for golden artifacts and its bad samples together, so a tool that is slow to start starts once.

use super::artifact::Artifact;
use super::gate::{Finding, Gate};
use super::samples::Sample;
use crate::tools::Toolbox;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a gate ended.
#[derive(Debug)]
pub(crate) enum Ended {
    Judged(Vec<Finding>),
    /// The tool is not there.
    Skipped(String),
    /// The tool is there and could not be used or understood.
    Broken(String),
}

#[derive(Debug)]
pub(crate) struct Judgement<'a> {
    pub(crate) gate: &'static Gate,
    pub(crate) artifacts: Vec<&'a Artifact>,
    pub(crate) samples: Vec<&'a Sample>,
    pub(crate) ended: Ended,
}

pub(crate) fn all<'a>(
    gates: &[&'static Gate],
    toolbox: &Toolbox,
    artifacts: &'a [Artifact],
    samples: &'a [Sample],
) -> Vec<Judgement<'a>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(gates.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(gate) = gates.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let judgement = one(gate, toolbox, artifacts, samples);
                    done.lock().unwrap_or_else(|broken| broken.into_inner()).push(judgement);
                }
            });
        }
    });
    let mut judged = done.into_inner().unwrap_or_else(|broken| broken.into_inner());
    judged.sort_by_key(|judgement| gates.iter().position(|gate| gate.name == judgement.gate.name));
    judged
}

fn one<'a>(
    gate: &'static Gate,
    toolbox: &Toolbox,
    artifacts: &'a [Artifact],
    samples: &'a [Sample],
) -> Judgement<'a> {
    let artifacts: Vec<&Artifact> = artifacts.iter().filter(|artifact| (gate.takes)(artifact)).collect();
    let samples: Vec<&Sample> = samples.iter().filter(|sample| sample.gate == gate.name).collect();
    let bad = samples.iter().flat_map(|sample| &sample.artifacts).filter(|artifact| (gate.takes)(artifact));
    let batch: Vec<Artifact> = artifacts.iter().copied().chain(bad).cloned().collect();
    let ended = match gate.tool.kits.iter().try_for_each(|kit| toolbox.ready(*kit)) {
        Err(why) => Ended::Skipped(why.to_owned()),
        Ok(()) if batch.is_empty() => Ended::Judged(Vec::new()),
        Ok(()) => match (gate.judge)(toolbox, &batch) {
            Ok(findings) => Ended::Judged(findings),
            Err(why) => Ended::Broken(why),
        },
    };
    Judgement { gate, artifacts, samples, ended }
}
