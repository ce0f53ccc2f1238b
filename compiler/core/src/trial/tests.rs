//! Every sort of test, where it holds and where it does not: a test that cannot fail proves nothing.

use super::{Report, json, run, text};
use crate::artifact::Artifact;
use crate::driver::{Compilation, compile, emit};
use crate::repository::{Opened, Repository};
use crate::terminal::Paint;
use crate::types::RepoPath;
use std::collections::BTreeMap;

const SPEC: &str = r#"
app "shop" { repository "github.com/acme/shop"; }
service "api" {
    source "api"
    runtime "node" version="22" manager="npm"
    run "node" "server.js"
    port 8000
    health "/health"
    env { LEAK "ghp_0123456789abcdefghijABCDEFGHIJ012345"; }
    allow "secrets/literal" reason="a made-up one, for the tests of tests"
}
service "worker" {
    source "worker"
    runtime "node" version="22" manager="npm"
    run "node" "worker.js"
    replicas 2
}
secret "spare" owner="team" rotate="90d"
environment "development" platform="compose"
environment "production" platform="vps" {
    host "acme.app" user="deploy"
    deploy-on branch="main"
    route "api.acme.app" to="api"
    service "api" { replicas 4; }
}
"#;

/// Holds golden files, and every path of the spec.
#[derive(Default)]
struct Folder(BTreeMap<String, String>);

impl Repository for Folder {
    fn contains(&self, _: &RepoPath) -> bool {
        true
    }

    fn open(&self, path: &RepoPath) -> Opened {
        if let Some(text) = self.0.get(&**path) {
            return Opened::File(text.clone().into_bytes());
        }
        let below = |known: &String| {
            let rest = known.strip_prefix(&**path)?.strip_prefix('/')?;
            Some(rest.split_once('/').map_or(rest.to_string(), |(folder, _)| format!("{folder}/")))
        };
        let mut names: Vec<String> = self.0.keys().filter_map(below).collect();
        names.dedup();
        if names.is_empty() { Opened::Absent } else { Opened::Folder(names) }
    }
}

struct Tried {
    compilation: Compilation,
    report: Report,
}

fn tried_with(tests: &str, repository: &Folder) -> Tried {
    let mut compilation = compile(format!("{SPEC}{tests}"), repository);
    let mut made: Vec<Artifact> = Vec::new();
    emit(&mut compilation, &mut |artifact| made.push(artifact));
    let report = run(&compilation, &made, repository);
    Tried { compilation, report }
}

fn tried(tests: &str) -> Tried {
    let tried = tried_with(tests, &Folder::default());
    let errors: Vec<_> =
        tried.compilation.diagnostics.iter().filter(|it| it.severity().word() == "error").collect();
    assert!(errors.is_empty(), "{tests}: {errors:#?}");
    tried
}

/// The messages of what fails.
fn failures(assertions: &str) -> Vec<String> {
    let Tried { report, .. } = tried(&format!("test \"it\" {{\n    {assertions}\n}}\n"));
    assert_eq!(report.tests.len(), 1);
    report.tests[0].failures.iter().map(|failure| failure.diagnostic.message.clone()).collect()
}

#[test]
fn each_assertion_can_hold_and_can_fail() {
    for (assertion, message) in [
        ("expect \"service.api.replicas\" is=1", "`service.api.replicas` is 4 in production; expected 1"),
        (
            "in \"production\"\n    expect \"service.api.replicas\" at-least=5",
            "`service.api.replicas` is 4; expected at least 5",
        ),
        (
            "expect \"service.*.port\" exists=#true",
            "`service.worker.port` is not set; expected that it is set",
        ),
        (
            "expect \"service.api.drain\" at-least=\"1m\"",
            "`service.api.drain` is 30s by default; expected at least 1m",
        ),
        (
            "expect \"environment.production.route.api.acme.app.timeout\" is=\"5s\"",
            "`environment.production.route.api.acme.app.timeout` is 60s by default; expected 5s",
        ),
        (
            "expect \"service.api.env.LEAK.value\" is=\"x\"",
            "`service.api.env.LEAK.value` is not that; expected x",
        ),
        (
            "artifact \"compose.yaml\" contains=\"no such text\"",
            "`compose.yaml` is made without the expected text",
        ),
        (
            "artifact \"**/compose.yaml\" contains=\"no such text\"",
            "`compose.yaml`, `deploy/production/compose.yaml` are made without the expected text",
        ),
        (
            "artifact \"compose.yaml\" lacks=\"services:\"",
            "`compose.yaml` is made with text that is not to be there",
        ),
        ("artifact \"compose.yaml\" exists=#false", "`compose.yaml` is made; expected that it is not"),
        ("artifact \"compose.yml\" exists=#true", "nothing makes `compose.yml`"),
        ("artifact \"compose.yml\" lacks=\"x\"", "nothing makes `compose.yml`"),
        ("finds \"backup/missing\"", "`backup/missing` is not found"),
        ("lacks \"secrets/unused\"", "`secrets/unused` is found: "),
        ("golden \"golden\"", "`golden` keeps nothing yet, and "),
    ] {
        let found = failures(assertion);
        assert!(matches!(&found[..], [one] if one.starts_with(message)), "{assertion}: {found:#?}");
    }
    for assertion in [
        "in \"development\"\n    expect \"service.api.replicas\" is=1",
        "in \"production\"\n    expect \"service.api.replicas\" at-least=4",
        "expect \"service.*.replicas\" at-most=4",
        "expect \"service.worker.port\" exists=#false",
        "artifact \"**/compose.yaml\" contains=\"services:\"",
        "artifact \"compose.yaml\" lacks=\"no such text\"",
        "artifact \"compose.yml\" exists=#false",
        "artifact \"deploy/*/compose.yaml\" exists=#true",
        "lacks \"backup/missing\"",
        "finds \"secrets/unused\"",
    ] {
        assert_eq!(failures(assertion), Vec::<String>::new(), "{assertion}");
    }
}

#[test]
fn what_is_allowed_is_not_found_and_the_place_is_told() {
    let Tried { report, compilation } = tried("test \"it\" { finds \"secrets/literal\"; }");
    let finding = &report.tests[0].failures[0].diagnostic;
    assert_eq!(finding.message, "`secrets/literal` is not found");
    assert!(compilation.sources.slice(finding.labels[1].span).starts_with("allow"), "{finding:#?}");
    assert!(failures("lacks \"secrets/literal\"").is_empty());
}

#[test]
fn a_test_of_what_there_is_not_makes_no_sense() {
    for (assertion, message, help) in [
        (
            "expect \"service.apy.port\" exists=#true",
            "there is no `service.apy` in the spec",
            "did you mean `service.api.port`?",
        ),
        ("expect \"servce.*.port\" exists=#true", "there is no `servce.*` in the spec", ""),
        ("expect \"bucket.*.region\" exists=#true", "there is no `bucket.*` in the spec", ""),
        (
            "expect \"service.api.prot\" exists=#true",
            "`service` has no `prot`",
            "did you mean `service.api.port`?",
        ),
        (
            "expect \"service.api.port\" is=\"x\"",
            "`port` takes a whole number, and this is text",
            "write a whole number",
        ),
        (
            "lacks \"backup/mising\"",
            "no finding has the code `backup/mising`",
            "did you mean `backup/missing`?",
        ),
        ("", "the test `it` tests nothing", "write expect"),
        ("artifact \"compose.yaml\"", "a file is held against one thing", "write contains"),
        (
            "in \"prod\"\n    expect \"service.api.port\" exists=#true",
            "there is no environment called `prod`",
            "",
        ),
    ] {
        let compilation =
            tried_with(&format!("test \"it\" {{\n    {assertion}\n}}\n"), &Folder::default()).compilation;
        let found: Vec<_> =
            compilation.diagnostics.iter().filter(|it| it.severity().word() == "error").collect();
        let [one] = &found[..] else { panic!("{assertion}: {found:#?}") };
        assert!(one.message.starts_with(message), "{assertion}: {}", one.message);
        assert!(one.help.first().map_or(help.is_empty(), |line| line.starts_with(help)), "{:#?}", one.help);
    }
}

const RULE: &str = r#"
rule "acme/enough-memory" on="service" severity="note" {
    about "Our base image does not start with less."
    expect "memory" at-least="256MiB"
    message "this service has too little memory"
    good "service \"a\" { memory \"256MiB\"; }" "service \"a\""
    bad "service \"a\" { memory \"128MiB\"; }"
    bad "service \"a\"\nenvironment \"staging\" platform=\"vps\" { service \"a\" { memory \"128MiB\"; }; }"
}
"#;

#[test]
fn the_examples_of_rules_are_tests() {
    let outcome = |rule: &str| {
        let report = tried(rule).report;
        assert_eq!(report.tests.len(), 1);
        let failures = report.tests[0].failures.iter().map(|failure| failure.diagnostic.message.clone());
        (report.tests[0].checks, failures.collect::<Vec<_>>())
    };
    assert_eq!(outcome(RULE), (4, vec![]));
    for (wrong, message) in [
        (
            RULE.replace("{ memory \\\"256MiB\\\"; }", "{ memory \\\"255MiB\\\"; }"),
            "the rule objects to an example that is good",
        ),
        (
            RULE.replace("{ memory \\\"128MiB\\\"; }\"\n    bad", "{ memory \\\"512MiB\\\"; }\"\n    bad"),
            "the rule does not object to an example that is bad",
        ),
        (
            RULE.replace("service \\\"a\\\" { memory \\\"256MiB\\\"; }", "servce \\\"a\\\""),
            "this example is no piece of a spec: line 1: ",
        ),
        (
            RULE.replace("service \\\"a\\\" { memory \\\"256MiB\\\"; }", "secret \\\"a\\\""),
            "this example is no piece of a spec: there is no service in it",
        ),
    ] {
        let (_, found) = outcome(&wrong);
        assert!(matches!(&found[..], [one] if one.starts_with(message)), "{found:#?}");
    }
    let without =
        RULE.lines().filter(|line| !line.contains("good") && !line.contains("bad")).collect::<Vec<_>>();
    assert!(tried(&without.join("\n")).report.tests.is_empty());
}

#[test]
fn golden_folders_hold_what_is_made() {
    let test = "test \"it\" { golden \"kept/here\"; }";
    let kept = |change: &dyn Fn(&mut BTreeMap<String, String>)| {
        let mut folder = Folder::default();
        let golden = tried(test).report.goldens.remove(0);
        folder.0.extend(golden.files.into_iter().map(|(path, (text, _))| (path, text)));
        change(&mut folder.0);
        let report = tried_with(test, &folder).report;
        let failure = report.tests[0].failures.first();
        failure.map(|failure| format!("{}\n{}", failure.diagnostic.message, failure.details))
    };
    assert_eq!(kept(&|_| {}), None);
    let compose = "kept/here/compose.yaml".to_string();
    let changed = kept(&|files| files.get_mut(&compose).unwrap().push_str("# by hand\n")).unwrap();
    assert!(
        changed.starts_with("1 file is not as `kept/here` keeps it\nkept/here/compose.yaml\n"),
        "{changed}"
    );
    assert!(changed.contains("\n-# by hand\n"), "{changed}");
    let missing = kept(&|files| drop(files.remove(&compose))).unwrap();
    assert!(missing.contains("kept/here/compose.yaml\n  it is made, and not kept"), "{missing}");
    let extra = kept(&|files| drop(files.insert("kept/here/old.txt".into(), String::new()))).unwrap();
    assert!(extra.contains("kept/here/old.txt\n  it is kept, and nothing makes it: delete it"), "{extra}");
}

#[test]
fn the_outcome_is_told_in_both_forms() {
    let tests = format!(
        "test \"api runs twice\" {{\n    expect \"service.api.replicas\" at-least=2\n}}\ntest \"all is well\" {{ lacks \"backup/missing\"; }}\n{RULE}"
    );
    let Tried { report, compilation } = tried(&tests);
    insta::assert_snapshot!(text(&report, &compilation.sources, Paint::default()));
    let answer: serde_json::Value = serde_json::from_str(&json(&report, &compilation.sources)).unwrap();
    assert_eq!((&answer["passed"], &answer["failed"]), (&2.into(), &1.into()));
    assert_eq!(answer["tests"][0]["failures"][0]["code"], "test/failed");
    assert_eq!(answer["tests"][1]["failures"], serde_json::json!([]));
    let leaks = tried("test \"it\" { expect \"service.api.env.LEAK.value\" is=\"x\"; }");
    let said = text(&leaks.report, &leaks.compilation.sources, Paint::default());
    assert!(said.contains("LEAK") && !said.contains("ghp_0123456789"), "{said}");
}
