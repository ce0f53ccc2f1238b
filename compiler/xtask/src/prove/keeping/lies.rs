//! The ways in which a backup lies, each of which has to be caught before anything is touched.

use super::{ENVIRONMENT, Trial, code, has};
use crate::process::Output;
use std::time::Instant;

/// How often a dump is tried to be ended half-way.
const ATTEMPTS: usize = 8;

/// What is done to a copy of the newest dump, which takes its place, and what the refusal says.
const DAMAGES: &[(&str, &str, &str)] = &[
    ("truncated", "truncate --size=-100 \"$file\"", "its manifest says"),
    // More than a byte: one may have been there by chance.
    (
        "corrupt",
        "printf 'nobody dumped this' | dd of=\"$file\" bs=1 seek=3000 conv=notrunc status=none",
        "was altered",
    ),
    ("empty", ": > \"$file\"", "has 0 bytes"),
];

/// The content of the new engine before, which has to stay.
struct There {
    last: u64,
    content: String,
}

impl Trial<'_> {
    pub(super) fn lies(&mut self) -> Result<(), String> {
        let last = self.last(&self.host.fresh)?;
        let there = There { last, content: self.content(&self.host.fresh, last)? };
        let newest = self.newest()?;
        for (name, damage, says) in DAMAGES {
            let started = Instant::now();
            self.damage(&newest, damage)?;
            let said = self.restores(&self.host.fresh, &newest, &self.host.identity())?;
            self.refused(name, "restore.sh --into live", started, &said, (3, says), &there)?;
            self.damage(&newest, "cp whole \"$file\"")?;
        }
        let started = Instant::now();
        let said = self.restores(&self.host.fresh, &newest, &self.host.other_identity())?;
        let says = (3, "does not open this backup");
        self.refused("wrong key", "restore.sh --into live with another key", started, &said, says, &there)?;
        self.stale(&newest, &there)?;
        self.dump_dies()?;
        self.left_out()
    }

    /// Puts a damaged copy of the dump in its place; the whole one stays in the file `whole`.
    fn damage(&self, backup: &str, how: &str) -> Result<(), String> {
        let line = format!(
            "cd {folder}/tmp && name=$(aws s3 ls {place} | awk '{{ print $4 }}' | grep 'age$' | grep -v roles) && file=damaged \
             && {{ [ -e \"whole-$name\" ] || aws s3 cp --only-show-errors {prefix}/daily/\"$name\" \"whole-$name\"; }} \
             && cp \"whole-$name\" whole && cp whole damaged && {how} \
             && aws s3 cp --only-show-errors damaged {prefix}/daily/\"$name\"",
            folder = self.host.folder(),
            prefix = self.prefix(),
            place = format_args!("{}/{backup}", self.prefix()),
        );
        self.host.must(&line).map(drop)
    }

    fn refused(
        &mut self,
        lie: &str,
        done: &str,
        started: Instant,
        said: &Output,
        wants: (i32, &str),
        there: &There,
    ) -> Result<(), String> {
        let same = self.last(&self.host.fresh)? == there.last
            && self.content(&self.host.fresh, there.last)? == there.content;
        let seen = format!("exit {}, {}", code(said), if same { "nothing touched" } else { "CHANGED" });
        let holds = said.code == Some(wants.0) && has(said, wants.1) && same;
        self.see(&format!("lie: {lie}"), done, started, seen, holds, said);
        Ok(())
    }

    /// All that is there is an old backup: to take it has to be said.
    fn stale(&mut self, newest: &str, there: &There) -> Result<(), String> {
        let started = Instant::now();
        let (prefix, stamp) = (self.prefix(), "20260101T031700Z");
        let old = format!("daily/{stamp}");
        self.host.must(&format!(
            "aws s3 mv --only-show-errors --recursive --exclude '*' --include '*.manifest' {prefix}/daily/ {prefix}/aside/ \
             && aws s3 cp --only-show-errors {prefix}/aside/{name}.manifest {prefix}/{old}.manifest",
            name = newest.trim_start_matches("daily/"),
        ))?;
        let live = self.restores(&self.host.fresh, "latest", &self.host.identity())?;
        self.refused(
            "stale",
            "restore.sh --from latest --into live, all newer ones gone",
            started,
            &live,
            (3, "hours old"),
            there,
        )?;
        let started = Instant::now();
        let drill = format!(
            "restore.sh {ENVIRONMENT} {} --from latest --into scratch --identity {}",
            self.subject.database,
            self.host.identity()
        );
        let said = self.host.script(&self.host.used, &drill)?;
        self.refused("stale", "the drill", started, &said, (3, "hours old"), there)?;
        let started = Instant::now();
        let said = self.restores(&self.host.fresh, &old, &self.host.identity())?;
        self.see(
            "an old backup",
            "restore.sh --from its own key",
            started,
            format!("exit {}", code(&said)),
            said.code == Some(0),
            &said,
        );
        self.host.must(&format!(
            "aws s3 rm --only-show-errors {prefix}/{old}.manifest && aws s3 mv --only-show-errors --recursive {prefix}/aside/ {prefix}/daily/"
        )).map(drop)
    }

    /// The server ends the dump's connection half-way: what was written until then is no backup.
    fn dump_dies(&mut self) -> Result<(), String> {
        let started = Instant::now();
        let (subject, host) = (self.subject, self.host);
        let attempt = || {
            std::thread::scope(|scope| {
                let dump = scope.spawn(|| self.backs_up(&host.used, "scheduled"));
                let mut ended = false;
                while !dump.is_finished() && !ended {
                    ended = self.ask(&host.used, subject.end_dump).is_ok_and(|said| said.contains("ended"));
                }
                (dump.join().unwrap_or_else(|_| Err("the backup panicked".into())), ended)
            })
        };
        // A dump takes less than a second: one that was over before anything could end it is no failure of its pipe.
        let (mut before, mut outcome) = (self.objects()?, attempt());
        for _ in 1..ATTEMPTS {
            if outcome.1 {
                break;
            }
            (before, outcome) = (self.objects()?, attempt());
        }
        let (said, ended) = outcome;
        let said = said?;
        let nothing = before == self.objects()?;
        let holds = ended && said.code == Some(1) && nothing;
        let seen = format!("exit {}, {}", code(&said), if nothing { "no object" } else { "AN OBJECT" });
        self.see(
            "lie: the dump fails in its pipe",
            "its connection ended half-way",
            started,
            seen,
            holds,
            &said,
        );
        Ok(())
    }

    /// A dump that says nothing and leaves out a table looks like any other, until the drill counts.
    fn left_out(&mut self) -> Result<(), String> {
        let started = Instant::now();
        self.host.set(&self.host.used, self.subject.leaves_out)?;
        let backup = self.backs_up(&self.host.used, "manual")?;
        let drill = format!(
            "restore.sh {ENVIRONMENT} {} --from latest --into scratch --identity {}",
            self.subject.database,
            self.host.identity()
        );
        let said = self.host.script(&self.host.used, &drill)?;
        self.host.set(&self.host.used, "")?;
        let holds =
            (backup.code, said.code) == (Some(0), Some(1)) && has(&said, "papers has 0, expected 60000");
        let seen = format!("exit {} of the backup, {} of the drill", code(&backup), code(&said));
        self.see(
            "lie: a table is left out",
            "a dump without the rows of one, then the drill",
            started,
            seen,
            holds,
            &said,
        );
        Ok(())
    }
}
