//! Rules that a project declares in KDL. In: the `rule`s among the things of a run. Out: for every thing of their kind,
//! in every environment, a judgement where what they expect does not hold. Without rules nothing is looked at.

pub mod errors;
mod judge;
mod page;
mod read;
#[cfg(test)]
mod tests;

pub(crate) use judge::{Judgement, judge};
pub use read::load;
pub(crate) use read::{RuleNode, written};

use crate::diag::DeclaredCode;
use crate::expect::Expectation;
use crate::schema::KindId;
use crate::source::{Span, Spanned};
use std::sync::Arc;

/// A rule that makes sense.
#[derive(Debug)]
pub struct DeclaredRule {
    pub code: Arc<DeclaredCode>,
    /// The kind of things it judges.
    pub on: KindId,
    when: Vec<Expectation>,
    expect: Vec<Expectation>,
    message: String,
    help: Option<String>,
    /// Where it is declared.
    pub span: Span,
    /// Pieces of spec that it must not and must object to.
    pub good: Vec<Spanned<String>>,
    pub bad: Vec<Spanned<String>>,
}
