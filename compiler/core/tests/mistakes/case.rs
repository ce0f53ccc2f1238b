//! One case. A file has a head, the text that the author wrote, and what Formwork says:
//!
//! ```text
//! What the author was thinking, in a line or two.
//! without: service api
//! --- spec
//! servce "api" { … }
//! --- file formwork/parts.kdl
//! What stands in another file of the repository; there may be several, or none.
//! --- message
//! error: …
//! ```
//!
//! The author's text comes first in the spec, so that its lines have the numbers that are shown. Behind it stand the
//! paragraphs of `around.kdl`, a small sound application, except those that the text declares itself (one of its lines
//! begins with the same kind and name) and those named by `without:`, which is how a case says that its mistake
//! stands in place of them: `without: service api, database main`, `without: environment` for all of a kind,
//! `without: everything`. `findings: 2` says that it really is two mistakes, `mended: no` that the fix is one step of
//! several.

use libtest_mimic::Failed;

const SPEC: &str = "--- spec\n";
const FILE: &str = "--- file ";
const MESSAGE: &str = "--- message\n";

#[derive(Debug)]
pub(crate) struct Case {
    head: String,
    pub(crate) spec: String,
    /// Other files of the repository, by path.
    pub(crate) files: Vec<(String, String)>,
    pub(crate) message: String,
    pub(crate) findings: usize,
    /// Whether a fix, once applied, leaves no error.
    pub(crate) is_mended: bool,
    without: Vec<String>,
}

impl Case {
    pub(crate) fn read(text: &str) -> Result<Self, Failed> {
        let (head, rest) = text.split_once(SPEC).ok_or("the case has no line `--- spec`")?;
        let (written, message) = rest.split_once(MESSAGE).ok_or("the case has no line `--- message`")?;
        let mut parts = written.split(FILE);
        let spec = parts.next().unwrap_or_default();
        let files = parts.filter_map(|part| part.split_once('\n'));
        let mut case = Self {
            head: head.to_owned(),
            spec: spec.to_owned(),
            files: files.map(|(path, text)| (path.to_owned(), text.to_owned())).collect(),
            message: message.to_owned(),
            findings: 1,
            is_mended: true,
            without: Vec::new(),
        };
        let mut is_told = false;
        for line in head.lines() {
            match line.split_once(": ") {
                Some(("without", things)) => case.without = things.split(", ").map(str::to_owned).collect(),
                Some(("findings", number)) => case.findings = number.parse()?,
                Some(("mended", "no")) => case.is_mended = false,
                _ => is_told = true,
            }
        }
        if is_told { Ok(case) } else { Err("the case does not say what the author was thinking".into()) }
    }

    pub(crate) fn with_message(&self, message: &str) -> String {
        let files = self.files.iter().map(|(path, text)| format!("{FILE}{path}\n{text}"));
        format!("{}{SPEC}{}{}{MESSAGE}{message}", self.head, self.spec, files.collect::<String>())
    }
}

/// The application around a mistake: paragraphs, each a node.
#[derive(Debug)]
pub(crate) struct Around {
    paragraphs: Vec<String>,
}

impl Around {
    pub(crate) fn new(text: &str) -> Self {
        Self { paragraphs: text.split("\n\n").map(|text| format!("{}\n", text.trim_end())).collect() }
    }

    /// The whole spec of a case.
    pub(crate) fn complete(&self, case: &Case) -> String {
        let mut spec = case.spec.clone();
        for paragraph in &self.paragraphs {
            if !is_declared(paragraph, &case.spec) && !case.without.iter().any(|thing| is(paragraph, thing)) {
                spec.push('\n');
                spec.push_str(paragraph);
            }
        }
        spec
    }
}

/// `service "api"` of `service "api" {`; there is one `app`, whatever its name.
fn start(paragraph: &str) -> &str {
    let words = if paragraph.starts_with("app ") { 1 } else { 2 };
    let end = paragraph.match_indices([' ', '\n']).nth(words - 1);
    end.map_or(paragraph, |(end, _)| &paragraph[..end])
}

fn is_declared(paragraph: &str, spec: &str) -> bool {
    let start = start(paragraph);
    spec.lines()
        .filter_map(|line| line.strip_prefix(start))
        .any(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// `service api`, `service`, `everything`.
fn is(paragraph: &str, thing: &str) -> bool {
    let start = start(paragraph).replace('"', "");
    thing == "everything" || start == thing || start.split(' ').next() == Some(thing)
}
