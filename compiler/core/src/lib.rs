//! Formwork's compiler: the text of a spec in, a plan out.
//!
//! It touches no file, clock, network, environment or terminal; `clippy.toml` forbids it. The passes, in order,
//! are listed in one place, and everything that reads or writes lives in the command (`compiler/cli`).

pub mod artifact;
pub mod check;
pub mod codes;
pub mod diag;
pub mod driver;
pub mod effective;
pub mod expect;
pub mod fmt;
pub mod graph;
pub mod hatches;
pub mod import;
pub mod lock;
pub mod manual;
pub mod mend;
pub mod model;
pub mod nearest;
pub mod plan;
pub mod platforms;
pub mod render;
pub mod repository;
pub mod resolve;
pub mod rules;
pub mod schema;
pub mod show;
#[cfg(test)]
mod snippets;
pub mod source;
pub mod stdlib;
pub mod syntax;
pub mod targets;
pub mod terminal;
pub mod trial;
pub mod types;
pub mod why;
