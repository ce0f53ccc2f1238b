//! `fmt`: what it writes, what it leaves alone, and what an editor or a workflow gets from it.

use crate::support::{Project, command, err, out, quickly};
use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::process::{Output, Stdio};

const UGLY: &str = "app   \"shop\"{\r\n  // the owner\r\n  owner \"web\"\r\n}\r\n";
const NEAT: &str = "app \"shop\" {\n    // the owner\n    owner \"web\"\n}\n";

fn with(files: &[(&str, &str)]) -> Project {
    let project = Project::empty();
    for (path, text) in files {
        fs::create_dir_all(project.path(path).parent().unwrap()).unwrap();
        fs::write(project.path(path), text).unwrap();
    }
    project
}

fn piped(arguments: &[&str], text: &[u8]) -> Output {
    let mut process = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(text).unwrap();
    process.wait_with_output().unwrap()
}

#[test]
fn the_spec_and_its_parts_are_formatted() {
    let project = with(&[
        ("formwork.kdl", UGLY),
        ("formwork/kinds/queue.kdl", UGLY),
        ("formwork/neat.kdl", NEAT),
        ("formwork/.hidden.kdl", UGLY),
        ("formwork/notes.txt", UGLY),
        ("elsewhere.kdl", UGLY),
    ]);
    let neat = fs::metadata(project.path("formwork/neat.kdl")).unwrap().ino();
    let output = project.run(&["fmt"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(err(&output), "formatted formwork.kdl\nformatted formwork/kinds/queue.kdl\n");
    assert_eq!(out(&output), "");
    for path in ["formwork.kdl", "formwork/kinds/queue.kdl"] {
        assert_eq!(project.read(path), NEAT);
    }
    for path in ["formwork/.hidden.kdl", "formwork/notes.txt", "elsewhere.kdl"] {
        assert_eq!(project.read(path), UGLY);
    }
    assert_eq!(fs::metadata(project.path("formwork/neat.kdl")).unwrap().ino(), neat, "it was not written");
    let before = project.tree();
    assert_eq!(err(&project.run(&["fmt"])), "in the style\n");
    assert_eq!(project.tree(), before);
}

#[test]
fn what_the_spec_imports_is_formatted_wherever_it_stands() {
    let project = with(&[
        ("formwork.kdl", "import \"shared\"\nimport \"gone.kdl\"\nimport \"formwork\"\n"),
        ("shared/first.kdl", "import \"deep/second.kdl\"\napp   \"shop\"\n"),
        ("shared/third.kdl", "import \"formwork.kdl\"\n"),
        ("shared/templates/nginx/site.conf.tera", "a   b"),
        ("deep/second.kdl", UGLY),
        ("deep/other.kdl", UGLY),
        ("formwork/part.kdl", UGLY),
        ("bad.kdl", "app   {"),
    ]);
    let output = project.run(&["fmt", "--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).starts_with("3 of 5 files would change"), "{}", err(&output));
    let output = project.run(&["fmt"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        err(&output),
        "formatted deep/second.kdl\nformatted formwork/part.kdl\nformatted shared/first.kdl\n"
    );
    assert_eq!(project.read("deep/second.kdl"), NEAT);
    assert_eq!(project.read("deep/other.kdl"), UGLY);
    assert_eq!(project.read("shared/templates/nginx/site.conf.tera"), "a   b");
    fs::write(project.path("formwork.kdl"), "import \"bad.kdl\"\n").unwrap();
    let output = project.run(&["fmt"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("bad.kdl:1"), "{}", err(&output));
    assert_eq!(project.read("bad.kdl"), "app   {");
}

#[test]
fn a_path_narrows_it_to_a_file_or_a_project() {
    let project = with(&[("a/formwork.kdl", UGLY), ("b.kdl", UGLY)]);
    assert_eq!(project.code(&["fmt", "b.kdl"]), 0);
    assert_eq!((project.read("b.kdl").as_str(), project.read("a/formwork.kdl").as_str()), (NEAT, UGLY));
    assert_eq!(project.code(&["fmt", "-C", "a"]), 0);
    assert_eq!(project.read("a/formwork.kdl"), NEAT);
    let output = project.run(&["fmt"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("there is no `formwork.kdl`"), "{}", err(&output));
}

#[test]
fn check_shows_what_would_change_and_writes_nothing() {
    let project = with(&[("formwork.kdl", UGLY), ("formwork/neat.kdl", NEAT)]);
    let before = project.tree();
    let output = project.run(&["fmt", "--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        out(&output).starts_with("--- formwork.kdl\n+++ formwork.kdl, formatted\n@@ "),
        "{}",
        out(&output)
    );
    assert!(out(&output).contains("+    owner \"web\"\n"), "{}", out(&output));
    assert_eq!(err(&output), "1 of 2 files would change: formwork fmt\n");
    assert_eq!(project.tree(), before);
    assert_eq!(project.code(&["fmt"]), 0);
    let output = project.run(&["fmt", "--check"]);
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(0), ""));
}

#[test]
fn an_editor_gets_the_text_through_pipes() {
    let output = piped(&["fmt", "-"], UGLY.as_bytes());
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(0), NEAT));
    let output = piped(&["fmt", "-"], b"");
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(0), ""));
    let output = piped(&["fmt", "-", "--check"], UGLY.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).starts_with("--- stdin\n"), "{}", out(&output));
    for broken in [&b"a {"[..], b"a \xff"] {
        let output = piped(&["fmt", "-"], broken);
        assert_eq!((output.status.code(), out(&output).as_str()), (Some(1), ""));
        assert!(err(&output).contains("stdin"), "{}", err(&output));
    }
}

#[test]
fn what_has_errors_is_left_alone_and_the_rest_is_formatted() {
    let broken = "app \"shop\" {\n  owner \"web\"\nservice \"api\"   {\n}\n";
    let project = with(&[("formwork.kdl", broken), ("formwork/a.kdl", UGLY), ("formwork/b.kdl", "a \u{0}")]);
    let output = project.run(&["fmt"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("syntax/unclosed-block"), "{}", err(&output));
    assert!(err(&output).contains("what has errors is left as it is"), "{}", err(&output));
    assert_eq!(project.read("formwork.kdl"), broken);
    assert_eq!(project.read("formwork/a.kdl"), NEAT);
}

#[test]
fn the_mode_stays_and_nothing_is_left_beside() {
    let project = with(&[("formwork.kdl", UGLY)]);
    fs::set_permissions(project.path("formwork.kdl"), fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(project.code(&["fmt"]), 0);
    assert_eq!(fs::metadata(project.path("formwork.kdl")).unwrap().permissions().mode() & 0o7777, 0o640);
    assert_eq!(fs::read_dir(project.root()).unwrap().count(), 1);
}

#[test]
fn what_is_not_to_be_written_stays_as_it_is() {
    let project = with(&[("formwork.kdl", UGLY)]);
    fs::set_permissions(project.path("formwork.kdl"), fs::Permissions::from_mode(0o444)).unwrap();
    let output = project.run(&["fmt"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("`formwork.kdl` is read-only"), "{}", err(&output));
    assert_eq!(project.read("formwork.kdl"), UGLY);
    assert_eq!(fs::read_dir(project.root()).unwrap().count(), 1);

    let outside = with(&[("shared.kdl", UGLY), ("folder/x.kdl", UGLY)]);
    let project = with(&[("formwork/neat.kdl", NEAT)]);
    symlink(outside.path("shared.kdl"), project.path("formwork.kdl")).unwrap();
    symlink(outside.path("folder"), project.path("formwork/linked")).unwrap();
    let output = project.run(&["fmt"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("symbolic link"), "{}", err(&output));
    assert_eq!((outside.read("shared.kdl"), outside.read("folder/x.kdl")), (UGLY.into(), UGLY.into()));
    assert!(project.path("formwork.kdl").is_symlink());

    let project = with(&[("formwork.kdl", NEAT)]);
    symlink(outside.path("folder"), project.path("formwork")).unwrap();
    assert_eq!(project.code(&["fmt"]), 0);
    assert_eq!(outside.read("folder/x.kdl"), UGLY);
}

#[test]
fn bad_places_and_huge_texts_are_findings_and_quick() {
    let project = with(&[("huge.kdl", &"a {\n b 1;c 2 }\n".repeat(60_000))]);
    fs::create_dir(project.path("formwork.kdl")).unwrap();
    fs::write(project.path("larger.kdl"), vec![b'\n'; (16 << 20) + 1]).unwrap();
    for path in ["formwork.kdl", "larger.kdl", "absent.kdl", "/dev/zero"] {
        assert_eq!(quickly(&project, &["fmt", path]).status.code(), Some(1), "{path}");
    }
    let output = quickly(&project, &["fmt", "--check", "huge.kdl"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).len() < 100_000, "{} bytes", out(&output).len());
    assert_eq!(quickly(&project, &["fmt", "huge.kdl"]).status.code(), Some(0));
    let deep = "a {".repeat(100_000) + &"}".repeat(100_000);
    fs::write(project.path("deep.kdl"), deep).unwrap();
    assert_eq!(quickly(&project, &["fmt", "deep.kdl"]).status.code(), Some(1));
}
