//! What `adopt` and `release` share. In: paths, and what is to become of each. Out: the lock, written by the one
//! writer, or as it was when any of them is refused. No other file is touched.

use crate::apply::{self, Fault, Guard, journal};
use crate::args::Global;
use crate::project::{self, Project, report};
use crate::term::Term;
use formwork_core::artifact::Artifact;
use formwork_core::driver;
use formwork_core::lock::{self, Digest, Lock};
use formwork_core::plan::{self, Basis, Plan, Settled, Tree, Unsettled, Wish};
use formwork_core::types::RepoPath;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::ManuallyDrop;

/// A project that nobody else applies meanwhile.
pub(crate) struct Settling {
    pub(crate) project: ManuallyDrop<Project>,
    guard: Guard,
    /// As it was; empty before the first apply.
    before: Lock,
    /// Of its text, which is what is replaced.
    digest: Option<Digest>,
    /// What the spec makes at the paths that are settled.
    artifacts: BTreeMap<RepoPath, Artifact>,
}

impl Settling {
    /// Compiles, and reads the lock. What is wrong is said.
    pub(crate) fn open(global: &Global, paths: &[RepoPath], term: &Term) -> Option<Self> {
        let mut project = project::open_for_plan(&project::directory(global, None))
            .map_err(|findings| report(&findings.diagnostics, &findings.sources, term))
            .ok()?;
        let guard = Guard::acquire(&project.root).map_err(|fault| failed(term, &fault)).ok()?;
        let applied = match project.applied() {
            Ok(applied) => applied,
            Err(finding) => {
                project.compilation.diagnostics.push(*finding);
                project.report(term);
                return None;
            }
        };
        // One that cannot be read is left for the apply to say.
        if !journal::read(&project.disk).unwrap_or_default().files.is_empty() {
            term.fail("an apply did not finish here", "run formwork apply first: it finishes");
            return None;
        }
        let mut artifacts = BTreeMap::new();
        driver::emit(&mut project.compilation, &mut |artifact| {
            if paths.contains(&artifact.path) {
                artifacts.insert(artifact.path.clone(), artifact);
            }
        });
        if project.has_errors() {
            project.report(term);
            return None;
        }
        let before = applied.lock.unwrap_or_default();
        Some(Self { project, guard, before, digest: applied.digest, artifacts })
    }

    /// Settles every path, each once; nothing when one is refused.
    pub(crate) fn settle<'p>(
        &self,
        wish: Wish,
        paths: &'p [RepoPath],
        term: &Term,
    ) -> Option<Vec<(&'p RepoPath, Settled)>> {
        let mut settled = Vec::new();
        let mut is_refused = false;
        for path in paths.iter().collect::<BTreeSet<_>>() {
            let (artifact, locked) = (self.artifacts.get(path), self.before.artifacts.get(path));
            match plan::settle(wish, artifact, locked, &self.project.disk.read(path)) {
                Ok(outcome) => settled.push((path, outcome)),
                Err(refusal) => {
                    is_refused = true;
                    let (why, help) = words(&refusal);
                    term.fail(&format!("`{path}` {why}"), &help.replace("PATH", path));
                }
            }
        }
        (!is_refused).then_some(settled)
    }

    /// Writes the lock, if it says something new.
    pub(crate) fn write(self, settled: &[(&RepoPath, Settled)], term: &Term) -> Option<()> {
        let mut lock = self.before.clone();
        for (path, outcome) in settled {
            match outcome {
                Settled::Known(locked) | Settled::Differs { locked, .. } => {
                    lock.artifacts.insert((*path).clone(), locked.clone());
                }
                Settled::Forgotten => drop(lock.artifacts.remove(*path)),
                Settled::Already => {}
            }
        }
        if lock == self.before {
            return Some(());
        }
        let basis = Basis { lock: self.digest, ..Basis::default() };
        let plan = Plan { lock, basis, ..Plan::default() };
        let written = apply::carry_out(self.guard.files(), &plan, Some(&self.before), &mut |_, _| ());
        written.map(drop).map_err(|fault| failed(term, &fault)).ok()
    }
}

pub(crate) fn failed(term: &Term, fault: &Fault) {
    term.fail(&fault.message, &fault.help);
}

fn words(refusal: &Unsettled) -> (String, String) {
    let (why, help) = match refusal {
        Unsettled::NotMade => {
            ("is not made from this spec", "formwork plan --diff names the files that are".to_string())
        }
        Unsettled::NoLongerMade => (
            "is not made from the spec any more",
            "delete it, or keep it as your own: formwork release PATH".to_string(),
        ),
        Unsettled::Seeded => {
            ("is yours already: it is written once", "to have it written anew, delete it".to_string())
        }
        Unsettled::Absent => ("is not there", "formwork apply writes it".to_string()),
        Unsettled::NoFile(why) => {
            return (format!("cannot be adopted: {why}"), "put that right".to_string());
        }
    };
    (why.to_string(), format!("{help} ({} is as it was)", lock::FILE_NAME))
}
