//! Every call of the write path goes wrong once, in each way it can. Afterwards the tree is the old one, or the next plan
//! has no conflict and the next apply makes the new one; and never is a file lost that is not Formwork's.

mod faulty;
mod tree;

use super::{FileSystem, carry_out, journal};
use crate::disk::Disk;
use faulty::{Faulty, Goes};
use formwork_core::artifact::{Artifact, EntityRef, Ownership};
use formwork_core::lock::{self, ModelRecord};
use formwork_core::plan::{Basis, Inputs, Keep, Plan, Planner};
use formwork_core::render::HEADER;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use tempfile::TempDir;
use tree::{Node, Tree};

/// Artifacts as lines: a path, `x` if it is to be run and `s` if it is the user's from then on, and a text.
const OLD: &str = "
compose.yaml - one
api/Dockerfile - FROM a
api/run.sh x run
api/mode.sh - mode
deploy/production/old/settings.sh - port=1
deploy/production/nginx.conf - listen 1
docs/RUNBOOK.md s call
old/only - gone soon
";

/// Some stay, some change, one gets a mode; some go with their folders, some come with theirs, and one is renamed.
const NEW: &str = "
compose.yaml - two
api/Dockerfile - FROM a
api/run.sh x run faster
api/mode.sh x mode
deploy/production/nginx.conf - listen 2
deploy/staging/new/settings.sh x port=2
docs/RUNBOOK.md s call
docs/NEXT.md s next
web/Dockerfile - FROM a
";

const NEWER: &str = "
compose.yaml - three
api/run.sh x run faster still
api/mode.sh - mode
deploy/production/nginx.conf - listen 2
deploy/europe/settings.sh x port=3
docs/NEXT.md s next one
web/Dockerfile - FROM b
";

/// What is not Formwork's, in folders of its own and beside artifacts.
const THEIRS: &[(&str, &str)] = &[
    ("api/server.js", "listen()"),
    ("formwork.kdl", "app \"shop\""),
    ("old/mine", "a note"),
    ("deploy/staging/notes", "by hand"),
    (".formwork-notes", "mine, whatever its name"),
];

fn artifacts(lines: &str) -> Vec<Artifact> {
    let artifact = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let mut next = || words.next().unwrap();
        let (path, kind, text) = (next(), next(), next());
        Artifact {
            path: path.parse().unwrap(),
            text: format!("# {}\n{text}\n", HEADER[0]),
            executable: kind == "x",
            ownership: if kind == "s" { Ownership::Seeded } else { Ownership::Managed },
            target: "test",
            made_from: vec![EntityRef::new("service", "api")],
        }
    };
    lines.lines().filter(|line| !line.is_empty()).map(artifact).collect()
}

/// The next plan and the next apply, each reading all there is to know from the disk.
fn plan(root: &Path, lines: &str) -> (Plan, Option<lock::Lock>) {
    let disk = Disk::new(root);
    let lock = fs::read_to_string(root.join(lock::FILE_NAME)).ok();
    let digest = lock.as_ref().map(|text| lock::Digest::of(text.as_bytes()));
    let lock = lock.map(|text| lock::read(&text).map_err(|_| text).expect("a lock is whole"));
    // The model differs whenever the lines do.
    let record = ModelRecord::from([(
        EntityRef::new("app", "shop"),
        [("lines".to_string(), lines.lines().count().to_string())].into_iter().collect(),
    )]);
    let pending = journal::read(&disk).unwrap().files;
    let (schema, renames, places) = Default::default();
    let basis = Basis { lock: digest, ..Basis::default() };
    let mut planner = Planner::new(Inputs {
        app: "shop",
        lock: lock.as_ref(),
        pending: &pending,
        schema: &schema,
        record: &record,
        renames: &renames,
        accepted: &[],
        places: &places,
        basis: &basis,
        tree: &disk,
        keep: Keep { diffs: false, digests: false, texts: true },
    });
    artifacts(lines).into_iter().for_each(|artifact| planner.add(artifact));
    (planner.finish(), lock)
}

fn apply(root: &Path, files: &dyn FileSystem, lines: &str) -> Result<(), String> {
    let (plan, lock) = plan(root, lines);
    if let Some(conflict) = plan.conflicts().next() {
        return Err(format!("conflict: {conflict:?}"));
    }
    carry_out(files, &plan, lock.as_ref(), &mut |_, _| ())
        .map(drop)
        .map_err(|fault| format!("{}; {}", fault.message, fault.help))
}

/// In memory where there is such a place: thousands of small trees are written.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// A repository before an apply, and what the apply is to make of it.
struct Scenario {
    folder: TempDir,
    before: Tree,
    wanted: &'static str,
    after: Tree,
}

impl Scenario {
    /// `applied` one after the other, then `wanted`.
    fn new(applied: &[&str], wanted: &'static str) -> Self {
        let folder = folder();
        let root = folder.path();
        for (path, text) in THEIRS {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        }
        for lines in applied {
            apply(root, &Faulty::without_fault(root), lines).unwrap();
        }
        let before = tree::read(root);
        apply(root, &Faulty::without_fault(root), wanted).unwrap();
        let after = tree::read(root);
        assert!(!after.keys().any(|path| path.contains(".formwork-") && path != ".formwork-notes"));
        Self { folder, before, wanted, after }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn reset(&self) {
        tree::write(self.root(), &self.before);
    }

    /// How many calls it takes where nothing goes wrong.
    fn calls(&self) -> usize {
        self.reset();
        let files = Faulty::without_fault(self.root());
        apply(self.root(), &files, self.wanted).unwrap();
        files.calls()
    }

    /// Lets one call go wrong, looks at what is there, and finishes.
    fn run(&self, at: usize, goes: Goes) -> Result<(), String> {
        self.reset();
        self.go_on(at, goes, true)
    }

    fn go_on(&self, at: usize, goes: Goes, from_the_old_tree: bool) -> Result<(), String> {
        let root = self.root();
        let files = Faulty::new(root, at, goes);
        let result = apply(root, &files, self.wanted);
        files.settle();
        let now = tree::read(root);
        self.nothing_foreign_moved(&now)?;
        if result.as_ref().is_err_and(|said| said.contains("nothing was changed"))
            && matches!(goes, Goes::Wrong(_) | Goes::ShortOf)
            && from_the_old_tree
        {
            same(&now, &self.before, "although nothing was changed")?;
        }
        if result.is_ok() && !goes.is_dark() {
            self.is_after(&now, goes, "although it was done")?;
        }
        apply(root, &Faulty::without_fault(root), self.wanted)?;
        self.is_after(&tree::read(root), goes, "after the recovery")
    }

    fn nothing_foreign_moved(&self, now: &Tree) -> Result<(), String> {
        for (path, text) in THEIRS {
            match now.get(*path) {
                Some(Node::File { bytes, .. }) if bytes == text.as_bytes() => {}
                other => return Err(format!("{path} is {other:?}")),
            }
        }
        Ok(())
    }

    fn is_after(&self, now: &Tree, goes: Goes, when: &str) -> Result<(), String> {
        // A folder that may not be taken away stays, empty.
        let stays = goes == Goes::Wrong(ErrorKind::PermissionDenied);
        let is_stray =
            |path: &String, node: &Node| stays && *node == Node::Folder && !self.after.contains_key(path);
        let now = now.iter().filter(|(path, node)| !is_stray(path, node));
        same(&now.map(|(path, node)| (path.clone(), node.clone())).collect(), &self.after, when)
    }
}

fn same(now: &Tree, wanted: &Tree, when: &str) -> Result<(), String> {
    let paths: BTreeSet<&String> = now.keys().chain(wanted.keys()).collect();
    let differs = |path: &&&String| now.get(**path) != wanted.get(**path);
    match paths.iter().find(differs) {
        None => Ok(()),
        Some(path) => Err(format!("{when}, {path} is {:?}, not {:?}", now.get(*path), wanted.get(*path))),
    }
}

fn scenarios() -> [(&'static str, Scenario); 5] {
    [
        ("the first apply", Scenario::new(&[], NEW)),
        ("an update", Scenario::new(&[OLD], NEW)),
        ("the way back", Scenario::new(&[OLD, NEW], OLD)),
        ("all goes", Scenario::new(&[OLD], "")),
        ("the lock alone", Scenario::new(&[OLD], format!("{OLD}\n").leak())),
    ]
}

const KILLED: [Goes; 2] = [Goes::Killed, Goes::KilledWithin];

const WRONG: [Goes; 5] = [
    Goes::Wrong(ErrorKind::StorageFull),
    Goes::Wrong(ErrorKind::Other),
    Goes::Wrong(ErrorKind::PermissionDenied),
    Goes::Wrong(ErrorKind::ReadOnlyFilesystem),
    Goes::ShortOf,
];

#[test]
fn each_call_goes_wrong_once() {
    let dark = (0..3).map(Goes::Dark);
    let ways: Vec<Goes> = WRONG.into_iter().chain(KILLED).chain(dark).collect();
    for (name, scenario) in scenarios() {
        for at in 0..scenario.calls() {
            for goes in &ways {
                scenario.run(at, *goes).unwrap_or_else(|why| panic!("{name}, call {at} {goes:?}: {why}"));
            }
        }
    }
}

/// Killed, then wanted otherwise, then that goes wrong too.
#[test]
fn a_recovery_goes_wrong_too() {
    let first = Scenario::new(&[OLD], NEW);
    for next in [NEW, NEWER, OLD] {
        let second = Scenario::new(&[OLD], next);
        for at in (0..first.calls()).step_by(5) {
            for goes in [Goes::Killed, Goes::Dark(at as u64)] {
                second.reset();
                let files = Faulty::new(second.root(), at, goes);
                let _ = apply(second.root(), &files, NEW);
                files.settle();
                let left = tree::read(second.root());
                let calls = Faulty::without_fault(second.root());
                apply(second.root(), &calls, next).unwrap();
                for again in (at % 7..calls.calls()).step_by(7) {
                    for goes_again in
                        [Goes::Killed, Goes::Wrong(ErrorKind::StorageFull), Goes::Dark(again as u64)]
                    {
                        tree::write(second.root(), &left);
                        second.go_on(again, goes_again, false).unwrap_or_else(|why| {
                            panic!("call {at} {goes:?}, then call {again} {goes_again:?}: {why}")
                        });
                    }
                }
            }
        }
    }
}

/// What the tests above lean on is looked for: take it away, and they fail.
#[test]
fn without_the_journal_or_a_true_sync_something_is_lost() {
    let scenario = Scenario::new(&[OLD], NEW);
    let calls = scenario.calls();
    let fails = |run: &dyn Fn(usize) -> Result<(), String>| (0..calls).filter(|at| run(*at).is_err()).count();
    let forgotten = fails(&|at| {
        scenario.reset();
        let _ = apply(scenario.root(), &Faulty::new(scenario.root(), at, Goes::Killed), NEW);
        let _ = fs::remove_dir_all(scenario.root().join(".formwork"));
        apply(scenario.root(), &Faulty::without_fault(scenario.root()), NEWER)
    });
    assert!(forgotten > 3, "{forgotten} of {calls}");
    let lied = fails(&|at| (0..8).try_for_each(|seed| scenario.run(at, Goes::DarkOnADiskThatLies(seed))));
    assert!(lied > 3, "{lied} of {calls}");
}
