//! A database is brought back to a second between two writes that are known.

use super::{ENVIRONMENT, Trial, code, same};
use crate::process::Output;
use std::time::Instant;

/// Says when it is, without the part of the second that has begun.
const NOW: &str = "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC'";
const KNOWN: &str = "SELECT count(*) FILTER (WHERE customer = 'before') || ' ' || count(*) FILTER (WHERE customer = 'after') FROM orders";

impl Trial<'_> {
    pub(super) fn moment(&mut self) -> Result<(), String> {
        let started = Instant::now();
        let host = self.host;
        self.ask(
            &host.used,
            "BEGIN; WITH o AS (INSERT INTO orders (customer) VALUES ('before') RETURNING id)
            INSERT INTO lines SELECT id, n FROM o, generate_series(1, 3) n; COMMIT",
        )?;
        host.must("sleep 1.1")?;
        let between = self.ask(&host.used, NOW)?;
        host.must("sleep 1.1")?;
        self.ask(
            &host.used,
            "BEGIN; WITH o AS (INSERT INTO orders (customer) VALUES ('after') RETURNING id)
            INSERT INTO lines SELECT id, n FROM o, generate_series(1, 3) n; COMMIT",
        )?;
        let kept =
            host.script(&host.used, &format!("keep-log.sh {ENVIRONMENT} {}", self.subject.database))?;
        let segments =
            self.objects()?.iter().filter(|key| key.starts_with("log/") && key.ends_with(".age")).count();
        let seen = format!("exit {}, {segments} segments in the bucket, encrypted", code(&kept));
        let holds = kept.code == Some(0) && segments >= 2;
        self.see("the log is kept", "keep-log.sh after a backup", started, seen, holds, &kept);
        self.brought_back("to a second between two writes", &between, "1 0")?;
        self.brought_back("to the end of the log", "", "1 1")?;
        self.gap(&between)
    }

    fn replays(&self, until: &str) -> Result<Output, String> {
        let database = self.subject.database;
        let until = if until.is_empty() { String::new() } else { format!("--until '{until}'") };
        let line = format!(
            "restore.sh {ENVIRONMENT} {database} --from log {until} --into live --identity {} --confirm keeping/{ENVIRONMENT}/{database}",
            self.host.identity()
        );
        self.host.script(&self.host.fresh, &line)
    }

    fn brought_back(&mut self, to: &str, until: &str, wants: &str) -> Result<(), String> {
        let started = Instant::now();
        let host = self.host;
        let said = self.replays(until)?;
        let known = self.ask(&host.fresh, KNOWN)?;
        let last = self.last(&host.fresh)?;
        let is_same = self.content(&host.used, last)? == self.content(&host.fresh, last)?;
        let halves = self.ask(&host.fresh, self.subject.halves)?;
        let holds = said.code == Some(0) && known == wants && is_same && halves == "0";
        let seen = format!(
            "exit {}, of the write before and the one after: {known}, contents {}",
            code(&said),
            same(is_same)
        );
        let done = format!(
            "restore.sh --from log --into live, until {}",
            if until.is_empty() { "its end" } else { until }
        );
        self.see(to, &done, started, seen, holds, &said);
        Ok(())
    }

    /// A segment that is missing cannot be passed over.
    fn gap(&mut self, until: &str) -> Result<(), String> {
        let started = Instant::now();
        let host = self.host;
        let there = (self.last(&host.fresh)?, self.ask(&host.fresh, KNOWN)?);
        let prefix = self.prefix();
        host.must(&format!("aws s3 ls --recursive {prefix}/log/ | tail -n 1 | awk '{{ print \"s3://keeping-offsite/\" $4 }}' | xargs aws s3 rm --only-show-errors"))?;
        let said = self.replays(until)?;
        let untouched = there == (self.last(&host.fresh)?, self.ask(&host.fresh, KNOWN)?);
        let seen = format!("exit {}, {}", code(&said), if untouched { "nothing touched" } else { "CHANGED" });
        let holds = said.code == Some(1) && untouched;
        self.see("lie: the log has a gap", "restore.sh without its segments", started, seen, holds, &said);
        Ok(())
    }
}
