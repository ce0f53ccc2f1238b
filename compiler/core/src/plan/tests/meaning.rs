//! Causes, changes of the model, and risks.

use super::risks::plan_between;
use super::*;

#[test]
fn causes_are_told_apart() {
    let update = || Case::new().locked("a", "x").disk("a", "x").wanted("a", "y");
    let spec =
        update().model(&[("service backend", &[("port", "1")])], &[("service backend", &[("port", "2")])]);
    assert_eq!(spec.verdict(), (Some((Action::Update, Cause::Spec(vec!["backend.port".into()]))), None));
    let elsewhere = update().model(&[], &[("alert slow", &[])]);
    assert_eq!(elsewhere.verdict(), (Some((Action::Update, Cause::Unexplained)), None));
    let tool = Case { tool: "2", ..update() };
    assert_eq!(
        tool.verdict(),
        (Some((Action::Update, Cause::Tool { from: "1".into(), to: "2".into() })), None)
    );
    let mut library = update();
    library.lock.as_mut().unwrap().standard_library = "old".into();
    assert_eq!(library.verdict(), (Some((Action::Update, Cause::StandardLibrary)), None));
    // What a deleted file was made from is known from the lock.
    let gone = Case::new().locked("a", MADE).disk("a", MADE).model(&[("service backend", &[])], &[]);
    assert_eq!(gone.verdict(), (Some((Action::Delete, Cause::Spec(vec!["service backend".into()]))), None));
}

#[test]
fn model_changes_name_fields_and_the_files_they_touch() {
    let plan = Case::new()
        .locked("a", "x")
        .disk("a", "x")
        .wanted("a", "y")
        .model(
            &[("service backend", &[("port", "8000"), ("memory", "1GiB")]), ("alert old", &[])],
            &[("service backend", &[("port", "8001"), ("memory", "1GiB")]), ("alert new", &[])],
        )
        .plan();
    let kinds: Vec<_> = plan.model.iter().map(|change| (change.entity.0.as_str(), change.kind)).collect();
    let expected = [
        ("alert new", ModelChangeKind::Added),
        ("alert old", ModelChangeKind::Removed),
        ("service backend", ModelChangeKind::Changed),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(plan.model[2].fields.len(), 1);
    assert_eq!(plan.model[2].touches, [path("a")]);
}

#[test]
fn a_part_that_comes_or_goes_is_one_change() {
    let before: &[(&str, &str)] = &[
        ("route a.app.host", "a.app"),
        ("route a.app.limit.rate", "1/s"),
        ("route a.app.limit.burst", "2"),
        ("uses main", "main"),
    ];
    let now: &[(&str, &str)] =
        &[("route a.app.host", "a.app"), ("route b.app.host", "b.app"), ("route b.app.to", "x")];
    let plan = Case::new().model(&[("environment p", before)], &[("environment p", now)]).plan();
    let fields: Vec<_> =
        plan.model[0].fields.iter().map(|field| (field.field.as_str(), field.extent)).collect();
    let expected =
        [("route a.app.limit", Extent::Block), ("route b.app", Extent::Part), ("uses main", Extent::Part)];
    assert_eq!(fields, expected);
}

#[test]
fn a_rename_has_the_risks_of_a_rename() {
    let spec = |app: &str, bucket: &str, place: &str, moved: &str| {
        let text = format!(
            "app {app:?}; bucket {bucket:?} provider=\"s3\" region=\"eu-1\"; secret \"a\"; {moved}
             external {place:?} url=\"https://a.b\"; environment {place:?} platform=\"compose\""
        );
        crate::driver::compile_for_plan(text, &crate::targets::fixture::EverythingIsThere)
    };
    let before = spec("shop", "files", "dev", "").record;
    let moved = "moved \"app.shop\" to=\"app.store\"; moved \"bucket.files\" to=\"bucket.media\"
                 moved \"environment.dev\" to=\"environment.local\"; moved \"external.dev\" to=\"external.local\"";
    let now = spec("store", "media", "local", moved);
    let mut case = Case::new();
    case.lock.as_mut().unwrap().model = before;
    (case.record, case.renames) = (now.record, now.renames);
    let plan = case.plan();
    let kinds: Vec<_> = plan.model.iter().map(|change| (change.title(), change.kind)).collect();
    let titles =
        ["app shop -> store", "bucket files -> media", "environment dev -> local", "external dev -> local"];
    assert_eq!(kinds, titles.map(|title| (title.to_string(), ModelChangeKind::Renamed)));
    let risks: Vec<&str> = plan.risks.iter().map(|risk| &*risk.code).collect();
    assert_eq!(risks, ["risk/app-renamed", "risk/bucket-renamed", "risk/environment-renamed"]);
}

#[test]
fn another_neon_project_holds_other_data() {
    let service = "service \"web\" {\n    source \"web\"\n    runtime \"node\" version=\"24\" manager=\"npm\" framework=\"next\"\n    port 3000\n}\n";
    let before = format!(
        "app \"shop\"\n{service}environment \"production\" platform=\"vercel\" {{\n    neon project=\"late-lake-12345678\"\n}}\n"
    );
    let plan = plan_between(&before, &before.replace("late-lake", "new-lake"));
    let codes: Vec<_> = plan.risks.into_iter().map(|risk| risk.code).collect();
    assert_eq!(codes, ["risk/neon-elsewhere"]);
}

#[test]
fn another_builder_makes_another_image() {
    let service = "service \"bot\" {\n    source \"bot\"\n    runtime \"node\" version=\"24\" manager=\"npm\"\n    run \"node\" \"bot.js\"\n}\n";
    let spec = |builder: &str| {
        format!(
            "app \"shop\"\n{service}environment \"production\" platform=\"railway\" {{\n    builder \"{builder}\"\n}}\n"
        )
    };
    let plan = plan_between(&spec("dockerfile"), &spec("nixpacks"));
    let codes: Vec<_> = plan.risks.into_iter().map(|risk| risk.code).collect();
    assert_eq!(codes, ["risk/builder-changed"]);
}

#[test]
fn another_image_from_elsewhere_is_another_program() {
    let spec = |tag: &str| {
        format!("app \"shop\"\nservice \"search\" {{\n    image \"ghcr.io/acme/search:{tag}\"\n}}\n")
    };
    let plan = plan_between(&spec("1.4"), &spec("2.0"));
    let codes: Vec<_> = plan.risks.into_iter().map(|risk| risk.code).collect();
    assert_eq!(codes, ["risk/image-changed"]);
}
