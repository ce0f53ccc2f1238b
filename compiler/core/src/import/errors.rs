//! Findings about imports.

use crate::diag::{Code, Severity};

macro_rules! codes {
    ($($name:ident $slug:literal $explanation:literal)+) => {
        $(pub static $name: Code = Code { slug: $slug, severity: Severity::Error, explanation: $explanation };)+
        pub const CODES: &[&Code] = &[$(&$name),+];
    };
}

codes! {
    NOT_THERE "import/missing"
"An import names a file or folder that is not in the repository.

The path counts from the root of the repository, wherever the import stands.

```kdl
// wrong: the folder is called \"formwork\"
import \"framework\"
```

```kdl
// right
import \"formwork\"
```"
    UNREADABLE "import/unreadable"
"An import names something that cannot be read.

A file that is imported is KDL, in UTF-8, and stands in the repository itself: what a symbolic link leads to is on
no other machine."
    NOT_KDL "import/not-kdl"
"An import names a file that is no spec.

```kdl
// wrong
import \"formwork/README.md\"
```

```kdl
// right
import \"formwork/components.kdl\"
```"
    NOTHING "import/nothing"
"An import names a folder that holds nothing to import.

What counts are the files that end with `.kdl`, at any depth, and the templates in `templates/LANGUAGE/NAME.tera`."
    CYCLE "import/cycle"
"Files import one another in a circle.

A file that two others import is read once, and everything in it is known everywhere; so one of the imports on the
circle is not needed."
    TOO_MANY "import/too-many"
"An import brings in more than anybody could have meant: 1,000 files, or 16 MiB of text.

Perhaps the path names a folder above the one that was meant."
}
