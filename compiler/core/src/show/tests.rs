//! Answers as a person gets them, and what is never in one.

use super::{Form, Reader, compare, show};
use crate::driver::{Compilation, compile};
use crate::effective::View;
use crate::targets::fixture::EverythingIsThere;
use crate::terminal::{Paint, WIDTH, columns};

const SPEC: &str = r#"
app "shop" { repository "github.com/acme/shop"; }
service "api" {
    about "The API"
    source "api"
    runtime "node" version="22" manager="npm"
    run "node" "server.js" "--port" "${service.api.port}"
    port 8000
    health "/health"
    uses "main" env="DATABASE_URL"
    env {
        MODE "plain"
        ORIGIN "${service.api.origin}"
        SELF "${service.api.url}"
        TOKEN secret="token"
        LEAK "ghp_0123456789abcdefghijABCDEFGHIJ012345"
    }
    check "unit" "npm test" coverage="81%"
}
database "main" engine="mongodb" version="8.0"
secret "token" owner="team" rotate="90d"
bucket "offsite" provider="s3" region="eu-central-1"
environment "staging" platform="vps" {
    host "staging.acme.app" user="deploy"
    deploy-on branch="main"
    route "api.staging.acme.app" to="api"
}
environment "production" platform="vps" {
    host "acme.app" user="deploy"
    deploy-on branch="main"
    route "api.acme.app" to="api" { body-limit "10MiB"; }
    rollout "blue-green" bake="10m"
    service "api" {
        replicas 4
        memory "512MiB"
        health "/ready"
        env { MODE "loud"; }
    }
}
backup "main" to="offsite" schedule="daily" {
    encrypt "age" recipient="age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
}
"#;

/// 2026-11-20 12:00 UTC.
const NOON: i64 = 1_795_176_000;

const LEAK: &str = "ghp_0123456789";

fn compiled() -> Compilation {
    let compilation = compile(SPEC, &EverythingIsThere);
    assert!(compilation.model.is_some(), "{:#?}", compilation.diagnostics);
    compilation
}

fn with<T>(environment: Option<&str>, ask: impl FnOnce(&Reader<'_>) -> T) -> T {
    let compilation = compiled();
    let view = View::new(&compilation.schema, &compilation.things, compilation.model.as_ref());
    let view = view.in_environment(environment);
    ask(&Reader { view, sources: &compilation.sources, now: NOON })
}

fn text(asked: &str, environment: Option<&str>) -> String {
    let asked = Some(asked).filter(|asked| !asked.is_empty());
    with(environment, |reader| match show(reader, asked, Form::Text(Paint::default())) {
        Ok(answer) => answer,
        Err(problem) => format!("{} / {}", problem.message, problem.help),
    })
}

fn json(asked: Option<&str>, environment: Option<&str>) -> serde_json::Value {
    let answer = with(environment, |reader| show(reader, asked, Form::Json).unwrap());
    serde_json::from_str(&answer).unwrap()
}

fn diff(form: Form) -> String {
    with(None, |reader| compare(reader, ["staging", "production"], form).unwrap())
}

#[test]
fn a_thing_in_an_environment() {
    insta::assert_snapshot!(text("api", Some("production")));
}

#[test]
fn a_thing_as_declared() {
    insta::assert_snapshot!(text("service api", None));
}

#[test]
fn an_environment_and_everything() {
    insta::assert_snapshot!(text("production", None) + "\n" + &text("", None));
}

#[test]
fn two_environments() {
    insta::assert_snapshot!(diff(Form::Text(Paint::default())));
}

#[test]
fn names_and_paths_lead_where_they_are_meant() {
    for (asked, first, second) in [
        ("main", "database main", "engine"),
        ("main.schedule", "backup main", "schedule  daily at 04:23 UTC"),
        ("backup.main.schedule", "backup main", "schedule  daily at 04:23 UTC"),
        ("service.api.check.unit.coverage", "service api", "check.unit.coverage  81%"),
        ("api.check", "service api", "check"),
        ("api.runtime.version", "service api", "runtime.version  22"),
        ("mongodb.port", "engine mongodb", "port  27017"),
        ("api.drain", "service api", "drain  30s"),
        ("external", "there is no `external` in the spec", ""),
        ("app", "app shop", "repository"),
        ("database", "database main", ""),
        ("api.about", "service api", "about  The API"),
        ("production.data", "environment production", "data  not set"),
    ] {
        let answer = text(asked, None);
        let mut lines = answer.lines();
        assert!(lines.next().is_some_and(|line| line.starts_with(first)), "{asked}: {answer}");
        assert!(
            second.is_empty() || lines.any(|line| line.trim_start().starts_with(second)),
            "{asked}: {answer}"
        );
    }
}

#[test]
fn what_is_not_there_gets_the_nearest() {
    for (asked, problem) in [
        ("apy", "there is no `apy` in the spec / did you mean api?"),
        ("service.apy.port", "there is no `service.apy.port` in the spec / did you mean service.api.port?"),
        ("servce.api.port", "there is no `servce.api.port` in the spec / did you mean service.api.port?"),
        ("api.memry", "`service` has no `memry` / did you mean service.api.memory?"),
        (
            "api.check.unit.covrage",
            "`check` has no `covrage` / did you mean service.api.check.unit.coverage?",
        ),
        ("api.port.x", "`port` is one value and has no `x` / did you mean service.api.port?"),
        ("zebra", "there is no `zebra` in the spec / formwork show lists what there is"),
    ] {
        assert_eq!(text(asked, None), problem);
    }
    assert_eq!(
        text("api", Some("productoin")),
        "there is no environment `productoin` / did you mean production?"
    );
    let zebra = with(None, |reader| compare(reader, ["staging", "zebra"], Form::Json).unwrap_err());
    assert_eq!(zebra.help, "there are: staging, production");
}

#[test]
fn nothing_that_looks_like_a_secret_is_shown() {
    let answers = [
        text("api", None),
        text("api", Some("production")),
        text("api.env.LEAK.value", Some("staging")),
        json(Some("api"), None).to_string(),
        json(Some("api"), Some("production")).to_string(),
        diff(Form::Json),
        diff(Form::Text(Paint::default())),
    ];
    for answer in &answers {
        assert!(!answer.contains(LEAK), "{answer}");
    }
    // The negative control: the value is in the spec, and its setting is in the answers.
    assert!(SPEC.contains(LEAK) && answers[..5].iter().all(|answer| answer.contains("LEAK")));
    assert!(answers[1].contains("secret=token"), "{}", answers[1]);
}

#[test]
fn lines_fit_the_terminal() {
    let answers = [text("api", Some("production")), text("", None), text("production", None)];
    for line in answers.iter().flat_map(|answer| answer.lines()) {
        // A word that is longer than its column stays whole.
        let is_one_word = line.split_whitespace().count() <= 2;
        assert!(is_one_word || columns(line) <= WIDTH, "{line}");
        assert!(!line.ends_with(' '), "{line:?}");
    }
}

#[test]
fn programs_get_types_and_origins() {
    let answer = json(Some("service.api"), Some("production"));
    let settings = answer["settings"].as_array().unwrap();
    let at = |path: &str| settings.iter().find(|setting| setting["path"] == path).unwrap();
    let replicas = at("service.api.replicas");
    assert_eq!((&replicas["value"], &replicas["type"]), (&4.into(), &"copies".into()));
    assert_eq!(replicas["origin"]["cause"], "environment");
    assert_eq!(replicas["before"]["value"], 1);
    assert_eq!(replicas["before"]["origin"]["cause"], "default");
    assert_eq!(at("service.api.run")["value"], serde_json::json!(["node", "server.js", "--port", "8000"]));
    assert_eq!(at("service.api.run")["written"][3], "${service.api.port}");
    assert_eq!(at("service.api.env.SELF.value")["value"]["green"], "http://api-green:8000");
    assert_eq!(at("service.api.env.LEAK.value")["value"], serde_json::Value::Null);
    assert_eq!(at("service.api.drain")["origin"]["place"]["standard-library"], true);
    let declared = json(Some("service.api"), None);
    let changed: Vec<&str> = declared["changes"]["production"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|setting| setting["path"].as_str())
        .collect();
    assert!(
        changed.contains(&"service.api.replicas") && !changed.contains(&"service.api.port"),
        "{changed:?}"
    );
    assert_eq!(json(None, None)["things"][1]["changed-in"], serde_json::json!(["production"]));
}

#[test]
fn what_is_scheduled_is_told_with_its_next_runs() {
    let backup = text("backup.main", None);
    let runs = ["next Sat 2026-11-21 04:23", "then Sun 2026-11-22 04:23", "then Mon 2026-11-23 04:23"];
    assert!(runs.iter().all(|run| backup.contains(run)), "{backup}");
    let setting = &json(Some("backup.main.schedule"), None)["settings"][0];
    assert_eq!(setting["value"], "daily at 04:23 UTC");
    assert_eq!(setting["next-runs"].as_array().map(Vec::len), Some(3));
    assert_eq!(json(Some("api.port"), None)["settings"][0].get("next-runs"), None);
}

#[test]
fn parity_counts_what_is_the_same() {
    let report: serde_json::Value = serde_json::from_str(&diff(Form::Json)).unwrap();
    let paths: Vec<String> = report["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| format!("{} {}", it["thing"].as_str().unwrap(), it["path"].as_str().unwrap()))
        .collect();
    for expected in [
        " route(api).body-limit",
        " rollout",
        "service api replicas",
        "service api env.MODE.value",
        "service api env.ORIGIN.value",
        "service api env.SELF.value",
        "backup main ",
    ] {
        assert!(paths.iter().any(|path| path == expected), "{expected}: {paths:#?}");
    }
    // The same in both, although an environment says it.
    assert!(!paths.iter().any(|path| path == "service api memory"), "{paths:#?}");
    assert!(report["same"].as_u64().is_some_and(|same| same > 20), "{report}");
    let alike =
        with(None, |reader| compare(reader, ["staging", "staging"], Form::Text(Paint::default())).unwrap());
    assert!(alike.starts_with("staging and staging are alike: "), "{alike}");
    assert_eq!(alike.lines().count(), 1);
}
