//! Applies that are killed for real, and two at once: a plan knows what is left, an apply finishes it, nothing is lost.

use crate::support::{Project, command, err, out};
use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const KILLS: u32 = 500;

/// How many of them must hit between the first change and the last.
const WITHIN: u32 = KILLS / 4;

type Tree = BTreeMap<PathBuf, Option<Vec<u8>>>;

/// A project of some sixty files, with files of the user's beside them.
fn made_up() -> Project {
    let project = Project::new();
    assert_eq!(project.code(&["debug", "synth", "6", "."]), 0);
    fs::write(project.path("services/service-00001/server.js"), "mine\n").unwrap();
    fs::write(project.path("NOTES.md"), "mine too\n").unwrap();
    project
}

/// The same application as two teams would have it: other values, another port, and one environment less.
fn variants(spec: &str) -> [String; 3] {
    let at = spec.find("environment \"staging\"").unwrap();
    let end = spec.find("environment \"production\"").unwrap();
    let without = format!("{}{}", &spec[..at], &spec[end..])
        .replace("    promote-from \"staging\" approval=#true\n", "    deploy-on branch=\"main\"\n");
    [spec.to_string(), spec.replace("port 10003", "port 10303").replace("30s", "31s"), without]
}

fn tree(project: &Project) -> Tree {
    let relative = |path: PathBuf| path.strip_prefix(project.root()).unwrap().to_path_buf();
    project.tree().into_iter().map(|(path, bytes)| (relative(path), bytes)).collect()
}

fn start(project: &Project) -> Child {
    let mut command = command(&["apply", "--yes", "-q"]);
    command.current_dir(project.root()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn pid(child: &Child) -> Pid {
    Pid::from_child(child)
}

/// Which journal is there: each run that writes makes one of its own.
fn journal(project: &Project) -> Option<u64> {
    fs::metadata(project.path(".formwork/journal")).ok().map(|found| found.ino())
}

/// Waits until the run has begun to change something, or is over.
fn until_it_writes(project: &Project, child: &mut Child, before: Option<u64>) {
    let begun = || journal(project).is_some_and(|now| Some(now) != before);
    while !begun() && child.try_wait().unwrap().is_none() {
        sleep(Duration::from_micros(100));
    }
}

/// What the disk holds is what one of the wanted trees holds there.
fn nothing_is_lost(project: &Project, wanted: &[Tree], round: u32) {
    let now = tree(project);
    for (path, bytes) in &now {
        let is_ours = path.to_string_lossy().contains(".formwork");
        let is_known = wanted.iter().any(|tree| tree.get(path) == Some(bytes));
        assert!(is_ours || is_known, "round {round}: {} holds something else", path.display());
    }
    for path in wanted[0].keys().filter(|path| wanted.iter().all(|tree| tree.contains_key(*path))) {
        assert!(now.contains_key(path), "round {round}: {} is gone", path.display());
    }
}

#[test]
fn killed_at_any_moment_nothing_is_lost_and_the_next_apply_finishes() {
    let project = made_up();
    let specs = variants(&project.read("formwork.kdl"));
    let set = |which: usize| fs::write(project.path("formwork.kdl"), &specs[which]).unwrap();
    let wanted = [0, 1, 2, 0, 1, 2].map(|which| {
        set(which);
        assert_eq!(project.code(&["apply", "--yes", "-q"]), 0);
        tree(&project)
    });
    let wanted = &wanted[3..];
    // How long a run takes before it writes, and how long it writes.
    set(0);
    let begun = Instant::now();
    let mut child = start(&project);
    until_it_writes(&project, &mut child, None);
    let planning = begun.elapsed();
    child.wait().unwrap();
    let writing = begun.elapsed() - planning;

    let mut within = 0;
    for round in 0..KILLS {
        let which = (round as usize + round as usize / 7) % 3;
        set(which);
        let before = journal(&project);
        let mut child = start(&project);
        // One in five anywhere; the others while it writes. The steps of the golden section leave no gaps.
        let share = f64::from(round) * 0.618_033_988_75 % 1.0;
        if round % 5 == 0 {
            sleep(planning.mul_f64(share));
        } else {
            until_it_writes(&project, &mut child, before);
            sleep(writing.mul_f64(share));
        }
        let _ = child.kill();
        child.wait().unwrap();
        within += u32::from(journal(&project).is_some_and(|now| Some(now) != before));
        nothing_is_lost(&project, wanted, round);
        // Some are finished; on the others the next one, with another spec, is killed too.
        if round % 5 == 4 {
            let plan = project.run(&["plan"]);
            assert_eq!(plan.status.code(), Some(0), "round {round}: {}{}", out(&plan), err(&plan));
            assert_eq!(project.code(&["apply", "--yes", "-q"]), 0, "round {round}");
            assert!(tree(&project) == wanted[which], "round {round}: not what was wanted");
        }
    }
    println!("{within} of {KILLS} kills hit while files were written ({planning:?} + {writing:?})");
    assert!(within >= WITHIN, "{within} of {KILLS} kills hit while files were written");
    assert_eq!(project.code(&["apply", "--yes", "-q"]), 0);
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
}

#[test]
fn of_two_applies_at_once_one_wins_and_the_other_says_so() {
    let project = made_up();
    let specs = variants(&project.read("formwork.kdl"));
    let mut met = 0;
    for round in 0..40 {
        fs::write(project.path("formwork.kdl"), &specs[round % 2]).unwrap();
        let mut first = start(&project);
        until_it_writes(&project, &mut first, None);
        let stopped = kill_process(pid(&first), Signal::STOP).is_ok();
        let is_writing = stopped && project.path(".formwork/journal").exists();
        if is_writing {
            let second = project.run(&["apply", "--yes", "-q"]);
            let said = err(&second);
            assert_eq!(second.status.code(), Some(1), "{said}");
            assert!(said.contains("another apply is running here"), "{said}");
            if cfg!(target_os = "linux") && fs::read_to_string("/proc/locks").is_ok() {
                assert!(said.contains(&format!("(process {})", first.id())), "{said}");
            }
            met += 1;
        }
        let _ = kill_process(pid(&first), Signal::CONT);
        assert!(first.wait().unwrap().success());
        assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
        if met == 10 {
            break;
        }
    }
    assert_eq!(met, 10);
}

/// Neither waits for the other: whoever comes first may be done before the second looks.
#[test]
fn applies_that_race_leave_what_is_wanted() {
    let project = made_up();
    let specs = variants(&project.read("formwork.kdl"));
    for round in 0..10 {
        fs::write(project.path("formwork.kdl"), &specs[round % 2]).unwrap();
        let both = [start(&project), start(&project)].map(|child| child.wait_with_output().unwrap());
        let won = both.iter().filter(|output| output.status.success()).count();
        for output in both.iter().filter(|output| !output.status.success()) {
            assert_eq!(output.status.code(), Some(1));
            assert!(err(output).contains("another apply is running here"), "{}", err(output));
        }
        assert!(won > 0);
        assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
    }
}
