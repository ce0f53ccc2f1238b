//! How rules are tested: each carries the specs it must and must not object to, and one loop runs them all, together
//! with the examples of its explanation.

use super::{ALL, Rule, allow, words};
use crate::codes;
use crate::diag::{Code, Diagnostic};
use crate::driver::{Compilation, compile};
use crate::snippets::{blocks, whole};
use crate::targets::fixture::EverythingIsThere;
use std::collections::BTreeSet;

/// A spec and what a rule is to find in it. Nodes of [`BASE`] that it does not name itself are added.
#[derive(Debug)]
pub(super) struct Case {
    spec: &'static str,
    /// The message, and the text that carries the main mark.
    finds: &'static [(&'static str, &'static str)],
    /// What stands in the spec after the fix.
    fixed: Option<&'static str>,
}

impl Case {
    pub(super) const fn fires(spec: &'static str, finds: &'static [(&'static str, &'static str)]) -> Self {
        Self { spec, finds, fixed: None }
    }

    pub(super) const fn silent(spec: &'static str) -> Self {
        Self { spec, finds: &[], fixed: None }
    }

    pub(super) const fn fixed(self, fixed: &'static str) -> Self {
        Self { fixed: Some(fixed), ..self }
    }
}

/// The application that cases are about. A case replaces what it names, and takes out what it names after `/-`.
const BASE: &str = r#"
app "shop" {
    repository "github.com/acme/shop"
}
service "backend" {
    run "uvicorn" "app.main:app" "--port" "${service.backend.port}"
    port 8000
    health "/health" { covers "main"; }
    uses "main" env="DATABASE_URI"
}
database "main" engine="mongodb" version="8.0"
bucket "offsite" provider="s3" region="eu-central-1"
environment "development" platform="compose"
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
    deploy-on branch="main"
    route "api.staging.shop.app" to="backend"
}
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
}
"#;

/// Every spec that a rule is tested with, and the examples of its page.
pub(crate) fn specs() -> Vec<String> {
    let cases = ALL.iter().flat_map(|rule| rule.cases).map(|case| case.spec);
    let pages = super::CODES.iter().filter_map(|code| examples(code)).flat_map(|(bad, good)| [bad, good]);
    cases.chain(pages).map(|spec| whole(spec, BASE)).collect()
}

fn compiled(spec: &str) -> Compilation {
    let spec = whole(spec, BASE);
    let compilation = compile(spec.as_str(), &EverythingIsThere);
    if compilation.model.is_none() {
        let found: Vec<_> = compilation.diagnostics.iter().map(|found| &found.message).collect();
        panic!("{spec}\n{found:#?}");
    }
    compilation
}

fn found<'c>(compilation: &'c Compilation, code: &Code) -> Vec<&'c Diagnostic> {
    compilation.diagnostics.iter().filter(|found| found.code == *code).collect()
}

/// The findings of one rule in a spec: a line for the message and the marked text, then the other labels and the help.
fn check_rule(code: &Code, spec: &str) -> String {
    let compilation = compiled(spec);
    let mut out = String::new();
    for diagnostic in found(&compilation, code) {
        for (at, label) in diagnostic.labels.iter().enumerate() {
            let text = compilation.sources.slice(label.span);
            let words = if at == 0 { &diagnostic.message } else { &label.text };
            out += &format!("{words} @ {text}\n");
        }
        out.extend(diagnostic.help.iter().map(|help| format!("  help: {help}\n")));
    }
    out
}

/// The spec with every fix of a rule applied.
fn fixed(code: &Code, spec: &str) -> String {
    let compilation = compiled(spec);
    let mut edits: Vec<_> = found(&compilation, code).into_iter().flat_map(|found| &found.fix).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = whole(spec, BASE);
    for edit in edits {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

/// What is wrong with a rule's answer to a case.
fn check_case(rule: &Rule, case: &Case) -> Result<(), String> {
    let compilation = compiled(case.spec);
    let found: Vec<_> = found(&compilation, rule.code)
        .into_iter()
        .map(|found| {
            (found.message.as_str(), found.span().map_or("", |span| compilation.sources.slice(span)))
        })
        .collect();
    if found != case.finds {
        return Err(format!("expected {:#?}\nfound {found:#?}", case.finds));
    }
    let Some(after) = case.fixed else { return Ok(()) };
    let text = fixed(rule.code, case.spec);
    let left = check_rule(rule.code, &text);
    let is_mended = text.contains(after) && left.is_empty();
    is_mended.then_some(()).ok_or_else(|| format!("fixed:\n{text}\nleft: {left}"))
}

/// The bad and the good example of an explanation.
fn examples(code: &Code) -> Option<(&'static str, &'static str)> {
    match blocks(code.explanation, "kdl")[..] {
        [bad, good, ..] => Some((bad, good)),
        _ => None,
    }
}

#[test]
fn every_rule_fires_and_is_silent_where_it_must_be() {
    let mut problems = String::new();
    for rule in ALL {
        let slug = rule.code.slug;
        assert!(rule.cases.iter().any(|case| !case.finds.is_empty()), "{slug} has no case in which it fires");
        assert!(
            rule.cases.iter().any(|case| case.finds.is_empty()),
            "{slug} has no case in which it is silent"
        );
        for case in rule.cases {
            if let Err(problem) = check_case(rule, case) {
                problems += &format!("{slug}\n{}\n{problem}\n\n", case.spec);
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn the_examples_of_explanations_are_what_they_say() {
    let mut problems = Vec::new();
    for code in super::CODES {
        let slug = code.slug;
        let (bad, good) = examples(code).unwrap_or_else(|| panic!("{slug} has no two examples"));
        if check_rule(code, bad).is_empty() {
            problems.push(format!("{slug}: nothing is found in the bad example"));
        }
        let left = check_rule(code, good);
        if !left.is_empty() {
            problems.push(format!("{slug}: the good example is not: {left}"));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn messages_are_short_sentences() {
    for rule in ALL {
        for (message, _) in rule.cases.iter().flat_map(|case| case.finds) {
            assert!(!message.ends_with('.'), "{message}");
            assert!(message.chars().count() <= 100, "{message}");
        }
    }
}

/// Findings, or areas of findings, that no spec of a few lines can show: they are about files, about what was applied
/// before, about what is made, about the catalogue, or about size.
const WITHOUT_EXAMPLES: &[&str] = &[
    "syntax/file-too-large",
    "spec/",
    "import/",
    "components/too-many",
    "templates/",
    "artifact/",
    "lock/",
    "risk/",
    "plan/",
    "github/",
    "hatches/",
];

#[test]
fn every_code_has_a_page() {
    let mut problems = Vec::new();
    let mut slugs = BTreeSet::new();
    for code in codes::ALL.iter().copied().flatten() {
        let slug = code.slug;
        let word = |text: &str| {
            let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            !text.is_empty() && text.bytes().all(good)
        };
        if !slugs.insert(slug) || !slug.split_once('/').is_some_and(|(area, words)| word(area) && word(words))
        {
            problems.push(format!("{slug} is there twice, or is not area/words"));
        }
        let summary = code.explanation.lines().next().unwrap_or_default();
        if !summary.ends_with('.') || summary.contains(". ") {
            problems.push(format!("{slug}: {summary:?} is not one sentence"));
        }
        if examples(code).is_none() && !WITHOUT_EXAMPLES.iter().any(|area| slug.starts_with(area)) {
            problems.push(format!("{slug} has no bad and good example"));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn a_finding_can_be_allowed_where_it_concerns() {
    let spec = r#"backup "main" to="offsite" schedule="daily" {
    allow "backup/not-encrypted" reason="holds no data of people"
}"#;
    let compilation = compiled(spec);
    assert_eq!(check_rule(super::backup_not_encrypted::RULE.code, spec), "");
    assert_eq!(check_rule(&allow::UNUSED, spec), "");
    let [allowed] = &compilation.allowed[..] else { panic!("{:?}", compilation.allowed) };
    assert_eq!(
        (allowed.entity.0.as_str(), allowed.reason.as_str()),
        ("backup main", "holds no data of people")
    );
    assert_eq!(allowed.diagnostic.code.slug(), "backup/not-encrypted");
}

#[test]
fn an_overlay_allows_in_its_environment_only() {
    let overlay = r#"environment "production" platform="vps" {
    host "shop.app" user="deploy"
    promote-from "staging"
    service "backend" {
        port 50000
        allow "ports/out-of-range" reason="moved next week"
    }
    rollout "blue-green"
}"#;
    assert_eq!(check_rule(super::ports_out_of_range::RULE.code, overlay), "");
    let elsewhere = overlay.to_string()
        + r#"
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
    service "backend" { port 60000; }
}"#;
    assert!(check_rule(super::ports_out_of_range::RULE.code, &elsewhere).contains("on the host of staging"));
}

#[test]
fn an_allow_of_nothing_is_found() {
    let misspelt = r#"environment "production" platform="vps" { allow "vps/no-hots" reason="soon"; }"#;
    assert_eq!(
        check_rule(&allow::UNKNOWN, misspelt),
        "no rule finds `vps/no-hots` @ \"vps/no-hots\"\n  help: did you mean `vps/no-host`?\n"
    );
    assert!(fixed(&allow::UNKNOWN, misspelt).contains(r#"allow "vps/no-host""#));
    let no_rule = r#"environment "production" platform="vps" { allow "names/unknown" reason="soon"; }"#;
    assert!(check_rule(&allow::UNKNOWN, no_rule).starts_with("no rule finds `names/unknown`"));
}

#[test]
fn help_names_what_to_write() {
    let spec = r#"backup "main" to="offsite" schedule="every 2 days at 03:17 UTC"
objective "main" rto="4h" rpo="24h""#;
    assert_eq!(
        check_rule(super::backup_misses_objective::RULE.code, spec),
        "this schedule cannot meet the objective @ \"every 2 days at 03:17 UTC\"\n\
         at most 24 hours of data may be lost @ \"24h\"\n  \
         help: run it more often: schedule=\"daily at 03:17 UTC\"\n  \
         help: or accept the loss: objective \"main\" rto=\"4h\" rpo=\"2d\"\n"
    );
    assert_eq!(words::quoted("a"), "\"a\"");
}
