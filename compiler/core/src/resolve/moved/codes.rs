//! Findings about renames.

use crate::diag::{Code, Severity};

pub(super) static STILL_DECLARED: Code = Code {
    slug: "moved/still-declared",
    severity: Severity::Error,
    explanation: r#"A thing is said to have moved, and is still there under its old name.

Either it was renamed, and nothing has the old name any more, or it was not.

## Bad

```kdl
service "api" { source "api"; runtime "node" version="22" manager="npm"; }
service "backend" { source "backend"; runtime "node" version="22" manager="npm"; }
moved "service.api" to="service.backend"
```

## Good

```kdl
service "backend" { source "backend"; runtime "node" version="22" manager="npm"; }
moved "service.api" to="service.backend"
```
"#,
};

pub(super) static TWICE: Code = Code {
    slug: "moved/twice",
    severity: Severity::Error,
    explanation: r#"Two renames have one side in common.

One thing cannot get two names, and two things cannot become one. Where two things are made one, say which of them it
was; the plan shows the other one as removed.

## Bad

```kdl
moved "service.api" to="service.backend"
moved "service.worker" to="service.backend"
```

## Good

```kdl
moved "service.api" to="service.backend"
```
"#,
};

pub(super) static CIRCLE: Code = Code {
    slug: "moved/circle",
    severity: Severity::Error,
    explanation: r#"Renames lead back to where they begin.

Renames may follow each other: what was `api` and then `server` may be `backend` now. A circle has no last name.

## Bad

```kdl
moved "service.api" to="service.backend"
moved "service.backend" to="service.api"
```

## Good

```kdl
moved "service.api" to="service.server"
moved "service.server" to="service.backend"
```
"#,
};

pub(super) static OTHER_KIND: Code = Code {
    slug: "moved/other-kind",
    severity: Severity::Error,
    explanation: r#"A rename cannot make one kind of thing another.

A thing of another kind is another thing: the plan shows the old one as removed and the new one as added. What goes by
the name of something else, such as a backup by the name of its database, follows when that is renamed.

## Bad

```kdl
moved "service.store" to="database.store"
```

## Good

```kdl
database "store" engine="postgresql" version="17"
moved "database.main" to="database.store"
```
"#,
};

pub(super) static OVER: Code = Code {
    slug: "moved/over",
    severity: Severity::Note,
    explanation: r#"A rename says nothing any more.

A `moved` is for the next plan: it compares what was applied under the old name with what is declared under the new
one. Once the rename is applied, or when nothing was ever applied under the old name, the line can go.

## Bad

```kdl
database "store" engine="postgresql" version="17"
// applied last month
moved "database.main" to="database.store"
```

## Good

```kdl
database "store" engine="postgresql" version="17"
```
"#,
};

/// Every finding about a rename.
pub(crate) const CODES: &[&Code] = &[&STILL_DECLARED, &TWICE, &CIRCLE, &OTHER_KIND, &OVER];
