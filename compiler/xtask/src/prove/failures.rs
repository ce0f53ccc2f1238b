//! The group `failures`: what goes wrong with a deploy, while users are there. The release before goes on serving, the
//! script says what happened and ends with the code that stands for it, and the next deploy works.

use super::Stage;
use super::load::{self, Figures};
use super::report::Report;
use super::switches::{DRAINED, serves};
use super::trial::{ROOT, Trial, URL, ended};
use std::thread::sleep;
use std::time::Instant;

/// A deploy that must not hold.
struct Failure {
    scenario: &'static str,
    build: &'static str,
    /// What is done to the release before it is deployed.
    release: &'static str,
    /// What is done to the host before, and what puts it right again.
    host: [&'static str; 2],
    code: i32,
    says: &'static str,
    /// Whether users meet the fault before the way back: it shows only once it serves.
    reaches_users: bool,
}

const SOUND: Failure = Failure {
    scenario: "",
    build: "two",
    release: "",
    host: ["", ""],
    code: 1,
    says: "",
    reaches_users: false,
};

const FAILURES: &[Failure] = &[
    Failure {
        scenario: "never healthy",
        build: "never-healthy",
        release: "sed -i 's/^GATE_SECONDS=.*/GATE_SECONDS=8/' deploy/production/settings.sh",
        says: "the new copies are not healthy",
        ..SOUND
    },
    Failure {
        scenario: "migration fails",
        build: "migration",
        says: "the migration of main failed",
        ..SOUND
    },
    Failure {
        scenario: "port taken",
        host: [
            "systemd-run --quiet --unit=taker python3 -m http.server 23000 --bind 127.0.0.1; sleep 1",
            "systemctl stop taker",
        ],
        code: 3,
        says: "port 23000 of web-green is taken by another program",
        ..SOUND
    },
    Failure {
        scenario: "full disk",
        host: [
            "mkdir -p /mnt/small && mount -t tmpfs -o size=1g tmpfs /mnt/small && \
             cp -a /opt/trial/production/. /mnt/small/ && mount --bind /mnt/small /opt/trial/production",
            "umount /opt/trial/production && umount /mnt/small",
        ],
        code: 3,
        says: "MiB are free at",
        ..SOUND
    },
    Failure {
        scenario: "dies while watched",
        build: "dies",
        release: "sed -i 's/^BAKE_SECONDS=.*/BAKE_SECONDS=15/' deploy/production/settings.sh",
        code: 4,
        says: "blue serves again",
        reaches_users: true,
        ..SOUND
    },
    Failure {
        scenario: "errors while watched",
        build: "errors",
        release: "sed -i 's/^BAKE_SECONDS=.*/BAKE_SECONDS=15/' deploy/production/settings.sh",
        code: 4,
        says: "blue serves again",
        reaches_users: true,
        ..SOUND
    },
];

/// Where a script is killed: once it has said so.
const KILLS: &[&str] = &["starting release", "switching the edge", "watching for"];

pub(super) fn play(stage: &Stage, report: &mut Report) -> Result<(), String> {
    let trial = Trial::prepare(stage, "nginx:1.30", |spec| spec)?;
    trial.release("r0", "one")?;
    for (number, failure) in FAILURES.iter().enumerate() {
        let id = format!("f{number}");
        let started = Instant::now();
        let done = format!("deploy.sh of the build `{}`", failure.build);
        let (figures, verdict) = match load::under(&trial.host, URL, || fails(&trial, &id, failure)) {
            Ok((seen, figures)) => {
                let verdict = judge(&figures, failure.reaches_users).map(|()| seen);
                (Some(figures.load), verdict)
            }
            Err(why) => (None, Err(why)),
        };
        report.row(failure.scenario, &done, started, figures, verdict);
        sleep(DRAINED);
    }
    lost_database(&trial, report);
    kills(&trial, report)
}

/// Deploys what must not hold. Out: what was seen.
fn fails(trial: &Trial<'_>, id: &str, failure: &Failure) -> Result<String, String> {
    let [before, after] = failure.host;
    trial.place(id, failure.build, failure.release)?;
    trial.host.must(before)?;
    let said = trial.deploy(id, failure.code);
    trial.host.must(after)?;
    let said = said?;
    if !said.stderr.contains(failure.says) {
        return Err(format!("it does not say `{}`:\n{}", failure.says, said.stderr));
    }
    serves(trial, "r0", "one")?;
    Ok(format!("exit {}, `{}`, r0 serves", failure.code, failure.says))
}

fn judge(figures: &Figures, reaches_users: bool) -> Result<(), String> {
    let load = figures.load;
    match (load.failed, load.stale) {
        // What no gate can see before it serves. How many requests met it before the way back is in the table.
        (failed, _) if reaches_users && failed > 0 => Ok(()),
        (0, 0) if !reaches_users => Ok(()),
        (failed, stale) => Err(format!("{failed} requests failed, {stale} stale: {}", figures.reasons)),
    }
}

/// The container of the database is gone, its data is not: a deploy brings it back before anything else.
fn lost_database(trial: &Trial<'_>, report: &mut Report) {
    let started = Instant::now();
    let play = || {
        trial.host.must("docker rm --force trial-production-main-1")?;
        trial.release("lost", "two")?;
        trial.host.must("curl --silent --show-error --fail --data x https://trial.formwork.dev/notes")?;
        serves(trial, "lost", "two")
    };
    report.row("lost database", "its container removed, then deploy.sh", started, None, play());
    sleep(DRAINED);
}

/// Killed, nothing undoes itself: the next deploy settles what was left.
fn kills(trial: &Trial<'_>, report: &mut Report) -> Result<(), String> {
    for (number, said) in KILLS.iter().enumerate() {
        let started = Instant::now();
        let (killed, next) = (format!("k{number}"), format!("n{number}"));
        let (wrong, right) = if number % 2 == 0 { ("one", "two") } else { ("two", "one") };
        trial.place(&killed, wrong, "")?;
        let line = format!(
            "cd {ROOT}/releases/{killed} && {{ scripts/deploy.sh production > /tmp/{killed}.log 2>&1 & }} && \
             for ((i = 0; i < 600; i++)); do grep -q '{said}' /tmp/{killed}.log && break; sleep 0.1; done && \
             grep -q '{said}' /tmp/{killed}.log && kill -KILL $!"
        );
        let outcome = load::under(&trial.host, URL, || {
            ended("the kill", trial.host.deploy(&line)?, 0)?;
            sleep(DRAINED);
            trial.release(&next, right)?;
            serves(trial, &next, right)
        });
        let (load, verdict) = match outcome {
            Ok((seen, figures)) => {
                (Some(figures.load), judge(&figures, false).map(|()| format!("then {seen}")))
            }
            Err(why) => (None, Err(why)),
        };
        let done = format!("deploy.sh killed at `{said}`, then deploy.sh of the next release");
        report.row("killed", &done, started, load, verdict);
        sleep(DRAINED);
    }
    Ok(())
}
