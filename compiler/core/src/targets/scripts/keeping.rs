//! From the backups of an environment to the tables that backup.sh and restore.sh read.

use super::ir::{Entry, Table};
use crate::model::{Backup, Bucket, EngineDump, EngineLog, Environment, Keep, Model, Running};
use crate::render::escape;
use crate::targets::layout;

/// What a backup is made of, found.
struct Kept<'m> {
    model: &'m Model,
    backup: &'m Backup,
    running: Running<'m>,
    dump: &'m EngineDump,
    bucket: &'m Bucket,
}

impl<'m> Kept<'m> {
    fn find(model: &'m Model, environment: &'m Environment, backup: &'m Backup) -> Option<Self> {
        let database = environment.databases.get(&**backup.name)?;
        let running = model.running(database)?;
        let dump = running.engine.dump.as_ref()?;
        let bucket = model.buckets.get(backup.to.as_str())?;
        Some(Self { model, backup, running, dump, bucket })
    }

    /// The variables of the engine's image, for a container that `lib/scratch.sh` starts.
    fn container_env(&self) -> String {
        let name = self.model.database_name();
        let filled = |line: &String| self.running.filled(line, &name, layout::PASSWORD_FILE_INSIDE);
        self.running.engine.container_env.iter().map(filled).collect::<Vec<_>>().join("\n")
    }

    fn health(&self) -> String {
        let words = self.running.health(&self.model.database_name(), layout::PASSWORD_FILE_INSIDE);
        words.iter().map(|word| escape::shell(word)).collect::<Vec<_>>().join(" ")
    }

    /// Days, weeks and months.
    fn keep(&self) -> String {
        let keep = self.backup.keep.unwrap_or(Keep { daily: 7, weekly: 4, monthly: 12 });
        format!("{} {} {}", keep.daily.max(1), keep.weekly, keep.monthly)
    }

    /// How its log is kept, if it is.
    fn log(&self, line: impl Fn(&EngineLog) -> &str) -> Option<String> {
        self.backup.point_in_time?;
        self.running.engine.log.as_ref().map(|log| line(log).to_string())
    }

    fn recipient(&self) -> String {
        self.backup.encrypt.as_ref().map(|encryption| encryption.recipient.clone()).unwrap_or_default()
    }

    /// So old the newest backup may be: one that begins half the longest pause late is no reason to wake anybody.
    fn stale_seconds(&self) -> String {
        (self.backup.schedule.longest_gap().seconds * 3 / 2).to_string()
    }

    fn rto_seconds(&self) -> Option<String> {
        let objective = self.model.objectives.get(&**self.backup.name)?;
        Some(objective.rto.seconds.to_string())
    }
}

/// A column of the tables.
type Column = (&'static str, fn(&Kept<'_>) -> Option<String>);

const COLUMNS: &[Column] = &[
    ("ENGINE_IMAGE", |kept| Some(kept.running.version.image.clone())),
    ("ENGINE_ENV", |kept| Some(kept.container_env())),
    ("ENGINE_HEALTH", |kept| Some(kept.health())),
    ("ENGINE_USER", |kept| Some(kept.running.engine.container_user.clone())),
    ("LOG_ID", |kept| kept.log(|log| &log.id)),
    ("LOG_LIST", |kept| kept.log(|log| &log.list)),
    ("LOG_WRITE", |kept| kept.log(|log| &log.write)),
    ("LOG_DONE", |kept| kept.log(|log| &log.done)),
    ("LOG_BASE", |kept| kept.log(|log| &log.base)),
    ("LOG_FIRST", |kept| kept.log(|log| &log.first)),
    ("LOG_REPLAY", |kept| kept.log(|log| &log.replay)),
    ("KEEP_LOG_SECONDS", |kept| Some(kept.backup.point_in_time?.keep.seconds.to_string())),
    ("DUMP", |kept| Some(kept.dump.write.clone())),
    ("RESTORE", |kept| Some(kept.dump.read.clone())),
    ("DUMP_ROLES", |kept| kept.dump.write_roles.clone()),
    ("RESTORE_ROLES", |kept| kept.dump.read_roles.clone()),
    ("COUNT", |kept| Some(kept.dump.count.clone())),
    ("DUMP_EXTENSION", |kept| Some(kept.dump.extension.clone())),
    ("SMALLEST_DUMP", |kept| Some(kept.dump.smallest.to_string())),
    ("BUCKET", |kept| Some(format!("{}-{}", kept.model.app.name, kept.bucket.name))),
    ("BUCKET_REGION", |kept| Some(kept.bucket.region.clone())),
    ("RECIPIENT", |kept| Some(kept.recipient())),
    ("KEEP", |kept| Some(kept.keep())),
    ("STALE_SECONDS", |kept| Some(kept.stale_seconds())),
    ("RTO_SECONDS", |kept| kept.rto_seconds()),
];

pub(super) fn tables(model: &Model, environment: &Environment, backups: &[&Backup]) -> Vec<Table> {
    let kept: Vec<_> = backups.iter().filter_map(|backup| Kept::find(model, environment, backup)).collect();
    let table = |(name, value): &Column| {
        let entry = |kept: &Kept<'_>| {
            Some(Entry { key: kept.running.database.runs_as().to_string(), value: value(kept)? })
        };
        Table { name, entries: kept.iter().filter_map(entry).collect() }
    };
    COLUMNS.iter().map(table).filter(|table| !table.entries.is_empty()).collect()
}
