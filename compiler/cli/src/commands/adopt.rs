//! `adopt`: files that were edited by hand, released, or never Formwork's are given to the spec. It shows what the next
//! apply replaces and from what it is made, so that what is worth keeping can go into the spec first; and it refuses
//! where nothing but the disk holds what would be replaced. Only the lock is written.

use crate::Outcome;
use crate::apply::Fault;
use crate::args::{Adopt as Arguments, Global};
use crate::revision;
use crate::settling::{Settling, failed};
use crate::term::Term;
use formwork_core::plan::{self, Entry, Settled, Tree, Wish};
use formwork_core::terminal::count;
use formwork_core::types::RepoPath;

pub(crate) fn run(global: &Global, arguments: &Arguments, term: &Term) -> Outcome {
    let paths = &arguments.paths;
    let Some(settling) = Settling::open(global, paths, term) else { return Outcome::Failed };
    let Some(settled) = settling.settle(Wish::Adopt, paths, term) else { return Outcome::Failed };
    let shown: String =
        settled.iter().map(|(path, outcome)| differences(path, outcome, &settling, term)).collect();
    term.data(&shown);
    if !arguments.yes
        && let Err(fault) = is_kept(&settled, &settling)
    {
        failed(term, &fault);
        return Outcome::Failed;
    }
    if settling.write(&settled, term).is_none() {
        return Outcome::Failed;
    }
    settled.iter().for_each(|(path, outcome)| term.remark(&words(path, outcome)));
    Outcome::Done
}

/// What the next apply does to a file, and which things of the spec it is made from.
fn differences(path: &RepoPath, outcome: &Settled, settling: &Settling, term: &Term) -> String {
    let Settled::Differs { locked, diff, .. } = outcome else { return String::new() };
    let places = &settling.project.compilation.places;
    let place = |entity| places.get(entity).map(|place| format!(" ({place})")).unwrap_or_default();
    let sources: String =
        locked.from.iter().map(|entity| format!("  {}{}\n", entity.0, place(entity))).collect();
    let hunks = plan::paint_hunks(diff, term.out_paint());
    format!("{path}: - is there now, + is what the spec says\n{hunks}made from\n{sources}\n")
}

/// Whether git has what stands in the files now, as it stands there.
fn is_kept(settled: &[(&RepoPath, Settled)], settling: &Settling) -> Result<(), Fault> {
    let replaced = || settled.iter().filter(|(_, outcome)| matches!(outcome, Settled::Differs { .. }));
    if replaced().next().is_none() {
        return Ok(());
    }
    let head = revision::open(&settling.project.root, "HEAD");
    let is_in = |path: &RepoPath| match (settling.project.disk.read(path), &head) {
        (Entry::File { bytes, .. }, Ok(head)) => head.file(path).is_ok_and(|kept| kept == Some(bytes)),
        _ => false,
    };
    let lost: Vec<&str> =
        replaced().map(|(path, _)| *path).filter(|path| !is_in(path)).map(|path| &**path).collect();
    match lost.as_slice() {
        [] => Ok(()),
        [first, ..] => Err(Fault::new(
            format!("nothing was adopted: git does not have what is in {} now", lost.join(", ")),
            format!("commit it, or keep a copy (cp {first} {first}.mine) and say --yes"),
        )),
    }
}

fn words(path: &RepoPath, outcome: &Settled) -> String {
    match outcome {
        Settled::Differs { added, removed, .. } => format!(
            "`{path}` is adopted: the next apply takes {} out and puts {added} in\n  What is to stay goes into the spec first. Undone by formwork release {path}",
            count(*removed, "line")
        ),
        Settled::Known(_) => format!("`{path}` is adopted: it is as the spec says"),
        Settled::Forgotten => format!("`{path}` is adopted: the next apply writes it"),
        Settled::Already => format!("`{path}` is Formwork's, and was not edited"),
    }
}
