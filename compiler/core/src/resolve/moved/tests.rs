//! Renames that can be true, that cannot, and that are over.

use crate::artifact::EntityRef;
use crate::driver::{Compilation, compile, compile_for_plan};
use crate::lock::ModelRecord;
use crate::repository::Repository;
use crate::types::RepoPath;
use std::collections::BTreeMap;

/// A repository whose last apply knew these things.
struct Applied(&'static [&'static str]);

impl Repository for Applied {
    fn contains(&self, _: &RepoPath) -> bool {
        true
    }

    fn was_applied(&self, thing: &EntityRef) -> Option<bool> {
        Some(self.0.contains(&thing.0.as_str()))
    }
}

const SPEC: &str = r#"
app "shop" { repository "github.com/acme/shop"; }
service "backend" {
    source "backend"
    runtime "node" version="22" manager="npm"
    run "node" "server.js"
    port 8000
    health "/health" { covers "store"; }
    uses "store" env="DATABASE_URI"
    env { SELF "${service.backend.url} $${x}"; }
}
database "store" engine="postgresql" version="17"
bucket "offsite" provider="s3" region="eu-central-1"
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    route "shop.app" to="backend"
    service "backend" { replicas 2; }
}
backup "store" to="offsite" schedule="daily"
"#;

fn compiled(more: &str, repository: &dyn Repository) -> Compilation {
    compile_for_plan(format!("{SPEC}{more}"), repository)
}

/// Findings about renames and names: code, marked text, message, other labels, help, and what a fix puts there.
fn findings(text: &str, applied: &'static [&'static str]) -> Vec<String> {
    let compilation = compile(text, &Applied(applied));
    let ours = compilation.diagnostics.iter().filter(|found| {
        ["moved/", "names/", "check/"].iter().any(|area| found.code.slug().starts_with(area))
    });
    let line = |found: &crate::diag::Diagnostic| {
        let marked = found.span().map_or("", |span| compilation.sources.slice(span));
        let labels = found.labels.iter().skip(1).map(|label| label.text.as_str());
        let fixes = found.fix.iter().map(|edit| edit.text.as_str());
        let parts: Vec<&str> = labels.chain(found.help.iter().map(String::as_str)).chain(fixes).collect();
        format!("{} @ {marked}: {} | {}", found.code.slug(), found.message, parts.join(" | "))
    };
    ours.map(line).collect()
}

fn found(more: &str, applied: &'static [&'static str]) -> Vec<String> {
    findings(&format!("{SPEC}{more}"), applied)
}

#[test]
fn a_rename_that_is_true_is_silent() {
    assert_eq!(found(r#"moved "service.api" to="service.backend""#, &["service api"]), [""; 0]);
    let chain =
        "moved \"service.api\" to=\"service.server\"\nmoved \"service.server\" to=\"service.backend\"";
    assert_eq!(found(chain, &["service api"]), [""; 0]);
    // What was renamed in between is where the applied names end.
    let over = "moved/over @ moved \"service.api\" to=\"service.server\": nothing that was applied last is called \
                `service.api` | remove this line | ";
    assert_eq!(found(chain, &["service server"]), [over]);
}

#[test]
fn one_that_is_over_is_a_note_with_a_fix() {
    let moved = r#"moved "service.api" to="service.backend""#;
    let never = format!(
        "moved/over @ {moved}: nothing that was applied last is called `service.api` | remove this line | "
    );
    assert_eq!(found(moved, &[]), [never]);
    let done = format!(
        "moved/over @ {moved}: the rename of `service.api` is over: `service.backend` is what was applied last | \
         remove this line | "
    );
    assert_eq!(found(moved, &["service backend"]), std::slice::from_ref(&done));
    assert_eq!(found(moved, &["service api", "service backend"]), [done]);
    // Nothing is said where it is not known what was applied.
    let unknown = compile(format!("{SPEC}{moved}"), &crate::targets::fixture::EverythingIsThere);
    assert!(
        unknown.model.is_some() && unknown.diagnostics.iter().all(|found| found.code.slug() != "moved/over")
    );
}

#[test]
fn one_that_cannot_be_true_is_an_error() {
    let cases = [
        (
            r#"moved "database.store" to="database.main""#,
            "moved/still-declared @ \"database.store\": `database.store` is said to have moved, and is still declared \
             | it is declared here | give it its new name, `main`, or remove this line",
        ),
        (
            r#"moved "service.api" to="service.backnd""#,
            "names/unknown @ \"service.backnd\": there is no service called `backnd` | did you mean `backend`? \
             | \"service.backend\"",
        ),
        (
            "moved \"service.api\" to=\"service.backend\"\nmoved \"service.worker\" to=\"service.backend\"",
            "moved/twice @ \"service.backend\": `service.backend` is the new name twice | first here \
             | keep one of the two",
        ),
        (
            "moved \"service.api\" to=\"service.backend\"\nmoved \"service.api\" to=\"service.web\"",
            "moved/twice @ \"service.api\": `service.api` is renamed twice | first here | keep one of the two",
        ),
        (
            "moved \"service.a\" to=\"service.b\"\nmoved \"service.b\" to=\"service.a\"",
            "moved/circle @ \"service.a\": `service.a` comes back to its own name | by way of this \
             | remove the line that was not meant",
        ),
        (
            r#"moved "service.backend" to="service.backend""#,
            "moved/circle @ \"service.backend\": `service.backend` comes back to its own name \
             | remove the line that was not meant",
        ),
        (
            r#"moved "service.store" to="database.store""#,
            "moved/other-kind @ \"database.store\": a service cannot become a database | this is a service \
             | what is of another kind is another thing: remove this line",
        ),
        (
            r#"moved "backup.main" to="backup.store""#,
            "moved/other-kind @ \"backup.main\": a backup goes by the name of what it is about, and follows that \
             | say of that thing that it moved, and remove this line",
        ),
        (
            r#"moved "servce.api" to="service.backend""#,
            "check/unknown-kind @ \"servce.api\": there is no kind of thing called `servce` \
             | did you mean `service.api`? | \"service.api\"",
        ),
        (
            r#"moved "route.api" to="route.backend""#,
            "check/unknown-kind @ \"route.api\": there is no kind of thing called `route` \
             | what has a name at the top of a spec can move, such as `service.api`",
        ),
    ];
    for (moved, expected) in cases {
        assert_eq!(found(moved, &["service api"]), [expected], "{moved}");
    }
}

#[test]
fn an_old_name_elsewhere_is_said_to_have_moved() {
    let text = SPEC
        .replace("to=\"backend\"", "to=\"api\"")
        .replace("{ SELF \"${service.backend.url}", "{ SELF \"${service.api.url}")
        .replace("    service \"backend\" {", "    service \"api\" {")
        .replace("backup \"store\"", "backup \"main\"");
    let moved = "moved \"service.api\" to=\"service.backend\"\nmoved \"database.main\" to=\"database.store\"";
    let expected = [
        // Two places that say the same are one finding.
        "names/unknown @ \"${service.api.url} $${x}\": the service `api` is called `backend` now |  | renamed here \
         | write `backend` | \"${service.backend.url} $${x}\" | \"backend\""
            .to_string(),
        "names/nothing-to-change @ \"api\": there is no service `api` to change | renamed here | write `backend` \
         | \"backend\""
            .to_string(),
        "names/unknown @ \"main\": the database `main` is called `store` now | renamed here | write `store` | \"store\""
            .to_string(),
    ];
    assert_eq!(findings(&format!("{text}{moved}"), &["service api", "database main"]), expected);
}

/// The record of the same spec under its old names, and what the renames make of it.
#[test]
fn what_was_applied_reads_under_the_present_names() {
    let moved = "moved \"service.api\" to=\"service.backend\"\nmoved \"database.main\" to=\"database.store\"";
    let now = compiled(moved, &Applied(&["service api", "database main"]));
    let old = SPEC.replace("backend", "api").replace("\"store\"", "\"main\"");
    let old = compile_for_plan(old, &Applied(&[])).record;
    assert!(old != now.record);
    let (read, names) = now.renames.apply(&old);
    // The folder and the host's path were not renamed: those are other changes.
    let mut expected = now.record.clone();
    let service = expected.get_mut(&EntityRef::new("service", "backend")).unwrap();
    service.insert("source".to_string(), "api".to_string());
    assert_eq!(*read, expected);
    let names: Vec<(&str, &str)> = names.iter().map(|(now, was)| (now.0.as_str(), was.0.as_str())).collect();
    assert_eq!(
        names,
        [
            ("backup store", "backup main"),
            ("database store", "database main"),
            ("service backend", "service api")
        ]
    );
    // Without renames nothing is read otherwise.
    assert_eq!(*compiled("", &Applied(&[])).renames.apply(&old).0, old);
}

#[test]
fn two_things_that_were_applied_do_not_become_one() {
    let compilation = compiled(
        r#"moved "service.api" to="service.backend""#,
        &Applied(&["service api", "service backend"]),
    );
    let applied: ModelRecord =
        ["service api", "service backend"].map(|name| (EntityRef(name.to_string()), BTreeMap::new())).into();
    let (read, names) = compilation.renames.apply(&applied);
    assert_eq!((&*read, names), (&applied, BTreeMap::new()));
}
