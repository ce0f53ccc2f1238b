//! The block in a user's `.gitignore`: judged by git itself, and gone without a trace when nothing wants it any more.

use crate::support::{Project, err, out};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

/// The small application, with a secret.
fn with_secret() -> Project {
    let project = Project::new();
    project.spec("health \"/health\"", "health \"/health\"\n    env { TOKEN secret=\"token\"; }");
    project.spec("environment", "secret \"token\"\n\nenvironment");
    project
}

fn without_secret(project: &Project) {
    project.spec("\n    env { TOKEN secret=\"token\"; }", "");
    project.spec("secret \"token\"\n\n", "");
}

fn is_ignored(project: &Project, path: &str) -> bool {
    let git = |arguments: &[&str]| {
        Command::new("git").current_dir(project.root()).args(arguments).output().unwrap()
    };
    assert!(git(&["init", "-q"]).status.success());
    let output = git(&["check-ignore", "--no-index", path]);
    let code = output.status.code().unwrap();
    assert!(code <= 1, "{}", err(&output));
    code == 0
}

#[test]
fn git_leaves_out_what_developers_fill_in_and_takes_everything_that_is_made() {
    let project = with_secret();
    assert!(!is_ignored(&project, "api/.env"), "the control");
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(is_ignored(&project, "api/.env"));
    assert!(!is_ignored(&project, "other/.env") && !is_ignored(&project, "api/.env.example"));
    let lock = project.read("formwork.lock");
    let made =
        lock.lines().filter(|line| line.contains("\"sha256\"")).map(|line| line.split('"').nth(1).unwrap());
    made.for_each(|path| assert!(!is_ignored(&project, path), "{path}"));
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
}

#[test]
fn the_users_lines_are_as_they_were_when_the_block_goes() {
    for text in ["*.log\n", "*.log", "*.log\r\n!keep.log\r\n", "\u{feff}# mine\n", ""] {
        let project = with_secret();
        let at = project.path(".gitignore");
        fs::write(&at, text).unwrap();
        assert_eq!(project.code(&["apply", "--yes"]), 0);
        assert!(is_ignored(&project, "api/.env"), "{text:?}");
        assert!(project.read(".gitignore").starts_with(text), "{text:?}");
        assert_eq!(project.code(&["apply", "--yes", "--detailed-exitcode"]), 0, "{text:?}");
        without_secret(&project);
        let plan = out(&project.run(&["plan"]));
        assert!(plan.contains("~ .gitignore"), "{plan}");
        assert_eq!(project.code(&["apply", "--yes"]), 0);
        assert_eq!(project.read(".gitignore"), text);
        assert!(!project.read("formwork.lock").contains(".gitignore"));
        assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
    }
}

#[test]
fn a_file_that_was_created_for_the_block_goes_with_it() {
    let project = with_secret();
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    without_secret(&project);
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(!project.path(".gitignore").exists());
}

#[test]
fn a_block_that_was_edited_is_settled_like_a_file() {
    let project = with_secret();
    fs::write(project.path(".gitignore"), "*.log\n").unwrap();
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    let edited = project.read(".gitignore").replace("/api/.env", "/api/.env*");
    fs::write(project.path(".gitignore"), &edited).unwrap();
    let plan = project.run(&["plan"]);
    assert_eq!(plan.status.code(), Some(1));
    assert!(out(&plan).contains("edited by hand since the last apply (1 line)"), "{}", out(&plan));
    assert_eq!(project.code(&["release", ".gitignore"]), 0);
    assert_eq!(project.code(&["apply", "--yes", "--detailed-exitcode"]), 0);
    assert_eq!(project.read(".gitignore"), edited);
    assert_eq!(project.code(&["adopt", "--yes", ".gitignore"]), 0);
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert_eq!(project.read(".gitignore"), edited.replace("/api/.env*", "/api/.env"));
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
}

#[test]
fn damaged_marks_stop_an_apply_and_say_where() {
    let project = with_secret();
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    let damaged = project.read(".gitignore").replace("# <<< formwork\n", "");
    fs::write(project.path(".gitignore"), &damaged).unwrap();
    let output = project.run(&["apply", "--yes", "--overwrite", ".gitignore"]);
    assert_eq!(output.status.code(), Some(1));
    let words = out(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("the block that begins in line 1 has no `<<< formwork`"), "{words}");
    assert_eq!(project.read(".gitignore"), damaged);
}

#[test]
fn against_a_revision_only_what_the_spec_changes_is_shown() {
    let project = with_secret();
    fs::write(project.path(".gitignore"), "*.log\n").unwrap();
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(project.root()).args(["-c", "user.name=a", "-c", "user.email=a@b.c"]);
        assert!(command.args(arguments).output().unwrap().status.success(), "{arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "all"]);
    let plan = project.run(&["plan", "--against", "HEAD", "--detailed-exitcode"]);
    assert_eq!(plan.status.code(), Some(0), "{}", out(&plan));
    project.spec("source \"api\"", "source \"web\"");
    fs::create_dir(project.path("web")).unwrap();
    let plan = out(&project.run(&["plan", "--against", "HEAD", "--diff"]));
    assert!(plan.contains("-/api/.env") && plan.contains("+/web/.env"), "{plan}");
}

#[test]
fn a_file_that_is_rewritten_keeps_its_rights() {
    let project = with_secret();
    let set = |at: &str, mode| {
        fs::set_permissions(project.path(at), fs::Permissions::from_mode(mode)).unwrap();
    };
    let rights = |at: &str| fs::metadata(project.path(at)).unwrap().permissions().mode() & 0o7777;
    fs::write(project.path(".gitignore"), "mine\n").unwrap();
    set(".gitignore", 0o660);
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(project.read(".gitignore").contains("mine\n") && project.read(".gitignore").contains(".env"));
    assert_eq!(rights(".gitignore"), 0o660);
    // Also when the block is cut out, and of what is Formwork's.
    set("compose.yaml", 0o600);
    set("formwork.lock", 0o666);
    let before = project.read("compose.yaml");
    without_secret(&project);
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(project.read(".gitignore") == "mine\n" && project.read("compose.yaml") != before);
    assert_eq!(
        (rights(".gitignore"), rights("compose.yaml"), rights("formwork.lock")),
        (0o660, 0o600, 0o666)
    );
}
