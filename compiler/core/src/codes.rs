//! The one table of codes. A code is declared beside what raises it; each list of codes is named here once.

use crate::diag::Code;

/// Every code, by the pass that owns it.
pub const ALL: &[&[&Code]] = &[
    crate::source::CODES,
    crate::syntax::errors::CODES,
    crate::import::errors::CODES,
    crate::schema::errors::CODES,
    crate::check::errors::CODES,
    crate::resolve::errors::CODES,
    crate::expect::errors::CODES,
    crate::resolve::moved::CODES,
    crate::platforms::CODES,
    crate::hatches::CODES,
    crate::rules::CODES,
    crate::rules::declared::errors::CODES,
    crate::trial::errors::CODES,
    crate::graph::CODES,
    crate::targets::github::CODES,
    &[&crate::render::BROKEN, &crate::resolve::UNUSED_TEMPLATE],
    crate::artifact::CODES,
    crate::lock::CODES,
    crate::plan::CODES,
];

/// The code with this slug.
pub fn find(slug: &str) -> Option<&'static Code> {
    ALL.iter().flat_map(|codes| codes.iter()).find(|code| code.slug == slug).copied()
}
