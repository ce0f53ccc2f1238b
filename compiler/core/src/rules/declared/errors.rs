//! Rules that make no sense.

use crate::diag::{Code, Severity};

pub static BAD_RULE: Code = Code {
    slug: "rules/bad-rule",
    severity: Severity::Error,
    explanation: r##"A declared rule cannot judge anything.

Its name is the code of its findings: an area and what was found, and no code that Formwork has itself. It is `on` a
kind of thing that a spec declares.

## Bad

```kdl
rule "acme/memory" on="servce" {
    about "Our base image does not start with less than 256MiB."
    expect "memory" at-least="256MiB"
    message "this service has less memory than our base image needs"
}
```

## Good

```kdl
rule "acme/enough-memory" on="service" {
    about "Our base image does not start with less than 256MiB."
    expect "memory" at-least="256MiB"
    message "this service has less memory than our base image needs"
}
```
"##,
};

pub const CODES: &[&Code] = &[&BAD_RULE];
