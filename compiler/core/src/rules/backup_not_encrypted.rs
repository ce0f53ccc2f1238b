//! A backup that leaves the host readable.

#[cfg(test)]
use super::Case;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "backup/not-encrypted",
    severity: Severity::Error,
    explanation: r##"A backup leaves the host without being encrypted.

Whoever can read the bucket, now or after its settings slip, can read everything in the database. Encrypting to a
public key before the upload makes the copy useless without the private key, which stays away from host and bucket.
`age-keygen` makes the pair.

## Bad

```kdl
backup "main" to="offsite" schedule="daily at 03:17 UTC"
```

## Good

```kdl
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
    encrypt "age" recipient="age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
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
    for (name, backup) in model.backups.iter().filter(|(_, backup)| backup.encrypt.is_none()) {
        let message = format!("backup `{name}` leaves the host unencrypted");
        let diagnostic = Diagnostic::new(&CODE, backup.to.span, message)
            .mark(format!("who reads bucket `{}` reads the database", *backup.to))
            .help("make a key pair with `age-keygen` and add: encrypt \"age\" recipient=\"age1…\"");
        findings.report([EntityRef::new("backup", name)], diagnostic);
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"backup "main" to="offsite" schedule="daily""#,
        &[("backup `main` leaves the host unencrypted", r#""offsite""#)],
    ),
    Case::silent(
        r#"backup "main" to="offsite" schedule="daily" {
    encrypt "age" recipient="age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
}"#,
    ),
];
