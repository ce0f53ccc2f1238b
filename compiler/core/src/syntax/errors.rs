use crate::diag::Code;
pub const CODES: &[&Code] = &[];
