//! What must hold for every mistake. In: a case. Out: what is wrong with what Formwork says to it.

use super::case::{Around, Case};
use formwork_core::diag::{Diagnostic, Diagnostics, Edit, emit};
use formwork_core::driver;
use formwork_core::repository::{Opened, Repository};
use formwork_core::source::{FileId, FileOrigin, Sources};
use formwork_core::terminal::{Paint, WIDTH};
use formwork_core::types::RepoPath;

/// The files of the repository that the cases stand in.
const FILES: &[&str] = &["api", "web", "scripts/anonymise.js"];

/// Words of the compiler's inside that mean nothing to an author.
const INTERNAL: &[&str] = &[
    "::",
    "Some(",
    "None",
    "Vec<",
    "Option",
    "usize",
    "u16",
    "i64",
    "f64",
    "serde",
    "unwrap",
    "panicked",
    "token",
    "scalar",
    "Span",
    "schema",
    "parser",
    "lexer",
    "AST",
    "a node",
    "the node",
    "no node",
    "this node",
];

/// The repository, with the files of one case.
struct Folder<'c>(&'c [(String, String)]);

impl Repository for Folder<'_> {
    fn contains(&self, path: &RepoPath) -> bool {
        FILES.contains(&&**path) || self.open(path) != Opened::Absent
    }

    fn open(&self, path: &RepoPath) -> Opened {
        if let Some((_, text)) = self.0.iter().find(|(known, _)| *known == **path) {
            return Opened::File(text.clone().into_bytes());
        }
        let folder = format!("{path}/");
        let below = self.0.iter().filter_map(|(known, _)| known.strip_prefix(&folder));
        let mut names: Vec<String> = below.map(|rest| rest.split_inclusive('/').take(1).collect()).collect();
        names.sort();
        names.dedup();
        if names.is_empty() { Opened::Absent } else { Opened::Folder(names) }
    }
}

/// What was found in a spec.
pub(crate) struct Said {
    pub(crate) diagnostics: Diagnostics,
    sources: Sources,
}

pub(crate) fn compile(spec: &str, files: &[(String, String)]) -> Said {
    let mut compilation = driver::compile(spec.to_owned(), &Folder(files));
    driver::emit(&mut compilation, &mut |_| {});
    Said { diagnostics: compilation.diagnostics, sources: compilation.sources }
}

impl Said {
    pub(crate) fn rendered(&self) -> String {
        emit::text(&self.diagnostics, &self.sources, Paint::default())
    }

    pub(crate) fn count(&self) -> usize {
        self.diagnostics.iter().count() + self.diagnostics.suppressed()
    }
}

pub(crate) fn problems(case: &Case, around: &Around) -> Vec<String> {
    let spec = around.complete(case);
    let said = compile(&spec, &case.files);
    let mut problems = Vec::new();
    if said.count() != case.findings {
        problems.push(format!("the case is {} mistakes and gets {} messages", case.findings, said.count()));
    }
    problems.extend(wide_lines(&said.rendered()));
    for finding in said.diagnostics.iter() {
        problems.extend(problems_of_words(finding));
        problems.extend(problem_of_place(finding, &said.sources));
        problems.extend(problem_of_fix(finding, &spec, case));
    }
    problems.extend(problem_of_windows(&spec, &case.files, &said));
    problems
}

pub(crate) fn wide_lines(rendered: &str) -> Vec<String> {
    let wide = rendered.lines().filter(|line| line.chars().count() > WIDTH);
    wide.map(|line| format!("this line is wider than {WIDTH} columns: {line}")).collect()
}

/// Somebody must understand it and know what to do.
pub(crate) fn problems_of_words(finding: &Diagnostic) -> Vec<String> {
    let mut problems = Vec::new();
    if finding.help.is_empty() {
        problems.push(format!("no help says what to do: {}", finding.message));
    }
    if finding.message.ends_with('.') {
        problems.push(format!("the message ends with a full stop: {}", finding.message));
    }
    let labels = finding.labels.iter().map(|label| &label.text);
    for text in labels.chain([&finding.message]).chain(&finding.help) {
        for word in INTERNAL.iter().filter(|word| text.contains(**word)) {
            problems.push(format!("`{word}` means nothing to an author: {text}"));
        }
    }
    problems
}

fn problem_of_place(finding: &Diagnostic, sources: &Sources) -> Option<String> {
    let is_own = |finding: &Diagnostic| {
        finding.span().is_some_and(|span| sources.get(span.file).origin == FileOrigin::Project)
    };
    (!is_own(finding)).then(|| format!("the first mark is not in the author's file: {}", finding.message))
}

/// A fix does away with what it is for, and brings nothing else.
fn problem_of_fix(finding: &Diagnostic, spec: &str, case: &Case) -> Option<String> {
    // What is to be mended in another file is another case's business.
    if finding.fix.is_empty() || finding.fix.iter().any(|edit| edit.span.file != FileId(0)) {
        return None;
    }
    let Some(fixed) = apply(spec, &finding.fix) else {
        return Some(format!("the edits of the fix overlap: {:?}", finding.fix));
    };
    let after = compile(&fixed, &case.files);
    let is_same = |other: &Diagnostic| other.code == finding.code && other.message == finding.message;
    if after.diagnostics.iter().any(is_same) || (case.is_mended && after.diagnostics.has_errors()) {
        return Some(format!("the fix does not mend it: {:?}\n{}", finding.fix, after.rendered()));
    }
    None
}

/// None when edits overlap.
fn apply(spec: &str, edits: &[Edit]) -> Option<String> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    if edits.windows(2).any(|pair| pair[0].span.end > pair[1].span.start) {
        return None;
    }
    let mut text = spec.to_owned();
    for edit in edits.iter().rev() {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    Some(text)
}

/// The same mistake in a file with the line ends and the byte order mark of Windows gets the same words.
fn problem_of_windows(spec: &str, files: &[(String, String)], said: &Said) -> Option<String> {
    if spec.contains(['\r', '\u{feff}']) {
        return None;
    }
    let there = compile(&format!("\u{feff}{}", spec.replace('\n', "\r\n")), files).rendered();
    (there != said.rendered()).then(|| format!("with line ends of Windows it reads otherwise:\n{there}"))
}
