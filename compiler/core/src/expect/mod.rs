//! Expectations: a path, and one comparison with what stands there. In: an `expectation` of KDL, and the kind or the
//! thing it is about. Out: whether it holds where settings are looked at, and if not, what is there instead. Rules and
//! tests share it; it reports nothing of its own but expectations that make no sense.

pub mod errors;
mod judge;
mod measure;
mod node;
mod read;
#[cfg(test)]
mod tests;

pub use judge::Failure;
pub(crate) use node::ExpectationNode;

use crate::source::Span;
use measure::Measure;
use regex_lite::Regex;

/// What has to hold of a setting.
#[derive(Debug)]
pub struct Expectation {
    /// From the thing on: `check.*.coverage`.
    path: String,
    comparison: Comparison,
    /// Its own line.
    pub span: Span,
}

#[derive(Debug)]
enum Comparison {
    Is(Operand),
    IsNot(Operand),
    AtLeast(Operand),
    AtMost(Operand),
    OneOf(Vec<Operand>),
    Includes(Operand),
    Matches(Regex, String),
    Exists(bool),
}

/// What a setting is compared with, as it is written and as it is meant.
#[derive(Debug)]
struct Operand {
    words: String,
    measure: Measure,
}
