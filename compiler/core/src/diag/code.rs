//! What kinds of finding there are: those of the compiler, and those that a project's own rules declare.

use super::Severity;
use std::sync::Arc;

/// The identity of a kind of finding. Declared beside the pass or rule that raises it, listed in `crate::codes`.
#[derive(Debug)]
pub struct Code {
    /// `area/what-was-found`, never reused for another meaning.
    pub slug: &'static str,
    pub severity: Severity,
    /// The page `formwork explain` shows: Markdown, the first line a one-sentence summary.
    pub explanation: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.slug == other.slug
    }
}

/// A kind of finding that a `rule` of KDL declares.
#[derive(Debug)]
pub struct DeclaredCode {
    pub slug: String,
    pub severity: Severity,
    /// As for [`Code::explanation`].
    pub explanation: String,
}

/// Which kind of finding it is, whoever declares it.
#[derive(Clone, Debug)]
pub enum CodeRef {
    Known(&'static Code),
    Declared(Arc<DeclaredCode>),
}

impl CodeRef {
    pub fn slug(&self) -> &str {
        match self {
            CodeRef::Known(code) => code.slug,
            CodeRef::Declared(code) => &code.slug,
        }
    }

    pub fn severity(&self) -> Severity {
        match self {
            CodeRef::Known(code) => code.severity,
            CodeRef::Declared(code) => code.severity,
        }
    }

    pub fn is_one_of(&self, codes: &[&Code]) -> bool {
        codes.iter().any(|code| self == code)
    }

    pub fn explanation(&self) -> &str {
        match self {
            CodeRef::Known(code) => code.explanation,
            CodeRef::Declared(code) => &code.explanation,
        }
    }
}

impl From<&'static Code> for CodeRef {
    fn from(code: &'static Code) -> Self {
        CodeRef::Known(code)
    }
}

impl PartialEq for CodeRef {
    fn eq(&self, other: &Self) -> bool {
        self.slug() == other.slug()
    }
}

impl PartialEq<Code> for CodeRef {
    fn eq(&self, other: &Code) -> bool {
        self.slug() == other.slug
    }
}

impl PartialEq<&Code> for CodeRef {
    fn eq(&self, other: &&Code) -> bool {
        self == *other
    }
}
