//! Applications that change again and again: what an apply leaves depends on the spec alone, not on what was there
//! before, and a plan after an apply has nothing to do.

use crate::support::{Project, err, out};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Changes of the example that do not stand in each other's way: what is replaced, and by what.
const EDITS: &[&[(&str, &str)]] = &[
    &[("port 8000", "port 8010")],
    &[("API_V1_PREFIX \"/api/v1\"", "API_V1_PREFIX \"/api/v2\"\n        LOG_LEVEL \"info\"")],
    &[("replicas 2", "replicas 3")],
    &[("version=\"8.0\"", "version=\"7.0\"")],
    &[("daily=7 weekly=4", "daily=14 weekly=2")],
    &[("route \"api.autoauthor.app\" to=\"backend\"", "route \"api2.autoauthor.app\" to=\"backend\"")],
    &[
        ("environment \"staging\"", "environment \"rehearsal\""),
        ("promote-from \"staging\"", "promote-from \"rehearsal\""),
        ("on=\"staging\"", "on=\"rehearsal\""),
    ],
    &[("environment \"development\" platform=\"compose\"\n", "")],
    &[(
        "bucket \"offsite\"",
        "service \"worker\" {\n    source \"worker\"\n    runtime \"node\" version=\"22\" manager=\"npm\"\n    run \"node\" \"worker.js\"\n}\n\nbucket \"offsite\"",
    )],
    &[(
        "// how it is kept",
        "environment \"europe\" platform=\"vps\" {\n    host \"eu.autoauthor.app\" user=\"deploy\"\n    deploy-on branch=\"europe\"\n    route \"eu.autoauthor.app\" to=\"frontend\"\n    route \"api.eu.autoauthor.app\" to=\"backend\"\n}\n\n// how it is kept",
    )],
];

const STEPS: u64 = 24;

fn inputs() -> [PathBuf; 3] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    ["examples/auto-author", "golden/node-postgresql/input", "golden/pm2-nginx-1.22/input"]
        .map(|at| root.join(at))
}

/// A repository that holds the folders of all these applications.
fn repository() -> Project {
    let project = Project::empty();
    for input in inputs() {
        let copied = Command::new("cp").arg("-r").arg(input.join(".")).arg(project.root()).status().unwrap();
        assert!(copied.success());
    }
    fs::create_dir_all(project.path("worker")).unwrap();
    fs::write(project.path("worker/package.json"), "{\"name\":\"worker\"}\n").unwrap();
    project
}

/// The same for the same step in every run: one round of splitmix64.
fn chance(step: u64) -> u64 {
    let mut mixed = (step * 7 + 2).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

/// The spec of a step: another application now and then, else the example with some of the edits.
fn spec(step: u64) -> String {
    let [example, others @ ..] =
        inputs().map(|input| fs::read_to_string(input.join("formwork.kdl")).unwrap());
    if step % 6 == 5 {
        return others[(step / 6 % 2) as usize].clone();
    }
    let chosen = EDITS.iter().enumerate().filter(|(at, _)| chance(step) >> at & 1 == 1);
    chosen.flat_map(|(_, edits)| *edits).fold(example, |text, (old, new)| {
        assert!(text.contains(old), "{old} is not in the example");
        text.replace(old, new)
    })
}

fn apply(project: &Project, spec: &str) {
    fs::write(project.path("formwork.kdl"), spec).unwrap();
    let output = project.run(&["apply", "--yes"]);
    assert_eq!(output.status.code(), Some(0), "{}{}\n{spec}", out(&output), err(&output));
    assert_eq!(
        project.code(&["plan", "--detailed-exitcode", "-q"]),
        0,
        "an apply leaves something to do\n{spec}"
    );
}

type Tree = BTreeSet<(PathBuf, Option<Vec<u8>>)>;

fn tree(project: &Project) -> Tree {
    let relative = |path: PathBuf| path.strip_prefix(project.root()).unwrap().to_path_buf();
    project.tree().into_iter().map(|(path, bytes)| (relative(path), bytes)).collect()
}

#[test]
fn what_was_there_before_makes_no_difference() {
    let walker = repository();
    let specs: BTreeSet<String> = (0..STEPS).map(spec).collect();
    assert!(specs.len() as u64 > STEPS / 2, "{} specs", specs.len());
    for step in 0..STEPS {
        let spec = spec(step);
        apply(&walker, &spec);
        let fresh = repository();
        apply(&fresh, &spec);
        let (walked, direct) = (tree(&walker), tree(&fresh));
        let differ: Vec<_> = walked.symmetric_difference(&direct).map(|(path, _)| path).collect();
        assert!(differ.is_empty(), "step {step}: {differ:?}\n{spec}");
    }
}
