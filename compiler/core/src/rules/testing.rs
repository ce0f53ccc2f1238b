//! How rules are tested: each carries the specs it must and must not object to, and one loop runs them all.

use crate::diag::Code;

/// A spec and what a rule is to find in it. Nodes of [`BASE`] that it does not name itself are added.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) spec: &'static str,
    /// The message, and the text that carries the main mark.
    pub(super) finds: &'static [(&'static str, &'static str)],
    /// What stands in the spec after the fix.
    pub(super) fixed: Option<&'static str>,
}

impl Case {
    pub(super) const fn fires(spec: &'static str, finds: &'static [(&'static str, &'static str)]) -> Self {
        Self { spec, finds, fixed: None }
    }

    pub(super) const fn silent(spec: &'static str) -> Self {
        Self { spec, finds: &[], fixed: None }
    }

    pub(super) const fn fixed(self, fixed: &'static str) -> Self {
        Self { fixed: Some(fixed), ..self }
    }
}

/// The bad and the good example of an explanation.
fn examples(code: &Code) -> Option<(&'static str, &'static str)> {
    let mut blocks = code.explanation.split("```kdl\n").skip(1).filter_map(|rest| rest.split_once("```"));
    Some((blocks.next()?.0, blocks.next()?.0))
}
