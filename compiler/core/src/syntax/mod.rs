//! KDL v2 text to a lossless tree.
pub mod errors;
