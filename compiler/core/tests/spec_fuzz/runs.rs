//! How long and from which seed tests run, and what is said when something does not hold.

use super::language::Language;
use super::shrink::shrunk;
use crate::support::project::Project;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::{Arc, Mutex, Once};
use std::time::{Duration, Instant};

/// Projects of each sort, unless it is said for how long.
const ROUNDS: u64 = 24;

/// So many specs in a row are written in one language.
const IN_A_LANGUAGE: u64 = 10;

/// More than this for one project of a few dozen kilobytes is for ever.
const LONGEST: Duration = Duration::from_secs(20);

/// Seeds for one test: so many, or as many as there is time for.
pub(crate) fn rounds() -> impl Iterator<Item = u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let start = number("FORMWORK_FUZZ_SEED").unwrap_or(0);
    let until = number("FORMWORK_FUZZ_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let goes_on = move |seed: &u64| until.map_or(*seed < start + ROUNDS, |until| Instant::now() < until);
    (start..).take_while(goes_on)
}

/// The language in which the spec of a seed is written: that of the standard library for the first ones, then others.
pub(crate) fn languages(seed: u64) -> Arc<Language> {
    static KNOWN: Mutex<Vec<(u64, Arc<Language>)>> = Mutex::new(Vec::new());
    let number = seed / IN_A_LANGUAGE;
    let mut known = KNOWN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some((_, language)) = known.iter().find(|(known, _)| *known == number) {
        return Arc::clone(language);
    }
    let language = Arc::new(if number == 0 { Language::standard() } else { Language::new(number) });
    known.push((number, Arc::clone(&language)));
    // Tests go through the seeds side by side.
    if known.len() > 8 {
        known.remove(0);
    }
    language
}

/// Holds a project against what has to hold of it.
pub(crate) fn check(seed: u64, project: &Project, holds: &dyn Fn(&Project)) {
    let start = Instant::now();
    if let Some(failure) = fails(project, holds) {
        let is_one = |smaller: &Project| fails(smaller, holds).is_some_and(|other| other.includes(&failure));
        let small = shrunk(project, &is_one);
        panic!("seed {seed}: {}\n{}\nas small as it still fails:\n{small}", failure.place, failure.words);
    }
    let took = start.elapsed();
    assert!(took < LONGEST, "seed {seed} takes {took:?}:\n{project}");
}

pub(crate) struct Failure {
    /// The line of code that panicked.
    pub(crate) place: String,
    words: String,
}

impl Failure {
    /// Whether it is the failure that is looked for: what goes may leave behind what needs it, which goes later.
    fn includes(&self, wanted: &Self) -> bool {
        let head = |failure: &Self| failure.words.lines().next().unwrap_or_default().to_string();
        let (own, wanted_head) = (head(self), head(wanted));
        self.place == wanted.place && wanted_head.split(' ').all(|word| own.contains(word))
    }
}

thread_local! {
    /// Whether this thread tries projects; and where the last one failed.
    static IS_TRYING: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What does not hold of a project. Nothing is printed: many projects are tried before one is shown.
pub(crate) fn fails(project: &Project, holds: &dyn Fn(&Project)) -> Option<Failure> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let loud = take_hook();
        set_hook(Box::new(move |panic| match IS_TRYING.get() {
            true => PLACE.set(panic.location().map(ToString::to_string).unwrap_or_default()),
            false => loud(panic),
        }));
    });
    IS_TRYING.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(|| holds(project)));
    IS_TRYING.set(false);
    let payload = outcome.err()?;
    let text = payload.downcast_ref::<String>().cloned();
    let words = text.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default();
    Some(Failure { place: PLACE.take(), words })
}
