//! `release`: the user takes files back. The lock says so, and nothing else changes: from then on they are compared
//! with the spec in every plan, and never written or deleted.

use crate::Outcome;
use crate::args::{Global, Release as Arguments};
use crate::settling::Settling;
use crate::term::Term;
use formwork_core::artifact::header_line;
use formwork_core::plan::{Entry, Settled, Tree, Wish};
use formwork_core::types::RepoPath;

pub(crate) fn run(global: &Global, arguments: &Arguments, term: &Term) -> Outcome {
    let paths = &arguments.paths;
    let Some(settling) = Settling::open(global, paths, term) else { return Outcome::Failed };
    let Some(settled) = settling.settle(Wish::Release, paths, term) else { return Outcome::Failed };
    let words: Vec<String> = settled
        .iter()
        .map(|(path, outcome)| words(path, outcome, &settling.project.disk.read(path)))
        .collect();
    if settling.write(&settled, term).is_none() {
        return Outcome::Failed;
    }
    words.iter().for_each(|words| term.remark(words));
    Outcome::Done
}

fn words(path: &RepoPath, outcome: &Settled, entry: &Entry) -> String {
    let mut words = match outcome {
        Settled::Already => return format!("`{path}` was released before"),
        Settled::Forgotten => {
            format!("`{path}` is yours: the spec does not make it, and the lock forgets it")
        }
        _ => format!("`{path}` is yours: plans compare it with the spec, and nothing writes it"),
    };
    if let Entry::File { bytes, .. } = entry
        && let Some(line) = header_line(bytes)
    {
        words.push_str(&format!("\n  its line {line} says that Formwork makes it: take that out"));
    }
    words
}
