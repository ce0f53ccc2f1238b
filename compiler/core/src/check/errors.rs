//! Findings about the shape of nodes.

use crate::diag::{Code, Severity};

macro_rules! codes {
    ($($name:ident $severity:ident $slug:literal $explanation:literal)+) => {
        $(pub static $name: Code = Code { slug: $slug, severity: Severity::$severity, explanation: $explanation };)+
        pub const CODES: &[&Code] = &[$(&$name),+];
    };
}

codes! {
    UNKNOWN_KIND Error "check/unknown-kind"
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
    UNKNOWN_FIELD Error "check/unknown-field"
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
    WRONG_PLACE Error "check/wrong-place"
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
    WRONG_PLATFORM Error "check/other-platform"
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
    MISSING_FIELD Error "check/missing-field"
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
    WRONG_TYPE Error "check/wrong-type"
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
    UNEXPECTED_ARGUMENT Error "check/unexpected-argument"
"There is one argument too many.

```kdl
// wrong
service \"api\" { port 8000 8001; }
```

```kdl
// right
service \"api\" { port 8000; }
```"
    DECLARED_TWICE Error "check/declared-twice"
"Something is said twice.

A field that is not a list is written once, and a block such as `env` has one line for each name.

```kdl
// wrong
service \"api\" { port 8000; port 8001; }
```

```kdl
// right
service \"api\" { port 8000; }
```"
    NOT_A_LIST Error "check/not-a-list"
"Only lists can be appended to.

Inside an environment, naming a field replaces it. What stands in `append { … }` comes after what is there already, so
it must be something that can hold more than one: a list, a node that may be repeated, or a block.

```kdl
// wrong
environment \"production\" platform=\"vps\" { service \"api\" { append { replicas 2; }; }; }
```

```kdl
// right
environment \"production\" platform=\"vps\" { service \"api\" { replicas 2; append { uses \"cache\"; }; }; }
```"
    FIXED Error "check/fixed"
"An environment changes what is the same everywhere.

What is built and tested is built and tested once: the folder of a service and its checks do not depend on where it
runs.

```kdl
// wrong
service \"api\" { source \"api\"; runtime \"node\" version=\"22\" manager=\"npm\"; }
environment \"production\" platform=\"vps\" { service \"api\" { source \"api2\"; }; }
```

```kdl
// right
service \"api\" { source \"api2\"; runtime \"node\" version=\"22\" manager=\"npm\"; }
environment \"production\" platform=\"vps\" { service \"api\" { replicas 2; }; }
```"
    NOT_INTERPOLATED Error "check/not-interpolated"
"A `${…}` stands where nothing is put in for it.

Properties are read in variables, in `run`, and wherever the manual says template text. Elsewhere a property can be
the whole of a value, when it is of the same type and the same in every environment: `${service.api.port}`.

```kdl
// wrong: what a service is about is read by people
service \"api\" { about \"Listens on ${service.api.port}\"; source \"api\"; runtime \"node\" version=\"22\" manager=\"npm\"; port 8000; }
```

```kdl
// right
service \"api\" { env { PORT \"${service.api.port}\"; }; source \"api\"; runtime \"node\" version=\"22\" manager=\"npm\"; port 8000; }
```"
    CONSTRAINT Error "check/constraint"
"Settings do not go together.

The kind declares which of its settings exclude, need or bound one another; the message is the declaration's.

```kdl
// wrong
service \"api\" { env { API_KEY; }; }
```

```kdl
// right
service \"api\" { env { API_KEY secret=\"api-key\"; }; }
```"
    RENAMED Warning "language/renamed"
"A word of the language has a new name.

The old one still means the same. `formwork check --fix` writes the new one and touches nothing else.

```kdl
// wrong: \"listen\" is the old name
component \"api\" {
    about \"An API as we run them.\"
    name type=\"identifier\"
    field \"listen\" type=\"port\" renamed-to=\"port\" { about \"Where it listens.\"; }
    field \"port\" type=\"port\" default=8000 { about \"Where it listens.\"; }
    makes { service \"${name}\" { source \"api\"; runtime \"python\" version=\"3.12\" manager=\"uv\"; port \"${port}\"; }; }
}
api \"orders\" { listen 8001; }
```

```kdl
// right
component \"api\" {
    about \"An API as we run them.\"
    name type=\"identifier\"
    field \"listen\" type=\"port\" renamed-to=\"port\" { about \"Where it listens.\"; }
    field \"port\" type=\"port\" default=8000 { about \"Where it listens.\"; }
    makes { service \"${name}\" { source \"api\"; runtime \"python\" version=\"3.12\" manager=\"uv\"; port \"${port}\"; }; }
}
api \"orders\" { port 8001; }
```"
    DEPRECATED Warning "language/deprecated"
"A word of the language is going away.

It still works; the message says what to write instead.

```kdl
// wrong: nobody should use \"legacy-api\" any more
component \"legacy-api\" deprecated=\"use a service of its own\" {
    about \"An API as we ran them.\"
    name type=\"identifier\"
    makes { secret \"${name}-key\" owner=\"platform\" rotate=\"90d\"; }
}
legacy-api \"orders\"
```

```kdl
// right
secret \"orders-key\" owner=\"platform\" rotate=\"90d\"
```"
    UNKNOWN_PARAMETER Error "components/unknown-parameter"
"The body of a component mentions a parameter that it does not declare.

`${port}`, one word, is a parameter of the component; `${service.api.port}`, three words, a property of a declared thing;
`$${HOME}` is plain text.

```kdl
// wrong: there is no parameter \"prot\"
component \"api\" {
    about \"An API as we run them.\"
    name type=\"identifier\"
    field \"port\" type=\"port\" default=8000 { about \"Where it listens.\"; }
    makes { service \"${name}\" { source \"api\"; runtime \"python\" version=\"3.12\" manager=\"uv\"; port \"${prot}\"; }; }
}
```

```kdl
// right
component \"api\" {
    about \"An API as we run them.\"
    name type=\"identifier\"
    field \"port\" type=\"port\" default=8000 { about \"Where it listens.\"; }
    makes { service \"${name}\" { source \"api\"; runtime \"python\" version=\"3.12\" manager=\"uv\"; port \"${port}\"; }; }
}
```"
    BAD_FLOW Error "components/misfit"
"A parameter stands where its value cannot.

A parameter that is all there is of a value keeps its type, which must be the type of the place. As part of a text it
becomes text, so it must be one value and always there. A secret only goes where a secret is meant.

```kdl
// wrong: a duration is no port
component \"api\" {
    about \"An API as we run them.\"
    name type=\"identifier\"
    field \"pause\" type=\"duration\" default=\"30s\" { about \"How long it waits.\"; }
    makes { service \"${name}\" { source \"api\"; runtime \"python\" version=\"3.12\" manager=\"uv\"; port \"${pause}\"; }; }
}
```

```kdl
// right
component \"api\" {
    about \"An API as we run them.\"
    name type=\"identifier\"
    field \"pause\" type=\"duration\" default=\"30s\" { about \"How long it waits.\"; }
    makes { service \"${name}\" { source \"api\"; runtime \"python\" version=\"3.12\" manager=\"uv\"; drain \"${pause}\"; }; }
}
```"
    COMPONENT_CYCLE Error "components/cycle"
"Components make one another in a circle, and there would be no end.

A component may use others, but not, even through them, itself.

```kdl
// wrong
component \"api\" {
    about \"An API as we run them.\"
    name type=\"identifier\"
    makes { api \"${name}-two\"; }
}
```

```kdl
// right
component \"api\" {
    about \"An API as we run them.\"
    name type=\"identifier\"
    makes { secret \"${name}-key\" owner=\"platform\" rotate=\"90d\"; }
}
```"
    TOO_MANY_MADE Error "components/too-many"
"The components of a spec make more than 100,000 things.

Perhaps components use one another several times each, which multiplies."
}
