//! The one style. In: a document. Out: edits that bring it into the style. It changes no value, name, comment or
//! order: nothing but the space, line ends and `;` between tokens, and where comments and strings of several lines
//! stand.
//!
//! The style, where a reader of KDL might expect another:
//! - Lines end in LF, the last too, and no byte order mark opens the file.
//! - Children stand one a line. A block that its author wrote on one line, with a single child that has no block of its
//!   own, stays on one line, however long that is: the author's line break decides, so that a longer word never
//!   changes the shape of what is around it. A block on several lines is never drawn together.
//! - `;` goes; the line end or the `}` says the same.
//! - `/-` stands right before what it takes out, but for the marker `/- kdl-version 2`.
//! - Properties and arguments stay in their order: that of arguments has a meaning, and a property may be given twice.
//! - A `\` stays, and what it continues is indented one level deeper, as are the lines of a string.
//! - The lines of a comment move together with its first.
//!
//! A text with errors is refused. Where a brace or a quotation mark is missing, the indentation is the only trace left of
//! what was meant; the parser itself leans on it to say which one it is, and a formatter would wipe it away.

mod layout;

use crate::diag::{Diagnostics, Edit};
use crate::source::{FileId, Text};
use crate::syntax;

/// The edits that bring a document into the style, in the order of the text; or what is wrong with it.
pub fn format(file: FileId, text: &Text) -> Result<Vec<Edit>, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let tree = syntax::parse(file, text, &mut diagnostics);
    if diagnostics.is_empty() { Ok(layout::edits(&tree)) } else { Err(diagnostics) }
}
