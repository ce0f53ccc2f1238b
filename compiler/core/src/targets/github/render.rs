//! A workflow as YAML: the header, what it is for, and the value as serde prints it.

use super::ir::Workflow;
use crate::render::escape::one_line;
use crate::render::{header, yaml_below};

pub(super) fn render(workflow: &Workflow) -> String {
    let mut text = header("#");
    for line in &workflow.about {
        text.push_str(format!("# {}", one_line(line)).trim_end());
        text.push('\n');
    }
    text.push('\n');
    yaml_below(text, workflow)
}
