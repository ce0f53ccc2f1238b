//! Every test in the order of the spec, then the examples of every rule.

use super::read::{Test, load};
use super::{Outcome, Report, artifacts, examples, findings, golden, settings};
use crate::artifact::Artifact;
use crate::diag::Diagnostics;
use crate::driver::Compilation;
use crate::effective::View;
use crate::repository::Repository;
use crate::rules::declared;

/// Runs the tests of a spec that has no errors, of which these artifacts are made.
pub fn run(compilation: &Compilation, made: &[Artifact], repository: &dyn Repository) -> Report {
    let Compilation { schema, things, model, .. } = compilation;
    let view = View::new(schema, things, model.as_ref());
    // What makes no sense has been reported when the spec was compiled.
    let mut known = Diagnostics::default();
    let rules = declared::load(things, schema, &mut known);
    let tests = load(&view, &rules, &mut known);
    let mut report = Report::default();
    for test in &tests {
        let outcome = run_one(test, &view, compilation, made, repository, &mut report);
        report.tests.push(outcome);
    }
    report.tests.extend(rules.iter().filter_map(|rule| examples::run(rule, schema)));
    report
}

fn run_one(
    test: &Test,
    view: &View<'_>,
    compilation: &Compilation,
    made: &[Artifact],
    repository: &dyn Repository,
    report: &mut Report,
) -> Outcome {
    let mut failures = settings::judge(test, view, &compilation.sources);
    failures.extend(test.artifacts.iter().filter_map(|expected| artifacts::judge(expected, made)));
    failures.extend(findings::judge(test, &compilation.diagnostics, &compilation.allowed));
    if let Some(folder) = &test.golden {
        let (failure, golden) = golden::judge(folder, made, repository);
        failures.extend(failure);
        report.goldens.push(golden);
    }
    let checks = test.settings.len()
        + test.artifacts.len()
        + test.finds.len()
        + test.lacks.len()
        + usize::from(test.golden.is_some());
    Outcome { name: test.name.clone(), span: test.span, checks, failures }
}
