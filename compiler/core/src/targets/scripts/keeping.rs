//! From the backups of an environment to the tables that backup.sh and restore.sh read.

use super::ir::{Entry, Table};
use crate::model::{Backup, Bucket, Database, Engine, EngineVersion, Environment, Keep, Model};
use crate::render::escape;

/// What a backup is made of, found.
struct Kept<'m> {
    model: &'m Model,
    backup: &'m Backup,
    database: &'m Database,
    engine: &'m Engine,
    version: &'m EngineVersion,
    bucket: &'m Bucket,
}

impl<'m> Kept<'m> {
    fn find(model: &'m Model, environment: &'m Environment, backup: &'m Backup) -> Option<Self> {
        let database = environment.databases.get(&**backup.name)?;
        let engine = model.catalogue.engines.get(database.engine.as_str())?;
        let version = engine.version(&database.version)?;
        let bucket = model.buckets.get(backup.to.as_str())?;
        Some(Self { model, backup, database, engine, version, bucket })
    }

    /// The variables of the engine's image, for a container that `lib/scratch.sh` starts.
    fn container_env(&self) -> String {
        let filled = |text: &String| {
            text.replace("{user}", &self.engine.user)
                .replace("{database}", &self.model.database_name())
                .replace("{password-file}", "/run/secrets/password")
        };
        self.engine.container_env.iter().map(filled).collect::<Vec<_>>().join("\n")
    }

    fn health(&self) -> String {
        self.engine.health.iter().map(|word| escape::shell(word)).collect::<Vec<_>>().join(" ")
    }

    /// Days, weeks and months.
    fn keep(&self) -> String {
        let keep = self.backup.keep.unwrap_or(Keep { daily: 7, weekly: 4, monthly: 12 });
        format!("{} {} {}", keep.daily.max(1), keep.weekly, keep.monthly)
    }

    fn recipient(&self) -> String {
        self.backup.encrypt.as_ref().map(|encryption| encryption.recipient.clone()).unwrap_or_default()
    }

    fn rto_seconds(&self) -> Option<String> {
        let objective = self.model.objectives.get(&**self.backup.name)?;
        Some(objective.rto.seconds.to_string())
    }
}

/// A column of the tables.
type Column = (&'static str, fn(&Kept<'_>) -> Option<String>);

const COLUMNS: &[Column] = &[
    ("ENGINE_IMAGE", |kept| Some(kept.version.image.clone())),
    ("ENGINE_ENV", |kept| Some(kept.container_env())),
    ("ENGINE_HEALTH", |kept| Some(kept.health())),
    ("DUMP", |kept| Some(kept.engine.dump.clone())),
    ("RESTORE", |kept| Some(kept.engine.restore.clone())),
    ("COUNT", |kept| Some(kept.engine.count.clone())),
    ("DUMP_EXTENSION", |kept| Some(kept.engine.dump_extension.clone())),
    ("SMALLEST_DUMP", |kept| Some(kept.engine.smallest_dump.to_string())),
    ("BUCKET", |kept| Some(format!("{}-{}", kept.model.app.name, kept.bucket.name))),
    ("BUCKET_REGION", |kept| Some(kept.bucket.region.clone())),
    ("RECIPIENT", |kept| Some(kept.recipient())),
    ("KEEP", |kept| Some(kept.keep())),
    ("RTO_SECONDS", |kept| kept.rto_seconds()),
];

pub(super) fn tables(model: &Model, environment: &Environment, backups: &[&Backup]) -> Vec<Table> {
    let kept: Vec<_> = backups.iter().filter_map(|backup| Kept::find(model, environment, backup)).collect();
    let table = |(name, value): &Column| {
        let entry =
            |kept: &Kept<'_>| Some(Entry { key: kept.database.runs_as().to_string(), value: value(kept)? });
        Table { name, entries: kept.iter().filter_map(entry).collect() }
    };
    COLUMNS.iter().map(table).filter(|table| !table.entries.is_empty()).collect()
}
