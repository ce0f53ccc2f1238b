//! The words of the findings. In: the tokens at fault. Out: diagnostics with help and, where there is one, a fix.
//! It decides nothing: the parser has already found what is wrong.

mod blocks;
mod marks;
mod names;
mod source;
mod values;

pub(super) use blocks::*;
pub(super) use marks::*;
pub(super) use names::*;
pub(super) use source::Source;
pub(super) use values::*;
