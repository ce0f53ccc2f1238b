//! Findings that have a fix, mended. In: a spec and its repository. Out: the new texts of the files that somebody wrote,
//! and what was mended in them; nothing is written.
//!
//! It goes in rounds: the findings of the earliest pass that has any are mended together, and the spec is compiled
//! again, since what a pass did not understand hides what later ones would find. A fix is taken back when its finding
//! stays, when an earlier pass finds more than before, or when nothing was hidden and something new has come.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check;
use crate::codes;
use crate::diag::{CodeRef, Diagnostic, Diagnostics, fix};
use crate::driver::{Compilation, SPEC, compile};
use crate::repository::{Opened, Repository};
use crate::schema;
use crate::source::{Position, Span, Text};
use crate::types::RepoPath;

/// Fixes that touch one another, that bring other findings to light, or of which a file has too many to be listed, take
/// a round each. Who needs more runs it again.
const ROUNDS: usize = 10;

/// What came of it.
#[derive(Debug, Default)]
pub struct Mended {
    /// The files that say something else now.
    pub files: Vec<File>,
    pub fixes: Vec<Fix>,
    /// Whether another run would mend more.
    pub is_unfinished: bool,
}

/// A file by its name in the repository, with its text before and after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    pub name: Arc<str>,
    pub before: Text,
    pub after: Text,
}

/// A finding that is gone.
#[derive(Clone, PartialEq, Debug)]
pub struct Fix {
    pub code: CodeRef,
    pub file: Arc<str>,
    pub position: Position,
    /// What was replaced, and by what. None when that is not to be shown.
    pub change: Option<(String, String)>,
}

/// Mends what can be mended.
pub fn mend(spec: impl Into<Text>, repository: &dyn Repository) -> Mended {
    let mut texts = Texts { repository, known: BTreeMap::from([(Arc::from(SPEC), spec.into())]) };
    let mut known = texts.compile();
    let mut before: BTreeMap<Arc<str>, Text> = BTreeMap::new();
    let mut refused = BTreeSet::new();
    let mut fixes = Vec::new();
    for _ in 0..ROUNDS {
        let wanted = next_fixes(&known, &refused);
        if wanted.is_empty() {
            break;
        }
        let round = Round::run(&known, &texts, &wanted);
        refused.extend(round.refused.iter().map(|finding| identity(finding)));
        if let Some((new, after)) = round.result {
            fixes.extend(round.taken.iter().map(|finding| describe(finding, &known)));
            for file in fix::edits(round.taken.iter().copied()).keys() {
                let file = known.sources.get(*file);
                before.entry(Arc::clone(&file.name)).or_insert_with(|| file.text.clone());
            }
            (texts, known) = (new, after);
            // What could not be mended before may be possible now.
            refused.clear();
        }
    }
    let file = |(name, before): (Arc<str>, _)| File { after: texts.known[&name].clone(), name, before };
    let files = before.into_iter().map(file).filter(|file| file.before != file.after).collect();
    Mended { files, fixes, is_unfinished: !next_fixes(&known, &refused).is_empty() }
}

/// The fixes of the earliest pass that has any, as many as go together.
fn next_fixes<'c>(known: &'c Compilation, refused: &BTreeSet<Identity>) -> Vec<&'c Diagnostic> {
    let can_be_mended = |finding: &&Diagnostic| {
        fix::is_applicable(finding, &known.sources) && !refused.contains(&identity(finding))
    };
    let findings: Vec<&Diagnostic> = known.diagnostics.iter().filter(can_be_mended).collect();
    let earliest = findings.iter().map(|finding| pass(&finding.code)).min();
    fix::apart(findings.into_iter().filter(|finding| Some(pass(&finding.code)) == earliest))
}

/// Which of the passes, in their order, raises a code. Declarations are checked and read side by side: what is found in
/// one may hide the other.
fn pass(code: &CodeRef) -> usize {
    let CodeRef::Known(code) = code else { return codes::ALL.len() };
    let code = if schema::errors::CODES.contains(code) { &check::errors::CODES[0] } else { code };
    codes::ALL.iter().position(|codes| codes.contains(code)).unwrap_or(codes::ALL.len())
}

/// What stays of a finding when the text around it moves.
type Identity = (String, String, Vec<String>);

fn identity(finding: &Diagnostic) -> Identity {
    let edits = finding.fix.iter().map(|edit| edit.text.clone()).collect();
    (finding.code.slug().to_string(), finding.message.clone(), edits)
}

fn describe(finding: &Diagnostic, known: &Compilation) -> Fix {
    let at = finding.fix[0].span;
    let sources = &known.sources;
    let is_shown = |span: Span| {
        let file = sources.get(span.file);
        !(span.start..span.end).any(|at| file.is_concealed(at as usize))
    };
    let old = finding.fix.iter().map(|edit| sources.slice(edit.span)).collect::<Vec<_>>();
    let new = finding.fix.iter().map(|edit| edit.text.as_str()).collect::<Vec<_>>();
    let shown = finding.fix.iter().all(|edit| is_shown(edit.span));
    Fix {
        code: finding.code.clone(),
        file: Arc::clone(&sources.get(at.file).name),
        position: sources.position(at),
        change: shown.then(|| (old.concat(), new.concat())),
    }
}

/// The repository with the texts as they are by now.
#[derive(Clone)]
struct Texts<'r> {
    repository: &'r dyn Repository,
    /// The spec, and what differs from the repository.
    known: BTreeMap<Arc<str>, Text>,
}

impl Texts<'_> {
    fn compile(&self) -> Compilation {
        compile(self.known[SPEC].clone(), self)
    }

    fn with(&self, findings: &[&Diagnostic], known: &Compilation) -> Self {
        let mut texts = self.clone();
        for (file, edits) in fix::edits(findings.iter().copied()) {
            let file = known.sources.get(file);
            texts.known.insert(Arc::clone(&file.name), fix::apply(&file.text, &edits).into());
        }
        texts
    }
}

impl Repository for Texts<'_> {
    fn contains(&self, path: &RepoPath) -> bool {
        self.repository.contains(path)
    }

    fn leaves(&self, path: &RepoPath) -> bool {
        self.repository.leaves(path)
    }

    fn open(&self, path: &RepoPath) -> Opened {
        match self.known.get(&**path) {
            Some(text) => Opened::File(text.as_bytes().to_vec()),
            None => self.repository.open(path),
        }
    }
}

/// One round: as many of the wanted fixes as do no harm, all at once where that works, else by halves.
struct Round<'r, 'c> {
    taken: Vec<&'c Diagnostic>,
    refused: Vec<&'c Diagnostic>,
    result: Option<(Texts<'r>, Compilation)>,
}

impl<'r, 'c> Round<'r, 'c> {
    fn run(known: &Compilation, texts: &Texts<'r>, wanted: &[&'c Diagnostic]) -> Self {
        let mut round = Self { taken: Vec::new(), refused: Vec::new(), result: None };
        let mut groups = vec![wanted];
        while let Some(group) = groups.pop() {
            let together = [&round.taken[..], group].concat();
            let new = texts.with(&together, known);
            let after = new.compile();
            if !does_harm(known, &after, &together) {
                round.taken = together;
                round.result = Some((new, after));
            } else if let [only] = group {
                round.refused.push(only);
            } else {
                let (first, second) = group.split_at(group.len() / 2);
                groups.extend([second, first]);
            }
        }
        round
    }
}

/// How many findings there are of each kind.
struct Counts<'c> {
    by_code: BTreeMap<&'c str, usize>,
    by_message: BTreeMap<(&'c str, &'c str), usize>,
    of_earlier_passes: usize,
    total: usize,
}

impl<'c> Counts<'c> {
    fn of(findings: impl IntoIterator<Item = &'c Diagnostic>, earliest: usize) -> Self {
        let (by_code, by_message) = (BTreeMap::new(), BTreeMap::new());
        let mut counts = Self { by_code, by_message, of_earlier_passes: 0, total: 0 };
        for finding in findings {
            *counts.by_code.entry(finding.code.slug()).or_default() += 1;
            *counts.by_message.entry((finding.code.slug(), &*finding.message)).or_default() += 1;
            counts.of_earlier_passes += usize::from(pass(&finding.code) < earliest);
            counts.total += 1;
        }
        counts
    }
}

fn does_harm(before: &Compilation, after: &Compilation, fixes: &[&Diagnostic]) -> bool {
    let earliest = fixes.iter().map(|finding| pass(&finding.code)).min().unwrap_or(0);
    let old = Counts::of(before.diagnostics.iter(), earliest);
    let new = Counts::of(after.diagnostics.iter(), earliest);
    if new.of_earlier_passes > old.of_earlier_passes {
        return true;
    }
    if old.total >= Diagnostics::LIMIT {
        // Not all are known: others take the places of those that are gone.
        return false;
    }
    let mended = Counts::of(fixes.iter().copied(), earliest).by_message;
    let stays = |(one, mended): (&(&str, &str), &usize)| {
        new.by_message.get(one).unwrap_or(&0) + mended > *old.by_message.get(one).unwrap_or(&0)
    };
    let comes = |(code, count): (&&str, &usize)| count > old.by_code.get(code).unwrap_or(&0);
    // Without a model, the rules were not asked, and whatever stood behind what was not understood was not looked at.
    let nothing_was_hidden = before.model.is_some();
    mended.iter().any(stays) || nothing_was_hidden && (after.model.is_none() || new.by_code.iter().any(comes))
}
