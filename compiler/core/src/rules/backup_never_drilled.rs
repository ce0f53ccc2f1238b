//! A backup that is never restored to see whether it can be.

#[cfg(test)]
use super::Case;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "backup/never-drilled",
    severity: Severity::Warning,
    explanation: r##"A backup is never restored to prove that it can be.

Backups fail in silence: a dump that was cut short, a key that nobody has any more, a version that does not open. A
drill restores the newest copy into a scratch database on a schedule, counts what came back, measures how long it took,
and says so.

## Bad

```kdl
backup "main" to="offsite" schedule="daily at 03:17 UTC"
```

## Good

```kdl
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
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
    for (name, backup) in model.backups.iter().filter(|(_, backup)| backup.drill.is_none()) {
        let message = format!("nobody ever tries whether backup `{name}` restores");
        let diagnostic =
            Diagnostic::new(&CODE, backup.name.span, message).help("add inside it: drill \"quarterly\"");
        findings.report([EntityRef::new("backup", name)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"backup "main" to="offsite" schedule="daily" { keep daily=7; }"#,
        &[("nobody ever tries whether backup `main` restores", r#""main""#)],
    ),
    Case::silent(r#"backup "main" to="offsite" schedule="daily" { drill "monthly"; }"#),
];
