//! A real application's spec, damaged in many ways, through the whole compiler. Whatever comes in, nothing panics;
//! whatever has no error has artifacts that are whole. The same numbers damage it the same way on any machine.
#![allow(clippy::disallowed_methods, reason = "the examples are files")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use support::generate::Random;
use support::project::Project;
use support::whole::compiled;

const ROUNDS: u64 = 150;

fn spec(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)).unwrap()
}

/// Text that is wrong nearly everywhere, and right where it is only text.
const NASTY: &[&str] = &[
    "\"\"",
    "\" \"",
    "\"'; touch x; '\"",
    "\"$(id)`id`\"",
    "\"${{ x }}\"",
    "\"${service.backend.port}\"",
    "\"${service.nobody.url}\"",
    "\"${\"",
    "\"a\\nb: c\\n- d\"",
    "\"\\u{0}\"",
    "\"\\u{202e}\"",
    "\"\\\\\"",
    "\"]\"",
    "\"é日🎉\"",
    "\"-\"",
    "\"main\"",
    "\"backend\"",
    "\"frontend\"",
    "\"production\"",
    "\"staging\"",
    "\"pm2\"",
    "\"compose\"",
    "\"recreate\"",
    "\"0s\"",
    "\"999999w\"",
    "\"0%\"",
    "\"1/s\"",
    "\"0/d\"",
    "\"1KiB\"",
    "\"16777216TiB\"",
    "\"every 1 days\"",
    "\"errors < 0\"",
    "\"latency > 1ms\"",
    "\"0.0.0.0\"",
    "\".\"",
    "\"a.b\"",
    "0",
    "1",
    "-1",
    "65535",
    "99999999999999999999999999",
    "0.5",
    "1e308",
    "#true",
    "#false",
    "#null",
    "#nan",
    "#inf",
    "{",
    "}",
    "{}",
    ";",
    "=",
    "/-",
    "/*",
    "*/",
    "//",
    "\\",
    "\"",
    "\"\"\"",
    "#\"",
    "(x)",
    "a=b",
    "\u{feff}",
    "\n",
];

/// Lines that are right, somewhere.
const LINES: &[&str] = &[
    "replicas 2",
    "replicas 100",
    "port 65535",
    "port 1",
    "health \"/\"",
    "uses \"main\"",
    "uses \"backend\"",
    "uses \"frontend\" env=\"X\"",
    "supervisor \"pm2\"",
    "supervisor \"compose\"",
    "nginx version=\"1.18\"",
    "nginx version=\"1.30\"",
    "rollout \"recreate\"",
    "rollout \"blue-green\"",
    "deploy-on branch=\"main\"",
    "promote-from \"staging\"",
    "promote-from \"production\"",
    "websocket #true",
    "cors \"frontend\" \"backend\"",
    "rate-limit \"1/d\" burst=0",
    "body-limit \"1TiB\"",
    "timeout \"1s\"",
    "in \"staging\" \"production\"",
    "in \"development\"",
    "drill \"daily\"",
    "taken-ports 18000 28000",
    "service \"backend\" { replicas 3; }",
    "service \"frontend\" { env { A \"b\"; }; }",
    "database \"main\" version=\"7.0\"",
    "run \"a b\"",
    "run \"\"",
    "env { A \"${service.frontend.url}${database.main.host}\"; }",
    "memory \"1MiB\"",
    "cpus 0.05",
    "drain \"0s\"",
    "allow \"health/missing\" reason=\"x\"",
    "abort-when \"errors > 0%\" for=\"1s\"",
    "keep daily=0 weekly=0 monthly=0",
    "notify \"slack\" secret=\"slack-webhook\" { on \"ticket\"; }",
    "database \"two\" engine=\"postgresql\" version=\"17\"",
    "secret \"x\"",
    "bucket \"b\" provider=\"s3\" region=\"a\"",
    "environment \"e\" platform=\"vps\"",
    "environment \"d\" platform=\"compose\"",
    "alert \"a\" when=\"latency > 2s\" severity=\"ticket\"",
    "slo \"frontend\" availability=\"100%\"",
    "objective \"main\" rto=\"1s\" rpo=\"1w\"",
    "data from=\"staging\"",
];

/// One to six injuries.
fn damaged(original: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = original.lines().map(str::to_string).collect();
    for _ in 0..=random.below(6) {
        let (at, other) = (random.below(lines.len()), random.below(lines.len()));
        match random.below(8) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[other].clone()),
            2 => lines.swap(at, other),
            3 => lines.insert(at, random.pick(LINES).to_string()),
            4 => lines.insert(at, random.pick(NASTY).to_string()),
            _ => lines[at] = damaged_line(&lines[at], &lines[other], random),
        }
        if lines.is_empty() {
            lines.push(String::new());
        }
    }
    lines.join("\n") + "\n"
}

/// A line with one of its words gone, doubled, exchanged or replaced.
fn damaged_line(line: &str, other: &str, random: &mut Random) -> String {
    let mut words: Vec<&str> = line.split_inclusive([' ', '=']).collect();
    let others: Vec<&str> = other.split_inclusive([' ', '=']).collect();
    if words.is_empty() || others.is_empty() {
        return line.to_string();
    }
    let at = random.below(words.len());
    match random.below(5) {
        0 => drop(words.remove(at)),
        1 => words.insert(at, words[at]),
        2 => words.swap(at, 0),
        3 => words[at] = others[random.below(others.len())],
        _ => words[at] = random.pick(NASTY),
    }
    words.concat()
}

fn survives(original: &str, rounds: std::ops::Range<u64>) -> usize {
    let mut whole = 0;
    for seed in rounds {
        let text = damaged(original, &mut Random(seed));
        match catch_unwind(|| compiled(&Project::of(&text)).is_right) {
            Ok(made) => whole += usize::from(made),
            Err(_) => panic!("seed {seed}:\n{text}"),
        }
    }
    whole
}

#[test]
fn a_damaged_application_is_compiled_or_refused() {
    let original = spec("examples/auto-author/formwork.kdl");
    assert!(compiled(&Project::of(&original)).is_right);
    let whole = survives(&original, 0..ROUNDS);
    assert!(
        whole > ROUNDS as usize / 20,
        "only {whole} of {ROUNDS} came through: the damage is too great to be useful"
    );
}

#[test]
fn so_is_one_with_another_supervisor_and_engine() {
    for case in ["node-postgresql", "pm2-nginx-1.22"] {
        survives(&spec(&format!("golden/{case}/input/formwork.kdl")), 0..ROUNDS / 4);
    }
}
