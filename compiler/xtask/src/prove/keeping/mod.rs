//! The proof of backups: real engines are dumped while they are written to, and brought back.
//!
//! In: a spec with a database of each engine, and what the compiler makes of it. Out: a row for each scenario. Copies
//! are encrypted by age, lie in a bucket that speaks S3, and are restored into an engine of its own, into the engine in
//! use, and into one that is new; contents are compared by their digests, not by what a script says. Then the ways in
//! which a backup lies: each has to be refused, and what is there has to stay as it is.

mod host;
mod lies;
mod moment;
mod subject;

use super::Stage;
use super::report::Report;
use crate::e2e::bases;
use crate::process::Output;
use host::{ENVIRONMENT, Host, Site};
use std::thread::sleep;
use std::time::{Duration, Instant};
use subject::{SUBJECTS, Subject};

pub(super) fn play(stage: &Stage, report: &mut Report) -> Result<(), String> {
    for subject in SUBJECTS {
        bases::provide(&stage.engine, subject.image)?;
    }
    let host = Host::start(stage)?;
    for subject in SUBJECTS {
        Trial { host: &host, subject, report }.play()?;
    }
    Ok(())
}

struct Trial<'a> {
    host: &'a Host<'a>,
    subject: &'a Subject,
    report: &'a mut Report,
}

impl Trial<'_> {
    fn play(&mut self) -> Result<(), String> {
        let (host, subject) = (self.host, self.subject);
        host.start_database(&host.used, subject.database)?;
        self.ask(&host.used, subject.seed)?;
        host.start_service(subject.service, subject.image, subject.database, subject.url)?;
        self.written(20)?;
        self.backup()?;
        self.drill()?;
        host.start_database(&host.fresh, subject.database)?;
        self.nothing_there()?;
        self.fresh()?;
        self.mishap()?;
        self.lies()?;
        if self.subject.has_log { self.moment() } else { Ok(()) }
    }

    /// A scheduled backup while the service writes.
    fn backup(&mut self) -> Result<(), String> {
        let started = Instant::now();
        let before = self.last(&self.host.used)?;
        let said = self.backs_up(&self.host.used, "scheduled")?;
        let after = self.last(&self.host.used)?;
        let kept = self.objects()?;
        let whole = ["daily", "weekly", "monthly"].iter().all(|age| {
            kept.iter().filter(|key| key.starts_with(age)).count() >= 2
                && kept.iter().any(|key| key.starts_with(age) && key.ends_with(".age"))
        });
        let holds = said.code == Some(0) && after > before && whole;
        let seen = format!(
            "exit {}, {} transactions meanwhile, {} objects",
            code(&said),
            after - before,
            kept.len()
        );
        self.see(
            "backup under writes",
            "backup.sh --reason scheduled while a service writes",
            started,
            seen,
            holds,
            &said,
        );
        let started = Instant::now();
        let site = self.host.folder();
        let plain = self.host.sh(&format!("! grep -rlE 'Straße|CREATE TABLE|PGDMP' {site}/bucket && ! ls -A {site}/used/opt/backups | grep ."))?;
        let seen = format!(
            "plain text in the bucket, or left on the host: {}",
            if plain.code == Some(0) { "none" } else { plain.stdout.trim() }
        );
        self.see(
            "nothing plain",
            "looked into the bucket and the host's own folder",
            started,
            seen,
            plain.code == Some(0),
            &plain,
        );
        Ok(())
    }

    /// As the workflow of the drill does it, on any machine with Docker.
    fn drill(&mut self) -> Result<(), String> {
        let started = Instant::now();
        let report = format!("{}/report.json", self.host.folder());
        let line = format!(
            "restore.sh {ENVIRONMENT} {} --from latest --into scratch --identity {} --report {report}",
            self.subject.database,
            self.host.identity()
        );
        let said = self.host.script(&self.host.used, &line)?;
        let report = self.host.must(&format!("cat {report}"))?;
        let report: serde_json::Value =
            serde_json::from_str(&report).map_err(|why| format!("{why}: {report}"))?;
        let seconds = report["seconds"].as_u64().unwrap_or(u64::MAX);
        let holds = said.code == Some(0)
            && report["result"] == "restored"
            && report["within_rto"] == true
            && seconds <= started.elapsed().as_secs() + 1;
        let seen = format!(
            "exit {}, back in {seconds} s, RTO {} s, {} bytes",
            code(&said),
            report["rto_seconds"],
            report["bytes"]
        );
        self.see("drill", "restore.sh --from latest --into scratch --report", started, seen, holds, &said);
        let started = Instant::now();
        let left = self.host.sh("! docker network ls --format '{{.Name}}' | grep -e \"-scratch-\"")?;
        let holds = left.code == Some(0);
        self.see(
            "nothing is left",
            "looked for containers and networks",
            started,
            if holds { "no network and no container" } else { "something is left" }.into(),
            holds,
            &left,
        );
        Ok(())
    }

    /// A database that holds nothing at night is a fault, before a deploy it is not.
    fn nothing_there(&mut self) -> Result<(), String> {
        let started = Instant::now();
        let before = self.objects()?;
        let night = self.backs_up(&self.host.fresh, "scheduled")?;
        let deploy = self.backs_up(&self.host.fresh, "deploy")?;
        let holds = (night.code, deploy.code) == (Some(1), Some(0))
            && has(&night, "nothing to back up")
            && before == self.objects()?;
        let seen = format!("exit {} at night, {} before a deploy, no object", code(&night), code(&deploy));
        self.see("nothing to back up", "backup.sh on a new, empty engine", started, seen, holds, &night);
        Ok(())
    }

    /// A new engine that knows nothing of the old one: not its roles, not its extensions, not its password.
    fn fresh(&mut self) -> Result<(), String> {
        let started = Instant::now();
        let said = self.restores(&self.host.fresh, "latest", &self.host.identity())?;
        let last = self.last(&self.host.fresh)?;
        let (old, new) = (self.content(&self.host.used, last)?, self.content(&self.host.fresh, last)?);
        let halves = self.ask(&self.host.fresh, self.subject.halves)?;
        let holds = said.code == Some(0) && last > 0 && old == new && halves == "0";
        let seen = format!(
            "exit {}, {last} transactions, {halves} of them half, contents {}",
            code(&said),
            same(old == new)
        );
        self.see(
            "restore into a new engine",
            "restore.sh --from latest --into live where nothing was",
            started,
            seen,
            holds,
            &said,
        );
        let started = Instant::now();
        let (old, new) = (self.rest(&self.host.used)?, self.rest(&self.host.fresh)?);
        let lines: Vec<&str> = new.lines().filter_map(|line| line.split(' ').next()).collect();
        let seen = format!("{} {}", lines.join(", "), same(old == new));
        let said = Output { code: None, stdout: old.clone(), stderr: new.clone() };
        self.see(
            "what is more than tables",
            "asked both engines for it",
            started,
            seen,
            old == new && lines.len() >= 4,
            &said,
        );
        Ok(())
    }

    /// The engine in use, from the copy of before, while the service goes on.
    fn mishap(&mut self) -> Result<(), String> {
        let started = Instant::now();
        let host = self.host;
        let newest = self.newest()?;
        host.must("sleep 1")?;
        self.ask(&host.used, self.subject.mishap)?;
        let unsure = host.script(
            &host.used,
            &format!(
                "restore.sh {ENVIRONMENT} {} --from {newest} --into live --identity {} --confirm yes",
                self.subject.database,
                host.identity()
            ),
        )?;
        let said = self.restores(&host.used, &newest, &host.identity())?;
        let kept = self.newest()?;
        let back = self.ask(&host.used, "SELECT COUNT(*) FROM papers")?;
        let last = self.last(&host.fresh)?;
        let same_content = self.content(&host.used, last)? == self.content(&host.fresh, last)?;
        let goes_on = self.written(last + 5).is_ok();
        let holds = (unsure.code, said.code) == (Some(3), Some(0))
            && kept > newest
            && back == "60000"
            && same_content
            && goes_on;
        let seen = format!(
            "exit {} without the name typed, then {}; a copy of what was there {}, contents {}, the service {}",
            code(&unsure),
            code(&said),
            if kept > newest { "was made" } else { "is missing" },
            same(same_content),
            if goes_on { "writes again" } else { "does not write" }
        );
        self.see(
            "restore after a mishap",
            "rows deleted, a table dropped, then restore.sh --into live while the service runs",
            started,
            seen,
            holds,
            &said,
        );
        Ok(())
    }

    fn backs_up(&self, site: &Site, reason: &str) -> Result<Output, String> {
        self.host
            .script(site, &format!("backup.sh {ENVIRONMENT} {} --reason {reason}", self.subject.database))
    }

    fn restores(&self, site: &Site, from: &str, identity: &str) -> Result<Output, String> {
        let database = self.subject.database;
        let line = format!(
            "restore.sh {ENVIRONMENT} {database} --from {from} --into live --identity {identity} --confirm keeping/{ENVIRONMENT}/{database}"
        );
        self.host.script(site, &line)
    }

    fn ask(&self, site: &Site, sql: &str) -> Result<String, String> {
        let said = self.host.in_database(site, self.subject.database, self.subject.client, sql)?;
        Ok(said.trim().to_string())
    }

    fn last(&self, site: &Site) -> Result<u64, String> {
        let said = self.ask(site, self.subject.last)?;
        said.parse().map_err(|why| format!("{why}: {said}"))
    }

    fn content(&self, site: &Site, last: u64) -> Result<String, String> {
        self.ask(site, &self.subject.content.replace("{last}", &last.to_string()))
    }

    fn rest(&self, site: &Site) -> Result<String, String> {
        self.ask(site, self.subject.rest)
    }

    /// Waits until so many transactions are there.
    fn written(&self, least: u64) -> Result<(), String> {
        let deadline = Instant::now() + Duration::from_secs(30);
        while self.last(&self.host.used)? < least {
            if Instant::now() > deadline {
                return Err(format!("{} writes nothing", self.subject.service));
            }
            sleep(Duration::from_millis(200));
        }
        Ok(())
    }

    fn prefix(&self) -> String {
        format!("s3://keeping-offsite/{ENVIRONMENT}/{}", self.subject.database)
    }

    /// The keys below the database's own prefix.
    fn objects(&self) -> Result<Vec<String>, String> {
        let start = format!("{ENVIRONMENT}/{}/", self.subject.database);
        let line = format!(
            "aws s3api list-objects-v2 --bucket keeping-offsite --prefix {start} --query 'Contents[].Key' --output text"
        );
        let said = self.host.must(&line)?;
        Ok(said.split_whitespace().filter_map(|key| key.strip_prefix(&start)).map(str::to_owned).collect())
    }

    /// `daily/STAMP` of the newest complete backup.
    fn newest(&self) -> Result<String, String> {
        let keys = self.objects()?;
        let complete = keys
            .iter()
            .filter_map(|key| key.strip_suffix(".manifest"))
            .filter(|key| key.starts_with("daily/"));
        complete.max().map(str::to_owned).ok_or_else(|| "there is no backup".to_string())
    }

    fn see(
        &mut self,
        scenario: &str,
        done: &str,
        started: Instant,
        seen: String,
        holds: bool,
        said: &Output,
    ) {
        let scenario = format!("{}, {scenario}", self.subject.engine);
        let seen = if holds {
            Ok(seen)
        } else {
            Err(format!(
                "{seen}
{}
{}",
                said.stdout, said.stderr
            ))
        };
        self.report.row(&scenario, done, started, None, seen);
    }
}

fn code(output: &Output) -> String {
    output.code.map_or_else(|| "by a signal".to_string(), |code| code.to_string())
}

fn same(same: bool) -> &'static str {
    if same { "the same" } else { "DIFFERENT" }
}

fn has(output: &Output, text: &str) -> bool {
    output.stdout.contains(text) || output.stderr.contains(text)
}
