//! What a plan finds by itself; the risks of a kind are declared with it, in `stdlib/kinds/`.

use crate::diag::{Code, Severity};

pub(super) static HAND_EDIT: Code = Code {
    slug: "risk/hand-edit",
    severity: Severity::Note,
    explanation: "A file that was edited by hand is overwritten.\n\nWhat was edited is lost unless version control has \
        it. `--overwrite PATH` asked for that.",
};
pub(super) static ADOPTED: Code = Code {
    slug: "risk/adopted",
    severity: Severity::Note,
    explanation: "A file that somebody wrote or edited by hand becomes what the spec says.\n\n`formwork adopt PATH` gave \
        it up; git has what stood there, unless it was told otherwise. What those lines did where they run is known to \
        who wrote them: look at the difference, and put into the spec what has to stay.",
};
pub(super) static TOOL: Code = Code {
    slug: "risk/other-version",
    severity: Severity::Note,
    explanation: "Another version of Formwork, or of its standard library, makes other files of the same spec.\n\nThe \
        application has not changed, and what the new files do where they run cannot be told from the spec: read their \
        diffs (`formwork plan --diff`) and the notes of the version.",
};
pub(super) static SECRET_NEEDED: Code = Code {
    slug: "risk/secret-needed",
    severity: Severity::Note,
    explanation: "Something reads a secret that nothing read before.\n\nIt has to be set in each environment before the \
        next deploy, which checks that before it stops anything. The runbook says how to set it.",
};
pub(super) static UNKNOWN: Code = Code {
    slug: "risk/unknown",
    severity: Severity::Note,
    explanation: "What a change means where it runs is not known.\n\nThe kind declares no `risk`. Read the files that \
        the change touches.",
};
pub(super) static PROTECTED: Code = Code {
    slug: "plan/protected",
    severity: Severity::Error,
    explanation: "The plan can lose data of a thing that is protected.\n\n`protect #true` stands at the thing, or stood \
        there when it was applied last. To do it all the same, lift the protection in the spec: `protect #false`. Of \
        something that goes away altogether the protection has to be lifted and applied first, in a change of its own, \
        so that nobody removes both with one line.",
};
pub(super) static NEVER_DRILLED: Code = Code {
    slug: "plan/never-drilled",
    severity: Severity::Error,
    explanation: "A database is to change in a way that only its backup can undo, and no drill has shown that the \
        backup restores.\n\nDeclare a `drill` at its backup, apply it, and let it run once before this change. If the \
        backup was restored by hand, say so where the database is declared: `allow \"plan/never-drilled\" \
        reason=\"restored by hand on 2 May\"`. A database whose data may be lost says that as its reason.",
};

/// Every code of a plan.
pub const CODES: &[&Code] =
    &[&HAND_EDIT, &ADOPTED, &TOOL, &SECRET_NEEDED, &UNKNOWN, &PROTECTED, &NEVER_DRILLED];

/// Codes of refusals that an `allow` in the spec settles.
pub const ALLOWED: &[&Code] = &[&NEVER_DRILLED];
