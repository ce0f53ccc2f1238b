//! A plan that is remembered says what one that is made says, whatever happened to the files in between.

use crate::support::{Project, command};
use std::fs::{self, File, FileTimes, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// An applied project, and a memory of its own.
struct Remembering {
    project: Project,
    caches: TempDir,
}

impl Remembering {
    fn new() -> Self {
        Self { project: Project::applied(), caches: tempfile::tempdir().unwrap() }
    }

    fn plan_with(&self, caches: &Path) -> Output {
        let mut plan = command(&["plan", "--detailed-exitcode"]);
        plan.env("XDG_CACHE_HOME", caches).current_dir(self.project.root()).output().unwrap()
    }

    fn plan(&self) -> Output {
        self.plan_with(self.caches.path())
    }

    /// The same without a memory, which cannot be where a file is.
    fn plan_afresh(&self) -> Output {
        self.plan_with(Path::new("/dev/null"))
    }

    fn memory(&self) -> Option<PathBuf> {
        let mut files = fs::read_dir(self.caches.path().join("formwork")).ok()?;
        files.next().map(|file| file.unwrap().path())
    }

    /// Makes a plan and one that is remembered. Without waiting: what was written just now is read once more.
    fn settle(&self) {
        assert_eq!(self.plan(), self.plan());
        assert!(self.memory().is_some());
    }

    /// Every file as if it had settled long ago, and been looked at since: what a later plan finds.
    fn wait(&self) {
        std::thread::sleep(Duration::from_secs(4));
        self.settle();
    }
}

fn dockerfile(project: &Project) -> PathBuf {
    project.path("api/Dockerfile")
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// One letter is another; the length and the time of the bytes stay.
fn edit_in_secret(path: &Path) {
    let before = fs::metadata(path).unwrap();
    let mut bytes = fs::read(path).unwrap();
    let last = bytes.len() - 2;
    bytes[last] ^= 1;
    fs::write(path, &bytes).unwrap();
    let times = FileTimes::new().set_modified(before.modified().unwrap());
    File::options().write(true).open(path).unwrap().set_times(times).unwrap();
    let after = fs::metadata(path).unwrap();
    assert_eq!((before.len(), before.mtime_nsec()), (after.len(), after.mtime_nsec()));
}

type Edit = (&'static str, fn(&Project));

/// What can happen between two plans. None is undone: each comes on top of those before.
const EDITS: &[Edit] = &[
    ("nothing", |_| {}),
    ("a touch", |project| {
        let times = FileTimes::new().set_modified(SystemTime::now());
        File::options().write(true).open(dockerfile(project)).unwrap().set_times(times).unwrap();
    }),
    ("an edit in secret", |project| edit_in_secret(&dockerfile(project))),
    ("the same edit back", |project| edit_in_secret(&dockerfile(project))),
    ("a mode", |project| set_mode(&dockerfile(project), 0o755)),
    ("the mode back", |project| set_mode(&dockerfile(project), 0o644)),
    ("a mode that says nothing", |project| set_mode(&dockerfile(project), 0o600)),
    ("another file under its name", |project| {
        let copy = project.path("api/copy");
        fs::copy(dockerfile(project), &copy).unwrap();
        fs::rename(copy, dockerfile(project)).unwrap();
    }),
    ("a file of the user's", |project| fs::write(project.path("api/server.js"), "x").unwrap()),
    ("a file away", |project| fs::rename(dockerfile(project), project.path("api/gone")).unwrap()),
    ("a link in its place", |project| symlink("gone", dockerfile(project)).unwrap()),
    ("the file back", |project| fs::rename(project.path("api/gone"), dockerfile(project)).unwrap()),
    ("a folder away", |project| fs::rename(project.path("api"), project.path("away")).unwrap()),
    ("a link to the folder", |project| symlink("away", project.path("api")).unwrap()),
    ("the folder back", |project| {
        fs::remove_file(project.path("api")).unwrap();
        fs::rename(project.path("away"), project.path("api")).unwrap();
    }),
    ("a spec with other blanks", |project| project.spec("    port 8000", "    port  8000")),
    ("another spec", |project| project.spec("port  8000", "port  8001")),
    ("a broken spec", |project| project.spec("port  8001", "prt  8001")),
    ("the spec back", |project| project.spec("prt  8001", "port  8000")),
    ("an import of nothing", |project| project.spec("environment", "import \"more\"\n\nenvironment")),
    ("what is imported", |project| {
        fs::create_dir(project.path("more")).unwrap();
        fs::write(project.path("more/a.kdl"), "secret \"one\" owner=\"us\"\n").unwrap();
    }),
    ("an apply", |project| assert_eq!(project.code(&["apply", "--yes"]), 0)),
    ("one more file to import", |project| {
        fs::write(project.path("more/b.kdl"), "secret \"two\" owner=\"us\"\n").unwrap();
    }),
    ("a second apply", |project| assert_eq!(project.code(&["apply", "--yes"]), 0)),
    ("an imported file edited in secret", |project| edit_in_secret(&project.path("more/b.kdl"))),
    ("and back", |project| edit_in_secret(&project.path("more/b.kdl"))),
    ("a lock that says something else", |project| {
        let lock = project.read("formwork.lock");
        fs::write(project.path("formwork.lock"), lock.replace("\"8000\"", "\"8002\"")).unwrap();
    }),
    ("no lock", |project| fs::remove_file(project.path("formwork.lock")).unwrap()),
    ("a third apply", |project| assert_eq!(project.code(&["apply", "--yes"]), 0)),
    ("a release", |project| assert_eq!(project.code(&["release", "api/Dockerfile"]), 0)),
    ("an edit of what is released", |project| edit_in_secret(&dockerfile(project))),
    ("what an apply left that did not finish", |project| {
        fs::create_dir(project.path(".formwork")).unwrap();
        fs::write(project.path(".formwork/journal"), "folder  x\n").unwrap();
    }),
];

/// With what was written just before, and with what has settled.
#[test]
fn a_remembered_plan_says_what_a_new_one_says() {
    for waits in [false, true] {
        let it = Remembering::new();
        if waits {
            it.wait()
        } else {
            it.settle()
        }
        let mut quiet = 0;
        for (what, edit) in EDITS {
            edit(&it.project);
            let expected = it.plan_afresh();
            // The second has what the first may have kept.
            assert_eq!(it.plan(), expected, "after {what}");
            assert_eq!(it.plan(), expected, "after {what}, once more");
            quiet += usize::from(expected.status.code() == Some(0));
        }
        assert!(quiet > 10 && quiet < EDITS.len() - 10, "{quiet} plans had nothing to change");
    }
}

/// The proof that it is read: a memory that says something else is believed, when its digest is right.
#[test]
fn what_is_remembered_is_what_is_said() {
    let it = Remembering::new();
    it.settle();
    let memory = it.memory().unwrap();
    let bytes = fs::read(&memory).unwrap();
    let (title, body) = bytes.split_at(bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1);
    let body = body[32..].to_vec();
    let at = body.windows(6).position(|words| words == b"\"shop\"").unwrap();
    let told = [&body[..at], b"\"shed\"", &body[at + 6..]].concat();
    fs::write(&memory, [title, &formwork_digest(&told), &told].concat()).unwrap();
    assert!(String::from_utf8(it.plan().stdout).unwrap().starts_with("shed: up to date"));
    // One bit of it, and it is no memory.
    let mut broken = fs::read(&memory).unwrap();
    *broken.last_mut().unwrap() ^= 1;
    fs::write(&memory, broken).unwrap();
    assert!(String::from_utf8(it.plan().stdout).unwrap().starts_with("shop: up to date"));
}

fn formwork_digest(bytes: &[u8]) -> [u8; 32] {
    formwork_core::lock::Digest::of(bytes).bytes()
}

#[test]
fn a_memory_that_is_none_costs_nothing_but_time() {
    let it = Remembering::new();
    it.settle();
    let expected = it.plan_afresh();
    let memory = it.memory().unwrap();
    let good = fs::read(&memory).unwrap();
    let newer = [b"formwork memory 9\n", &good[18..]].concat();
    for (what, bytes) in [
        ("empty", &b""[..]),
        ("garbage", b"\xff garbage"),
        ("cut off", &good[..good.len() / 2]),
        ("newer", &newer),
    ] {
        fs::write(&memory, bytes).unwrap();
        assert_eq!(it.plan(), expected, "{what}");
        assert_ne!(fs::read(&memory).unwrap(), bytes, "{what}: it is put right");
    }
    fs::remove_file(&memory).unwrap();
    fs::create_dir(&memory).unwrap();
    assert_eq!(it.plan(), expected);
    fs::remove_dir_all(it.caches.path()).unwrap();
    fs::write(it.caches.path(), "a file where the caches would be").unwrap();
    assert_eq!(it.plan(), expected);
}

/// That of another tree speaks of other files: it counts for as much as they are the same.
#[test]
fn the_memory_of_another_tree_is_not_believed() {
    let (one, other) = (Remembering::new(), Remembering::new());
    one.settle();
    other.settle();
    edit_in_secret(&dockerfile(&other.project));
    fs::copy(one.memory().unwrap(), other.memory().unwrap()).unwrap();
    assert_eq!(other.plan(), other.plan_afresh());
    assert_eq!(other.plan().status.code(), Some(1));
}

#[test]
fn nothing_is_written_to_the_project() {
    let it = Remembering::new();
    let before = it.project.tree();
    it.settle();
    assert_eq!(it.project.tree(), before);
}
