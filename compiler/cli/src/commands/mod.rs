//! The commands, one file each: what is asked for in, an outcome out.

pub(crate) mod adopt;
pub(crate) mod apply;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod debug;
pub(crate) mod docs;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod graph;
pub(crate) mod plan;
pub(crate) mod release;
pub(crate) mod show;
pub(crate) mod test;
pub(crate) mod why;
