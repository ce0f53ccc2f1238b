//! Where a spec holds text: every string, whatever its type, and every name of a line.

use crate::project::Project;
use formwork_core::driver;
use formwork_core::source::{FileId, Text};
use formwork_core::syntax::{self, Node, Value, quoted};

/// One text of a spec.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The words of the language that lead there: two places with the same are of one field.
    pub(crate) what: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) text: String,
}

impl Place {
    /// Another text, as the spec would write it there.
    pub(crate) fn written(&self, text: &str) -> String {
        quoted(text)
    }
}

pub(crate) fn places(project: &Project) -> Vec<Place> {
    let text = &project.files[driver::SPEC];
    let tree = syntax::read(FileId(0), &Text::from(&**text), &mut Default::default());
    let mut found = Vec::new();
    tree.nodes().for_each(|node| visit(node, "", &mut found));
    found
}

fn visit(node: Node<'_>, above: &str, found: &mut Vec<Place>) {
    let is_line = above.ends_with("/env");
    let name = node.name();
    let what = if is_line { format!("{above}/LINE") } else { format!("{above}/{name}") };
    if is_line {
        let span = node.name_span();
        let (start, end) = (span.start as usize, span.end as usize);
        found.push(Place { what: format!("{what} name"), start, end, text: name.to_string() });
    }
    let mut arguments = 0;
    for entry in node.entries() {
        let part = match entry.name() {
            Some(name) => name.value.to_string(),
            None => {
                arguments += 1;
                // Of a list one item stands for those that follow.
                arguments.min(3).to_string()
            }
        };
        if let Value::String(text) = entry.value() {
            let span = entry.value_span();
            let (start, end) = (span.start as usize, span.end as usize);
            found.push(Place { what: format!("{what} {part}"), start, end, text: text.to_string() });
        }
    }
    node.children().for_each(|child| visit(child, &what, found));
}
