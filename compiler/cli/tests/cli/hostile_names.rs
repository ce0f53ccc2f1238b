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

/// A spec in which `NAME` stands wherever something is named or has a shape, each on a line of its own.
const NAMES: &str = r#"
app NAME {
    repository NAME
    owner NAME email="a@b.de"
    owner "a" email=NAME
}
service NAME {
    source NAME
    runtime NAME version="22" manager="npm"
    run "x"
    port 8000
    health NAME
    memory NAME
    drain NAME
    uses NAME
    uses "main" env=NAME
    env {
        NAME "x"
        A secret=NAME
    }
    check NAME "x"
    check "unit" "x" coverage=NAME
    check "unit" "x" on=NAME
}
database NAME engine="mongodb" version="8.0"
database "other" engine=NAME version="8.0"
database "main" engine="mongodb" version=NAME
external NAME url="https://a.b"
external "a" url=NAME
external "b" url="https://a.b" {
    rate-limit NAME
}
secret NAME
secret "a" owner=NAME
secret "b" rotate=NAME
bucket NAME provider="s3" region="eu-central-1"
bucket "a" provider=NAME region="eu-central-1"
bucket "offsite" provider="s3" region=NAME
environment NAME platform="compose"
environment "one" platform=NAME
environment "two" platform="vps" {
    host NAME user="deploy"
    deploy-on branch=NAME
    promote-from NAME
    route NAME to="a"
    route "a.b" to=NAME
    nginx version=NAME
    rollout NAME
    data from=NAME
    service NAME { replicas 2; }
}
environment "three" platform="vps" {
    host "a.b" user=NAME
    data from="two" anonymise=NAME
    supervisor NAME
}
backup NAME to="offsite" schedule="daily"
backup "main" to=NAME schedule="daily"
backup "other" to="offsite" schedule=NAME
objective "main" rto=NAME rpo="24h"
slo NAME availability="99%"
alert NAME when="errors > 1%" severity="page"
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

#[test]
fn names_that_break_out_are_refused_each_at_its_place() {
    let wanted: BTreeSet<u64> =
        (1..).zip(NAMES.lines()).filter(|(_, line)| line.contains("NAME")).map(|(at, _)| at).collect();
    for breaker in BREAKERS {
        let project = Project::new();
        fs::write(project.path("formwork.kdl"), NAMES.replace("NAME", &quoted(breaker))).unwrap();
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
