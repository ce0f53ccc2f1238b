//! A production database that nothing backs up.

#[cfg(test)]
use super::Case;
use super::views::{environment_ref, productions};
use super::{Findings, Rule, words};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Database, Environment, Model};
use std::collections::BTreeSet;

static CODE: Code = Code {
    slug: "backup/missing",
    severity: Severity::Error,
    explanation: r##"A database in production has no backup.

A disk that fails, a migration that goes wrong or a mistyped command loses everything users ever entered, and there is
no way back. A backup names the database, the bucket it goes to, and how often; it counts only for the environments
in its `in`, which is `production` unless it says otherwise.

## Bad

```kdl
service "backend" {
    uses "main" env="DATABASE_URI"
}
database "main" engine="mongodb" version="8.0"
environment "production" platform="vps" {
    host "shop.app" user="deploy"
}
```

## Good

```kdl
service "backend" {
    uses "main" env="DATABASE_URI"
}
database "main" engine="mongodb" version="8.0"
bucket "offsite" provider="s3" region="eu-central-1"
environment "production" platform="vps" {
    host "shop.app" user="deploy"
}
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
    encrypt "age" recipient="age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    drill "quarterly"
}
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
    for environment in productions(model) {
        let used: BTreeSet<&str> = environment
            .services
            .values()
            .flat_map(|service| &service.uses)
            .flat_map(|line| &line.things)
            .map(|thing| thing.as_str())
            .collect();
        for database in environment.databases.values().filter(|it| it.is_kept() && used.contains(&*it.name)) {
            if let Some(diagnostic) = missing(model, environment, database) {
                let database = EntityRef::new("database", &database.name);
                findings.report([database, environment_ref(environment)], diagnostic);
            }
        }
    }
}

fn missing(model: &Model, environment: &Environment, database: &Database) -> Option<Diagnostic> {
    let platform = model.catalogue.platforms.get(environment.platform.as_str())?;
    if platform.kept(&database.engine).is_some_and(|kept| kept.backed_up) {
        return None;
    }
    let (name, place) = (&database.name, &environment.name);
    let message = format!("database `{name}` has no backup in {place}");
    let diagnostic = Diagnostic::new(&CODE, database.span, message);
    let Some(backup) = model.backups.get(name) else {
        // An objective without a backup is said of the objective.
        if model.objectives.contains_key(name) {
            return None;
        }
        let bucket = model.buckets.keys().next().map_or("offsite", |bucket| bucket);
        return Some(
            diagnostic
                .mark("a lost disk loses all of it")
                .help(format!("add: backup \"{name}\" to=\"{bucket}\" schedule=\"daily at 03:17 UTC\"")),
        );
    };
    let kept = backup.environments.iter().any(|kept| kept.as_str() == &**place);
    (!kept).then(|| {
        let kept = words::joined(&backup.environments);
        let all = backup.environments.iter().map(|kept| kept.as_str()).chain([&**place]);
        let all: Vec<_> = all.map(words::quoted).collect();
        diagnostic
            .label(backup.span, format!("keeps the data of {kept} only"))
            .help(format!("let the backup cover it too: in {}", all.join(" ")))
    })
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "staging" platform="vps" { host "s.shop.app" user="deploy"; }
environment "production" platform="vps" { host "shop.app" user="deploy"; promote-from "staging"; }"#,
        &[(
            "database `main` has no backup in production",
            r#"database "main" engine="mongodb" version="8.0""#,
        )],
    ),
    Case::fires(
        r#"backup "main" to="offsite" schedule="daily" { in "staging"; }"#,
        &[(
            "database `main` has no backup in production",
            r#"database "main" engine="mongodb" version="8.0""#,
        )],
    ),
    // The name decides nothing: the only environment with users is production.
    Case::fires(
        r#"/-environment "staging"
/-environment "production"
environment "live" platform="vps" { host "shop.app" user="deploy"; }"#,
        &[("database `main` has no backup in live", r#"database "main" engine="mongodb" version="8.0""#)],
    ),
    Case::silent(r#"backup "main" to="offsite" schedule="daily""#),
    // Nobody uses it.
    Case::silent(r#"service "backend" { port 8000; }"#),
    // Only developers have it.
    Case::silent(
        r#"/-environment "staging"
/-environment "production""#,
    ),
];
