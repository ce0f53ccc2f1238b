//! Findings about names and where they lead.

use crate::diag::{Code, Severity};

macro_rules! codes {
    ($($name:ident $slug:literal $explanation:literal)+) => {
        $(pub static $name: Code = Code { slug: $slug, severity: Severity::Error, explanation: $explanation };)+
        pub const CODES: &[&Code] = &[$(&$name),+];
    };
}

codes! {
    DECLARED_TWICE "names/declared-twice"
"Two things of one kind have the same name.

A name is a symbol: whatever refers to it must find one thing.

```kdl
// wrong
secret \"key\" owner=\"web\"
secret \"key\" owner=\"platform\"
```

```kdl
// right
secret \"web-key\" owner=\"web\"
secret \"platform-key\" owner=\"platform\"
```"
    UNKNOWN "names/unknown"
"A reference leads to nothing that is declared.

```kdl
// wrong: there is no database \"mian\"
database \"main\" engine=\"mongodb\" version=\"8.0\"
service \"api\" { uses \"mian\"; }
```

```kdl
// right
database \"main\" engine=\"mongodb\" version=\"8.0\"
service \"api\" { uses \"main\"; }
```"
    AMBIGUOUS "names/ambiguous"
"A reference could mean more than one thing.

Where several kinds of thing are allowed, their names must differ.

```kdl
// wrong: which \"cache\"?
database \"cache\" engine=\"postgresql\" version=\"17\"
external \"cache\" url=\"https://cache.acme.app\"
service \"api\" { uses \"cache\"; }
```

```kdl
// right
database \"main\" engine=\"postgresql\" version=\"17\"
external \"cache\" url=\"https://cache.acme.app\"
service \"api\" { uses \"cache\"; }
```"
    NO_APP "names/no-app"
"A spec describes exactly one application.

```kdl
// wrong: nothing says what this is
database \"main\" engine=\"postgresql\" version=\"17\"
```

```kdl
// right
app \"shop\"
database \"main\" engine=\"postgresql\" version=\"17\"
```"
    NOTHING_TO_CHANGE "names/nothing-to-change"
"An environment changes a thing that is not declared at the top of the spec.

Inside `environment`, naming a service or database changes that one there; it does not make a new one.

```kdl
// wrong: there is no service \"api\" to change
environment \"production\" platform=\"vps\" { service \"api\" { replicas 2; }; }
```

```kdl
// right
service \"api\" { source \"api\"; runtime \"node\" version=\"22\" manager=\"npm\"; }
environment \"production\" platform=\"vps\" { service \"api\" { replicas 2; }; }
```"
    UNKNOWN_PROPERTY "names/unknown-property"
"A `${…}` reads something that a thing does not have.

```kdl
// wrong: a service has no \"adress\"
service \"web\" { env { API \"${service.api.adress}\"; }; }
```

```kdl
// right
service \"web\" { env { API \"${service.api.url}\"; }; }
```"
    NO_VALUE_HERE "names/no-value-here"
"A `${…}` has no value in one of the environments.

A public origin, for example, exists only where a route leads to the service.

```kdl
// wrong: staging has no route to \"backend\"
service \"backend\" { port 8000; env { ORIGIN \"${service.backend.origin}\"; }; }
environment \"staging\" platform=\"vps\" { host \"staging.shop.app\" user=\"deploy\"; }
```

```kdl
// right
service \"backend\" { port 8000; env { ORIGIN \"${service.backend.origin}\"; }; }
environment \"staging\" platform=\"vps\" { host \"staging.shop.app\" user=\"deploy\"; route \"api.staging.shop.app\" to=\"backend\"; }
```"
    NO_SUCH_PATH "paths/missing"
"A path of the spec leads to nothing in the repository.

```kdl
// wrong: there is no folder \"bakend\"
service \"api\" { source \"bakend\"; }
```

```kdl
// right
service \"api\" { source \"backend\"; }
```"
    OUTSIDE "paths/outside"
"A path of the spec leads out of the repository through a symbolic link.

What lies outside is on no other machine, and Formwork neither reads nor writes there.

```kdl
// wrong: \"elsewhere\" is a link that leads out of the repository
service \"api\" { source \"elsewhere\"; }
```

```kdl
// right: the folder itself is in the repository
service \"api\" { source \"services/api\"; }
```"
    READS_ITSELF "names/reads-itself"
"A value is a property of a thing, and that leads back to it.

```kdl
// wrong
service \"a\" { source \"a\"; runtime \"node\" version=\"22\" manager=\"npm\"; port \"${service.b.port}\"; }
service \"b\" { source \"b\"; runtime \"node\" version=\"22\" manager=\"npm\"; port \"${service.a.port}\"; }
```

```kdl
// right
service \"a\" { source \"a\"; runtime \"node\" version=\"22\" manager=\"npm\"; port 8000; }
service \"b\" { source \"b\"; runtime \"node\" version=\"22\" manager=\"npm\"; port \"${service.a.port}\"; }
```"
    CHANGED_ELSEWHERE "names/changed-elsewhere"
"An environment changes a field that something else reads as the whole of a value.

Such a value is the same in every environment, so it would not follow the change. Text in which a property is read,
such as a variable, does.

```kdl
// wrong
service \"a\" { source \"a\"; runtime \"node\" version=\"22\" manager=\"npm\"; port 8000; }
service \"b\" { source \"b\"; runtime \"node\" version=\"22\" manager=\"npm\"; port \"${service.a.port}\"; }
environment \"production\" platform=\"vps\" { service \"a\" { port 8001; }; }
```

```kdl
// right
service \"a\" { source \"a\"; runtime \"node\" version=\"22\" manager=\"npm\"; port 8000; }
service \"b\" { source \"b\"; runtime \"node\" version=\"22\" manager=\"npm\"; port 8000; }
environment \"production\" platform=\"vps\" { service \"a\" { port 8001; }; }
```"
}
