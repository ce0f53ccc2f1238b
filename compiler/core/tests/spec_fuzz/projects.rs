//! Lines of a spec to a project of several files: what the language declares, and each line in one of the files that
//! import each other.

use super::language::{FOLDER, Language};
use super::lines::{Line, print};
use crate::support::generate::Random;
use crate::support::project::Project;
use formwork_core::driver::SPEC;

/// Reached from the spec, and from the folder.
const PART: &str = "parts/part.kdl";

pub(crate) fn project(language: &Language, lines: &[Line], random: &mut Random) -> Project {
    let more = format!("{FOLDER}/more.kdl");
    let names: &[&str] = match random.below(3) {
        0 => &[SPEC],
        1 => &[SPEC, PART],
        _ => &[SPEC, PART, &more],
    };
    let mut by_file: Vec<Vec<Line>> = names.iter().map(|_| Vec::new()).collect();
    for line in lines {
        by_file[random.below(names.len())].push(line.clone());
    }
    let import = |path: &str| Line::of("import", [format!("\"{path}\"")]);
    if names.contains(&PART) {
        by_file[0].insert(0, import(PART));
    }
    if names.contains(&&*more) {
        by_file[2].push(import(PART));
    }
    if !language.files.is_empty() || names.contains(&&*more) {
        by_file[0].push(import(FOLDER));
    }
    let mut project = Project::default();
    project.files.extend(language.files.clone());
    for (name, lines) in names.iter().zip(&by_file) {
        project.files.insert(name.to_string(), print(lines, random));
    }
    project
}
