//! Findings in declarations.

use crate::diag::{Code, Severity};

pub static BAD_DECLARATION: Code = Code {
    slug: "schema/bad-declaration",
    severity: Severity::Error,
    explanation: "A declaration of the language cannot be read.\n\nA `type` says what it is `of`; a `kind` has a `name` and `field`s; \
        a field has a `type` or a `kind`, and both must be declared.\n\n```kdl\n// wrong: there is no type \"portt\"\n\
        kind \"door\" { field \"port\" type=\"portt\" }\n```\n\n```kdl\n// right\nkind \"door\" { field \"port\" type=\"port\" }\n```",
};

pub const CODES: &[&Code] = &[&BAD_DECLARATION];
