//! The harness held against itself: what is sound gets no message, and what a case must not be is found.

use super::case::{Around, Case};
use super::judge;
use formwork_core::diag::Diagnostic;
use formwork_core::source::{FileId, Span};
use libtest_mimic::{Failed, Trial};
use std::sync::Arc;

pub(crate) fn trials(around: &Arc<Around>) -> Vec<Trial> {
    let trial = |name: &str, test: fn(&Around) -> Result<(), Failed>| {
        let around = Arc::clone(around);
        Trial::test(name, move || test(&around))
    };
    vec![
        trial("around_is_sound", around_is_sound),
        trial("a_cascade_is_found", a_cascade_is_found),
        trial("a_wide_line_is_found", a_wide_line_is_found),
        trial("words_of_the_inside_are_found", words_of_the_inside_are_found),
    ]
}

fn case(spec: &str) -> Result<Case, Failed> {
    Case::read(&format!("A control.\n--- spec\n{spec}--- message\n"))
}

fn around_is_sound(around: &Around) -> Result<(), Failed> {
    let said = judge::compile(&around.complete(&case("")?), &[]);
    if said.count() == 0 { Ok(()) } else { Err(said.rendered().into()) }
}

fn a_cascade_is_found(around: &Around) -> Result<(), Failed> {
    expect(&judge::problems(&case("service \"api\" { prot 1; helth \"/\"; }\n")?, around), "messages")
}

/// A name in a message is not broken: this one takes the whole line.
fn a_wide_line_is_found(_: &Around) -> Result<(), Failed> {
    expect(&judge::wide_lines(&format!("{}\n{}\n", "x".repeat(80), "x".repeat(81))), "wider")?;
    if judge::wide_lines(&"x".repeat(80)).is_empty() { Ok(()) } else { Err("80 columns do fit".into()) }
}

fn words_of_the_inside_are_found(_: &Around) -> Result<(), Failed> {
    static CODE: formwork_core::diag::Code = formwork_core::diag::Code {
        slug: "a/b",
        severity: formwork_core::diag::Severity::Error,
        explanation: "",
    };
    let finding = Diagnostic::new(&CODE, Span::new(FileId(0), 0, 0), "expected usize").help("mend it");
    expect(&judge::problems_of_words(&finding), "usize")
}

fn expect(problems: &[String], words: &str) -> Result<(), Failed> {
    let is_found = problems.iter().any(|problem| problem.contains(words));
    if is_found { Ok(()) } else { Err(format!("no problem speaks of {words}: {problems:?}").into()) }
}
