//! The group `switches`: blue-green under load, and what has to be seen when it is done wrong.

use super::Stage;
use super::load::{self, Figures};
use super::report::Report;
use super::trial::{ROOT, Trial, URL, ended};
use std::thread::sleep;
use std::time::{Duration, Instant};

const SWITCHES: usize = 10;
/// Longer than copies that users have left may still be finishing requests.
pub(super) const DRAINED: Duration = Duration::from_secs(6);

pub(super) fn play(stage: &Stage, report: &mut Report) -> Result<(), String> {
    let trial = Trial::prepare(stage, "nginx:1.30", |spec| spec)?;
    let started = Instant::now();
    trial.release("r0", "one")?;
    report.row("first deploy", "deploy.sh on an empty host", started, None, serves(&trial, "r0", "one"));
    let what = "ten times deploy.sh, to and fro between two builds";
    judged(report, "ten switches", what, &trial, || {
        for number in 1..=SWITCHES {
            let build = if number % 2 == 0 { "one" } else { "two" };
            let id = format!("r{number}");
            trial.release(&id, build)?;
            serves(&trial, &id, build)?;
            sleep(DRAINED.saturating_sub(Duration::from_secs(4)));
        }
        Ok("no request lost".to_string())
    });
    sleep(DRAINED);
    judged(report, "rollback", "rollback.sh: to the last good release", &trial, || {
        let said = trial.script("r10", "rollback.sh production")?;
        ended("the rollback", said, 0)?;
        serves(&trial, "r9", "two")
    });
    sleep(DRAINED);
    judged(
        report,
        "rollback by release",
        "rollback.sh --to r4: its images by digest, started again",
        &trial,
        || {
            let said = trial.script("r9", "rollback.sh production --to r4")?;
            ended("the rollback", said, 0)?;
            serves(&trial, "r4", "one")
        },
    );
    sleep(DRAINED);
    controls(&trial, report)
}

/// What is done under load, without one request that is lost or met a connection that was closed as it was used.
fn judged(
    report: &mut Report,
    scenario: &str,
    done: &str,
    trial: &Trial<'_>,
    play: impl FnOnce() -> Result<String, String>,
) {
    let started = Instant::now();
    match load::under(&trial.host, URL, play) {
        Ok((seen, figures)) => {
            let verdict = match figures.load {
                load if load.failed > 0 => {
                    Err(format!("{} requests failed: {}", load.failed, figures.reasons))
                }
                load if load.stale > 0 => {
                    Err(format!("{} connections were closed: {}", load.stale, figures.reasons))
                }
                _ if figures.builds < 2 => {
                    Err("only one build ever answered: nothing was switched".to_string())
                }
                _ => Ok(format!("{seen}; answers of {}", figures.answers)),
            };
            report.row(scenario, done, started, Some(figures.load), verdict);
        }
        Err(why) => report.row(scenario, done, started, None, Err(why)),
    }
}

/// Whether a release is live, and its build is what users get.
pub(super) fn serves(trial: &Trial<'_>, id: &str, build: &str) -> Result<String, String> {
    let live = trial.host.must(&format!("basename \"$(readlink -f {ROOT}/current)\""))?;
    let served = trial.served()?;
    if live.trim() == id && served == build {
        Ok(format!("{id} serves"))
    } else {
        Err(format!("{} is live and answers come from {served}, not {id} and {build}", live.trim()))
    }
}

/// After these lines the old copies die as soon as the edge has been told, with what they had begun.
const KILLED: &str = r#"cat >> scripts/lib/rollout.sh <<'END'
eval "$(declare -f reload_edge | sed 's/^reload_edge/reload_edge_well/')"
reload_edge() {
    reload_edge_well
    find_containers "web-${OLD_COLOUR}"
    docker kill ${REPLY} >/dev/null
}
END"#;
/// After these lines nobody waits until the new copies are ready.
const UNREADY: &str = "echo 'await_copies() { ANSWER=yes; }' >> scripts/lib/rollout.sh";

/// What has to be seen to fail: a harness that finds nothing amiss with these would find nothing amiss with anything.
fn controls(trial: &Trial<'_>, report: &mut Report) -> Result<(), String> {
    for (id, scenario, done, build, line) in [
        (
            "c1",
            "control: old copies killed",
            "the old copies are killed right after the reload",
            "two",
            KILLED,
        ),
        (
            "c2",
            "control: no gate",
            "a build that starts slowly is switched to at once",
            "slow-start",
            UNREADY,
        ),
    ] {
        trial.place(id, build, line)?;
        let started = Instant::now();
        let (_, Figures { load, reasons, .. }) =
            load::under(&trial.host, URL, || trial.script(id, "deploy.sh production"))?;
        let verdict = match load.failed {
            0 => Err("no request failed: the harness is blind".to_string()),
            _ => Ok(format!("failures are seen: {reasons}")),
        };
        report.row(scenario, done, started, Some(load), verdict);
        sleep(DRAINED);
    }
    Ok(())
}
