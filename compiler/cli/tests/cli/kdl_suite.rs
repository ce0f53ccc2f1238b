//! The official KDL v2 cases through `formwork debug kdl`: what is printed, and what is refused. That each is its own
//! test stands with the parser; here it is the command that is looked at.

use crate::support::{command, out};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the cases are: beside the repository, or where `FORMWORK_SHARED` says.
fn suite() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("FORMWORK_SHARED").map_or_else(beside, PathBuf::from);
    let cases = shared.join("kdl-suite/test_cases");
    assert!(cases.is_dir() || std::env::var_os("CI").is_none(), "{} is missing", cases.display());
    cases.is_dir().then_some(cases)
}

#[test]
fn the_command_prints_the_canonical_form_of_every_case() {
    let Some(cases) = suite() else { return };
    let mut seen = 0;
    for entry in fs::read_dir(cases.join("input")).unwrap() {
        let input = entry.unwrap().path();
        let name = input.file_name().unwrap();
        let output = command(&["debug", "kdl"]).arg(&input).output().unwrap();
        match fs::read_to_string(cases.join("expected_kdl").join(name)) {
            Ok(expected) => {
                assert_eq!((output.status.code(), out(&output)), (Some(0), expected), "{name:?}");
            }
            Err(_) => assert_eq!((output.status.code(), out(&output)), (Some(1), String::new()), "{name:?}"),
        }
        seen += 1;
    }
    assert_eq!(seen, 336);
}
