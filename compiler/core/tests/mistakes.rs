//! The mistakes that people make, and what Formwork says to each: every file `tests/mistakes/AREA/NAME.txt` is a case,
//! and a test of its name. The form of a case is told in `mistakes/case.rs`, what must hold for each in
//! `mistakes/judge.rs`. `UPDATE_MISTAKES=1 cargo test --test mistakes` writes what is said now; a second run then
//! changes nothing.

#![allow(clippy::disallowed_methods, reason = "the harness reads and writes the cases")]

#[path = "mistakes/case.rs"]
mod case;
#[path = "mistakes/controls.rs"]
mod controls;
#[path = "mistakes/judge.rs"]
mod judge;

use case::{Around, Case};
use libtest_mimic::{Arguments, Failed, Trial};
use similar::TextDiff;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use walkdir::WalkDir;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let around = Arc::new(Around::new(include_str!("mistakes/around.kdl")));
    let mut trials: Vec<Trial> = files(&root)
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap_or(&path).with_extension("");
            let around = Arc::clone(&around);
            Trial::test(name.to_string_lossy(), move || check_file(&path, &around))
        })
        .collect();
    trials.extend(controls::trials(&around));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn files(root: &Path) -> Vec<PathBuf> {
    let files = WalkDir::new(root).sort_by_file_name().into_iter().filter_map(Result::ok);
    let paths = files.map(walkdir::DirEntry::into_path);
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "txt")).collect()
}

fn check_file(path: &Path, around: &Around) -> Result<(), Failed> {
    let text = fs::read_to_string(path)?;
    let case = Case::read(&text)?;
    let said = judge::compile(&around.complete(&case), &case.files).rendered();
    let mut problems = judge::problems(&case, around);
    if std::env::var_os("UPDATE_MISTAKES").is_some() {
        let updated = case.with_message(&said);
        if updated != text {
            fs::write(path, updated)?;
        }
    } else if case.message != said {
        let diff = TextDiff::from_lines(case.message.as_str(), said.as_str());
        problems.push(diff.unified_diff().header("the case", "what is said now").to_string());
        problems.push("UPDATE_MISTAKES=1 cargo test --test mistakes accepts what is said now".to_string());
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
}
