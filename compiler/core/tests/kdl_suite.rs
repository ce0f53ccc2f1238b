//! KDL's official conformance cases: the same texts accepted and refused, the same canonical form.
#![allow(clippy::disallowed_methods, reason = "the cases are files")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::print_stderr, reason = "says what was skipped")]

mod support;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use formwork_core::syntax::canonical;
use libtest_mimic::{Arguments, Failed, Trial};
use support::{line, parse_checked, shared};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let Some(folder) = shared("kdl-suite") else {
        eprintln!("skipped: KDL's conformance cases are not at ../shared/kdl-suite");
        return if std::env::var_os("CI").is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    };
    libtest_mimic::run(&arguments, trials(&folder.join("test_cases"))).exit_code()
}

fn trials(cases: &Path) -> Vec<Trial> {
    let inputs = fs::read_dir(cases.join("input")).unwrap();
    let mut names: Vec<String> =
        inputs.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let trial = |name: String| {
        let input = fs::read_to_string(cases.join("input").join(&name)).unwrap();
        let expected = fs::read_to_string(cases.join("expected_kdl").join(&name)).ok();
        Trial::test(name, move || check(&input, expected.as_deref()))
    };
    names.into_iter().map(trial).collect()
}

fn check(input: &str, expected: Option<&str>) -> Result<(), Failed> {
    let (tree, diagnostics) = parse_checked(input);
    let findings: Vec<String> = diagnostics.iter().map(|finding| line(&tree, finding)).collect();
    match expected {
        None if findings.is_empty() => Err("accepted, and must be refused".into()),
        None => Ok(()),
        Some(_) if !findings.is_empty() => Err(findings.join("\n").into()),
        Some(expected) if canonical(&tree) != expected => {
            Err(format!("expected:\n{expected}\nfound:\n{}", canonical(&tree)).into())
        }
        Some(_) => Ok(()),
    }
}
