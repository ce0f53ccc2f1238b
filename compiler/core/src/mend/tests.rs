//! Every fix that the project's own cases can provoke: the cases of the rules, the examples of all explanations, and the
//! golden specs.
#![allow(clippy::disallowed_methods, reason = "the golden specs are files")]

use super::*;
use crate::rules::testing;
use std::fs;
use std::path::{Path, PathBuf};

/// Every path is there.
struct AnyRepository;

impl Repository for AnyRepository {
    fn contains(&self, _: &RepoPath) -> bool {
        true
    }
}

fn golden_specs() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cases = ["golden", "examples"].map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let mut folders: Vec<PathBuf> = cases.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let spec = |folder: &PathBuf| {
        let places = [folder.join("input").join(SPEC), folder.join(SPEC)];
        places.iter().find_map(|place| fs::read_to_string(place).ok())
    };
    folders.iter().filter_map(spec).collect()
}

fn specs() -> Vec<String> {
    let pages = codes::ALL.iter().copied().flatten().map(|code| code.explanation);
    let blocks = pages.flat_map(|page| page.split("```kdl\n").skip(1));
    let examples = blocks.filter_map(|rest| Some(rest.split_once("```")?.0.to_string()));
    testing::specs().into_iter().chain(examples).chain(golden_specs()).collect()
}

fn compiled(spec: &str) -> Compilation {
    compile(spec, &AnyRepository)
}

fn by_code(compilation: &Compilation) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for finding in compilation.diagnostics.iter() {
        *counts.entry(finding.code.slug()).or_default() += 1;
    }
    counts
}

fn without(spec: &str, finding: &Diagnostic) -> String {
    let edits = fix::edits([finding]);
    edits.values().fold(spec.to_string(), |text, edits| fix::apply(&text, edits))
}

/// What is wrong with a fix, alone.
fn check_fix(spec: &str, before: &Compilation, finding: &Diagnostic) -> Result<(), String> {
    let after = without(spec, finding);
    let compilation = compiled(&after);
    let left =
        compilation.diagnostics.iter().filter(|it| it.code == finding.code && it.message == finding.message);
    let had = before.diagnostics.iter().filter(|it| it.code == finding.code && it.message == finding.message);
    if left.count() >= had.count() {
        return Err(format!("{} is still found in\n{after}", finding.code.slug()));
    }
    let (old, new) = (by_code(before), by_code(&compilation));
    let hidden = |slug: &str| {
        before.model.is_none() && pass(&codes::find(slug).unwrap().into()) >= pass(&finding.code)
    };
    let comes = new.iter().find(|(slug, count)| !hidden(slug) && *count > old.get(*slug).unwrap_or(&0));
    comes.map_or(Ok(()), |(slug, _)| {
        Err(format!("{} is gone and {slug} has come in\n{after}", finding.code.slug()))
    })
}

/// What is wrong with mending all that can be mended.
fn check_all(spec: &str) -> Result<usize, String> {
    let result = mend(spec, &AnyRepository);
    let after = result.files.first().map_or(spec, |file| &file.after);
    let left = compiled(after);
    let mendable = left.diagnostics.iter().filter(|finding| fix::is_applicable(finding, &left.sources));
    let mendable: Vec<&str> = mendable.map(|finding| finding.code.slug()).collect();
    if !mendable.is_empty() || !mend(after, &AnyRepository).files.is_empty() {
        return Err(format!("{mendable:?} of\n{spec}\nare left in\n{after}"));
    }
    Ok(result.fixes.len())
}

#[test]
fn every_fix_that_can_be_provoked_mends_and_does_no_harm() {
    let (mut problems, mut fixes) = (Vec::new(), 0);
    let mut mended = BTreeSet::new();
    for spec in specs() {
        let before = compiled(&spec);
        let mendable = |finding: &&Diagnostic| fix::is_applicable(finding, &before.sources);
        let findings: Vec<&Diagnostic> = before.diagnostics.iter().filter(mendable).collect();
        if findings.is_empty() {
            continue;
        }
        mended.extend(findings.iter().map(|finding| finding.code.slug().to_string()));
        problems.extend(findings.iter().filter_map(|finding| check_fix(&spec, &before, finding).err()));
        match check_all(&spec) {
            Ok(count) => fixes += count,
            Err(problem) => problems.push(problem),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    assert!(mended.len() >= 40 && fixes >= 90, "{fixes} fixes of {} codes: {mended:#?}", mended.len());
}

const SPEC_WITH_TWO: &str =
    "app \"a\" { owner \"web\" }\nsecret \"b\" rotate=\"9d\"\nsecret \"c\" rotate=\"9d\"\n";

/// One round with the fixes as they are and one that was tampered with: which codes are taken, and how many refused.
fn round_with(tampered: &str, behind: &str) -> (usize, usize, Option<String>) {
    let known = compiled(SPEC_WITH_TWO);
    let mut findings: Vec<Diagnostic> = known
        .diagnostics
        .iter()
        .filter(|finding| finding.code.slug() == "secrets/no-owner")
        .cloned()
        .collect();
    assert_eq!(findings.len(), 2);
    let at = SPEC_WITH_TWO.find(behind).unwrap() + behind.len();
    findings[1].fix[0].span = Span::new(findings[1].fix[0].span.file, at as u32, at as u32);
    findings[1].fix[0].text = tampered.to_string();
    let texts = Texts {
        repository: &AnyRepository,
        known: BTreeMap::from([(Arc::from(SPEC), SPEC_WITH_TWO.into())]),
    };
    let round = Round::run(&known, &texts, &findings.iter().collect::<Vec<_>>());
    (round.taken.len(), round.refused.len(), round.result.map(|(texts, _)| texts.known[SPEC].to_string()))
}

#[test]
fn a_fix_that_does_harm_is_taken_back_and_the_others_stay() {
    let good = SPEC_WITH_TWO.replacen("rotate=\"9d\"", "rotate=\"9d\" owner=\"web\"", 1);
    assert_eq!(round_with(" owner=\"web\"", "secret \"c\"").0, 2, "the control: what is right is taken");
    for (tampered, behind) in [
        // Its finding stays.
        ("  ", "secret \"c\""),
        // An earlier pass finds something: the text, a field, a name.
        (" owner=\"web", "secret \"c\""),
        (" owner=\"web\" colour=1", "secret \"c\""),
        (" owner=\"web\" {\n}\nslo \"api\" availability=\"99%\"\n//", "secret \"c\""),
        // Nothing was hidden, and something new has come.
        (" owner=\"web\"\nsecret \"d\" owner=\"web\"\n//", "secret \"c\""),
    ] {
        assert_eq!(round_with(tampered, behind), (1, 1, Some(good.clone())), "{tampered:?}");
    }
}

#[test]
fn what_was_hidden_may_come_to_light() {
    let spec = "app \"a\"\nservce \"b\" { port 80000; source \"b\" }\n";
    let result = mend(spec, &AnyRepository);
    let codes: Vec<&str> = result.fixes.iter().map(|fix| fix.code.slug()).collect();
    assert_eq!(codes, ["check/unknown-kind"]);
    assert!(result.files[0].after.contains("service \"b\""));
}

#[test]
fn a_secret_that_a_fix_replaces_is_not_shown() {
    let known = {
        let mut known = compiled("app \"a\"\nservce \"b\"\n");
        let span = known.diagnostics.iter().find(|it| !it.fix.is_empty()).unwrap().fix[0].span;
        known.sources.conceal(Span { start: span.start + 1, end: span.start + 2, ..span });
        known
    };
    let finding = known.diagnostics.iter().find(|it| !it.fix.is_empty()).unwrap();
    assert_eq!(describe(finding, &known).change, None);
}

#[test]
fn an_allow_that_nothing_needs_goes_with_its_line_and_comments_stay() {
    let spec = |line: &str| {
        format!(
            "app \"a\" {{ owner \"web\"; }}\nsecret \"b\" rotate=\"90d\" owner=\"web\" {{\n    // before\n{line}    // behind\n}}\n"
        )
    };
    let allow = "allow \"secrets/no-owner\" reason=\"soon\"";
    for (line, left) in [
        (format!("    {allow}\n"), ""),
        (format!("    {allow};\n"), ""),
        (format!("    {allow} // why\n"), "     // why\n"),
        (format!("    {allow}\n    {}\n", allow.replace("no-owner", "never-rotated")), ""),
    ] {
        let result = mend(spec(&line), &AnyRepository);
        assert_eq!(result.files.first().map(|file| &*file.after), Some(&*spec(left)), "{line}");
        assert!(result.fixes.iter().all(|fix| fix.code.slug() == "rules/unused-allow"));
    }
}
