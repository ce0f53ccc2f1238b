//! What a program costs, in processor time, in time, and in memory.
//!
//! In: commands. Out: a sample for each, in the same order. The operating system keeps the accounts; `measure.py` asks
//! it, since that takes a call which safe Rust has not got. It judges nothing.

use crate::process::succeed;
use crate::workspace::Workspace;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// For all steps handed over at once.
const LIMIT: Duration = Duration::from_secs(300);

/// Below the folder that this names, Formwork remembers plans.
pub(super) const CACHES: &str = "XDG_CACHE_HOME";

/// What one command cost, the median if it ran more than once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// Milliseconds of user and system time, of the program and of the children it waited for.
    pub(super) cpu: f64,
    /// Milliseconds that passed.
    pub(super) wall: f64,
    /// MiB, at least those of the helper.
    pub(super) peak: f64,
}

/// One command to be measured.
#[derive(Debug)]
pub(super) struct Step {
    command: Vec<String>,
    /// What it finds in its environment besides.
    env: BTreeMap<&'static str, String>,
    times: u32,
    code: i32,
    sync: bool,
}

impl Step {
    pub(super) fn new(program: impl AsRef<OsStr>) -> Self {
        Self { command: vec![words(program)], env: BTreeMap::new(), times: 1, code: 0, sync: false }
    }

    pub(super) fn args<I: IntoIterator<Item: AsRef<OsStr>>>(mut self, arguments: I) -> Self {
        self.command.extend(arguments.into_iter().map(words));
        self
    }

    pub(super) fn env(mut self, name: &'static str, value: impl AsRef<OsStr>) -> Self {
        self.env.insert(name, words(value));
        self
    }

    /// Small programs run often enough to be told from the noise.
    pub(super) fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// The exit code that says it did what is meant to be measured.
    pub(super) fn ends_with(self, code: i32) -> Self {
        Self { code, ..self }
    }

    /// Everything written before is on the disk when it starts.
    pub(super) fn after_sync(self) -> Self {
        Self { sync: true, ..self }
    }

    fn to_json(&self) -> Value {
        json!({ "argv": self.command, "env": self.env, "times": self.times, "code": self.code, "sync": self.sync })
    }
}

/// The chore makes every path itself, out of letters that survive this.
fn words(text: impl AsRef<OsStr>) -> String {
    text.as_ref().to_string_lossy().into_owned()
}

#[derive(Debug)]
pub(super) struct Meter {
    helper: PathBuf,
}

impl Meter {
    pub(super) fn new(workspace: &Workspace) -> Self {
        Self { helper: workspace.tool_sources().join("measure.py") }
    }

    /// Runs the steps one after the other.
    pub(super) fn run(&self, steps: &[Step]) -> Result<Vec<Sample>, String> {
        let steps: Vec<Value> = steps.iter().map(Step::to_json).collect();
        let mut command = Command::new("python3");
        command.arg("-I").arg(&self.helper);
        // What somebody set up for themselves must not change what is measured.
        command.env("LC_ALL", "C").env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        // And no plan is remembered but where that is measured: no folder can be where a file is.
        command.env(CACHES, "/dev/null");
        let said = succeed(&mut command, LIMIT, &Value::from(steps.clone()).to_string())?;
        let samples = samples(&said.stdout).ok_or("measure.py said something else than samples")?;
        if samples.len() == steps.len() {
            Ok(samples)
        } else {
            Err(format!("measure.py measured {} of {} commands", samples.len(), steps.len()))
        }
    }
}

fn samples(text: &str) -> Option<Vec<Sample>> {
    let samples: Vec<Value> = serde_json::from_str(text).ok()?;
    let sample = |sample: &Value| {
        Some(Sample {
            cpu: sample["cpu"].as_f64()? * 1e3,
            wall: sample["wall"].as_f64()? * 1e3,
            peak: sample["peak"].as_f64()? / f64::from(1 << 20),
        })
    };
    samples.iter().map(sample).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_helpers_units_become_ours() {
        let samples = samples(r#"[{"cpu": 0.5, "wall": 2, "peak": 3145728}]"#).unwrap();
        assert_eq!((samples[0].cpu, samples[0].wall, samples[0].peak), (500.0, 2000.0, 3.0));
        assert!(super::samples(r#"[{"cpu": 0.5}]"#).is_none());
    }

    #[test]
    fn a_program_is_accounted_for_with_its_children() {
        let meter = Meter::new(&Workspace::find().unwrap());
        let busy = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done";
        let nested = Step::new("sh").args(["-c", &format!("sh -c '{busy}'; exit 3")]).ends_with(3);
        let samples = meter.run(&[Step::new("true").times(3), nested]).unwrap();
        assert!(samples[1].cpu > samples[0].cpu, "{samples:?}");
        assert!(samples.iter().all(|sample| sample.wall > 0.0 && sample.peak > 0.0), "{samples:?}");
    }

    #[test]
    fn a_program_that_fails_or_is_not_there_cannot_be_measured() {
        let meter = Meter::new(&Workspace::find().unwrap());
        let why = meter.run(&[Step::new("false")]).unwrap_err();
        assert!(why.contains("false: ended with 1, not with 0"), "{why}");
        let why = meter.run(&[Step::new("no-such-program")]).unwrap_err();
        assert!(why.contains("is not installed"), "{why}");
    }
}
