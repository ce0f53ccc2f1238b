//! Whole projects made from the schema, right and wrong, through the whole compiler and all commands that look at one. A
//! right one has no mistake of shape: the maker and the checker agree on the language. A broken one is refused. Whatever
//! comes in, nothing panics, everything ends, places are places, and what has no error has artifacts that are whole.
//!
//! `FORMWORK_FUZZ_SECONDS=600 cargo test --release --test spec_fuzz` goes on for longer, from the seed that
//! `FORMWORK_FUZZ_SEED` sets. A project for which something does not hold is printed as small as it can be made.
#![allow(clippy::disallowed_methods, reason = "how long it runs is said by the environment")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

#[path = "spec_fuzz/breakage.rs"]
mod breakage;
#[path = "spec_fuzz/commands.rs"]
mod commands;
#[path = "spec_fuzz/components.rs"]
mod components;
#[path = "spec_fuzz/controls.rs"]
mod controls;
#[path = "spec_fuzz/coverage.rs"]
mod coverage;
#[path = "spec_fuzz/damage.rs"]
mod damage;
#[path = "spec_fuzz/declarations.rs"]
mod declarations;
#[path = "spec_fuzz/fields.rs"]
mod fields;
#[path = "spec_fuzz/language.rs"]
mod language;
#[path = "spec_fuzz/lines.rs"]
mod lines;
#[path = "spec_fuzz/maker.rs"]
mod maker;
#[path = "spec_fuzz/names.rs"]
mod names;
#[path = "spec_fuzz/nodes.rs"]
mod nodes;
#[path = "spec_fuzz/projects.rs"]
mod projects;
#[path = "spec_fuzz/repair.rs"]
mod repair;
#[path = "spec_fuzz/runs.rs"]
mod runs;
#[path = "spec_fuzz/sensible.rs"]
mod sensible;
#[path = "spec_fuzz/shrink.rs"]
mod shrink;

use breakage::{Breakage, break_one};
use damage::damaged;
use language::Language;
use lines::Line;
use maker::Maker;
use projects::project;
use repair::repaired;
use runs::{check, languages, rounds};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use support::generate::Random;
use support::whole::compiled;

/// Findings about the shape of a spec, and about names.
const OF_SHAPE: &[&str] = &["syntax/", "schema/", "check/", "names/", "env/", "component/", "import/"];
/// Those of them that judge what is right in shape.
const JUDGEMENTS: &[&str] = &["names/no-value-here", "env/declared-twice", "names/run-together"];

fn of_shape(codes: &[String]) -> BTreeSet<&str> {
    let is_of_shape = |code: &&String| {
        OF_SHAPE.iter().any(|area| code.starts_with(area)) && !JUDGEMENTS.contains(&code.as_str())
    };
    codes.iter().filter(is_of_shape).map(String::as_str).collect()
}

fn lines(language: &Language, seed: u64) -> Vec<Line> {
    Maker::new(language, seed).spec()
}

#[test]
fn a_right_project_has_the_right_shape_and_one_without_errors_is_made() {
    let (mut right, mut all) = (0, 0);
    for seed in rounds() {
        let language = &languages(seed);
        let project = project(language, &lines(language, seed), &mut Random(seed));
        check(seed, &project, &|project| {
            let whole = compiled(project);
            let wrong = of_shape(&whole.codes);
            assert!(wrong.is_empty(), "{}\n{}", wrong.into_iter().collect::<Vec<_>>().join(" "), whole.said);
        });
        all += 1;
        if let Some(project) = repaired(&project) {
            check(seed, &project, &|project| {
                let whole = compiled(project);
                assert!(whole.is_right, "{}", whole.said);
                if seed % 4 == 0 {
                    commands::run_all(project, &whole);
                }
            });
            right += 1;
        }
    }
    assert!(right > all / 2, "only {right} of {all} came through to artifacts");
}

#[test]
fn one_thing_that_is_broken_is_found() {
    let mut tried: BTreeMap<String, u64> = BTreeMap::new();
    for seed in rounds() {
        let language = &languages(seed);
        let breakage = Breakage::ALL[(seed % Breakage::ALL.len() as u64) as usize];
        let mut lines = lines(language, seed);
        let mut random = Random(seed);
        if !break_one(&mut lines, breakage, &language.schema, &mut random) {
            continue;
        }
        let project = project(language, &lines, &mut random);
        let found = RefCell::new(Vec::new());
        check(seed, &project, &|project| drop(found.replace(compiled(project).codes)));
        let found = found.take();
        assert!(!of_shape(&found).is_empty(), "seed {seed}: {breakage:?} is not noticed\n{project}");
        *tried.entry(format!("{breakage:?}")).or_default() += 1;
    }
    assert_eq!(tried.len(), Breakage::ALL.len(), "{tried:?}");
}

#[test]
fn anything_else_is_compiled_or_refused() {
    for seed in rounds() {
        let language = &languages(seed);
        let project = damaged(language, &lines(language, seed), &mut Random(seed ^ 0x5eed));
        check(seed, &project, &|project| {
            let whole = compiled(project);
            if seed % 4 == 1 {
                commands::run_all(project, &whole);
            }
        });
    }
}
