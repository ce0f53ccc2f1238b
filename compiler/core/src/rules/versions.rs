//! A version that a catalogue entry does not have: the known ones, the nearest first.

use super::words;
use crate::diag::{Code, Diagnostic};
use crate::source::Spanned;
use crate::types::Version;

pub(super) fn unknown<'m>(
    code: &'static Code,
    name: &str,
    version: &Spanned<Version>,
    known: impl Iterator<Item = &'m Version>,
) -> Diagnostic {
    let mut known: Vec<&Version> = known.collect();
    known.sort_by_key(|known| distance(version, known));
    let message = format!("there is no image for {name} {version}");
    let diagnostic = Diagnostic::new(code, version.span, message);
    match known.first() {
        Some(nearest) => diagnostic
            .help(format!("there is one for {}", words::joined(&known)))
            .fix(version.span, words::quoted(nearest)),
        None => diagnostic,
    }
}

/// How far apart two versions are, the first number first; of two as far, the newer one comes first.
fn distance(wanted: &Version, known: &Version) -> Vec<(u32, bool)> {
    let (wanted, known) = (wanted.numbers(), known.numbers());
    let number = |numbers: &[u32], at: usize| numbers.get(at).copied().unwrap_or(0);
    let steps = (0..wanted.len().max(known.len())).map(|at| (number(&wanted, at), number(&known, at)));
    steps.map(|(wanted, known)| (wanted.abs_diff(known), known < wanted)).collect()
}
