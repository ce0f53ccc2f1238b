//! Expectations that make no sense.

use crate::diag::{Code, Severity};

pub static NO_SUCH_SETTING: Code = Code {
    slug: "expect/no-such-setting",
    severity: Severity::Error,
    explanation: r##"An expectation is about a setting that there is not.

Its path leads through the fields that the language declares: `memory`, `check.unit.coverage`, `rollout.bake`. In a rule
it counts from the thing that is judged, in a test it begins with kind and name.

## Bad

```kdl
test "enough room" {
    expect "service.backend.memry" at-least="256MiB"
}
```

## Good

```kdl
test "enough room" {
    expect "service.backend.memory" at-least="256MiB"
}
```
"##,
};

pub static UNFIT_COMPARISON: Code = Code {
    slug: "expect/unfit-comparison",
    severity: Severity::Error,
    explanation: r##"An expectation compares in a way that its setting does not allow.

Durations, sizes, versions, shares, rates and numbers are more or less than one another; other values are the same or
not. Only a list includes something, and settings that hold others are there or are not.

## Bad

```kdl
test "written in Python" {
    expect "service.backend.runtime" at-least="python"
}
```

## Good

```kdl
test "written in Python" {
    expect "service.backend.runtime.name" is="python"
}
```
"##,
};

pub const CODES: &[&Code] = &[&NO_SUCH_SETTING, &UNFIT_COMPARISON];
