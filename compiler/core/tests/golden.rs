//! The golden cases: every folder of `golden/` is a case, and a test of its name.
//!
//! A case compiles `golden/CASE/input/formwork.kdl`, or, without `input/`, the example of its name. It holds what came
//! of it: `diagnostics.txt` (absent when there is nothing to say) and `expected/`, the whole artifact tree as real
//! files (absent when there are errors). A file that nothing makes any more fails the case, as does a missing one.
//! `UPDATE_GOLDEN=1 cargo test --test golden` writes what is; a second run then changes nothing.

#![allow(clippy::disallowed_methods, reason = "the harness reads and writes the cases")]

#[path = "support/folder.rs"]
mod folder;

use folder::Folder;
use formwork_core::artifact::{Artifact, Ownership, header_line};
use formwork_core::diag::emit;
use formwork_core::driver;
use formwork_core::terminal::Paint;
use libtest_mimic::{Arguments, Failed, Trial};
use similar::TextDiff;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use walkdir::WalkDir;

/// What is compared: files by path below the case, with their text and whether they are to be run.
type Files = BTreeMap<String, (String, bool)>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut trials: Vec<Trial> = cases(&root.join("golden"))
        .into_iter()
        .map(|case| {
            let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let root = root.clone();
            Trial::test(name, move || check_case(&root, &case))
        })
        .collect();
    let here = root.clone();
    trials.push(Trial::test("every_template_is_in_a_case", move || every_template_is_in_a_case(&here)));
    trials.push(Trial::test("every_example_has_a_case", move || every_example_has_a_case(&root)));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn cases(golden: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(golden).into_iter().flatten().filter_map(Result::ok);
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    cases.sort();
    cases
}

fn check_case(root: &Path, case: &Path) -> Result<(), Failed> {
    if !case.is_dir() {
        return Err(format!("{} is no case: a case is a folder", case.display()).into());
    }
    let own = case.join("input");
    let name = case.file_name().unwrap_or_default();
    let input = if own.is_dir() { own } else { root.join("examples").join(name) };
    let made = compile(&input)?;
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        update(case, &made)?;
    }
    let found = read(case)?;
    let problems = differences(&found, &made);
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
}

fn compile(input: &Path) -> Result<Files, Failed> {
    let spec = input.join(driver::SPEC);
    let text = fs::read_to_string(&spec).map_err(|error| format!("{}: {error}", spec.display()))?;
    let mut artifacts: Vec<Artifact> = Vec::new();
    let mut compilation = driver::compile(text, &Folder(input.to_path_buf()));
    driver::emit(&mut compilation, &mut |artifact| artifacts.push(artifact));
    // What does not say so itself is never deleted by an apply.
    let is_silent = |artifact: &&Artifact| {
        // JSON has no comments.
        let can_say = artifact.ownership != Ownership::Block && !artifact.path.ends_with(".json");
        can_say && header_line(artifact.text.as_bytes()).is_none()
    };
    if let Some(silent) = artifacts.iter().find(is_silent) {
        return Err(format!("{} does not say that Formwork makes it", silent.path).into());
    }
    let mut files = Files::new();
    if !compilation.diagnostics.is_empty() {
        let text = emit::text(&compilation.diagnostics, &compilation.sources, Paint::default());
        files.insert("diagnostics.txt".to_string(), (text, false));
    }
    if !compilation.diagnostics.has_errors() {
        let trees = artifacts
            .into_iter()
            .map(|artifact| (format!("expected/{}", artifact.path), (artifact.text, artifact.executable)));
        files.extend(trees);
    }
    Ok(files)
}

fn read(case: &Path) -> Result<Files, Failed> {
    let mut files = Files::new();
    for entry in WalkDir::new(case).sort_by_file_name() {
        let entry = entry?;
        let name = entry.path().strip_prefix(case)?.to_string_lossy().into_owned();
        if entry.file_type().is_file() && !name.starts_with("input/") {
            let executable = entry.metadata()?.permissions().mode() & 0o111 != 0;
            files.insert(name, (fs::read_to_string(entry.path())?, executable));
        }
    }
    Ok(files)
}

fn differences(found: &Files, made: &Files) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, (text, executable)) in made {
        match found.get(name) {
            None => problems.push(format!("{name}: is made, but not in the case")),
            Some((known, _)) if known != text => {
                let diff = TextDiff::from_lines(known.as_str(), text.as_str());
                problems.push(format!("{}", diff.unified_diff().header(name, "what is made now")));
            }
            Some((_, known)) if known != executable => problems.push(format!("{name}: mode differs")),
            Some(_) => {}
        }
    }
    let orphans = found.keys().filter(|name| !made.contains_key(*name));
    problems.extend(orphans.map(|name| format!("{name}: in the case, but nothing makes it")));
    if !problems.is_empty() {
        problems.push("UPDATE_GOLDEN=1 cargo test --test golden accepts what is made now".to_string());
    }
    problems
}

/// Writes what differs and nothing else, so that a second run changes nothing.
fn update(case: &Path, made: &Files) -> Result<(), Failed> {
    let found = read(case)?;
    for name in found.keys().filter(|name| !made.contains_key(*name)) {
        fs::remove_file(case.join(name))?;
    }
    for (name, (text, executable)) in made {
        if found.get(name) == Some(&(text.clone(), *executable)) {
            continue;
        }
        let path = case.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text)?;
        let mode = if *executable { 0o755 } else { 0o644 };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode))?;
    }
    Ok(())
}

fn every_example_has_a_case(root: &Path) -> Result<(), Failed> {
    let missing: Vec<String> = cases(&root.join("examples"))
        .iter()
        .filter_map(|example| example.file_name().map(|name| name.to_string_lossy().into_owned()))
        .filter(|name| !root.join("golden").join(name).is_dir())
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("no golden case for {}", missing.join(", ")).into()) }
}

/// A template is known by text between its tags that it prints as it stands and that no other template has.
fn every_template_is_in_a_case(root: &Path) -> Result<(), Failed> {
    let mut templates = texts(&root.join("stdlib/templates"))?;
    templates.retain(|name, _| name.ends_with(".tera"));
    let mut printed: Vec<String> = Vec::new();
    for case in cases(&root.join("golden")) {
        printed.extend(texts(&case.join("expected"))?.into_values());
    }
    let is_printed = |name: &String, text: &String| {
        let others = || templates.iter().filter(|(other, _)| *other != name);
        let mut own = literals(text).filter(|part| !others().any(|(_, text)| text.contains(part)));
        own.any(|part| printed.iter().any(|text| text.contains(part)))
    };
    let missing =
        templates.iter().filter(|(name, text)| !is_printed(name, text)).map(|(name, _)| name.as_str());
    let missing: Vec<&str> = missing.filter(|name| !PARTS.contains(name)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("no case prints {}", missing.join(", ")).into()) }
}

/// What stands on a line between tags, when it is enough to be known by.
fn literals(template: &str) -> impl Iterator<Item = &str> {
    let parts = template.lines().flat_map(|line| line.split(['{', '}']).step_by(2));
    parts.map(str::trim).filter(|part| part.len() >= 8 && !part.contains('%'))
}

/// Parts of Dockerfiles without words of their own: the templates that are whole include them.
const PARTS: &[&str] = &[
    "dockerfile/parts/head.tera",
    "dockerfile/parts/development.tera",
    "dockerfile/parts/in-member.tera",
    "dockerfile/parts/prepare.tera",
    "dockerfile/parts/migrators.tera",
];

/// Every file below a folder, by its path there; nothing when there is no such folder.
fn texts(folder: &Path) -> Result<BTreeMap<String, String>, Failed> {
    let mut found = BTreeMap::new();
    for entry in
        WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file())
    {
        let name = entry.path().strip_prefix(folder)?.to_string_lossy().into_owned();
        found.insert(name, fs::read_to_string(entry.path())?);
    }
    Ok(found)
}
