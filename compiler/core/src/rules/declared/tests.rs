//! Declared rules judge what they are about, where it is, and say so once.

use crate::diag::emit;
use crate::driver::{Compilation, compile};
use crate::targets::fixture::EverythingIsThere;
use crate::terminal::Paint;

const SPEC: &str = r#"
app "shop" { repository "github.com/acme/shop"; }
service "api" {
    source "api"
    runtime "node" version="22" manager="npm"
    run "node" "server.js"
    port 8000
    memory "128MiB"
    health "/health"
    env { LEAK "ghp_0123456789abcdefghijABCDEFGHIJ012345"; }
}
service "worker" {
    source "worker"
    runtime "node" version="22" manager="npm"
    run "node" "worker.js"
}
environment "development" platform="compose"
environment "staging" platform="vps" {
    host "staging.acme.app" user="deploy"
    deploy-on branch="main"
    route "api.staging.acme.app" to="api"
}
environment "production" platform="vps" {
    host "acme.app" user="deploy"
    promote-from "staging" approval=#true
    route "api.acme.app" to="api"
    service "api" { memory "64MiB"; }
}
"#;

const RULE: &str = r#"
rule "acme/enough-memory" on="service" {
    about "Our base image does not start with less."
    when "port" exists=#true
    expect "memory" at-least="256MiB"
    message "this service has less memory than our base image needs"
    help "give it at least 256MiB"
}
"#;

fn compiled(spec: &str) -> Compilation {
    compile(spec, &EverythingIsThere)
}

/// Findings of a code: the message, the marked text, the mark, the help.
fn found(compilation: &Compilation, code: &str) -> Vec<String> {
    let found = compilation.diagnostics.iter().filter(|found| found.code.slug() == code);
    let lines = found.map(|found| {
        let label = &found.labels[0];
        let text = compilation.sources.slice(label.span);
        format!("{} @ {text} @ {} @ {}", found.message, label.text, found.help.join("; "))
    });
    lines.collect()
}

/// What the rules of a project find in the spec above.
fn judged(rules: &str) -> Vec<String> {
    found(&compiled(&format!("{SPEC}{rules}")), "acme/enough-memory")
}

fn rule(expectation: &str) -> String {
    RULE.replace("expect \"memory\" at-least=\"256MiB\"", expectation)
        .replace("when \"port\" exists=#true", "")
}

#[test]
fn a_finding_is_at_the_value_in_its_environments() {
    assert_eq!(
        judged(RULE),
        [
            "this service has less memory than our base image needs in development and staging @ \"128MiB\" @ \
                it is 128MiB; expected at least 256MiB @ give it at least 256MiB",
            "this service has less memory than our base image needs in production @ \"64MiB\" @ \
                it is 64MiB; expected at least 256MiB @ give it at least 256MiB",
        ]
    );
    // The negative control: the same rule is content with more.
    let enough = SPEC.replace("128MiB", "256MiB").replace("64MiB", "1GiB");
    assert!(found(&compiled(&format!("{enough}{RULE}")), "acme/enough-memory").is_empty());
    let everywhere = SPEC.replace("service \"api\" { memory \"64MiB\"; }", "");
    let found = found(&compiled(&format!("{everywhere}{RULE}")), "acme/enough-memory");
    assert!(
        matches!(&found[..], [one] if one.starts_with("this service has less memory than our base image needs @"))
    );
}

#[test]
fn what_nobody_wrote_is_found_at_the_thing() {
    let found = judged(&rule("expect \"drain\" at-least=\"60s\""));
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found[0].contains("@ service \"api\" @ `drain` is 30s by default; expected at least 60s"),
        "{found:#?}"
    );
    let found = judged(&rule("expect \"port\" is=8000"));
    let [one] = &found[..] else { panic!("{found:#?}") };
    assert!(one.contains("@ service \"worker\" @ `port` is not set; expected 8000"), "{one}");
}

#[test]
fn the_rule_is_the_second_place_and_the_code_is_in_every_format() {
    let compilation = compiled(&format!("{SPEC}{RULE}"));
    let text = emit::text(&compilation.diagnostics, &compilation.sources, Paint::default());
    assert!(text.contains("acme/enough-memory") && text.contains("the rule"), "{text}");
    assert!(text.contains("formwork explain acme/enough-memory"), "{text}");
    let json = emit::json(&compilation.diagnostics, &compilation.sources);
    assert!(json.contains("\"acme/enough-memory\""), "{json}");
    let sarif: serde_json::Value =
        serde_json::from_str(&emit::sarif(&compilation.diagnostics, &compilation.sources, "1")).unwrap();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["id"] == "acme/enough-memory").unwrap();
    assert_eq!(rule["shortDescription"]["text"], "Our base image does not start with less.");
    assert_eq!(rule["defaultConfiguration"]["level"], "warning");
}

#[test]
fn an_error_stops_the_run_and_a_note_does_not() {
    let with =
        |severity: &str| RULE.replace("on=\"service\"", &format!("on=\"service\" severity=\"{severity}\""));
    let errors = |severity: &str| compiled(&format!("{SPEC}{}", with(severity))).diagnostics.errors();
    assert_eq!(errors("error"), errors("note") + 2);
}

#[test]
fn it_is_allowed_at_the_thing_or_in_one_environment() {
    let allow = "allow \"acme/enough-memory\" reason=\"measured\"";
    let at_thing = SPEC.replace("    health", &format!("    {allow}\n    health"));
    let compilation = compiled(&format!("{at_thing}{RULE}"));
    assert!(found(&compilation, "acme/enough-memory").is_empty());
    assert!(compilation.allowed.iter().any(|allowed| allowed.diagnostic.code.slug() == "acme/enough-memory"));
    let in_production = SPEC.replace("memory \"64MiB\"", &format!("memory \"64MiB\"; {allow}"));
    let left = found(&compiled(&format!("{in_production}{RULE}")), "acme/enough-memory");
    assert!(matches!(&left[..], [one] if one.contains("in development and staging")), "{left:#?}");
    // Without its rule, nobody knows the code; with one that finds nothing, it is out of date.
    assert_eq!(found(&compiled(&at_thing), "rules/unknown-code").len(), 1);
    let content = RULE.replace("256MiB", "8MiB");
    assert_eq!(found(&compiled(&format!("{at_thing}{content}")), "rules/unused-allow").len(), 1);
}

#[test]
fn text_is_judged_as_it_is_read_and_secrets_are_not_repeated() {
    let found = judged(&rule("expect \"env.LEAK.value\" matches=\"[a-z]*\""));
    assert!(found[0].contains("@ expected text like [a-z]* @"), "{found:#?}");
    let compilation = compiled(&format!("{SPEC}{}", rule("expect \"env.LEAK.value\" matches=\"[a-z]*\"")));
    let text = emit::text(&compilation.diagnostics, &compilation.sources, Paint::default());
    assert!(!text.contains("ghp_0123456789"), "{text}");
    let origin =
        SPEC.replace("LEAK \"ghp_0123456789abcdefghijABCDEFGHIJ012345\"", "ORIGIN \"${service.api.origin}\"");
    let rule = rule("expect \"env.*.value\" matches=\"https://.*\"");
    let found = super::tests::found(&compiled(&format!("{origin}{rule}")), "acme/enough-memory");
    let [one] = &found[..] else { panic!("{found:#?}") };
    assert!(
        one.contains("in development @") && one.contains("it is http://localhost:8000; expected"),
        "{one}"
    );
}

#[test]
fn things_of_other_kinds_are_judged_once() {
    let rule = RULE.replace("on=\"service\"", "on=\"environment\"").replace("when \"port\" exists=#true", "");
    let found = judged(&rule.replace("\"memory\" at-least=\"256MiB\"", "\"rollout\" exists=#true"));
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(
        found[0].contains("@ environment \"development\" platform=\"compose\" @ `rollout` is not set"),
        "{found:#?}"
    );
    let each =
        judged(&rule.replace("\"memory\" at-least=\"256MiB\"", "\"route.*.timeout\" at-least=\"61s\""));
    assert_eq!(each.len(), 2, "each route, and no environment without: {each:#?}");
}

#[test]
fn a_rule_that_makes_no_sense_is_found_at_the_rule() {
    let wrong = |rule: &str| -> Vec<String> {
        let compilation = compiled(&format!("{SPEC}{rule}"));
        let errors = compilation.diagnostics.iter().filter(|found| {
            let slug = found.code.slug();
            slug.starts_with("expect/") || slug == "rules/bad-rule" || slug.starts_with("check/")
        });
        errors.map(|found| format!("{} / {}", found.message, found.help.join("; "))).collect()
    };
    for (rule, problem) in [
        (rule("expect \"memry\" at-least=\"256MiB\""), "`service` has no `memry` / did you mean `memory`?"),
        (
            rule("expect \"check.*.covrage\" at-least=\"80%\""),
            "`check` has no `covrage` / did you mean `check.*.coverage`?",
        ),
        (
            rule("expect \"memory\" at-least=256"),
            "`memory` takes text in quotation marks, and this is a number / write a whole number",
        ),
        (
            rule("expect \"about\" at-least=\"x\""),
            "a `text` is neither more nor less than another / use is, is-not, one-of or matches",
        ),
        (
            rule("expect \"health\" is=\"/\""),
            "`health` holds settings, and is no value itself / name one of them, or write exists=#true",
        ),
        (rule("expect \"memory\" includes=\"1GiB\""), "`memory` is one value, and includes nothing / use is"),
        (rule("expect \"about\" matches=\"(\""), "this is no regular expression / write one such as"),
        (rule("expect \"port\""), "an expectation makes one comparison / write is,"),
        (rule("expect \"port\" is=1 is-not=2"), "an expectation makes one comparison / write is,"),
        (
            RULE.replace("on=\"service\"", "on=\"servce\""),
            "there is no kind of thing called `servce` / did you mean `service`?",
        ),
        (
            RULE.replace("on=\"service\"", "on=\"health\""),
            "a `health` is no thing of a spec / there are: app,",
        ),
        (RULE.replace("acme/enough-memory", "memory"), "`rule` is \"memory\", which is not of type `code`"),
        (
            RULE.replace("acme/enough-memory", "health/missing"),
            "`health/missing` is a code of Formwork's own / begin it",
        ),
    ] {
        let found = wrong(&rule);
        let [one] = &found[..] else { panic!("{rule}: {found:#?}") };
        assert!(one.starts_with(problem), "{one}");
    }
}
