//! Edits to text. In: a text and replacements in it. Out: the text with them, every other byte as it was.

use super::Edit;

/// The text with the edits in place. They lie in the order of the text and do not overlap.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut out = String::with_capacity(text.len() + added);
    let mut copied = 0;
    for edit in edits {
        out.push_str(&text[copied..edit.span.start as usize]);
        out.push_str(&edit.text);
        copied = edit.span.end as usize;
    }
    out.push_str(&text[copied..]);
    out
}
