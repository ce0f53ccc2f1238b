//! What does not hold, and tests that make no sense.

use crate::diag::{Code, Severity};

pub static FAILED: Code = Code {
    slug: "test/failed",
    severity: Severity::Error,
    explanation: r##"A test of the spec expects something that is not so.

Either the spec is wrong, or what the test expects is out of date. The mark is at the line that expects it.

## Bad

```kdl
service "backend" {
    replicas 1
}
test "production can lose a copy" {
    expect "service.backend.replicas" at-least=2
}
```

## Good

```kdl
service "backend" {
    replicas 2
}
test "production can lose a copy" {
    expect "service.backend.replicas" at-least=2
}
```
"##,
};

pub static NO_SUCH_THING: Code = Code {
    slug: "test/no-such-thing",
    severity: Severity::Error,
    explanation: r##"A test is about something that there is not.

The path of a setting begins with the kind and the name of a thing, `service.backend`, or with a kind and `*`, for all of
them. A finding has the code that stands beside its message. A test of what there is not could never fail.

## Bad

```kdl
service "backend" { replicas 2; }
test "production can lose a copy" {
    expect "service.bakend.replicas" at-least=2
}
```

## Good

```kdl
service "backend" { replicas 2; }
test "production can lose a copy" {
    expect "service.backend.replicas" at-least=2
}
```
"##,
};

pub const CODES: &[&Code] = &[&FAILED, &NO_SUCH_THING];
