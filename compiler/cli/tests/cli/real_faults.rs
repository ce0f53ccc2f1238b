//! Faults of a real system: a disk that is full, a disk that is read-only, rights that are missing, links in the way.

use crate::support::{Project, command, err, out};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};

/// Where something cannot be had the test says so; a run of all that has to hold (`CI`) wants a reason for it.
fn skipped(what: &str) {
    let reason = std::env::var("FORMWORK_WITHOUT_NAMESPACES").unwrap_or_default();
    assert!(
        std::env::var_os("CI").is_none() || !reason.is_empty(),
        "{what}: say why in FORMWORK_WITHOUT_NAMESPACES"
    );
    println!("skipped: {what} {reason}");
}

/// In a mount namespace of its own, on disks of a few pages each: the smallest on which an apply is done, every smaller
/// one, and one that is read-only. `before` and `after` are the digests of all files around an apply that failed.
const ON_SMALL_DISKS: &str = r#"
set -eu
list() { find . -mindepth 1 | sort | while read -r path; do
    echo "$path $(stat -c %a "$path") $(sha256sum <"$path" 2>/dev/null)"; done; }
apply() { "$FORMWORK" apply --yes -q >/dev/null 2>"$SAID"; }
mount -t tmpfs -o size=8k tmpfs "$DISK"
pages=2 full=0
while :; do
    mount -o "remount,size=$((pages * 4))k" "$DISK"
    cd "$DISK"
    if [ -e formwork.kdl ] || cp -r "$PROJECT/." . 2>/dev/null; then
        before=$(list)
        if apply; then break; fi
        grep -q 'no space left on device' "$SAID" || { cat "$SAID"; exit 3; }
        grep -q 'nothing was changed' "$SAID" || { cat "$SAID"; exit 4; }
        [ "$before" = "$(list)" ] || { list; exit 5; }
        full=$((full + 1))
    else
        rm -rf ./* 
    fi
    cd /
    pages=$((pages + 1))
    [ "$pages" -lt 200 ]
done
"$FORMWORK" plan --detailed-exitcode -q
sed -i 's/port 8000/port 8001/' formwork.kdl
cd /
mount -o remount,ro "$DISK"
cd "$DISK"
before=$(list)
if apply; then exit 6; fi
grep -qi 'read-only file system' "$SAID" || { cat "$SAID"; exit 7; }
[ "$before" = "$(list)" ] || exit 8
cd /
mount -o remount,rw,size=8m "$DISK"
cd "$DISK"
apply
"$FORMWORK" plan --detailed-exitcode -q
echo "full $full times"
"#;

#[test]
fn a_full_disk_and_a_read_only_one_change_nothing() {
    let can = Command::new("unshare").args(["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).output();
    if !can.is_ok_and(|output| output.status.success()) {
        return skipped("a full disk: no mount namespace can be had");
    }
    let project = Project::new();
    let (disk, said) = (tempfile::tempdir().unwrap(), tempfile::NamedTempFile::new().unwrap());
    let output = Command::new("unshare")
        .args(["-rm", "sh", "-c", ON_SMALL_DISKS])
        .env("FORMWORK", env!("CARGO_BIN_EXE_formwork"))
        .env("DISK", disk.path())
        .env("PROJECT", project.root())
        .env("SAID", said.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{:?}: {}{}", output.status, out(&output), err(&output));
    let said = out(&output);
    let times: u32 = said.rsplit_once("full ").unwrap().1.split(' ').next().unwrap().parse().unwrap();
    assert!(times >= 5, "the disk was full {times} times");
}

/// Runs as a user who may not do everything. Root hands the project to one: for root no rights are missing.
fn as_a_user(project: &Project, arguments: &[&str]) -> Output {
    const NOBODY: u32 = 65534;
    let mut plain = command(arguments);
    plain.current_dir(project.root());
    if !is_root() {
        return plain.output().unwrap();
    }
    // Where that user may run it.
    let copy = tempfile::tempdir().unwrap();
    let program = copy.path().join("formwork");
    // By another process: were it open for writing here while another test starts one, it could not be run.
    let binary = env!("CARGO_BIN_EXE_formwork");
    assert!(Command::new("cp").arg(binary).arg(&program).status().unwrap().success());
    fs::set_permissions(copy.path(), Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    for (path, _) in project.tree() {
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    chown(project.root(), Some(NOBODY), Some(NOBODY)).unwrap();
    let mut command = Command::new(&program);
    command.args(arguments).uid(NOBODY).gid(NOBODY).current_dir(project.root()).output().unwrap()
}

fn is_root() -> bool {
    out(&Command::new("id").arg("-u").output().unwrap()).trim() == "0"
}

fn mode(project: &Project, path: &str, mode: u32) {
    fs::set_permissions(project.path(path), Permissions::from_mode(mode)).unwrap();
}

/// Refused with these words; all is as it was, and once the rights are there it is done.
fn refused_until(project: &Project, says: &str, mend: impl FnOnce()) {
    let before = project.tree();
    let output = as_a_user(project, &["apply", "--yes"]);
    let said = out(&output) + &err(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(says), "{says}: {said}");
    assert_eq!(before, project.tree());
    mend();
    let output = as_a_user(project, &["apply", "--yes"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
}

#[test]
fn rights_that_are_missing_change_nothing() {
    // A folder in which a file changes, the root itself, and a folder in which one is only deleted.
    let project = Project::applied();
    project.spec("port 8000", "port 8001");
    mode(&project, "api", 0o555);
    refused_until(&project, "`api", || mode(&project, "api", 0o755));

    let project = Project::new();
    mode(&project, ".", 0o555);
    refused_until(&project, "permission denied", || mode(&project, ".", 0o755));

    let project = Project::applied();
    fs::create_dir(project.path("web")).unwrap();
    project.spec("source \"api\"", "source \"web\"");
    mode(&project, "api", 0o555);
    refused_until(&project, "nothing can be written in `api`: permission denied", || {
        mode(&project, "api", 0o755)
    });

    // A file, and the lock, that cannot be read.
    let project = Project::applied();
    mode(&project, "compose.yaml", 0o000);
    refused_until(&project, "cannot be read: permission denied", || mode(&project, "compose.yaml", 0o644));
    mode(&project, "formwork.lock", 0o000);
    refused_until(&project, "`formwork.lock` cannot be read: permission denied", || {
        mode(&project, "formwork.lock", 0o644)
    });
    project.spec("port 8000", "port 8001");
    mode(&project, "formwork.lock", 0o444);
    refused_until(&project, "`formwork.lock` is read-only", || mode(&project, "formwork.lock", 0o644));
}

/// A repository of somebody else's in which Formwork's own names are links to places of the user's.
#[test]
fn names_of_formwork_that_are_links_lead_nowhere() {
    let outside = tempfile::tempdir().unwrap();
    let theirs = |name: &str| outside.path().join(name);
    let write = || {
        for name in ["journal", "journal.new", ".gitignore", "lock"] {
            fs::write(theirs(name), "*\n").unwrap();
        }
    };
    let untouched = || {
        for name in ["journal", "journal.new", ".gitignore", "lock"] {
            assert_eq!(fs::read_to_string(theirs(name)).unwrap(), "*\n", "{name}");
        }
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 4);
    };
    let changed = || {
        let project = Project::applied();
        project.spec("port 8000", "port 8001");
        project
    };
    write();
    // With something to write, and with nothing.
    for project in [changed(), Project::applied()] {
        symlink(outside.path(), project.path(".formwork")).unwrap();
        let output = project.run(&["apply", "--yes"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(err(&output).contains(".formwork is a symbolic link"), "{}", err(&output));
        untouched();
    }
    for name in ["journal.new", ".gitignore"] {
        let project = changed();
        fs::create_dir(project.path(".formwork")).unwrap();
        symlink(theirs(name), project.path(".formwork").join(name)).unwrap();
        let _ = project.run(&["apply", "--yes"]);
        untouched();
        assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0, "{name}");
    }
    let project = changed();
    fs::rename(project.path("formwork.lock"), theirs("lock")).unwrap();
    let lock = fs::read(theirs("lock")).unwrap();
    symlink(theirs("lock"), project.path("formwork.lock")).unwrap();
    let output = project.run(&["apply", "--yes"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("`formwork.lock` is a symbolic link"), "{}", err(&output));
    assert!(Path::new(&project.path("formwork.lock")).is_symlink());
    assert_eq!(fs::read(theirs("lock")).unwrap(), lock);
}
