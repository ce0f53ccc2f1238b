//! What is said of a file that the spec does not make. In: its path, what the spec makes, and what the last apply made.
//! Out: what it is instead, and which file may be meant.

use crate::artifact::{Artifact, Ownership};
use crate::driver::Compilation;
use crate::lock::{self, Lock};
use crate::nearest::nearest;
use crate::show::Problem;
use crate::terminal::count;

/// So many names of a folder are told.
const MOST_NAMES: usize = 2;

pub(super) fn absent(
    path: &str,
    made: &[Artifact],
    compilation: &Compilation,
    lock: Option<&Lock>,
) -> Problem {
    let problem = |message: String, help: &str| Problem { message, help: help.to_string() };
    if path == lock::FILE_NAME {
        let message = format!("`{path}` is no artifact: every apply writes down in it what was made");
        return problem(message, "formwork plan compares with it");
    }
    if compilation.sources.of_project().any(|file| *file.name == *path) {
        let message = format!("`{path}` is part of the spec: nothing makes it");
        return problem(message, "formwork show tells what is set in it");
    }
    let known = lock.and_then(|lock| lock.artifacts.iter().find(|(known, _)| ***known == *path));
    match known.map(|(_, known)| known.ownership) {
        Some(Ownership::Managed) => {
            let message = format!("the spec makes `{path}` no longer");
            problem(message, "the last apply made it; the next one takes it away")
        }
        Some(Ownership::Seeded) => {
            let message = format!("the spec makes `{path}` no longer");
            problem(message, "an apply wrote it once, and it is yours since")
        }
        Some(Ownership::Block) => {
            let message = format!("the spec makes no lines of `{path}` any longer");
            problem(message, "the last apply made some; the next one takes them away")
        }
        Some(Ownership::Released) => {
            let message = format!("the spec makes `{path}` no longer");
            problem(message, "it was released, and is yours since")
        }
        None => problem(format!("the spec does not make `{path}`"), &meant(path, made)),
    }
}

fn meant(path: &str, made: &[Artifact]) -> String {
    let folder = if path == "." { String::new() } else { format!("{}/", path.trim_end_matches('/')) };
    let inside: Vec<&str> =
        made.iter().map(|artifact| &*artifact.path).filter(|made| made.starts_with(&folder)).collect();
    let last = path.rsplit('/').next().unwrap_or(path);
    let namesake = made.iter().map(|it| &*it.path).find(|made| made.rsplit('/').next() == Some(last));
    match nearest(path, made.iter().map(|artifact| &*artifact.path)).or(namesake) {
        _ if !inside.is_empty() => {
            let names = inside[..inside.len().min(MOST_NAMES)].join(", ");
            let more = if inside.len() > MOST_NAMES { ", …" } else { "" };
            format!("it makes {} in that folder: {names}{more}", count(inside.len(), "file"))
        }
        Some(near) => format!("did you mean {near}?"),
        None => "formwork plan --diff names every file that the spec makes".to_string(),
    }
}
