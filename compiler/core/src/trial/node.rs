//! Tests as they are written: the fields of kinds `test` and `artifact-expectation`.

use crate::expect::ExpectationNode;
use crate::source::{Span, Spanned};
use crate::types::Glob;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct TestNode {
    #[serde(rename = "$span")]
    pub(super) span: Span,
    pub(super) name: String,
    #[serde(rename = "in", default)]
    pub(super) environments: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) expect: Vec<ExpectationNode>,
    #[serde(rename = "artifact", default)]
    pub(super) artifacts: Vec<ArtifactNode>,
    #[serde(default)]
    pub(super) finds: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) lacks: Vec<Spanned<String>>,
    pub(super) golden: Option<Spanned<String>>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ArtifactNode {
    #[serde(rename = "$span")]
    pub(super) span: Span,
    pub(super) path: Spanned<Glob>,
    pub(super) contains: Option<String>,
    pub(super) lacks: Option<String>,
    pub(super) exists: Option<bool>,
}
