//! A promise about data that nothing keeps.

#[cfg(test)]
use super::Case;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "objective/without-backup",
    severity: Severity::Error,
    explanation: r##"An objective promises how much data may be lost, but no backup keeps any.

Without a backup all of it is lost, however small `rpo` is, and there is nothing to restore within `rto`.

## Bad

```kdl
objective "main" rto="4h" rpo="24h"
```

## Good

```kdl
objective "main" rto="4h" rpo="24h"
backup "main" to="offsite" schedule="daily at 03:17 UTC"
bucket "offsite" provider="s3" region="eu-central-1"
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
    for (name, objective) in model.objectives.iter().filter(|(name, _)| !model.backups.contains_key(&***name))
    {
        let bucket = model.buckets.keys().next().map_or("offsite", |bucket| bucket);
        let message = format!("no backup can keep what is promised for database `{name}`");
        let diagnostic = Diagnostic::new(&CODE, objective.rpo.span, message)
            .mark(format!("{} of loss are promised", objective.rpo.words()))
            .help(format!("add: backup \"{name}\" to=\"{bucket}\" schedule=\"daily at 03:17 UTC\""));
        findings.report([EntityRef::new("database", name)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"objective "main" rto="4h" rpo="24h""#,
        &[("no backup can keep what is promised for database `main`", r#""24h""#)],
    ),
    Case::silent(
        r#"objective "main" rto="4h" rpo="24h"
backup "main" to="offsite" schedule="daily""#,
    ),
];
