//! Places that templates keep free. A template marks one with `{{ slot(name="server") }}` on a line of its own; here the
//! line becomes what is put there, with its indentation, or goes.

use crate::render::without_marks;

/// Characters for private use: no escaping touches them, and no spec has a reason to.
const BEGIN: char = '\u{E000}';
const END: char = '\u{E001}';

/// What a template prints for a place.
pub(crate) fn marker(place: &str) -> String {
    format!("{BEGIN}{place}{END}")
}

pub(super) fn has_any(text: &str) -> bool {
    text.contains(BEGIN)
}

/// The text with every free place filled by what `lines` has for it.
pub(super) fn fill(text: &str, mut lines: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for line in text.split_inclusive('\n') {
        let plain = without_marks(line);
        if std::mem::take(&mut gap) && plain.trim().is_empty() {
            continue;
        }
        let Some(place) = plain.trim().strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END)) else {
            out.push_str(line);
            continue;
        };
        let indent = &plain[..plain.len() - plain.trim_start().len()];
        let put_in = lines(place);
        // A place between two empty lines leaves one.
        gap = put_in.is_empty() && out.ends_with("\n\n");
        for line in put_in.lines() {
            if !line.trim().is_empty() {
                out.push_str(indent);
                out.push_str(line);
            }
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_place_is_filled_or_goes() {
        let text = format!("a\n    {}\n{}\nb\n", marker("one"), marker("two"));
        let filled = fill(&text, |place| if place == "one" { "x\n\n  y".into() } else { String::new() });
        assert_eq!(filled, "a\n    x\n\n      y\nb\n");
        let between = format!("a\n\n{}\n\nb\n", marker("one"));
        assert_eq!(fill(&between, |_| String::new()), "a\n\nb\n");
        assert_eq!(fill(&between, |_| "x".to_string()), "a\n\nx\n\nb\n");
    }
}
