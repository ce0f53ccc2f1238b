//! Text of a spec is data in every file that is made of it. Every string of golden cases that say everything is put
//! in with a hostile text before and behind it: either its type refuses that, at its place, or every artifact reads as it
//! does with harmless text there: the same values at the same places, with the hostile text for the harmless one.
//!
//! YAML, JSON and Markdown are read by libraries, settings of scripts by bash, other formats line by line: there, text
//! stands in a comment or as its language escapes it. `cargo xtask conformance` has the real parsers read `golden/hostile`.

#![allow(clippy::disallowed_methods, reason = "the specs are golden cases")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "injection/places.rs"]
mod places;
#[path = "fields/project.rs"]
#[allow(dead_code, reason = "another test asks it for more")]
mod project;
#[path = "injection/readers.rs"]
mod readers;
#[path = "fields/sites.rs"]
#[allow(dead_code, reason = "the project names it")]
mod sites;

use formwork_core::driver;
use formwork_core::source::FileId;
use places::{Place, places};
use project::{Edit, Project};
use readers::{Put, leaves};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;

/// What means something to one of the languages that are made, and would do harm if it came to mean it.
const HOSTILE: &[&str] = &[
    "-'; $(touch harm) `touch harm` \"$HOME\" ${HOME} \\ : # harm\t| > & * ! @ ~ <b>harm</b> </script> <!-- harm --> ``` | [x](y)",
    "\"} ]) \n- harm: 1\nharm=1\nRUN harm\n; } harm; location / { return 200; } # \\",
    "${{ secrets.HARM }} {{ harm }} {% harm %} {# harm #} %h %% #{harm}",
    "-harm --harm",
    "\u{202e}mrah\u{2066}\u{200f}\u{feff}",
    "\0\u{1}\u{1b}[2J\r\u{7f}\u{85}\u{2028}",
];

/// What a spec says to a shell is a program by its type, and a snippet is put in as it stands.
const PROGRAMS: &[&str] = &["/snippet/text 1"];

/// Specs that say everything between them.
const SPECS: [&str; 4] =
    ["golden/everything/input", "golden/render/input", "golden/railway/input", "golden/vercel/input"];

/// What a text became that was put into a spec.
enum Outcome {
    Refused,
    /// By something else than its own type, or far from its place.
    Misplaced(String),
    Made(BTreeMap<String, String>),
}

fn outcome(project: &Project, place: &Place, text: &str) -> Outcome {
    let edit =
        Edit { file: driver::SPEC.into(), start: place.start, end: place.end, text: place.written(text) };
    let end = edit.start + edit.text.len();
    let mut compilation = project.with(&[edit]).compile();
    let mut made = BTreeMap::new();
    driver::emit(&mut compilation, &mut |artifact| {
        made.insert(artifact.path.to_string(), artifact.text);
    });
    let errors = compilation.diagnostics.iter().filter(|found| found.severity().word() == "error");
    let errors: Vec<_> = errors.collect();
    if errors.is_empty() {
        return Outcome::Made(made);
    }
    let is_at_place = |label: formwork_core::source::Span| {
        label.file == FileId(0) && (label.start as usize) < end && (label.end as usize) > place.start
    };
    if errors.iter().any(|found| found.labels.iter().any(|label| is_at_place(label.span))) {
        return Outcome::Refused;
    }
    let said: Vec<String> =
        errors.iter().map(|found| format!("{}: {}", found.code.slug(), found.message)).collect();
    Outcome::Misplaced(said.join("; "))
}

/// What can stand in for a hostile text: with what alone decides how a text is written, since a command with a blank goes
/// to a shell, a word with a slash is not looked for, and a text with an expression gets a variable of its own.
fn harmless(hostile: &str) -> Vec<String> {
    let part = |sign: &'static str| if hostile.contains(sign) { sign } else { "" };
    let alike = format!("Q{}{}{}{}z", part(" "), part("/"), part("\n"), part("${{"));
    [&*alike, "Qz", "qz", "/qz", "9"].map(String::from).into()
}

/// What is wrong with what is made of a hostile text at a place, and whether it was taken: on both sides of the text that
/// is there, or else behind it alone.
fn fault(project: &Project, place: &Place, hostile: &str) -> (bool, Option<String>) {
    let around = |put: &str| format!("{put}{}{put}", place.text);
    let behind = |put: &str| format!("{}{put}", place.text);
    for with in [&around as &dyn Fn(&str) -> String, &behind] {
        let text = with(hostile);
        let made = match outcome(project, place, &text) {
            Outcome::Refused => continue,
            Outcome::Misplaced(said) => return (false, Some(said)),
            Outcome::Made(made) => made,
        };
        let twin = harmless(hostile).into_iter().find_map(|harmless| {
            let text = with(&harmless);
            match outcome(project, place, &text) {
                Outcome::Made(made) => Some((harmless, text, made)),
                _ => None,
            }
        });
        let Some((part, harmless, twin)) = twin else {
            return (true, Some("nothing harmless is taken there".into()));
        };
        let is_patch = place.what.starts_with("/patch");
        let texts = [(&*harmless, &*text), (&*part, hostile)];
        let put = Put { texts, is_patch };
        return (true, difference(&twin, &made, &put));
    }
    (false, None)
}

/// The first place where two trees of files read differently for another reason than the text itself.
fn difference(
    twin: &BTreeMap<String, String>,
    made: &BTreeMap<String, String>,
    put: &Put<'_>,
) -> Option<String> {
    if !twin.keys().eq(made.keys()) {
        return Some(format!("other files are made: {:?}", made.keys().collect::<Vec<_>>()));
    }
    let changed = twin.iter().filter(|(path, text)| made[*path] != **text);
    changed.into_iter().find_map(|(path, text)| {
        let why = match (leaves(path, text), leaves(path, &made[path])) {
            (Ok(twin), Ok(made)) => readers::difference(path, &twin, &made, put),
            (_, Err(why)) => Some(why),
            (Err(why), _) => Some(format!("with harmless text: {why}")),
        }?;
        Some(format!("{path}: {why}"))
    })
}

#[test]
fn text_of_a_spec_is_data_in_every_artifact() {
    let mut queue = Vec::new();
    for folder in SPECS {
        let project = Project::folder(&format!("../../{folder}"));
        // Two places of one field are read alike, but other platforms read other files.
        let mut known = BTreeSet::new();
        let new: Vec<Place> = places(&project)
            .into_iter()
            .filter(|place| !PROGRAMS.contains(&&*place.what) && known.insert(place.what.clone()))
            .collect();
        queue.extend(new.into_iter().map(|place| (folder, project.clone(), place)));
    }
    assert!(queue.len() > 150, "only {} places", queue.len());
    let queue = Mutex::new(queue.into_iter());
    let (faults, taken) = (Mutex::new(Vec::new()), Mutex::new(BTreeSet::new()));
    let next = || queue.lock().unwrap().next();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((folder, project, place)) = next() {
                    for hostile in HOSTILE {
                        let (is_taken, fault) = fault(&project, &place, hostile);
                        if is_taken {
                            taken.lock().unwrap().insert((place.what.clone(), *hostile));
                        }
                        if let Some(fault) = fault {
                            faults
                                .lock()
                                .unwrap()
                                .push(format!("{folder} {} {hostile:?}\n    {fault}", place.what));
                        }
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    let taken = taken.into_inner().unwrap();
    assert!(taken.len() > 150, "only {} texts are taken", taken.len());
}

/// The place of a field, and what is made with a harmless text there.
fn harmless_at(project: &Project, what: &str, text: &str) -> (Place, BTreeMap<String, String>) {
    let place = places(project).into_iter().find(|place| place.what == what).unwrap();
    match outcome(project, &place, text) {
        Outcome::Made(made) => (place, made),
        _ => panic!("{what} does not take {text:?}"),
    }
}

/// What a printer without escapes would make: the hostile text as it is, in every file where the harmless one stands.
#[test]
fn text_that_is_put_in_as_it_is_is_found() {
    let project = Project::folder("../../golden/everything/input");
    let mut found = BTreeSet::new();
    for what in ["/app/about 1", "/service/about 1", "/service/env/LINE 1", "/job/run 1", "/service/run 2"] {
        let (_, twin) = harmless_at(&project, what, "Qz");
        for hostile in HOSTILE {
            let put = Put { texts: [("Qz", *hostile); 2], is_patch: false };
            for (path, text) in twin.iter().filter(|(_, text)| text.contains("Qz")) {
                let raw = BTreeMap::from([(path.clone(), text.replace("Qz", hostile))]);
                let one = BTreeMap::from([(path.clone(), text.clone())]);
                if difference(&one, &raw, &put).is_some() {
                    let name = path.rsplit('/').next().unwrap_or_default();
                    found.insert(name.rsplit_once('.').map_or(name, |(_, ending)| ending).to_string());
                }
            }
        }
    }
    for ending in ["Dockerfile", "cjs", "conf", "env", "md", "sh", "yaml", "yml"] {
        assert!(found.contains(ending), "in {ending} nothing is found: {found:?}");
    }
}

/// The same with templates of a project's own in which one value is not escaped.
#[test]
fn an_escape_that_is_switched_off_is_found() {
    for (template, escaped, what) in [
        ("env/settings.tera", "{{ line.value }}", "/service/env/LINE 1"),
        ("markdown/architecture.tera", "{{ about }}", "/app/about 1"),
    ] {
        let mut project = Project::folder("../../golden/everything/input");
        let path = format!("{}/../../stdlib/templates/{template}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(escaped), "{template} has no {escaped}");
        let switched_off = text.replace(escaped, &escaped.replace(" }}", " | safe }}"));
        for (text, is_found) in [(text, false), (switched_off, true)] {
            project.files.insert(format!("formwork/templates/{template}"), text);
            let place = places(&project).into_iter().find(|place| place.what == what).unwrap();
            let fault = HOSTILE.iter().find_map(|hostile| fault(&project, &place, hostile).1);
            assert_eq!(fault.is_some(), is_found, "{template}: {fault:?}");
        }
    }
}
