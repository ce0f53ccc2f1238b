//! Findings about what a platform cannot do.

use crate::diag::{Code, Severity};

pub(super) static CANNOT: Code = Code {
    slug: "platform/cannot",
    severity: Severity::Error,
    explanation: r#"An environment asks for something that its platform cannot do.

Each platform of the catalogue says what it cannot do. Nothing that a spec says is dropped in silence: what has no
effect where it is asked for is taken out, or accepted with a reason. An `accept` may name several settings.

## Bad

```kdl
environment "development" platform="compose" {
    rollout "blue-green"
}
```

## Good

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    rollout "blue-green"
}
```
"#,
};

pub(super) static LEAVES_OUT: Code = Code {
    slug: "platform/leaves-out",
    severity: Severity::Warning,
    explanation: r#"A setting of a thing has no effect in one of the environments.

It counts wherever it can. Where the platform of an environment cannot do it, say so there, with a reason, or give the
thing another value there.

## Bad

```kdl
service "api" {
    source "api"
    runtime "node" version="22" manager="npm"
    replicas 2
}
environment "development" platform="compose"
```

## Good

```kdl
service "api" {
    source "api"
    runtime "node" version="22" manager="npm"
    replicas 2
}
environment "development" platform="compose" {
    accept "service.replicas" reason="one copy is enough to write code"
}
```
"#,
};

pub(super) static UNUSED: Code = Code {
    slug: "platform/unused-accept",
    severity: Severity::Warning,
    explanation: r#"An `accept` accepts the loss of nothing.

What it was written for is no longer asked for, or has an effect now. Left in place it would hide a loss that comes later.

## Bad

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    accept "service.replicas" reason="one copy is enough"
}
```

## Good

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy"
}
```
"#,
};

pub(super) static UNKNOWN: Code = Code {
    slug: "platform/unknown-field",
    severity: Severity::Error,
    explanation: r#"An `accept` names a setting that does not exist.

It names a kind and a field of it, with points between, as the finding that it accepts does.

## Bad

```kdl
environment "development" platform="compose" {
    accept "service.replicos" reason="one copy is enough to write code"
}
```

## Good

```kdl
environment "development" platform="compose" {
    accept "service.replicas" reason="one copy is enough to write code"
}
```
"#,
};

/// Every finding about a platform.
pub const CODES: &[&Code] = &[&CANNOT, &LEAVES_OUT, &UNUSED, &UNKNOWN];
