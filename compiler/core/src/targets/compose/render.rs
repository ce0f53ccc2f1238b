//! Prints a Compose project.

use super::ir::Project;
use crate::render::{escape::one_line, header, yaml_below};

pub(super) fn compose(project: &Project) -> String {
    let mut text = header("#");
    if !project.notes.is_empty() {
        text.push_str("#\n");
    }
    for note in &project.notes {
        text.push_str("# ");
        text.push_str(&one_line(note));
        text.push('\n');
    }
    text.push('\n');
    yaml_below(text, project)
}
