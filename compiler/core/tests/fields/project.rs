//! A project in memory: its files, and what the compiler makes of them.

use crate::sites::Site;
use formwork_core::artifact::EntityRef;
use formwork_core::diag::Diagnostic;
use formwork_core::driver::{self, Compilation};
use formwork_core::repository::{Opened, Repository};
use formwork_core::schema::Schema;
use formwork_core::source::Span;
use formwork_core::types::RepoPath;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::path::Path;

/// Findings about the shape of a spec, and about names that lead nowhere: nobody has read what is written there.
const ABOUT_SHAPE: &[&str] =
    &["syntax/", "check/", "names/", "paths/", "env/", "import/", "component/", "templates/", "spec/"];
/// Findings of those areas that rules make.
const OF_RULES: &[&str] = &["names/run-together", "names/no-value-here"];

/// A text is replaced by another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Edit {
    pub(crate) file: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) text: String,
}

#[derive(Clone)]
pub(crate) struct Project {
    pub(crate) files: BTreeMap<String, String>,
}

/// What came of a project.
pub(crate) struct Outcome {
    /// The files in which something is wrong about the shape of what is written.
    pub(crate) misshapen: BTreeSet<String>,
    /// The same of declarations alone.
    pub(crate) misdeclared: BTreeSet<String>,
    pub(crate) has_lost_names: bool,
    pub(crate) has_errors: bool,
    /// Findings, and what is accepted.
    pub(crate) said: String,
    /// Artifacts by path.
    pub(crate) made: BTreeMap<String, String>,
}

impl Repository for Project {
    fn contains(&self, _: &RepoPath) -> bool {
        true
    }

    fn open(&self, path: &RepoPath) -> Opened {
        if let Some(text) = self.files.get(&**path) {
            return Opened::File(text.clone().into_bytes());
        }
        let folder = format!("{}/", &**path);
        let below = self.files.keys().filter_map(|name| name.strip_prefix(&folder));
        let mut names: Vec<String> = below
            .map(|rest| rest.split_once('/').map_or(rest.to_string(), |(folder, _)| format!("{folder}/")))
            .collect();
        names.dedup();
        if names.is_empty() { Opened::Absent } else { Opened::Folder(names) }
    }

    /// The one thing of the project that was renamed.
    fn was_applied(&self, thing: &EntityRef) -> Option<bool> {
        Some(thing.0 == "bucket printed")
    }
}

impl Project {
    /// From a folder, named from that of this crate.
    pub(crate) fn folder(path: &str) -> Self {
        let input = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(&input).into_iter().map(Result::unwrap) {
            if entry.file_type().is_file() {
                let name = entry.path().strip_prefix(&input).unwrap().to_string_lossy().into_owned();
                files.insert(name, fs::read_to_string(entry.path()).unwrap());
            }
        }
        Self { files }
    }

    pub(crate) fn compile(&self) -> Compilation {
        driver::compile_for_plan(self.files[driver::SPEC].clone(), self)
    }

    pub(crate) fn schema(&self) -> Schema {
        self.compile().schema
    }

    pub(crate) fn with(&self, edits: &[Edit]) -> Self {
        let mut files = self.files.clone();
        let mut edits = edits.to_vec();
        edits.sort();
        edits.dedup();
        for Edit { file, start, end, text } in edits.iter().rev() {
            files.get_mut(file).unwrap().replace_range(*start..*end, text);
        }
        Self { files }
    }

    fn checked(&self) -> (Compilation, Outcome) {
        let compilation = self.compile();
        let about_shape = |found: &Diagnostic| {
            let slug = found.code.slug();
            ABOUT_SHAPE.iter().any(|area| slug.starts_with(area)) && !OF_RULES.contains(&slug)
        };
        let about_declarations = |found: &Diagnostic| found.code.slug().starts_with("schema/");
        let file = |found: &Diagnostic| {
            let span = found.span().unwrap_or_default();
            compilation.sources.get(span.file).name.to_string()
        };
        let outcome = Outcome {
            misshapen: compilation.diagnostics.iter().filter(|found| about_shape(found)).map(file).collect(),
            misdeclared: compilation
                .diagnostics
                .iter()
                .filter(|found| about_declarations(found))
                .map(file)
                .collect(),
            has_lost_names: compilation
                .diagnostics
                .iter()
                .any(|found| found.code.slug().starts_with("names/")),
            has_errors: compilation.diagnostics.has_errors(),
            said: said(&compilation),
            made: BTreeMap::new(),
        };
        (compilation, outcome)
    }

    /// What the compiler says and makes.
    pub(crate) fn outcome(&self) -> Outcome {
        let (mut compilation, mut outcome) = self.checked();
        driver::emit(&mut compilation, &mut |artifact| {
            outcome.made.insert(artifact.path.to_string(), artifact.text);
        });
        outcome
    }

    /// Whether something else is said or made for another reason than the shape of what is written. Artifacts are made
    /// only if they have to be.
    pub(crate) fn differs_from(&self, before: &Outcome, site: &Site) -> bool {
        let (mut compilation, outcome) = self.checked();
        let is_broken = match &site.declares {
            Some(file) => outcome.misshapen.contains(file) || outcome.misdeclared.contains(file),
            None => !outcome.misshapen.is_empty(),
        };
        if is_broken || outcome.said != before.said {
            return !is_broken || site.may_lose_names && outcome.has_lost_names;
        }
        let (mut differs, mut count) = (false, 0);
        driver::emit(&mut compilation, &mut |artifact| {
            count += 1;
            differs |= before.made.get(&*artifact.path) != Some(&artifact.text);
        });
        !outcome.has_errors && (differs || count != before.made.len())
    }
}

/// Findings with their pages, what is accepted and why, and the words that the project declares.
fn said(compilation: &Compilation) -> String {
    let finding = |found: &Diagnostic| {
        let (code, page) = (found.code.slug(), found.code.explanation());
        let labels: Vec<&str> = found.labels.iter().map(|label| label.text.as_str()).collect();
        let severity = found.severity().word();
        format!("{severity} {code} {} {labels:?} {:?}\n{page}", found.message, found.help)
    };
    let mut text: String = compilation.diagnostics.iter().map(finding).collect();
    for allowed in &compilation.allowed {
        text += &format!("{} {}", allowed.reason, finding(&allowed.diagnostic));
    }
    let Schema { kinds, types } = &compilation.schema;
    let is_own = |span: &Span| !compilation.sources.is_standard_library(*span);
    kinds.values().filter(|kind| is_own(&kind.span)).for_each(|kind| text += &without_places(kind));
    types.values().filter(|of| is_own(&of.span)).for_each(|of| text += &without_places(of));
    text + &format!("{:?}", compilation.renames)
}

/// Places move whenever anything is written: they are not what is said.
fn without_places(declared: &impl Debug) -> String {
    let text = format!("{declared:?}");
    let mut parts = text.split("Span {");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |text, part| text + part.split_once('}').map_or("", |(_, rest)| rest))
}
