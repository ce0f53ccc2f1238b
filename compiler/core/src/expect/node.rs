//! An expectation as it is written: the fields of kind `expectation`.

use crate::schema::Literal;
use crate::source::{Span, Spanned};
use serde::Deserialize;

/// Filled from a checked node, which makes exactly one comparison.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ExpectationNode {
    #[serde(rename = "$span")]
    pub(crate) span: Span,
    pub(crate) path: Spanned<String>,
    pub(super) is: Option<Spanned<Literal>>,
    pub(super) is_not: Option<Spanned<Literal>>,
    pub(super) at_least: Option<Spanned<Literal>>,
    pub(super) at_most: Option<Spanned<Literal>>,
    pub(super) matches: Option<Spanned<String>>,
    pub(super) exists: Option<bool>,
    pub(super) includes: Option<Spanned<Literal>>,
    #[serde(default)]
    pub(super) one_of: Vec<Spanned<Literal>>,
}
