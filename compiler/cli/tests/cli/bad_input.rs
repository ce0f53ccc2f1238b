//! Whatever is wrong with what is read: a diagnostic, exit code 1, soon, and nothing written.

use crate::support::{Project, command, err, out, quickly};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::process::Command;

#[test]
fn bad_specs_are_diagnostics_and_quick() {
    let cases: [(&str, Option<Vec<u8>>); 7] = [
        ("spec/missing", None),
        ("spec/empty", Some(Vec::new())),
        ("spec/empty", Some(b"\n \t\n".to_vec())),
        ("spec/not-utf8", Some(b"app \"shop\"\nabout \"\xff\"\n".to_vec())),
        ("spec/not-utf8", Some(b"\xff\xfea\0p\0p\0".to_vec())),
        ("spec/not-utf8", Some((0..=255).cycle().take(1 << 20).collect())),
        ("spec/too-large", Some(vec![b'/'; 100 << 20])),
    ];
    for (code, bytes) in cases {
        let project = Project::new();
        match bytes {
            Some(bytes) => fs::write(project.path("formwork.kdl"), bytes).unwrap(),
            None => fs::remove_file(project.path("formwork.kdl")).unwrap(),
        }
        let output = quickly(&project, &["check"]);
        assert_eq!(output.status.code(), Some(1), "{code}");
        assert!(out(&output).contains(code), "{code}: {}", out(&output));
    }
}

#[test]
fn bad_places_are_diagnostics() {
    let project = Project::new();
    fs::remove_file(project.path("formwork.kdl")).unwrap();
    fs::create_dir(project.path("formwork.kdl")).unwrap();
    assert!(out(&quickly(&project, &["check"])).contains("spec/unreadable"));
    assert!(out(&quickly(&project, &["check", "no-such-folder"])).contains("spec/missing"));
    assert!(out(&quickly(&project, &["check", "formwork.kdl/x"])).contains("spec/missing"));
    fs::remove_dir(project.path("formwork.kdl")).unwrap();
    assert!(Command::new("mkfifo").arg(project.path("formwork.kdl")).status().unwrap().success());
    assert!(out(&quickly(&project, &["check"])).contains("spec/unreadable"));
}

#[test]
fn large_and_hostile_text_is_quick() {
    let texts = [
        "a ".repeat(1 << 20),
        "a {".repeat(1 << 17),
        "\"".repeat(1 << 20),
        "app \"shop\" {".to_string() + &"\nabout 1".repeat(100_000) + "\n}\n",
        format!("app \"{}\u{7}\"", "x".repeat(4 << 20)),
    ];
    for text in texts {
        let project = Project::new();
        fs::write(project.path("formwork.kdl"), &text).unwrap();
        let output = quickly(&project, &["check", "-q"]);
        assert_eq!(output.status.code(), Some(1), "{}", &text[..20]);
        assert!(output.stdout.len() < 200_000, "{} bytes for {}", output.stdout.len(), &text[..20]);
    }
}

/// `check`, `plan` and `apply` say the same of it, with its place, and leave everything as it was.
fn refused(project: &Project, code: &str, place: &str) {
    let before = project.tree();
    for arguments in [&["check"][..], &["plan"], &["apply", "--yes"]] {
        let output = quickly(project, arguments);
        let said = out(&output) + &err(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains(code) && said.contains(place), "{arguments:?}, {code} at {place}: {said}");
        assert!(!said.contains("panicked"), "{said}");
        assert!(said.len() < 200_000, "{} bytes said", said.len());
    }
    assert_eq!(before, project.tree(), "{code}: something was written");
}

fn with_spec(text: impl AsRef<[u8]>) -> Project {
    let project = Project::new();
    fs::write(project.path("formwork.kdl"), text).unwrap();
    project
}

#[test]
fn bytes_that_are_no_text_are_refused_at_their_place() {
    refused(&with_spec(b"app \"shop\" {\n    about \"\xc3\x28\"\n}\n"), "spec/not-utf8", "formwork.kdl:2:12");
    refused(&with_spec(b"app \"shop\"\xff\xfe"), "spec/not-utf8", "formwork.kdl:1:11");
    refused(&with_spec(""), "spec/empty", "`formwork.kdl` is empty");
    refused(&with_spec(vec![b'a'; 100 << 20]), "spec/too-large", "more than 16 MiB");
    let project = Project::new();
    fs::remove_file(project.path("formwork.kdl")).unwrap();
    refused(&project, "spec/missing", "`formwork.kdl`");
}

#[test]
fn depth_without_end_is_refused_at_its_place() {
    let deep = 100_000;
    refused(&with_spec("a {\n".repeat(deep)), "syntax/unclosed-block", "formwork.kdl:128:3");
    refused(&with_spec("a {\n".repeat(deep) + &"}\n".repeat(deep)), "syntax/", "formwork.kdl:129:3");
    refused(&with_spec("/-{".repeat(10_000)), "syntax/", "formwork.kdl:1:3");
    refused(&with_spec("a /-{".repeat(10_000)), "syntax/", "formwork.kdl:1:");
    refused(&with_spec("/*".repeat(500_000)), "syntax/", "formwork.kdl:1:1");
}

/// What is long but says nothing wrong is no fault.
#[test]
fn long_comments_and_deep_slashdash_are_read() {
    let project = Project::new();
    let spec = project.read("formwork.kdl");
    let deep = format!("{}{}", "/-a {".repeat(100), "}".repeat(100));
    for comment in [format!("/*{}*/", "x".repeat(1 << 20)), format!("//{}", "x".repeat(1 << 20)), deep] {
        fs::write(project.path("formwork.kdl"), format!("{comment}\n{spec}")).unwrap();
        let output = quickly(&project, &["plan"]);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    }
}

/// A spec with services and environments, each with some text in its block.
fn application(services: &[(&str, &str)], environments: &[(&str, &str)]) -> String {
    let mut spec = "app \"shop\" { repository \"github.com/acme/shop\"; }\n".to_string();
    for (port, (name, more)) in services.iter().enumerate() {
        spec += &format!(
            "service \"{name}\" {{\n    source \"api\"\n    runtime \"node\" version=\"22\" manager=\"npm\"\n    \
             run \"node\" \"x.js\"\n    port {}\n    {more}\n}}\n",
            8000 + port
        );
    }
    for (name, more) in environments {
        spec += &format!(
            "environment \"{name}\" platform=\"vps\" {{\n    host \"{name}.acme.app\" user=\"deploy\"\n    {more}\n}}\n"
        );
    }
    spec
}

#[test]
fn names_and_circles_are_refused_at_their_place() {
    let twice = application(&[("api", "health \"/\""), ("api", "health \"/\"")], &[]);
    refused(&with_spec(twice), "names/declared-twice", "formwork.kdl:9:1");
    let apps = "app \"a\"\napp \"b\"\n";
    refused(&with_spec(apps), "names/declared-twice", "formwork.kdl:2:1");
    let circle = application(&[("a", "uses \"b\""), ("b", "uses \"c\""), ("c", "uses \"a\"")], &[]);
    refused(&with_spec(circle), "graph/cycle", "formwork.kdl:7:10");
    let promoted = application(&[], &[("one", "promote-from \"two\""), ("two", "promote-from \"one\"")]);
    refused(&with_spec(promoted), "promotion/cyclic", "formwork.kdl:4:18");
    let itself = application(&[], &[("one", "promote-from \"one\"")]);
    refused(&with_spec(itself), "promotion/cyclic", "formwork.kdl:4:18");
    let data = application(&[], &[("one", "data from=\"one\"")]);
    refused(&with_spec(data), "data/", "formwork.kdl:4:");
}

#[test]
fn paths_that_leave_the_repository_are_refused_at_their_place() {
    for path in ["../x", "/etc", "a/../../x", "~/x", "C:/x", "a\\\\b", "api/", "./api", "-rf", ""] {
        let project = Project::new();
        project.spec("source \"api\"", &format!("source \"{path}\""));
        refused(&project, "check/wrong-type", "formwork.kdl:4:12");
    }
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir(outside.path().join("api")).unwrap();
    for (link, source) in [("away", "away"), ("away", "away/api")] {
        let project = Project::new();
        symlink(outside.path(), project.path(link)).unwrap();
        project.spec("source \"api\"", &format!("source \"{source}\""));
        refused(&project, "paths/outside", "formwork.kdl:4:12");
    }
    let project = Project::new();
    symlink("../../../../../../etc/passwd", project.path("clean.js")).unwrap();
    let more = "data from=\"two\" anonymise=\"clean.js\"";
    fs::write(project.path("formwork.kdl"), application(&[], &[("one", more), ("two", "")])).unwrap();
    refused(&project, "paths/outside", "formwork.kdl:4:31");
}

/// A link that stays inside is somebody's way to order a repository; artifacts are not written behind it.
#[test]
fn a_link_inside_the_repository_is_no_way_out() {
    let project = Project::new();
    fs::create_dir(project.path("services")).unwrap();
    fs::rename(project.path("api"), project.path("services/api")).unwrap();
    symlink("services/api", project.path("api")).unwrap();
    assert_eq!(project.code(&["check"]), 0);
    assert_eq!(project.code(&["apply", "--yes"]), 1);
    assert!(!project.path("services/api/Dockerfile").exists());
}

/// Runs as a user without rights, or not at all where the tests have none to give away.
#[test]
fn what_may_not_be_read_is_refused() {
    let project = Project::new();
    let nobody = 65_534;
    let as_nobody = |arguments: &[&str]| command(arguments).current_dir(project.root()).uid(nobody).output();
    let rights = |path: &str, mode: u32| {
        fs::set_permissions(project.path(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    rights("", 0o755);
    if !as_nobody(&["--version"]).is_ok_and(|output| output.status.success()) {
        // Only root can become somebody else, and not every root's programs can be run by others.
        return;
    }
    rights("formwork.kdl", 0o600);
    let output = as_nobody(&["check"]).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("spec/unreadable") && out(&output).contains("permission denied"));

    rights("formwork.kdl", 0o644);
    rights("api", 0o700);
    let output = as_nobody(&["apply", "--yes"]).unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", out(&output));
    let said = out(&output) + &err(&output);
    assert!(said.to_lowercase().contains("permission denied") && !said.contains("panicked"), "{said}");
    assert!(!project.path("compose.yaml").exists());
    rights("", 0o700);
    let elsewhere = command(&["check", project.root().to_str().unwrap()]).uid(nobody).output().unwrap();
    assert_eq!(elsewhere.status.code(), Some(1));
    assert!(out(&elsewhere).contains("spec/"), "{}", out(&elsewhere));
}
