//! A kind or a field exists because somebody reads it. For every field of every kind, and every option of every choice,
//! a spec that says something else there is compiled: an artifact, a document, or a finding that is more than one about
//! the shape of the spec, has to become another.

#![allow(clippy::disallowed_methods, reason = "the spec is a golden case")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "fields/project.rs"]
mod project;
#[path = "fields/sites.rs"]
mod sites;

use formwork_core::driver;
use formwork_core::schema::Schema;
use project::{Outcome, Project};
use sites::{Goal, Site, sites};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;

/// What nothing here can show to be read, and why it is there.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("import.path", "what is taken in declares words and things: without it they lead nowhere"),
    ("kind.risk", "plans read it, as they do what stands in it"),
    ("platform.about", "the manual and `explain` show it"),
];

/// Kinds whose fields compiling does not read, and who does.
const EXCEPTED_KINDS: &[(&str, &str)] = &[
    ("test", "`formwork test` reads it, and its own tests show that each field matters"),
    ("artifact-expectation", "the same"),
    ("risk", "plans read it: their own tests hold every declared risk against an edit of a spec"),
];

/// The goals that no change of the project proves, of those that it writes.
fn unproven(project: &Project, wanted: impl Fn(&Goal) -> bool) -> (BTreeSet<Goal>, BTreeSet<Goal>) {
    let before = project.outcome();
    assert!(before.misshapen.is_empty(), "{}", before.said);
    let mut by_goal: BTreeMap<Goal, Vec<Site>> = BTreeMap::new();
    for site in sites(project) {
        for goal in site.goals.iter().filter(|goal| wanted(goal)) {
            by_goal.entry(goal.clone()).or_default().push(site.clone());
        }
    }
    let written: BTreeSet<Goal> = by_goal.keys().cloned().collect();
    let queue = Mutex::new(by_goal.into_iter());
    let unproven = Mutex::new(BTreeSet::new());
    let next = || queue.lock().unwrap().next();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((goal, sites)) = next() {
                    if !sites.iter().any(|site| is_read(project, &before, site)) {
                        unproven.lock().unwrap().insert(goal);
                    }
                }
            });
        }
    });
    (written, unproven.into_inner().unwrap())
}

/// Whether the change of one place makes anything else of the project.
fn is_read(project: &Project, before: &Outcome, site: &Site) -> bool {
    project.with(&site.edits).differs_from(before, site)
}

/// Every field, and every option of a choice that a field can have.
fn all_goals(schema: &Schema) -> BTreeSet<Goal> {
    let fields = schema.kinds.values().flat_map(|kind| kind.fields.iter().map(move |field| (kind, field)));
    fields.flat_map(|(kind, field)| Goal::of(kind, field)).collect()
}

/// Fields that nobody reads are noticed: here those of a kind that a project has just declared.
#[test]
fn what_nobody_reads_is_found() {
    let mut project = Project::folder("tests/fields/words");
    let declared = r#"kind "lonely" level="top" {
    about "Nobody asks for it."
    name type="identifier"
    field "word" type="text" { about "A word."; }
    field "shade" type="shade" { about "A shade."; }
}
"#;
    let spec = "lonely \"one\" { word \"a\"; shade \"dark\"; }\n";
    project.files.get_mut("formwork/words.kdl").unwrap().push_str(declared);
    project.files.get_mut("formwork.kdl").unwrap().push_str(spec);
    let (written, unproven) = unproven(&project, |goal| goal.is_of("lonely"));
    assert_eq!(written, unproven);
    let words: Vec<String> = unproven.iter().map(ToString::to_string).collect();
    let all = ["name", "shade", "shade \"dark\"", "shade \"light\"", "word"];
    assert_eq!(words, all.map(|field| format!("lonely.{field}")));
}

#[test]
fn every_field_and_every_option_is_read() {
    let mut left = all_goals(&driver::language());
    let exceptions: BTreeSet<String> = EXCEPTIONS.iter().map(|(goal, _)| goal.to_string()).collect();
    left.retain(|goal| !exceptions.contains(&goal.to_string()));
    left.retain(|goal| !EXCEPTED_KINDS.iter().any(|(kind, _)| goal.is_of(kind)));
    for folder in ["tests/fields/words", "../../golden/everything/input"] {
        let project = Project::folder(folder);
        let (written, unproven) = unproven(&project, |goal| left.contains(goal));
        left.retain(|goal| !written.contains(goal) || unproven.contains(goal));
    }
    let left: Vec<String> = left.iter().map(ToString::to_string).collect();
    assert!(left.is_empty(), "nobody reads, or no spec of this test says, {left:#?}");
}
