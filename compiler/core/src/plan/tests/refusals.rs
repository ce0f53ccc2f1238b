//! What a plan refuses, and what settles that.

use super::risks::plan_between;
use super::*;

const SPEC: &str = r#"
app "shop" { repository "github.com/acme/shop"; }
database "main" engine="postgresql" version="16" {
    protect #true
}
bucket "offsite" provider="s3" region="eu-central-1"
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
    drill "quarterly"
}
environment "production" platform="compose"
"#;

/// The codes of what is refused when this is put in place of that, one edit after the other.
fn refused(edits: &[(&str, &str)]) -> Vec<String> {
    let mut now = SPEC.to_string();
    for (from, to) in edits {
        assert!(now.contains(from), "{from}");
        now = now.replacen(from, to, 1);
    }
    plan_between(SPEC, &now).refusals.into_iter().map(|refusal| refusal.code).collect()
}

const DATABASE: &str = "database \"main\" engine=\"postgresql\" version=\"16\" {\n    protect #true\n}\n";

#[test]
fn what_is_protected_is_not_lost() {
    let crossed = ("version=\"16\"", "version=\"17\"");
    assert_eq!(refused(&[crossed]), ["plan/protected"]);
    assert_eq!(refused(&[crossed, ("protect #true", "protect #false")]), [""; 0]);
    assert_eq!(refused(&[crossed, ("    protect #true\n", "")]), [""; 0]);
    // What goes altogether takes its protection along: that is lifted first.
    assert_eq!(refused(&[(DATABASE, "")]), ["plan/protected"]);
    assert_eq!(refused(&[("16\" {\n", "16\" {\n    about \"x\"\n")]), [""; 0]);
    assert_eq!(refused(&[("region=\"eu-central-1\"", "region=\"us-east-1\"")]), [""; 0]);
}

#[test]
fn a_database_is_crossed_once_a_drill_has_shown_the_way_back() {
    let crossed = ("version=\"16\" {\n    protect #true\n", "version=\"17\" {\n");
    let spec =
        |drill: &str| SPEC.replace("    drill \"quarterly\"\n", drill).replace("    protect #true\n", "");
    let plan = |before: &str, now: &str| {
        let refusals = plan_between(before, now).refusals;
        refusals.into_iter().map(|refusal| refusal.code).collect::<Vec<_>>()
    };
    assert_eq!(refused(&[crossed]), [""; 0]);
    let undrilled = spec("");
    let next = |spec: &str| spec.replace("version=\"16\"", "version=\"17\"");
    assert_eq!(plan(&undrilled, &next(&undrilled)), ["plan/never-drilled"]);
    // A drill that is declared with the change has not run before it.
    assert_eq!(plan(&undrilled, &next(&spec("    drill \"quarterly\"\n"))), ["plan/never-drilled"]);
    let allowed = next(&undrilled).replace(
        "version=\"17\" {\n",
        "version=\"17\" {\n    allow \"plan/never-drilled\" reason=\"restored by hand on 2 May\"\n",
    );
    assert_eq!(plan(&undrilled, &allowed), [""; 0]);
    assert_eq!(plan(&undrilled, &undrilled.replace("version=\"16\"", "version=\"16.1\"")), [""; 0]);
}

#[test]
fn a_refused_plan_says_so_first_and_is_blocked() {
    let plan = plan_between(SPEC, &SPEC.replace(DATABASE, ""));
    assert!(plan.is_blocked() && !plan.has_conflicts());
    let text = text(&plan, None, TextOptions::default());
    assert!(text.lines().next().unwrap_or_default().contains("1 refused"), "{text}");
    assert!(text.contains("keep it, apply `protect #false` in a change of its own"), "{text}");
}
