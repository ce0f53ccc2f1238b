//! Names that try to break out: each is refused at its place, wherever something is named or has a shape.

use crate::hostile::quoted;
use crate::support::{Project, err, out};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A value that is no name of anything.
const BREAKERS: &[&str] = &[
    "x'; touch PWNED; '",
    "$(touch PWNED)",
    "`touch PWNED`",
    "a\n- injected: b",
    "${{ secrets.PWNED }}",
    "</script>",
    "a|b",
    "a; } server {",
    "\"]; touch(); [\"",
    "--> x",
    "a b",
    "é",
    "a\u{202e}b",
    "a\u{0}b",
    "a\u{1b}[2Jb",
];

/// A spec in which `DECLARED` stands wherever something gets its name, `NAME` wherever something else has a shape, and
/// `REFERENCE` wherever a name is meant to lead somewhere, each on a line of its own. What a thing without a name may be
/// referred to by is not asked, so references are looked at where every name is good.
const NAMES: &str = r#"
app DECLARED {
    repository NAME
    owner NAME email="a@b.de"
    owner "a" email=NAME
}
service DECLARED {
    source NAME
    runtime REFERENCE version="22" manager="npm"
    run "x"
    port 8000
    health NAME
    memory NAME
    drain NAME
    uses REFERENCE
    uses "main" env=NAME
    env {
        NAME "x"
        A secret=REFERENCE
    }
    check NAME "x"
    check "unit" "x" coverage=NAME
    check "unit" "x" on=REFERENCE
}
database DECLARED engine="mongodb" version="8.0"
database "other" engine=REFERENCE version="8.0"
database "main" engine="mongodb" version=NAME
external DECLARED url="https://a.b"
external "a" url=NAME
external "b" url="https://a.b" {
    rate-limit NAME
}
secret DECLARED
secret "a" owner=NAME
secret "b" rotate=NAME
bucket DECLARED provider="s3" region="eu-central-1"
bucket "a" provider=NAME region="eu-central-1"
bucket "offsite" provider="s3" region=NAME
environment DECLARED platform="compose"
environment "one" platform=REFERENCE
environment "two" platform="vps" {
    host NAME user="deploy"
    deploy-on branch=NAME
    promote-from REFERENCE
    route NAME to="a"
    route "a.b" to=REFERENCE
    nginx version=NAME
    rollout NAME
    data from=REFERENCE
    service REFERENCE { replicas 2; }
}
environment "three" platform="vps" {
    host "a.b" user=NAME
    data from="two" anonymise=NAME
    supervisor NAME
}
backup REFERENCE to="offsite" schedule="daily"
backup "main" to=REFERENCE schedule="daily"
backup "other" to="offsite" schedule=NAME
objective "main" rto=NAME rpo="24h"
slo REFERENCE availability="99%"
alert DECLARED when="errors > 1%" severity="page"
alert "a" when=NAME severity="page"
alert "b" when="errors > 1%" severity=NAME
notify NAME secret="a"
"#;

#[test]
fn a_check_of_nothing_is_refused() {
    let project = Project::new();
    project.spec("health \"/health\"", "health \"/health\"\n    check \"unit\" \"  \"");
    let output = project.run(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("formwork.kdl:9:18"), "{}", out(&output));
}

/// Each marker becomes a text of its own.
fn hostile_spec(breaker: &str, declared: &str) -> String {
    let mut spec = NAMES.replace("NAME", &quoted(breaker));
    for (marker, text) in [("DECLARED", declared), ("REFERENCE", breaker)] {
        for count in 0..spec.matches(marker).count() {
            spec = spec.replacen(marker, &quoted(&format!("{text}{count}")), 1);
        }
    }
    spec
}

fn lines_with(markers: &[&str]) -> BTreeSet<u64> {
    let marked = |line: &str| markers.iter().any(|marker| line.contains(marker));
    (1..).zip(NAMES.lines()).filter(|(_, line)| marked(line)).map(|(at, _)| at).collect()
}

#[test]
fn names_that_break_out_are_refused_each_at_its_place() {
    for breaker in BREAKERS {
        refuses(breaker, &hostile_spec(breaker, breaker), &lines_with(&["NAME", "DECLARED"]));
        refuses(breaker, &hostile_spec(breaker, "good"), &lines_with(&["NAME", "REFERENCE"]));
    }
}

fn refuses(breaker: &str, spec: &str, wanted: &BTreeSet<u64>) {
    let project = Project::new();
    fs::write(project.path("formwork.kdl"), spec).unwrap();
    let before = project.tree();
    let output = project.run(&["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = places(&report);
    let missing: Vec<_> = wanted.difference(&found).collect();
    assert!(missing.is_empty(), "{breaker:?} is not refused on lines {missing:?}");
    for arguments in [&["check"][..], &["check", "--format", "github"], &["plan"], &["apply", "--yes"]] {
        let output = project.run(arguments);
        let said = out(&output) + &err(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(!said.contains(['\u{1b}', '\u{202e}', '\0']) && !said.contains("panicked"), "{said}");
    }
    assert_eq!(before, project.tree());
}

/// The lines of all findings.
fn places(report: &Value) -> BTreeSet<u64> {
    let findings = report["diagnostics"].as_array().unwrap();
    findings.iter().filter_map(|finding| finding["labels"][0]["start"]["line"].as_u64()).collect()
}

#[test]
fn a_folder_with_a_hostile_name_is_a_folder() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("a b'; touch PWNED; \"$(touch PWNED)\n\u{1b}[2J");
    fs::create_dir(&folder).unwrap();
    let missing = crate::support::command(&["check"]).current_dir(&folder).arg(&folder).output().unwrap();
    assert_eq!(missing.status.code(), Some(1));
    assert!(!out(&missing).contains('\u{1b}'), "{}", out(&missing));
    fs::create_dir(folder.join("api")).unwrap();
    fs::write(folder.join("formwork.kdl"), crate::support::SPEC).unwrap();
    let output = crate::support::command(&["apply", "--yes"]).current_dir(&folder).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(Path::new(&folder).join("compose.yaml").exists());
}
