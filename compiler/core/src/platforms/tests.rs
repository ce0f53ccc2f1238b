//! What is lost on a platform is found where it was written, and what is accepted is not reported.

use super::CODES;
use crate::driver::{Compilation, compile};
use crate::targets::fixture::EverythingIsThere;

/// An application that runs on every kind of host, and asks of each what it can do.
const SPEC: &str = r#"
app "shop" { repository "github.com/acme/shop"; }
service "api" {
    source "api"
    runtime "node" version="22" manager="npm"
    run "node" "server.js"
    port 8000
    health "/health"
    check "smoke" "npm test" on="staging"
    drain "1m"
}
database "main" engine="postgresql" version="17"
bucket "offsite" provider="s3" region="eu-central-1"
backup "main" to="offsite" schedule="daily" { in "staging"; }
environment "development" platform="compose" {
}
environment "staging" platform="vps" {
    host "staging.shop.app" user="deploy"
    deploy-on branch="main"
    route "staging.shop.app" to="api"
    rollout "blue-green" keep-old="2h"
    service "api" { replicas 2; memory "1GiB"; cpus 2; }
}
"#;

fn compiled(changes: &[(&str, &str)]) -> Compilation {
    let text = changes.iter().fold(SPEC.to_string(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    });
    let compilation = compile(text, &EverythingIsThere);
    assert!(compilation.model.is_some(), "{:#?}", compilation.diagnostics);
    compilation
}

/// Findings of this pass, and of declarations: severity, code, message, and each label with its text.
fn found(compilation: &Compilation) -> Vec<String> {
    let ours = compilation.diagnostics.iter().filter(|found| {
        CODES.iter().any(|code| found.code == **code) || found.code.slug() == "schema/bad-declaration"
    });
    let line = |found: &crate::diag::Diagnostic| {
        let labels: Vec<String> = found
            .labels
            .iter()
            .map(|label| format!("{}: {}", compilation.sources.slice(label.span), label.text))
            .collect();
        format!("{} | {} | {}", found.code.slug(), found.message, labels.join(" | "))
    };
    ours.map(line).collect()
}

#[test]
fn what_a_platform_can_do_is_silent() {
    assert_eq!(found(&compiled(&[])), [""; 0]);
    // One copy is what there is: to say so asks for nothing.
    let one = ("compose\" {", "compose\" { service \"api\" { replicas 1; };");
    assert_eq!(found(&compiled(&[one])), [""; 0]);
}

const IN_DEVELOPMENT: (&str, &str) = (
    "compose\" {",
    "compose\" {
    deploy-on branch=\"dev\"
    route \"dev.shop.app\" to=\"api\" { websocket #true; }
    route \"dev2.shop.app\" to=\"api\"
    rollout \"recreate\" bake=\"5m\"
    service \"api\" { memory \"2GiB\"; }
",
);

#[test]
fn what_an_environment_asks_of_the_wrong_platform_is_an_error_there() {
    let on = r#""compose": development runs on this"#;
    let expected = [
        format!(
            "platform/cannot | `deploy-on` has no effect in development | deploy-on branch=\"dev\": a developer starts \
             it: no workflow deploys to it | {on}"
        ),
        format!(
            "platform/cannot | `route` has no effect in development | route \"dev.shop.app\" to=\"api\": no edge stands \
             in front: services answer at localhost | {on}"
        ),
        format!(
            "platform/cannot | `rollout` has no effect in development | rollout \"recreate\" bake=\"5m\": one copy of \
             each service runs, and a developer restarts it | {on}"
        ),
        format!(
            "platform/cannot | `memory` of service api has no effect in development | \"2GiB\": containers share all \
             that the machine has | {on}"
        ),
    ];
    assert_eq!(found(&compiled(&[IN_DEVELOPMENT])), expected);
}

#[test]
fn what_a_thing_asks_everywhere_is_a_warning_at_its_own_line() {
    let everywhere = ("    drain \"1m\"", "    drain \"1m\"; replicas 3; cpus 0.5");
    let on = r#""compose": development runs on this"#;
    let expected = format!(
        "platform/leaves-out | `replicas` of service api and `cpus` of service api have no effect in development \
         | 3: a service has one container, at its own port | 0.5: containers share all that the machine has | {on}"
    );
    let compilation = compiled(&[everywhere]);
    assert_eq!(found(&compilation), [expected]);
    let help =
        compilation.diagnostics.iter().flat_map(|found| &found.help).find(|help| help.contains("accept"));
    let accept =
        "accept that inside `development`: accept \"service.cpus\" \"service.replicas\" reason=\"…\"";
    assert_eq!(help.map(String::as_str), Some(accept));
    let more = ("    drain \"1m\"", "    drain \"1m\"; replicas 3; cpus 0.5; memory \"1GiB\"");
    let all = found(&compiled(&[more]));
    assert!(all.len() == 1 && all[0].contains("3 settings have no effect in development"), "{all:?}");
}

#[test]
fn an_environment_that_is_named_has_to_be_one_that_can() {
    let wrong = [
        ("on=\"staging\"", "on=\"development\""),
        ("in \"staging\"", "in \"staging\" \"development\""),
        ("    deploy-on branch=\"main\"", "    promote-from \"development\"\n    data from=\"development\""),
    ];
    let on = r#""compose": development runs on this"#;
    let expected = [
        format!(
            "platform/cannot | `check.smoke.on` of service api has no effect in development | \"development\": nothing is \
             deployed there that could be checked | {on}"
        ),
        format!(
            "platform/cannot | `in` of backup main has no effect in development | \"development\": its data is a \
             developer's own: no workflow backs it up | {on}"
        ),
        format!(
            "platform/cannot | `promote-from.environment` of environment staging has no effect in development | \
             \"development\": no release runs there that could move on | {on}"
        ),
        format!(
            "platform/cannot | `data.from` of environment staging has no effect in development | \"development\": it has \
             no backups that data could come from | {on}"
        ),
    ];
    assert_eq!(found(&compiled(&wrong)), expected);
    // A default that nobody wrote is not asked for, but whoever relies on it is.
    let default = [("{ in \"staging\"; }", ""), ("\"development\" platform", "\"production\" platform")];
    let on = r#""compose": production runs on this"#;
    let expected = format!(
        "platform/cannot | `in` of backup main has no effect in production | backup \"main\" to=\"offsite\" \
         schedule=\"daily\": its data is a developer's own: no workflow backs it up | {on}"
    );
    assert_eq!(found(&compiled(&default)), [expected]);
}

#[test]
fn a_limit_may_depend_on_another_setting() {
    let pm2 = ("    deploy-on branch", "    supervisor \"pm2\"\n    deploy-on branch");
    let on = r#""vps": staging runs on this"#;
    let expected = [
        format!(
            "platform/leaves-out | `version` of database main has no effect in staging | \"17\": beside PM2 a person \
             installs the engine on the host | {on}"
        ),
        format!(
            "platform/cannot | `cpus` of service api has no effect in staging | 2: PM2 limits memory, and no processors \
             | {on}"
        ),
    ];
    assert_eq!(found(&compiled(&[pm2])), expected);
    let recreate = ("rollout \"blue-green\"", "rollout \"recreate\"");
    let expected = format!(
        "platform/cannot | `rollout.keep-old` has no effect in staging | \"2h\": there is one set of copies: none is \
         left to keep | {on}"
    );
    assert_eq!(found(&compiled(&[recreate])), [expected]);
}

#[test]
fn a_loss_is_accepted_with_a_reason() {
    let accept = (
        IN_DEVELOPMENT.0,
        "compose\" {
    accept \"environment.deploy-on\" \"environment.route\" \"environment.rollout\" reason=\"copied from staging\"
    accept \"service.memory\" reason=\"a laptop is not shared\"
    deploy-on branch=\"dev\"
    route \"dev.shop.app\" to=\"api\"
    rollout \"recreate\"
    service \"api\" { memory \"2GiB\"; }
",
    );
    let compilation = compiled(&[accept]);
    assert_eq!(found(&compilation), [""; 0]);
    let allowed: Vec<(&str, &str, &str)> = compilation
        .allowed
        .iter()
        .map(|allowed| (allowed.diagnostic.code.slug(), allowed.entity.0.as_str(), allowed.reason.as_str()))
        .collect();
    let here = |reason| ("platform/cannot", "environment development", reason);
    assert_eq!(
        allowed,
        [
            here("copied from staging"),
            here("copied from staging"),
            here("copied from staging"),
            here("a laptop is not shared")
        ]
    );
}

#[test]
fn only_a_loss_can_be_accepted() {
    let accept = (
        "compose\" {",
        "compose\" { accept \"service.memory\" \"service.memroy\" \"secret.rotate\" \"service\" reason=\"soon\"",
    );
    let compilation = compile(SPEC.replacen(accept.0, accept.1, 1), &EverythingIsThere);
    assert!(compilation.model.is_none(), "one word is no field");
    let accept = (accept.0, accept.1.replace(" \"service\"", ""));
    let compilation = compiled(&[(accept.0, &accept.1)]);
    let expected = [
        "platform/unused-accept | `service.memory` is accepted in development, but nothing of it is lost there | \
         \"service.memory\": ",
        "platform/unknown-field | there is no setting `service.memroy` | \"service.memroy\": `service` has no `memroy`",
        "platform/unknown-field | there is no setting `secret.rotate` | \"secret.rotate\": every environment has the same \
         secret",
    ];
    assert_eq!(found(&compilation), expected);
    let fixes: Vec<&str> =
        compilation.diagnostics.iter().flat_map(|found| &found.fix).map(|edit| edit.text.as_str()).collect();
    assert_eq!(fixes, ["\"service.memory\""]);
}

#[test]
fn an_entry_that_names_no_field_is_a_bad_declaration() {
    let entry = |cannot: &str| {
        let platform =
            format!("platform \"ours\" {{ about \"Ours\"; cannot {cannot} because=\"no\"; }}\napp");
        found(&compiled(&[("app", &platform)]))
    };
    let bad = |text: &str, why: &str| {
        format!(
            "schema/bad-declaration | `{text}` is no setting that a platform could lose | \"{text}\": {why}"
        )
    };
    assert_eq!(entry("\"service.memory\""), [""; 0]);
    assert_eq!(entry("\"environment.route.cors\""), [""; 0]);
    assert_eq!(entry("\"service.memroy\""), [bad("service.memroy", "`service` has no `memroy`")]);
    assert_eq!(
        entry("\"servce.memory\""),
        [bad("servce.memory", "there is no kind of thing called `servce`")]
    );
    assert_eq!(
        entry("\"service.memory.max\""),
        [bad("service.memory.max", "`service.memory` holds no fields")]
    );
    assert_eq!(
        entry("\"environment.rollout.bak\""),
        [bad("environment.rollout.bak", "`rollout` has no `bak`")]
    );
    assert_eq!(entry("\"app.owner\""), [bad("app.owner", "every environment has the same app")]);
    assert_eq!(
        entry("\"service.cpus\" when=\"suprvisor\" is=\"x\""),
        [bad("suprvisor", "`environment` has no `suprvisor`")]
    );
}
