//! The shape of each node: tree and schema in, typed nodes out. One node is held against the declaration of its kind;
//! what a name refers to, and whether settings make sense together, is the business of `resolve` and `rules`.

mod checker;
pub mod errors;
mod messages;
mod nearest;
mod read;
mod scalar;
mod value;

pub use checker::check;
pub use nearest::nearest;
pub use read::read;
pub use value::{Field, Item, Node, Value};
