//! `check --fix`: what it mends, what it leaves alone, and what it says.

use crate::support::{Project, SPEC, err, out, quickly};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

/// With comments, odd space, a misspelt word, a misspelt name and two secrets that nobody looks after.
const BAD: &str = "app \"shop\" { repository \"github.com/acme/shop\"; owner \"web\" }  // the shop\r
\r
servce   \"api\" { // first\r
  source \"api\" ;  runtime \"node\" version=\"22\" manager=\"npm\"\r
    run \"node\" \"server.js\"; port 8000 /* as ever */\r
\thealth \"/health\"\r
\tenv { KEY secret=\"kee\" ; OTHER secret=\"other\" }\r
}\r
\r
secret \"key\"   // of the bank\r
secret \"other\" /* of the other bank */\r
environment \"development\" platform=\"compose\"\r
";

fn with_spec(text: &str) -> Project {
    let project = Project::new();
    fs::write(project.path("formwork.kdl"), text).unwrap();
    project
}

#[test]
fn what_can_be_mended_is_and_every_other_byte_stays() {
    let project = with_spec(BAD);
    let output = project.run(&["check", "--fix"]);
    let mended = BAD
        .replace("servce", "service")
        .replace("\"kee\"", "\"key\"")
        .replace("secret \"key\" ", "secret \"key\" rotate=\"90d\" owner=\"web\" ")
        .replace("secret \"other\" /", "secret \"other\" rotate=\"90d\" owner=\"web\" /");
    assert_eq!(project.read("formwork.kdl"), mended);
    let said = err(&output);
    assert!(
        said.starts_with("fixed 6 findings:\n  formwork.kdl:3:1 check/unknown-kind servce -> service\n"),
        "{said}"
    );
    assert!(said.contains("\n  formwork.kdl:7:19 names/unknown \"kee\" -> \"key\"\n"), "{said}");
    assert!(said.contains("\n  formwork.kdl:10:26 secrets/no-owner + owner=\"web\"\n"), "{said}");
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    let again = project.run(&["check", "--fix"]);
    assert!(err(&again).starts_with("nothing to fix\n"), "{}", err(&again));
    assert_eq!(project.read("formwork.kdl"), mended);
}

#[test]
fn what_is_left_is_said_and_decides_the_exit_code() {
    let project = with_spec(&SPEC.replace("port 8000", "port 80000").replace("health ", "helth "));
    let output = project.run(&["check", "--fix", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let left: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert!(left.to_string().contains("80000"), "{left}");
    assert!(!left.to_string().contains("helth"), "{left}");
    assert!(err(&output).starts_with("fixed 1 finding:\n"), "{}", err(&output));
    assert!(project.read("formwork.kdl").contains("    health \"/health\"\n"));
}

#[test]
fn what_is_imported_is_mended_where_it_stands() {
    let project = with_spec(&(SPEC.to_string() + "import \"formwork\"\n"));
    fs::create_dir(project.path("formwork")).unwrap();
    fs::write(project.path("formwork/secrets.kdl"), "// all of them\nsecret \"key\"\n").unwrap();
    let output = project.run(&["check", "--fix"]);
    assert!(err(&output).contains("formwork/secrets.kdl:2:13 secrets/never-rotated"), "{}", err(&output));
    assert_eq!(project.read("formwork/secrets.kdl"), "// all of them\nsecret \"key\" rotate=\"90d\"\n");
    assert!(project.read("formwork.kdl").starts_with(SPEC));
}

#[test]
fn what_a_component_makes_is_not_touched() {
    let component =
        "component \"api\" { about \"One.\"; name type=\"identifier\"; makes { secret \"${name}\" } }\n";
    let project = with_spec(&(SPEC.to_string() + component + "api \"key\"\n"));
    let before = project.tree();
    let output = project.run(&["check", "--fix"]);
    assert!(out(&output).contains("secrets/never-rotated"), "{}{}", out(&output), err(&output));
    assert_eq!(project.tree(), before);
}

#[test]
fn what_cannot_be_written_stays_and_fails() {
    let project = with_spec(BAD);
    fs::set_permissions(project.path("formwork.kdl"), fs::Permissions::from_mode(0o444)).unwrap();
    let output = project.run(&["check", "--fix"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("`formwork.kdl` is read-only"), "{}", err(&output));
    assert!(!err(&output).contains("fixed"), "{}", err(&output));
    assert!(out(&output).contains("check/unknown-kind"), "{}", out(&output));
    assert_eq!(project.read("formwork.kdl"), BAD);

    let outside = with_spec(BAD);
    let project = Project::empty();
    symlink(outside.path("formwork.kdl"), project.path("formwork.kdl")).unwrap();
    let output = project.run(&["check", "--fix"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("symbolic link"), "{}", err(&output));
    assert_eq!(outside.read("formwork.kdl"), BAD);
}

#[test]
fn hostile_text_is_mended_or_left_and_soon() {
    let texts = [
        "a \u{0} b\n".repeat(5_000),
        "a 1,2\n".repeat(5_000),
        "a {".repeat(50_000),
        "secret \"a\"\n".repeat(2_000),
    ];
    for text in texts {
        let project = with_spec(&text);
        let output = quickly(&project, &["check", "-q", "--fix"]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", &text[..10]);
        assert!(output.stdout.len() < 200_000);
    }
    let project = with_spec(&"a 1,2\n".repeat(2_000));
    let output = project.run(&["check", "--fix"]);
    assert!(err(&output).contains("there is more to fix: run it again\n"), "{}", err(&output));
    assert_eq!(project.read("formwork.kdl").lines().filter(|line| *line != "a 1,2").count(), 1_000);
}
