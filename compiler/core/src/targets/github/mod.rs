//! GitHub workflows. In: the model. Out: `ci.yml`, one `deploy-ENVIRONMENT.yml` for each environment on a host,
//! `rollback.yml`, `backup.yml`, `restore-drill.yml`, `rotation.yml` and `plan.yml`, of which an application gets those that it has a use for.
//!
//! It runs scripts that other targets write and never repeats what they do. Every action is pinned by commit, rights
//! are granted job by job, secrets are only read in jobs that belong to a GitHub environment, and nothing of a spec
//! stands in a script: it enters through `env`.

mod ir;
mod lower;
mod render;

use super::{Context, Output, Target};
use crate::diag::{Code, Diagnostic, Severity};

pub(super) const TARGET: Target = Target {
    name: "github",
    about: "GitHub workflows: checks, plans of pull requests, deploys, rollback, backups, restore drills, secrets that are due",
    emit,
};

pub(crate) static UNKNOWN_ACTION: Code = Code {
    slug: "github/action-not-pinned",
    severity: Severity::Error,
    explanation: "A workflow needs an action that the catalogue does not pin.\n\nActions run with the rights of the \
        workflow, so each is named by the commit it was reviewed at. Add it to the catalogue: \
        `action \"owner/name\" version=\"v1.2.3\" commit=\"...\"`.",
};

pub(crate) static NO_COVERAGE: Code = Code {
    slug: "github/coverage-not-measured",
    severity: Severity::Warning,
    explanation: "A check asks for coverage, and nothing is known that reads it.\n\nThe catalogue's manager has no \
        `coverage` command, so the workflow runs the check and cannot hold its coverage to the number. Let the check \
        itself fail below it.",
};

pub(crate) static CLASH: Code = Code {
    slug: "github/same-cron",
    severity: Severity::Error,
    explanation: "Two schedules of one workflow differ in nothing but their time zones.\n\nA run knows the cron line that \
        began it, and not the zone: jobs of both schedules would run at both times. Move one of them by a minute.\n\n\
        ```kdl\n// wrong: the backup of \"main\" runs daily at 03:17 UTC\n\
        database \"events\" engine=\"mongodb\" version=\"8.0\"\n\
        backup \"events\" to=\"offsite\" schedule=\"daily at 03:17 Europe/Berlin\" {\n    \
        encrypt \"age\" recipient=\"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\"\n    \
        drill \"quarterly\"\n}\n```\n\n\
        ```kdl\n// right: the backup of \"main\" runs daily at 03:17 UTC\n\
        database \"events\" engine=\"mongodb\" version=\"8.0\"\n\
        backup \"events\" to=\"offsite\" schedule=\"daily at 03:18 Europe/Berlin\" {\n    \
        encrypt \"age\" recipient=\"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\"\n    \
        drill \"quarterly\"\n}\n```",
};

pub(crate) const CODES: &[&Code] = &[&UNKNOWN_ACTION, &NO_COVERAGE, &CLASH];

fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let model = context.model;
    // Images are kept in the registry of the repository, and workflows run where it is: elsewhere there are none.
    let on_github =
        model.app.repository.as_ref().is_some_and(|repository| repository.starts_with("github.com/"));
    if !on_github {
        return;
    }
    let missing = lower::missing_actions(model);
    for action in &missing {
        let message = format!("action `{action}` is not in the catalogue");
        output.diagnostics.push(Diagnostic::without_place(&UNKNOWN_ACTION, message));
    }
    if !missing.is_empty() {
        return;
    }
    lower::report_unmeasured(model, &mut output.diagnostics);
    lower::schedules::report_clashes(model, &mut output.diagnostics);
    lower::workflows(model, &mut |(workflow, made_from)| {
        let path = format!(".github/workflows/{}.yml", workflow.file);
        output.managed(&path, render::render(&workflow), made_from);
    });
}

#[cfg(test)]
mod tests;
