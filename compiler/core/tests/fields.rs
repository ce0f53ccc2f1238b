//! A kind or a field exists because somebody reads it. For every field of every kind, and every option of every choice,
//! a spec that says something else there is compiled: an artifact, a document, or a finding that is more than one about
//! the shape of the spec, has to become another.

#![allow(clippy::disallowed_methods, reason = "the spec is a golden case")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "fields/project.rs"]
mod project;
#[path = "fields/sites.rs"]
mod sites;

use formwork_core::artifact::{Artifact, EntityRef};
use formwork_core::driver;
use formwork_core::lock::ModelRecord;
use formwork_core::schema::Schema;
use project::{Outcome, Project};
use sites::{Goal, Site, sites};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;

/// What nothing here can show to be read, and why it is there.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("import.path", "what is taken in declares words and things: without it they lead nowhere"),
    ("kind.names-with", "of two things with one name one is refused: no spec that is sound has them"),
    ("kind.risk", "plans read it, as they do what stands in it"),
    ("platform.about", "the manual and `explain` show it"),
    (
        "platform.copy-variable",
        "Render's own entry alone says it: the golden case `shop` shows what is read of it",
    ),
    (
        "runtime.version-variable",
        "the entries of the library say it: the golden case `shop` shows what is read of it",
    ),
    ("plan.name", "Blueprints name it: of the standard library's Render, which no project of a test changes"),
    ("plan.of", "the same"),
    ("plan.memory", "the same"),
    ("plan.cpus", "the same"),
    ("kept-engine.backed-up", "the same"),
    ("runtime-version.nix", "Nixpacks takes it, of a runtime of the standard library alone"),
    ("framework.preset", "Vercel is told it, of a framework of the standard library alone"),
    ("kept-engine.as", "what the standard library's Railway is asked for is called so"),
    ("kept-engine.image", "the same"),
    ("kept-engine.data-path", "the same"),
    ("kept-engine.variable", "the same"),
];

/// Golden cases that say everything between them.
const SPECS: [&str; 4] = [
    "../../golden/everything/input",
    "../../golden/render/input",
    "../../golden/railway/input",
    "../../golden/vercel/input",
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
    for folder in ["tests/fields/words"].into_iter().chain(SPECS) {
        let project = Project::folder(folder);
        let (written, unproven) = unproven(&project, |goal| left.contains(goal));
        left.retain(|goal| !written.contains(goal) || unproven.contains(goal));
    }
    let left: Vec<String> = left.iter().map(ToString::to_string).collect();
    assert!(left.is_empty(), "nobody reads, or no spec of this test says, {left:#?}");
}

/// What stands behind every artifact, and is named by none.
const BEHIND: &[&str] = &[
    "template",
    "runtime",
    "framework",
    "cdn",
    "library",
    "engine",
    "migrator",
    "stand-in",
    "platform",
    "action",
    "tool",
];

/// A plan says why a file changes: because of a thing that the file is made from. Were that thing not named, it would
/// have no reason to give.
#[test]
fn what_changes_an_artifact_is_what_it_is_made_from() {
    SPECS.iter().for_each(|folder| causes_are_named(&Project::folder(folder)));
}

fn causes_are_named(project: &Project) {
    let before = made(project).unwrap();
    let mut by_goal: BTreeMap<Goal, Vec<Site>> = BTreeMap::new();
    for site in sites(project) {
        site.goals.iter().for_each(|goal| by_goal.entry(goal.clone()).or_default().push(site.clone()));
    }
    let queue = Mutex::new(by_goal.into_values());
    let (unnamed, seen) = (Mutex::new(BTreeSet::new()), Mutex::new(0));
    let next = || queue.lock().unwrap().next();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(sites) = next() {
                    let sound = sites.iter().find_map(|site| made(&project.with(&site.edits)));
                    let Some(after) = sound else { continue };
                    *seen.lock().unwrap() += 1;
                    unnamed.lock().unwrap().extend(unnamed_causes(&before, &after));
                }
            });
        }
    });
    let seen = *seen.lock().unwrap();
    assert!(seen > 40, "only {seen} changes leave the spec sound");
    let unnamed = unnamed.into_inner().unwrap();
    assert!(unnamed.is_empty(), "changed by what they are not made from: {unnamed:#?}");
}

/// What a sound project says of its things, and what is made of them.
struct Made {
    record: ModelRecord,
    artifacts: BTreeMap<String, Artifact>,
}

fn made(project: &Project) -> Option<Made> {
    let mut compilation = project.compile();
    let mut artifacts = BTreeMap::new();
    driver::emit(&mut compilation, &mut |artifact| {
        artifacts.insert(artifact.path.to_string(), artifact);
    });
    let is_sound = !compilation.diagnostics.has_errors();
    is_sound.then_some(Made { record: compilation.record, artifacts })
}

/// Artifacts of both that differ though nothing changed that they are made from: each with what did.
fn unnamed_causes(before: &Made, after: &Made) -> Vec<String> {
    let things = before.record.keys().chain(after.record.keys());
    let changed: BTreeSet<&EntityRef> =
        things.filter(|thing| before.record.get(*thing) != after.record.get(*thing)).collect();
    if changed.iter().any(|thing| BEHIND.contains(&thing.kind())) {
        return Vec::new();
    }
    let mut unnamed = Vec::new();
    for (path, old) in &before.artifacts {
        let Some(new) = after.artifacts.get(path).filter(|new| new.text != old.text) else { continue };
        if !old.made_from.iter().chain(&new.made_from).any(|thing| changed.contains(thing)) {
            let words: Vec<&str> = changed.iter().map(|thing| thing.0.as_str()).collect();
            unnamed.push(format!("{path}: {}", words.join(", ")));
        }
    }
    unnamed
}
