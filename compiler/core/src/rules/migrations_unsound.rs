//! Migrations that cannot run, or that two services run.

#[cfg(test)]
use super::Case;
use super::views::service_ref;
use super::{Findings, Rule};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Migration, Model, Service};
use std::collections::BTreeMap;

static CODE: Code = Code {
    slug: "migrations/unsound",
    severity: Severity::Error,
    explanation: r##"A database cannot be migrated so.

A migration runs in the image of a service, with its variables: the service has to use the database, or nothing tells it
where the database is. The tool has to belong to the runtime of that image. And one service alone migrates a database:
two would each think that the other's steps are not there.

## Bad

```kdl
service "worker" {
    migrates "main" with="alembic"
}
```

## Good

```kdl
service "worker" {
    uses "main" env="DATABASE_URL"
    migrates "main" with="alembic"
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
    let mut first: BTreeMap<&str, (&Service, &Migration)> = BTreeMap::new();
    for service in model.services.values() {
        for migration in &service.migrates {
            if let Some(diagnostic) =
                unused(service, migration).or_else(|| foreign(model, service, migration))
            {
                findings.report([service_ref(service)], diagnostic);
            }
            let database = migration.name.as_str();
            if let Some((other, its)) = first.get(database) {
                let message = format!("`{}` and `{}` both migrate `{database}`", other.name, service.name);
                let diagnostic = Diagnostic::new(&CODE, migration.span, message)
                    .label(its.span, "the first is here")
                    .help("let the one migrate it whose code knows the schema");
                findings.report([service_ref(other), service_ref(service)], diagnostic);
            } else {
                first.insert(database, (service, migration));
            }
        }
    }
}

fn unused(service: &Service, migration: &Migration) -> Option<Diagnostic> {
    let database = migration.name.as_str();
    let told = |line: &&crate::model::Use| {
        line.env.is_some() && line.things.iter().any(|thing| thing.as_str() == database)
    };
    if service.uses.iter().any(|line| told(&line)) {
        return None;
    }
    let message = format!("nothing tells `{}` where `{database}` is, which it migrates", service.name);
    let help = format!("add: uses \"{database}\" env=\"DATABASE_URL\"");
    Some(Diagnostic::new(&CODE, migration.span, message).help(help))
}

fn foreign(model: &Model, service: &Service, migration: &Migration) -> Option<Diagnostic> {
    let with = migration.with.as_ref()?;
    let wanted =
        model.catalogue.migrators.get(with.as_str())?.runtime.as_ref().filter(|_| service.is_built())?;
    let runtime = service.runtime.name.as_str();
    (wanted != runtime).then(|| {
        let message = format!("{} needs {wanted}, and `{}` runs on {runtime}", with.value, service.name);
        Diagnostic::new(&CODE, with.span, message).label(service.runtime.name.span, "its runtime")
    })
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "worker" { migrates "main" with="alembic"; }"#,
        &[("nothing tells `worker` where `main` is, which it migrates", r#"migrates "main" with="alembic""#)],
    ),
    Case::fires(
        r#"service "worker" { uses "main" env="URL"; migrates "main" with="alembic"; }
service "worker-two" { runtime "python" version="3.12" manager="uv"; run "a"; uses "main" env="URL"; migrates "main" { run "b"; }; }"#,
        &[("`worker` and `worker-two` both migrate `main`", r#"migrates "main""#)],
    ),
    Case::silent(r#"service "worker" { uses "main" env="URL"; migrates "main" { run "make" "tables"; }; }"#),
];
