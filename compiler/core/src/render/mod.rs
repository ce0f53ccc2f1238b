//! Printing, shared by the targets: structured formats through serde, text through templates, and one escaping rule
//! for each language. In: plain data. Out: text with LF line ends and one at the end. It decides nothing.

pub mod escape;
mod marks;
mod text;
pub mod yaml;

pub use marks::{Marks, TemplateLine, without_marks};
pub use text::{BROKEN, OwnTemplate, Templates};
pub use yaml::{to_yaml, yaml_below};

/// The first words of every artifact that has comments.
pub const HEADER: &[&str] = &[
    "Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,",
    "then run `formwork plan` and `formwork apply`.",
];

/// The header as comment lines that begin with `mark`.
pub fn header(mark: &str) -> String {
    HEADER.iter().map(|line| format!("{mark} {line}\n")).collect()
}
