//! Text of the user in a comment: it is data there. It makes no table, fence or tag, calls nobody and links nowhere.
//!
//! A backslash stops Markdown, but not the forge, which looks for names, numbers and addresses in what Markdown has made.
//! In code it does not look; in prose an invisible space breaks what it looks for.

use crate::render::escape;
use crate::terminal::{clip, printable};

/// Values and names in the summary are cut here.
const MOST: usize = 80;
/// Prose, such as the reason for accepting a finding.
const MOST_PROSE: usize = 240;
const INVISIBLE: &str = "&#8203;";

/// A sentence of somebody's, also in a cell of a table.
pub(super) fn prose(text: &str) -> String {
    unlinked(&escape::markdown(&clip(&printable(text), MOST_PROSE)))
}

/// A value, a name or a path in a cell of a table.
pub(super) fn code(text: &str) -> String {
    escape::markdown_code_cell(&clip(&printable(text), MOST))
}

/// The whole of it, outside of a table.
pub(super) fn path(text: &str) -> String {
    let text = printable(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Code in HTML, such as in a line that opens a block.
pub(super) fn html(text: &str) -> String {
    let text = printable(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let text = text.replace('`', "&#96;");
    format!("<code>{text}</code>")
}

/// The name of an application in an HTML comment, which two hyphens in a row might end.
pub(super) fn comment(text: &str) -> String {
    let word: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    word.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// A fence that the text cannot close, moved into an item of a list. Blanks that nobody sees are left out.
pub(super) fn fence(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let lines: String =
        text.lines().map(|line| format!("  {}", printable(line)).trim_end().to_string() + "\n").collect();
    format!("\n  {fence}{language}\n{lines}  {fence}\n\n")
}

/// Breaks what a forge makes a link of: `@name`, `#12`, `GH-12`, `://`, `www.`.
fn unlinked(text: &str) -> String {
    let text = text.replace('@', &format!("@{INVISIBLE}")).replace("\\#", &format!("\\#{INVISIBLE}"));
    let text = text.replace("://", &format!(":{INVISIBLE}//"));
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let before = &text.as_bytes()[..at];
        let ends = |word: &[u8]| {
            before.len() >= word.len() && before[before.len() - word.len()..].eq_ignore_ascii_case(word)
        };
        if (c == '-' && ends(b"gh")) || (c == '.' && ends(b"www")) {
            out.push_str(INVISIBLE);
        }
        out.push(c);
    }
    out
}
