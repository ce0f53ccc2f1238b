//! A backup whose copies are all thrown away.

#[cfg(test)]
use super::Case;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Keep, Model};

static CODE: Code = Code {
    slug: "backup/keeps-nothing",
    severity: Severity::Error,
    explanation: r##"A backup keeps no copy of any age.

Copies that are too many are removed after each run; with `keep` at nothing for days, weeks and months, that is all of
them.

## Bad

```kdl
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
    keep daily=0 weekly=0 monthly=0
}
```

## Good

```kdl
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
    keep daily=7 weekly=4 monthly=12
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
    let nothing = |keep: &Keep| u32::from(keep.daily) + u32::from(keep.weekly) + u32::from(keep.monthly) == 0;
    for (name, backup) in model.backups.iter().filter(|(_, backup)| backup.keep.as_ref().is_some_and(nothing))
    {
        let message = format!("every copy of backup `{name}` is thrown away");
        let diagnostic = Diagnostic::new(&CODE, backup.span, message)
            .mark("keeps none for days, weeks or months")
            .help("keep some: keep daily=7 weekly=4 monthly=12");
        findings.report([EntityRef::new("backup", name)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"backup "main" to="offsite" schedule="daily" { keep daily=0 weekly=0 monthly=0; }"#,
        &[("every copy of backup `main` is thrown away", r#"backup "main" to="offsite" schedule="daily""#)],
    ),
    Case::silent(r#"backup "main" to="offsite" schedule="daily""#),
    Case::silent(r#"backup "main" to="offsite" schedule="daily" { keep daily=1 weekly=0 monthly=0; }"#),
];
