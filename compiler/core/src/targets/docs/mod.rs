//! stub
use super::{Context, Output, Target};
pub(super) const TARGET: Target = Target { name: "docs", about: "docs", emit };
fn emit(_: Context<'_>, _: &mut Output<'_>) {}
