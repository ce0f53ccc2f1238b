//! What has to hold of whatever the compiler makes of any project: nothing panics, every place is one of a text, every
//! format can be printed and holds nothing harmful, artifacts are whole, and no run says or makes more than what it reads
//! is worth.

use super::project::Project;
use formwork_core::artifact::Artifact;
use formwork_core::diag::{Diagnostic, Diagnostics, emit};
use formwork_core::driver::{self, Compilation};
use formwork_core::lock::ModelRecord;
use formwork_core::plan::{self, Basis, Entry, Inputs, Keep, Planner, TextOptions};
use formwork_core::repository::Repository;
use formwork_core::source::{Sources, Span};
use formwork_core::terminal::Paint;
use formwork_core::types::RepoPath;
use std::collections::BTreeMap;

/// What came of a project.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Whole {
    /// Whether there was no error.
    pub(crate) is_right: bool,
    /// The codes of all findings.
    pub(crate) codes: Vec<String>,
    pub(crate) said: String,
    /// What it says, as a lock would keep it.
    pub(crate) record: ModelRecord,
    /// Artifacts by path; none when there was an error.
    pub(crate) made: BTreeMap<String, String>,
}

/// Compiles to the end and plans, and checks what has to hold.
pub(crate) fn compiled(project: &Project) -> Whole {
    compiled_in(project, project)
}

/// The same, with a repository of its own.
pub(crate) fn compiled_in(project: &Project, repository: &dyn Repository) -> Whole {
    let shown = said(&driver::compile(project.spec(), repository));
    let mut compilation = driver::compile_for_plan(project.spec(), repository);
    assert_eq!(
        said(&compilation),
        shown,
        "a plan says something else than a check, or a second run than the first"
    );
    let record = std::mem::take(&mut compilation.record);
    let made = planned(&mut compilation, &record);
    check_findings(&compilation.diagnostics, &compilation.sources);
    let is_right = !compilation.diagnostics.has_errors();
    check_amounts(project, &compilation, &made);
    let made = if is_right { by_path(made) } else { BTreeMap::new() };
    let codes = compilation.diagnostics.iter().map(|finding| finding.code.slug().to_string()).collect();
    Whole { is_right, codes, said: said(&compilation), record, made }
}

fn said(compilation: &Compilation) -> String {
    emit::text(&compilation.diagnostics, &compilation.sources, Paint::default())
}

/// A tree without any file.
struct Nothing;

impl plan::Tree for Nothing {
    fn read(&self, _: &RepoPath) -> Entry {
        Entry::Absent
    }
}

/// Everything that is made, which a first plan takes in and can be printed with.
fn planned(compilation: &mut Compilation, record: &ModelRecord) -> Vec<Artifact> {
    let mut made: Vec<Artifact> = Vec::new();
    driver::emit(compilation, &mut |artifact| made.push(artifact));
    if compilation.diagnostics.has_errors() {
        return made;
    }
    let (places, renames) = (&compilation.places, &compilation.renames);
    let accepted = plan::accepted(&compilation.allowed, &compilation.sources);
    let (pending, basis) = (BTreeMap::new(), Basis::default());
    let inputs = Inputs {
        app: "app",
        lock: None,
        pending: &pending,
        record,
        renames,
        accepted: &accepted,
        places,
        basis: &basis,
        schema: &compilation.schema,
        tree: &Nothing,
        keep: Keep { diffs: true, ..Keep::default() },
    };
    let mut planner = Planner::new(inputs);
    made.iter().for_each(|artifact| planner.add(artifact.clone()));
    let plan = planner.finish();
    check_printable(&plan::text(&plan, None, TextOptions { diff: true, ..TextOptions::default() }));
    let markdown = plan::markdown(&plan, None);
    assert!(markdown.chars().count() <= plan::MARKDOWN_LIMIT, "the plan is too long for a pull request");
    check_json(&plan::json(&plan));
    made
}

fn by_path(made: Vec<Artifact>) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for artifact in made {
        check_artifact(&artifact);
        let path = artifact.path.to_string();
        assert!(known.insert(path.clone(), artifact.text).is_none(), "{path} is made twice");
    }
    known
}

pub(crate) fn check_findings(found: &Diagnostics, sources: &Sources) {
    check_printable(&(emit::text(found, sources, Paint::default()) + &emit::github(found, sources)));
    check_json(&emit::json(found, sources));
    check_json(&emit::sarif(found, sources, "0"));
    found.iter().for_each(|finding| check_finding(finding, sources));
}

fn check_finding(finding: &Diagnostic, sources: &Sources) {
    let code = finding.code.slug();
    let labels = finding.labels.iter().map(|label| label.span);
    let spans = labels.chain(finding.fix.iter().map(|edit| edit.span)).chain(finding.concealed());
    for span in spans {
        let text = &sources.get(span.file).text;
        let Span { start, end, .. } = span;
        let is_place = start <= end && text.get(start as usize..end as usize).is_some();
        assert!(is_place, "{code} has the place {start}..{end}, which is none");
    }
    let in_library = |span: Span| sources.is_standard_library(span);
    assert!(!finding.span().is_some_and(in_library), "{code} blames the standard library");
    assert!(!finding.fix.iter().any(|edit| in_library(edit.span)), "{code} would mend the standard library");
}

pub(crate) fn check_artifact(artifact: &Artifact) {
    let Artifact { path, text, .. } = artifact;
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path} ends otherwise than in one line end");
    assert!(!text.contains(['\r', '\0']), "{path} holds a control character");
    if path.ends_with(".json") {
        check_json(text);
    } else if path.ends_with(".yml") || path.ends_with(".yaml") {
        let read: Result<serde_json::Value, _> = serde_saphyr::from_str(text);
        assert!(read.is_ok(), "{path} is no YAML: {read:?}\n{text}");
    }
}

/// What goes to a terminal drives none.
pub(crate) fn check_printable(text: &str) {
    assert!(!text.contains(['\u{1b}', '\0', '\u{202e}']), "{text}");
}

pub(crate) fn check_json(text: &str) {
    let read: Result<serde_json::Value, _> = serde_json::from_str(text);
    assert!(read.is_ok() && !text.contains(['\u{1b}', '\0']), "no JSON: {text}");
}

/// A finding shows a few lines; each environment has a few files for each thing.
fn check_amounts(project: &Project, compilation: &Compilation, made: &[Artifact]) {
    let size = project.size();
    let files = compilation.sources.iter().count();
    let found = compilation.diagnostics.iter().count();
    assert!(found <= files * Diagnostics::LIMIT && found <= size + 10, "{found} findings for {size} bytes");
    let said = said(compilation).len();
    assert!(said <= 40_000 + 100 * size, "{said} bytes are said of {size}");
    let environments = compilation.model.as_ref().map_or(0, |model| model.environments.len());
    let total: usize = made.iter().map(|artifact| artifact.text.len()).sum();
    assert!(total <= (environments + 1) * (200_000 + 40 * size), "{total} bytes are made of {size}");
}
