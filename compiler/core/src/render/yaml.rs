//! Values to YAML that readers of YAML 1.1 and 1.2 agree on.

use serde::Serialize;

/// Block style, lists indented, lines never folded, several lines as a literal block.
///
/// # Panics
/// When the value cannot be printed: a fault of the compiler, never of a spec.
pub fn to_yaml(value: &impl Serialize) -> String {
    let mut options = serde_saphyr::SerializerOptions::default();
    options.compact_list_indent = false;
    options.folded_wrap_chars = usize::MAX;
    let mut text = String::new();
    match serde_saphyr::to_fmt_writer_with_options(&mut text, value, options) {
        Ok(()) => {
            // A literal block at the end would leave its empty line.
            text.truncate(text.trim_end().len());
            text.push('\n');
            text
        }
        Err(error) => panic!("a value that YAML cannot hold: {error}"),
    }
}
