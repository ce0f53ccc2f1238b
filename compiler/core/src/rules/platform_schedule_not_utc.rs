//! A job in a time zone on a platform that knows none.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "platform/schedule-not-utc",
    severity: Severity::Error,
    explanation: r##"A job runs by a clock that its platform does not have.

Render and Railway run jobs by UTC alone. A time of another zone would be an hour off for half of the year.

## Bad

```kdl
environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
}
job "digest" of="backend" schedule="daily at 06:00 Europe/Berlin" { run "python" "-m" "app.digest"; }
database "main" engine="postgresql" version="17"
```

## Good

```kdl
environment "production" platform="render" {
    promote-from "staging" approval=#true
    route "api.shop.app" to="backend"
}
job "digest" of="backend" schedule="daily at 05:00 UTC" { run "python" "-m" "app.digest"; }
database "main" engine="postgresql" version="17"
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
    let by_utc =
        model.environments.values().filter(|here| matches!(here.platform.as_str(), "render" | "railway"));
    for environment in by_utc {
        for job in environment.jobs.values().filter(|job| !job.schedule.zone().is_utc()) {
            let message = format!("{} runs jobs by UTC alone", environment.platform);
            let finding = Diagnostic::new(&CODE, job.schedule.span, message)
                .label(environment.platform.span, format!("{} runs on this", environment.name))
                .help("write the time in UTC");
            findings.report([EntityRef::new("job", &job.name), environment_ref(environment)], finding);
        }
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="railway" { promote-from "staging" approval=#true; }
job "digest" of="backend" schedule="daily at 06:00 Europe/Berlin" { run "python" "-m" "app.digest"; }
database "main" engine="postgresql" version="17""#,
        &[("railway runs jobs by UTC alone", r#""daily at 06:00 Europe/Berlin""#)],
    ),
    Case::silent(
        r#"environment "production" platform="railway" { promote-from "staging" approval=#true; }
job "digest" of="backend" schedule="daily at 06:00 UTC" { run "python" "-m" "app.digest"; }
database "main" engine="postgresql" version="17""#,
    ),
];
