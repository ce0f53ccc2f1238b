//! A job that may take longer than the time until it runs again.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Environment, Job, Model};

static CODE: Code = Code {
    slug: "jobs/may-overlap",
    severity: Severity::Warning,
    explanation: r##"A job may still run when its next time comes.

A run that takes as long as its `timeout` allows is not over when the job should run again. That one is left out: a job
that still runs is not started a second time, so the work is done less often than the spec says.

## Bad

```kdl
job "sums" of="backend" schedule="every 6 hours" {
    run "python" "-m" "app.sums"
    timeout "6h"
}
```

## Good

```kdl
job "sums" of="backend" schedule="every 6 hours" {
    run "python" "-m" "app.sums"
    timeout "1h"
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
    for job in model.jobs.values() {
        judge(job, None, findings);
    }
    for environment in model.environments.values() {
        for (declared, own) in model.changed_jobs(environment) {
            if declared.schedule.span != own.schedule.span || declared.timeout != own.timeout {
                judge(own, Some(environment), findings);
            }
        }
    }
}

fn judge(job: &Job, environment: Option<&Environment>, findings: &mut Findings) {
    let gap = job.schedule.shortest_gap();
    if job.timeout < gap {
        return;
    }
    let (may, gap) = (job.timeout.words(), gap.words());
    let diagnostic =
        Diagnostic::new(&CODE, job.schedule.span, format!("job `{}` may still run then", job.name))
            .mark(format!("runs again after {gap}, and may take {may}"))
            .help(format!("give it less than {gap}: timeout \"…\""));
    findings.report(
        std::iter::once(EntityRef::new("job", &job.name)).chain(environment.map(environment_ref)),
        diagnostic,
    );
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"job "sums" of="backend" schedule="every 2 hours" { run "sums"; timeout "2h"; }"#,
        &[("job `sums` may still run then", r#""every 2 hours""#)],
    ),
    Case::silent(r#"job "sums" of="backend" schedule="every 2 hours" { run "sums"; timeout "119m"; }"#),
];
