//! A database that is to be brought back to a second, by an engine that cannot.

#[cfg(test)]
use super::Case;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Backup, Environment, Model, Supervisor};

static CODE: Code = Code {
    slug: "backup/no-log",
    severity: Severity::Error,
    explanation: r##"The log of this database cannot be copied.

`point-in-time` copies what the engine writes down of each change. Of the engines of the catalogue PostgreSQL has a log
that can be read like that, where it runs in a container: on a host with PM2 it is a program of somebody else's, whose
files nobody here may read. Take `point-in-time` away and run the backup as often as changes may be lost.

## Bad

```kdl
database "main" engine="mariadb" version="11.8"
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
    point-in-time keep="7d"
}
```

## Good

```kdl
database "main" engine="mariadb" version="11.8"
backup "main" to="offsite" schedule="hourly"
```
"##,
};

pub(super) static RULE: Rule = Rule {
    code: &CODE,
    check,
    #[cfg(test)]
    cases: CASES,
};

fn check(model: &Model, findings: &mut Findings) {
    for (name, backup) in model.backups.iter().filter(|(_, backup)| backup.point_in_time.is_some()) {
        let Some(why) = environments(model, backup).find_map(|place| obstacle(model, backup, place)) else {
            continue;
        };
        let diagnostic = Diagnostic::new(&CODE, backup.span, format!("the log of `{name}` cannot be copied"))
            .mark(why)
            .help("without `point-in-time`: run the backup as often as changes may be lost");
        findings.report([EntityRef::new("backup", name), EntityRef::new("database", name)], diagnostic);
    }
}

fn environments<'m>(model: &'m Model, backup: &'m Backup) -> impl Iterator<Item = &'m Environment> {
    backup.environments.iter().filter_map(|name| model.environments.get(name.as_str()))
}

fn obstacle(model: &Model, backup: &Backup, environment: &Environment) -> Option<String> {
    let running = model.running(environment.databases.get(&**backup.name)?)?;
    if running.engine.log.is_none() {
        return Some(format!("`{}` has no log that could be", running.database.engine));
    }
    let pm2 = environment.supervisor == Some(Supervisor::Pm2);
    pm2.then(|| format!("in `{}` the engine is no container", environment.name))
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"database "main" engine="mongodb" version="8.0"
environment "production" platform="vps"
backup "main" to="offsite" schedule="daily" { point-in-time; }"#,
        &[("the log of `main` cannot be copied", r#"backup "main" to="offsite" schedule="daily""#)],
    ),
    Case::fires(
        r#"database "main" engine="postgresql" version="17"
environment "production" platform="vps" { supervisor "pm2"; }
backup "main" to="offsite" schedule="daily" { point-in-time; }"#,
        &[("the log of `main` cannot be copied", r#"backup "main" to="offsite" schedule="daily""#)],
    ),
    Case::silent(
        r#"database "main" engine="postgresql" version="17"
environment "production" platform="vps"
backup "main" to="offsite" schedule="daily" { point-in-time; }"#,
    ),
];
