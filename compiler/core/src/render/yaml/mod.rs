//! Values to YAML that readers of YAML 1.1 and 1.2 agree on.
//!
//! In: whatever serde can serialize. Out: block style, two spaces for each level, lists indented below their key, lines
//! never folded, several lines as a literal block, one line end at the end. What is printed goes straight into one
//! String; the wrappers of this module change the look of a value and never what it is.

mod compound;
mod number;
mod scalar;
mod serializer;
mod wrappers;
mod writer;

use serde::Serialize;
use std::fmt;
use writer::Writer;

pub use wrappers::{Commented, DoubleQuoted, FlowSeq, SpaceAfter};

/// The text of a value.
///
/// # Panics
/// When the value cannot be printed, such as a map with a list as a key: a fault of the compiler, never of a spec.
pub fn to_yaml(value: &impl Serialize) -> String {
    yaml_below(String::new(), value)
}

/// The same below other lines, without holding the text twice: the workflows of a large application have megabytes.
///
/// # Panics
/// When the value cannot be printed.
pub fn yaml_below(head: String, value: &impl Serialize) -> String {
    let above = head.len();
    let mut text = print(value, Writer::below(head));
    // A block that keeps its last empty lines would end the text with them.
    if text.ends_with("\n\n") {
        text.truncate(above);
        text = print(value, Writer::below(text).without_kept_lines());
    }
    text
}

fn print(value: &impl Serialize, mut writer: Writer) -> String {
    match value.serialize(&mut writer) {
        Ok(()) => writer.finish(),
        Err(error) => panic!("a value that YAML cannot hold: {error}"),
    }
}

/// Why a value has no YAML.
#[derive(Debug)]
struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl serde::ser::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}
