//! Findings about the shape of nodes.

use crate::diag::{Code, Severity};

macro_rules! codes {
    ($($name:ident $slug:literal $explanation:literal)+) => {
        $(pub static $name: Code = Code { slug: $slug, severity: Severity::Error, explanation: $explanation };)+
        pub const CODES: &[&Code] = &[$(&$name),+];
    };
}

codes! {
    UNKNOWN_KIND "check/unknown-kind"
"There is no such kind of thing.

Every node at the top of a spec is of a kind that the standard library declares. Nothing unknown is ignored.

```kdl
// wrong
servce \"api\" { }
```

```kdl
// right
service \"api\" { source \"api\"; runtime \"node\" version=\"22\" manager=\"npm\"; }
```"
    UNKNOWN_FIELD "check/unknown-field"
"A thing has no such field.

A misspelt setting that is silently ignored is one that fails at night, so an unknown one is an error.

```kdl
// wrong
service \"api\" { prot 8000; }
```

```kdl
// right
service \"api\" { port 8000; }
```"
    WRONG_PLACE "check/wrong-place"
"A field is written in another place than its own.

Each field has one place: on the node's line as `name=value`, or on a line of its own in the block.

```kdl
// wrong
service \"api\" port=8000
```

```kdl
// right
service \"api\" { port 8000; }
```"
    WRONG_PLATFORM "check/other-platform"
"A field belongs to another platform.

Which settings an environment has depends on its platform.

```kdl
// wrong: a developer's machine has no host
environment \"development\" platform=\"compose\" { host \"a.example.org\" user=\"deploy\"; }
```

```kdl
// right
environment \"staging\" platform=\"vps\" { host \"a.example.org\" user=\"deploy\"; }
```"
    MISSING_FIELD "check/missing-field"
"Something has to be said here.

Nothing is guessed where a wrong guess would hurt.

```kdl
// wrong: which engine?
database \"main\"
```

```kdl
// right
database \"main\" engine=\"postgresql\" version=\"17\"
```"
    WRONG_TYPE "check/wrong-type"
"A value is not of the type its field has.

A value of the wrong type never reaches an artifact.

```kdl
// wrong
service \"api\" { port \"eighty\"; }
```

```kdl
// right
service \"api\" { port 80; }
```"
    UNEXPECTED_ARGUMENT "check/unexpected-argument"
"There is one argument too many.

```kdl
// wrong
service \"api\" { port 8000 8001; }
```

```kdl
// right
service \"api\" { port 8000; }
```"
    DECLARED_TWICE "check/declared-twice"
"Something is said twice.

Two things of one kind cannot share a name, and a field that is not a list is written once.

```kdl
// wrong
database \"main\" engine=\"postgresql\" version=\"17\"
database \"main\" engine=\"mongodb\" version=\"8.0\"
```

```kdl
// right
database \"main\" engine=\"postgresql\" version=\"17\"
database \"events\" engine=\"mongodb\" version=\"8.0\"
```"
}
