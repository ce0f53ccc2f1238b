//! The other forms of a plan: JSON, a comment, a page. They lie in `plans/` beside the texts, where
//! `cargo xtask conformance` has a validator, GitHub's Markdown and a browser judge them. Digests, and what changes in
//! most files, are left out, so that they change with a plan's form and not with every template.

use crate::support::{Project, command, err, out};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

const DIGEST: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// More than data, if it could be.
const HOSTILE: &str = "`| </summary></details></code><script>alert(1)</script><img src=x onerror=alert(1)> \" ' @team #12 \
    GH-3 https://evil.example www.evil.example [a](b) ![x](y) --> \u{1b}[31m\u{202e}";

/// The example with changes that each cost something, one of them refused, and a hand edit.
fn risky() -> (Project, Value) {
    let project = crate::plans::author();
    // A database whose restore nobody tries does not cross a major: that is refused.
    project.spec("    drill \"quarterly\"\n", "");
    assert_eq!(project.code(&["apply", "--yes", "-q"]), 0);
    project.spec("version=\"8.0\"", "version=\"7.0\"");
    project.spec("daily=7", "daily=3");
    project.spec("port 8000", "port 8010");
    let route = "    route \"autoauthor.app\" to=\"frontend\"\n";
    project.spec(route, &format!("{route}    route \"www.autoauthor.app\" to=\"frontend\"\n"));
    project
        .spec("slo \"backend\"", "secret \"mail-key\" owner=\"platform\" rotate=\"90d\"\n\nslo \"backend\"");
    fs::write(project.path("scripts/deploy.sh"), "mine\n").unwrap();
    let output = project.run(&["plan", "-q", "--out", "plan.json"]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let mut plan: Value = serde_json::from_str(&project.read("plan.json")).unwrap();
    let basis = &mut plan["basis"];
    *basis = json!({ "tool": basis["tool"], "standard-library": "0", "spec": { "formwork.kdl": DIGEST },
        "lock": DIGEST, "overwrite": [], "against": { "name": "main", "commit": &DIGEST[..40] } });
    for (at, file) in plan["files"].as_array_mut().unwrap().iter_mut().enumerate() {
        for field in ["replaces", "writes"] {
            if !file[field].is_null() {
                file[field] = json!(DIGEST);
            }
        }
        if at > 3 {
            file["diff"] = Value::Null;
        }
    }
    plan["accepted"] = json!([{ "entity": "backup main", "code": "backup/never-drilled", "place": "formwork.kdl:93",
        "message": "nobody ever tries whether backup `main` restores", "reason": "planned for May" }]);
    (project, plan)
}

fn shown(project: &Project, plan: &Value, format: &str) -> String {
    fs::write(project.path("plan.json"), plan.to_string()).unwrap();
    let output = project.run(&["plan", "--saved", "plan.json", "--format", format]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    out(&output)
}

#[test]
fn a_plan_in_every_form() {
    let (project, plan) = risky();
    crate::plans::same_as("risky.plan.json", &shown(&project, &plan, "json"));
    crate::plans::same_as("risky.plan.md", &shown(&project, &plan, "markdown"));
    crate::plans::same_as("risky.plan.html", &shown(&project, &plan, "html"));
    // The first thing read is the worst.
    for format in ["text", "markdown", "html"] {
        let text = shown(&project, &plan, format).to_lowercase().replace("data-loss", "data loss");
        assert!(text.find("data loss").unwrap() < text.find("downtime").unwrap_or(usize::MAX), "{format}");
    }
}

#[test]
fn what_a_plan_holds_is_data_in_every_form() {
    let (project, mut plan) = risky();
    for pointer in [
        "/app",
        "/basis/against/name",
        "/risks/0/subject",
        "/risks/0/change",
        "/risks/0/sentence",
        "/model/0/entity",
        "/model/0/place",
        "/model/0/fields/0/field",
        "/model/0/fields/0/new",
        "/risks/0/undo",
        "/refusals/0/subject",
        "/refusals/0/message",
        "/refusals/0/help",
        "/files/0/because/0",
        "/accepted/0/entity",
        "/accepted/0/message",
        "/accepted/0/reason",
        "/dependencies/nodes/0",
    ] {
        let value = plan.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}"));
        *value = json!(HOSTILE);
    }
    plan["files"][0]["diff"] = json!(format!("@@ -1 +1 @@\n-{HOSTILE}\n+````\n+</pre></details>{HOSTILE}\n"));
    let page = shown(&project, &plan, "html");
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains('\u{1b}'));
    crate::plans::same_as("hostile.plan.html", &page);
    crate::plans::same_as("hostile.plan.md", &shown(&project, &plan, "markdown"));
}

/// Every field is written, and the schema, which allows no other, knows it: see `plan-schema` in the conformance gates.
#[test]
fn the_schema_describes_every_field_and_nothing_else() {
    let schema: Value = serde_json::from_str(
        &fs::read_to_string(crate::plans::manifest().join("../../docs/schema/plan-1.json")).unwrap(),
    )
    .unwrap();
    let mut described = BTreeSet::new();
    fields_of_schema(&schema, &mut described);
    let (_, plan) = risky();
    let mut written = BTreeSet::new();
    fields_of(&plan, &mut written);
    written.retain(|field| field != "formwork.kdl");
    let unknown: Vec<_> = written.difference(&described).collect();
    assert!(unknown.is_empty(), "the schema does not know {unknown:?}");
    // `found` is only written of what stands in the way.
    let unwritten: Vec<_> = described.difference(&written).filter(|field| *field != "found").collect();
    assert!(unwritten.is_empty(), "nobody writes {unwritten:?}");
}

fn fields_of_schema(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                assert_eq!(map["additionalProperties"], json!(false), "{properties:?}");
                for (name, field) in properties {
                    let described = field.get("description").or_else(|| field.get("$ref"));
                    assert!(described.is_some(), "`{name}` has no description");
                    found.insert(name.clone());
                }
            }
            map.values().for_each(|value| fields_of_schema(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| fields_of_schema(value, found)),
        _ => {}
    }
}

fn fields_of(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| {
            found.insert(name.clone());
            fields_of(value, found);
        }),
        Value::Array(list) => list.iter().for_each(|value| fields_of(value, found)),
        _ => {}
    }
}

#[test]
fn a_plan_that_was_read_is_not_shown_again() {
    let (project, plan) = risky();
    fs::write(project.path("earlier.json"), plan.to_string()).unwrap();
    let mut later = plan.clone();
    later["risks"][0]["change"] = json!("version 8.0 -> 6.0");
    fs::write(project.path("plan.json"), later.to_string()).unwrap();
    for format in ["text", "markdown", "html"] {
        let arguments = ["plan", "--saved", "plan.json", "--since", "earlier.json", "--format", format];
        let text = out(&project.run(&arguments));
        assert!(text.contains("1 risk new or different") && !text.contains("compose.yaml"), "{text}");
    }
    let output = command(&["plan", "--since", "none.json"]).current_dir(project.root()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("none.json"), "{}", err(&output));
}
