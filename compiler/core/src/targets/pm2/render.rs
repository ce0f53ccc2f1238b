//! Prints PM2's list of processes.

use super::ir::Ecosystem;
use crate::render::escape::Language;
use crate::render::{Templates, header};
use crate::targets::Output;

pub(super) fn render(templates: &Templates<'_>, ecosystem: &Ecosystem, output: &mut Output<'_>) {
    let text = templates.render(Language::JavaScript, "ecosystem.config.cjs", ecosystem);
    output.managed(&ecosystem.path, format!("{}\n{text}", header("//")), ecosystem.made_from.clone());
}
