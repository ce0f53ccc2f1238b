//! A backup that runs too seldom for the loss that was promised.

#[cfg(test)]
use super::Case;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;
use crate::types::{Duration, Every, Schedule};

static CODE: Code = Code {
    slug: "backup/misses-objective",
    severity: Severity::Error,
    explanation: r##"A backup runs too seldom to keep the promise of its objective.

`rpo` is the most recent data that may be lost, as time. Whatever was entered since the last backup is lost with the
disk, so the longest time between two backups must not be longer. Run the backup more often, copy changes as they are
made with `point-in-time`, where the engine can, or write down that more may be lost.

## Bad

```kdl
backup "main" to="offsite" schedule="every 2 days at 03:17 UTC"
objective "main" rto="4h" rpo="24h"
```

## Good

```kdl
backup "main" to="offsite" schedule="daily at 03:17 UTC"
objective "main" rto="4h" rpo="24h"
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
    for (name, objective) in &model.objectives {
        let Some(backup) = model.backups.get(name) else { continue };
        let (schedule, gap, rpo) = (&backup.schedule, backup.schedule.longest_gap(), objective.rpo.value);
        // What was copied as it was made is not lost, whenever the last whole copy was.
        if backup.point_in_time.map_or(gap, |log| log.every) <= rpo {
            continue;
        }
        let mut diagnostic = Diagnostic::new(&CODE, schedule.span, "this schedule cannot meet the objective")
            .mark(format!("up to {} pass", gap.words()))
            .label(objective.rpo.span, format!("at most {} of data may be lost", rpo.words()));
        if let Some(enough) = frequent_enough(**schedule, rpo) {
            diagnostic = diagnostic
                .help(format!("run it more often: schedule=\"{enough}\""))
                .fix(schedule.span, super::words::quoted(enough));
        }
        let (rto, gap) = (*objective.rto, gap);
        diagnostic =
            diagnostic.help(format!("or accept the loss: objective \"{name}\" rto=\"{rto}\" rpo=\"{gap}\""));
        let owners = [EntityRef::new("backup", name), EntityRef::new("database", name)];
        findings.report(owners, diagnostic);
    }
}

/// The same schedule, as often as the objective needs it.
fn frequent_enough(schedule: Schedule, rpo: Duration) -> Option<Schedule> {
    const SHORTER: &[Every] = &[
        Every::Week(0),
        Every::Days(2),
        Every::Days(1),
        Every::Hours(12),
        Every::Hours(6),
        Every::Hours(4),
        Every::Hours(2),
        Every::Hours(1),
    ];
    let candidates = SHORTER.iter().map(|every| schedule.at_intervals_of(*every));
    candidates.into_iter().find(|candidate| candidate.longest_gap() <= rpo)
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"backup "main" to="offsite" schedule="every 2 days at 03:17 UTC"
objective "main" rto="4h" rpo="24h""#,
        &[("this schedule cannot meet the objective", r#""every 2 days at 03:17 UTC""#)],
    )
    .fixed(r#"schedule="daily at 03:17 UTC""#),
    Case::fires(
        r#"backup "main" to="offsite" schedule="daily at 03:17 UTC"
objective "main" rto="4h" rpo="5h""#,
        &[("this schedule cannot meet the objective", r#""daily at 03:17 UTC""#)],
    )
    .fixed(r#"schedule="every 4 hours at 03:17 UTC""#),
    // No schedule is that frequent: only the loss can be accepted.
    Case::fires(
        r#"backup "main" to="offsite" schedule="hourly"
objective "main" rto="4h" rpo="5m""#,
        &[("this schedule cannot meet the objective", r#""hourly""#)],
    ),
    Case::silent(
        r#"backup "main" to="offsite" schedule="daily at 03:17 UTC"
objective "main" rto="4h" rpo="24h""#,
    ),
    Case::silent(r#"backup "main" to="offsite" schedule="monthly""#),
    Case::silent(
        r#"backup "main" to="offsite" schedule="daily" { point-in-time; }
objective "main" rto="4h" rpo="5m""#,
    ),
    Case::fires(
        r#"backup "main" to="offsite" schedule="hourly" { point-in-time every="20m"; }
objective "main" rto="4h" rpo="5m""#,
        &[("this schedule cannot meet the objective", r#""hourly""#)],
    ),
];
