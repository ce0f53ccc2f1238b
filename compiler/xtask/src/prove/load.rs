//! Users, while something is done to what serves them.
//!
//! In: a host, and what is done. Out: what was done, and how many requests were answered, failed or met a stale connection
//! meanwhile. The requests are made on the host itself, by the load client of the kit.

use super::host::Host;
use super::report::Load;
use crate::process::{Output, run};
use serde_json::Value;
use std::thread::sleep;
use std::time::Duration;

/// Where the load client lies on a host.
pub(super) const CLIENT: &str = "/opt/prove/load.py";
const STOP: &str = "/opt/prove/stop";
const LONGEST: Duration = Duration::from_secs(580);
/// Users come before something is done, and stay a while after it.
const AROUND: Duration = Duration::from_millis(1500);

/// Keep-alive GET and POST, connections of their own, two-second requests, web sockets; a pause in milliseconds last.
const MIX: &[&str] = &[
    "keepalive-get=12:/@50",
    "close-get=4:/@100",
    "keepalive-post=6:/notes@100",
    "slow=8:/slow",
    "ws=8:/ws",
];

#[derive(Debug)]
pub(super) struct Figures {
    pub(super) load: Load,
    /// How many builds answered, and how often each.
    pub(super) builds: usize,
    pub(super) answers: String,
    /// What failed, for people.
    pub(super) reasons: String,
}

/// Does something under load. A client that never got an answer, or that lost one, is an error: it proves nothing.
pub(super) fn under<T>(
    host: &Host<'_>,
    url: &str,
    play: impl FnOnce() -> Result<T, String>,
) -> Result<(T, Figures), String> {
    host.must(&format!("rm -f {STOP}"))?;
    let mixes: String = MIX.iter().map(|mix| format!(" --mix {mix}")).collect();
    let line = format!(
        "python3 {CLIENT} --url {url} --duration 550 --stop-file {STOP} --by-header x-release --timeout 10{mixes}"
    );
    let mut command = host.command("root", &line);
    std::thread::scope(|scope| {
        let client = scope.spawn(move || run(&mut command, LONGEST, ""));
        sleep(AROUND);
        let played = play();
        sleep(AROUND);
        host.must(&format!("touch {STOP}"))?;
        let said = client.join().map_err(|_| "the load client broke")??;
        let figures = read(&said)?;
        Ok((played?, figures))
    })
}

fn read(said: &Output) -> Result<Figures, String> {
    let told: Value = serde_json::from_str(&said.stdout).map_err(|why| format!("{why}: {}", said.tail()))?;
    let number = |name: &str| told[name].as_u64().unwrap_or_default();
    let proves_nothing =
        |why: &str| Err(format!("the load client proves nothing: {why}: {}", told["by_mix"]));
    if let Some(error) = told.get("error") {
        return proves_nothing(&error.to_string());
    }
    if number("unfinished") != 0 {
        return proves_nothing("some requests never ended");
    }
    let mixes = told["by_mix"].as_object().into_iter().flatten();
    let silent: Vec<&str> =
        mixes.clone().filter(|(_, mix)| mix["ok"] == 0).map(|(name, _)| &**name).collect();
    if !silent.is_empty() {
        return proves_nothing(&format!("nothing of {} was ever answered", silent.join(", ")));
    }
    let reasons = mixes.filter_map(|(name, mix)| {
        let reasons = mix.get("reasons")?.as_object()?.iter();
        let bad: Vec<String> = reasons
            .filter(|(why, _)| {
                !why.starts_with("open until") && !matches!(&***why, "ws close 1001" | "ws close 1000")
            })
            .map(|(why, count)| format!("{count} {why}"))
            .collect();
        (!bad.is_empty()).then(|| format!("{name}: {}", bad.join(", ")))
    });
    let builds = told["by_header"]["x-release"].as_object().ok_or("no answer says which build gave it")?;
    let answers: Vec<String> = builds.iter().map(|(name, count)| format!("{name} {count}")).collect();
    Ok(Figures {
        load: Load { requests: number("requests"), failed: number("failed"), stale: number("stale") },
        builds: builds.len(),
        answers: answers.join(", "),
        reasons: reasons.collect::<Vec<_>>().join("; "),
    })
}
