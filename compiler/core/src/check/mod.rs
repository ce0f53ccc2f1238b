//! The shape of each node: tree and schema in, typed nodes out. One node is held against the declaration of its kind;
//! what a name refers to, and whether settings make sense together, is the business of `resolve` and `rules`.

mod checker;
mod constraints;
mod declarations;
mod entries;
pub mod errors;
mod instances;
mod messages;
mod misplaced;
mod parameters;
mod property;
mod read;
mod scalar;
mod suggest;
#[cfg(test)]
mod tests;
mod value;

pub use checker::{check, check_body, check_declarations};
pub(crate) use constraints::{check_order, check_presence};
pub use declarations::{Faulty, check_declared};
pub use read::read;
pub(crate) use scalar::check_again;
pub(crate) use scalar::check_literal;
pub use scalar::refusal;
pub use value::{Field, Item, Node, Value};
