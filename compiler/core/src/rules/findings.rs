//! What rules report to: findings, each with the things of the spec that it concerns.

use crate::artifact::EntityRef;
use crate::diag::Diagnostic;
use crate::source::Span;

/// A finding and the things at which it may be allowed.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) owners: Vec<EntityRef>,
    pub(super) diagnostic: Diagnostic,
}

/// What the rules found, before anything is allowed.
#[derive(Debug, Default)]
pub struct Findings {
    pub(super) list: Vec<Finding>,
}

impl Findings {
    /// A finding about these things, the one most at fault first.
    pub(super) fn report(&mut self, owners: impl IntoIterator<Item = EntityRef>, diagnostic: Diagnostic) {
        self.list.push(Finding { owners: owners.into_iter().collect(), diagnostic });
    }

    /// Text that is not to be repeated.
    pub(super) fn concealed(&self) -> Vec<Span> {
        self.list.iter().filter_map(|finding| finding.diagnostic.concealed()).collect()
    }
}
