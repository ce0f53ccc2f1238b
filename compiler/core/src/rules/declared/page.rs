//! The page of a declared rule, made as the pages of the others are: why, then a bad and a good example.

use crate::source::Spanned;

pub(super) fn of(about: &str, bad: &[Spanned<String>], good: &[Spanned<String>]) -> String {
    let mut page = about.trim().to_string();
    page.push('\n');
    for (heading, examples) in [("Bad", bad), ("Good", good)] {
        for example in examples {
            page.push_str(&format!("\n## {heading}\n\n{}", fenced(example.trim_end())));
        }
    }
    page
}

/// Behind a fence that is longer than any in the text.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}kdl\n{text}\n{fence}\n")
}
