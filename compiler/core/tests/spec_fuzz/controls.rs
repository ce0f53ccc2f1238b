//! The fuzzer finds faults that are put there: a panic, what differs from run to run, and whatever else is checked.

use crate::runs::fails;
use crate::shrink::shrunk;
use crate::support::project::Project;
use crate::support::whole::{check_artifact, check_findings, compiled_in};
use formwork_core::artifact::{Artifact, Ownership};
use formwork_core::diag::{Diagnostic, Diagnostics};
use formwork_core::driver::{self, SPEC};
use formwork_core::repository::{Opened, Repository};
use formwork_core::source::{FileId, Span};
use formwork_core::types::RepoPath;
use std::cell::Cell;

use crate::languages;
use crate::lines;
use crate::projects::project;
use crate::support::generate::Random;

/// A repository with a fault: it cannot be asked for one path.
struct Faulty<'p>(&'p Project);

impl Repository for Faulty<'_> {
    fn contains(&self, path: &RepoPath) -> bool {
        assert!(!path.contains("cursed"), "the fault that was put there");
        true
    }

    fn open(&self, path: &RepoPath) -> Opened {
        self.0.open(path)
    }
}

/// It says something else each time.
struct Moody(Cell<bool>);

impl Repository for Moody {
    fn contains(&self, _: &RepoPath) -> bool {
        self.0.replace(!self.0.get())
    }
}

#[test]
fn a_panic_is_found_and_its_cause_is_left() {
    let language = &languages(0);
    let mut made = project(language, &lines(language, 3), &mut Random(3));
    let spec = made.files.get_mut(SPEC).unwrap();
    spec.push_str(
        "service \"bad\" { source \"cursed\"; runtime \"node\" version=\"22\" manager=\"npm\"; port 1; }\n",
    );
    let holds = |project: &Project| drop(compiled_in(project, &Faulty(project)));
    let failure = fails(&made, &holds).expect("the fault is met");
    assert!(failure.place.contains("controls.rs"), "{}", failure.place);
    let small = shrunk(&made, &|smaller| fails(smaller, &holds).is_some());
    assert!(small.size() < 100 && small.spec().contains("cursed"), "{small}");
}

#[test]
fn what_differs_from_run_to_run_is_found() {
    let project = Project::of(
        "app \"a\"\nservice \"b\" { source \"s\"; runtime \"node\" version=\"22\" manager=\"npm\"; }",
    );
    let repository = Moody(Cell::new(true));
    let failure = fails(&project, &|project| drop(compiled_in(project, &repository)));
    assert!(failure.is_some());
}

#[test]
fn a_place_that_is_none_is_found() {
    let sources = driver::compile("app \"é\"", &Project::default()).sources;
    for (start, end) in [(0, 99), (5, 2), (6, 7)] {
        let mut found = Diagnostics::default();
        let span = Span::new(FileId(0), start, end);
        found.push(Diagnostic::new(&formwork_core::import::errors::CYCLE, span, "m"));
        assert!(
            fails(&Project::default(), &|_| check_findings(&found, &sources)).is_some(),
            "{start}..{end}"
        );
    }
}

#[test]
fn an_artifact_that_no_tool_reads_is_found() {
    let is_refused = |path: &str, text: &str| {
        let artifact = Artifact {
            path: path.parse().unwrap(),
            text: text.to_string(),
            executable: false,
            ownership: Ownership::Managed,
            target: "none",
            made_from: Vec::new(),
        };
        fails(&Project::default(), &|_| check_artifact(&artifact)).is_some()
    };
    assert!(!is_refused("a.yml", "a: b\n") && !is_refused("a.json", "{}\n"));
    assert!(is_refused("a.yml", "a: b: c\n") && is_refused("a.json", "{\n") && is_refused("a.txt", "a"));
}
