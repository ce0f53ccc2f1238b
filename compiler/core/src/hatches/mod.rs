//! The ways out: patches of structured files, and snippets in places that templates keep free. In: the text of an artifact
//! as a target made it. Out: the text with what a spec puts past the language, and findings where that does not fit. What
//! a patch or a snippet says is not judged: it is for whoever wrote it to know.

mod json;
mod slots;
mod yaml;

use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::model::{Model, Patch, PatchRemove, PatchSet, Snippet};
use crate::nearest::nearest;
use crate::render::escape::one_line;
use crate::schema::Literal;
use crate::types::Matcher;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

pub(crate) use slots::marker;

pub static NO_FILE: Code = Code {
    slug: "hatches/no-file",
    severity: Severity::Error,
    explanation: "A patch or a snippet is meant for a file that the spec does not make.

`formwork plan --diff` names every file that is made. A patch names one by its path; a snippet names some by a pattern, in \
which `*` is any name.",
};

pub static NO_PLACE: Code = Code {
    slug: "hatches/no-place",
    severity: Severity::Error,
    explanation: "A file has no such place.

A snippet goes to a place that the template of the file keeps free for it; the message lists those that there are. A patch \
leads to its setting key by key: each but the last has to be there, or be new, and none may be a plain value.",
};

pub const CODES: &[&Code] = &[&NO_FILE, &NO_PLACE];

/// A step of a patch, as the editors of a format see it.
enum Edit<'p> {
    Set(&'p [String], New<'p>),
    Remove(&'p [String]),
}

enum New<'p> {
    One(&'p Literal),
    List(&'p [Literal]),
}

impl<'p> Edit<'p> {
    fn set(set: &'p PatchSet) -> Self {
        Edit::Set(&set.path, set.to.as_ref().map_or(New::List(&set.items), New::One))
    }

    fn remove(remove: &'p PatchRemove) -> Self {
        Edit::Remove(&remove.path)
    }
}

/// What a spec puts past the language, and what became of it.
#[derive(Debug)]
pub struct Hatches<'m> {
    model: &'m Model,
    snippets: Vec<(&'m Snippet, Matcher)>,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    patched: BTreeSet<String>,
    filled: BTreeSet<String>,
    /// Of the files that a snippet is meant for, by its name: the places that they have.
    places: BTreeMap<String, BTreeSet<String>>,
    /// Every path, when something was meant for one that is not made.
    paths: Vec<String>,
}

impl<'m> Hatches<'m> {
    pub fn new(model: &'m Model) -> Self {
        let snippets = model.snippets.values().map(|snippet| (snippet, snippet.files.matcher()));
        Self { model, snippets: snippets.collect(), seen: Mutex::default() }
    }

    fn are_there(&self) -> bool {
        !self.snippets.is_empty() || !self.model.patches.is_empty()
    }

    /// The text of an artifact, with what is put into it, and what that was.
    pub fn apply(&self, path: &str, text: String, diagnostics: &mut Diagnostics) -> (String, Vec<EntityRef>) {
        let mut put_in = Vec::new();
        let text = if slots::has_any(&text) { self.fill(path, &text, &mut put_in) } else { text };
        if !self.are_there() {
            return (text, put_in);
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.paths.push(path.to_string());
        for (snippet, matcher) in &self.snippets {
            if matcher.matches(path) {
                seen.places.entry(snippet.name.to_string()).or_default();
            }
        }
        let Some(patch) = self.model.patches.get(path) else { return (text, put_in) };
        seen.patched.insert(path.to_string());
        put_in.push(EntityRef::new("patch", path));
        (patched(path, text, patch, diagnostics), put_in)
    }

    fn fill(&self, path: &str, text: &str, put_in: &mut Vec<EntityRef>) -> String {
        let meant: Vec<_> = self.snippets.iter().filter(|(_, matcher)| matcher.matches(path)).collect();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        slots::fill(text, |place| {
            let mut lines = String::new();
            for (snippet, _) in &meant {
                seen.places.entry(snippet.name.to_string()).or_default().insert(place.to_string());
                if *snippet.at == *place {
                    seen.filled.insert(snippet.name.to_string());
                    put_in.push(EntityRef::new("snippet", &snippet.name));
                    lines.extend(comment(path, &format!("{}: {}", snippet.name, snippet.reason)));
                    lines.push_str(snippet.text.trim_end());
                    lines.push('\n');
                }
            }
            lines
        })
    }

    /// What was meant for something that is not there.
    pub fn report(self, diagnostics: &mut Diagnostics) {
        let seen = self.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (path, patch) in self.model.patches.iter().filter(|(path, _)| !seen.patched.contains(*path)) {
            let message = format!("nothing makes `{path}`, which is to be patched");
            let diagnostic = Diagnostic::new(&NO_FILE, patch.span, message);
            diagnostics.push(match nearest(path, seen.paths.iter().map(String::as_str)) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help("formwork plan --diff names every file that is made"),
            });
        }
        for (snippet, _) in self.snippets.iter().filter(|(it, _)| !seen.filled.contains(&*it.name)) {
            diagnostics.push(match seen.places.get(&*snippet.name) {
                None => {
                    let message = format!("no file that is made matches `{}`", snippet.files);
                    Diagnostic::new(&NO_FILE, snippet.span, message)
                        .help("formwork plan --diff names every file that is made")
                }
                Some(places) => no_place(snippet, places),
            });
        }
    }
}

fn no_place(snippet: &Snippet, places: &BTreeSet<String>) -> Diagnostic {
    let message = format!("no file that matches `{}` has a place `{}`", snippet.files, snippet.at);
    let diagnostic = Diagnostic::new(&NO_PLACE, snippet.span, message);
    if places.is_empty() {
        return diagnostic.help("these files keep no place free; a YAML or JSON file takes a patch");
    }
    let places: Vec<_> = places.iter().map(|place| format!("\"{place}\"")).collect();
    diagnostic.help(format!("there is at={}", places.join(" and at=")))
}

fn patched(path: &str, mut text: String, patch: &Patch, diagnostics: &mut Diagnostics) -> String {
    if let Some(line) = comment(path, &format!("Patched: {}", patch.reason)) {
        text = below_header(&text, &line);
    }
    let steps = patch.sets.iter().map(|set| (set.span, Edit::set(set)));
    let steps = steps.chain(patch.removes.iter().map(|remove| (remove.span, Edit::remove(remove))));
    for (span, edit) in steps {
        let edited = match path.rsplit('.').next() {
            Some("yaml" | "yml") => yaml::edited(&text, &edit),
            Some("json") => json::edited(&text, &edit),
            _ => Err("the file is neither YAML nor JSON; a snippet may have a place there".to_string()),
        };
        match edited {
            Ok(edited) => text = edited,
            Err(why) => diagnostics.push(Diagnostic::new(&NO_PLACE, span, why)),
        }
    }
    text
}

/// A line of a comment, where the file can have one. The reason cannot leave it.
fn comment(path: &str, reason: &str) -> Option<String> {
    let reason = one_line(reason);
    match path.rsplit('.').next() {
        Some("json") => None,
        Some("js" | "cjs" | "mjs" | "ts") => Some(format!("// {reason}\n")),
        _ => Some(format!("# {reason}\n")),
    }
}

/// Behind the first lines of the file, which say who makes it.
fn below_header(text: &str, line: &str) -> String {
    let header = text.split_inclusive('\n').take_while(|line| line.starts_with('#'));
    let end = header.map(str::len).sum();
    format!("{}{line}{}", &text[..end], &text[end..])
}

/// For people: `services.backend.init`.
fn shown(path: &[String]) -> String {
    path.join(".")
}
