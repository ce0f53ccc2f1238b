//! Prints the scripts and their settings.

use super::ir::{File, Scripts};
use crate::render::escape::Language;
use crate::render::{Templates, header};
use crate::targets::Output;

#[derive(serde::Serialize)]
struct Nothing {}

pub(super) fn render(templates: &Templates<'_>, scripts: &Scripts, output: &mut Output<'_>) {
    for file in &scripts.files {
        let text = templates.render(Language::Shell, file.name, &Nothing {});
        add(file, &text, output);
    }
    for settings in &scripts.settings {
        let text = templates.render(Language::Shell, "settings.sh", settings);
        output.managed(&settings.path, format!("{}\n{text}", header("#")), settings.made_from.clone());
    }
}

fn add(file: &File, text: &str, output: &mut Output<'_>) {
    let path = format!("scripts/{}", file.name);
    let made_from = file.made_from.clone();
    if file.runs {
        output.script(&path, format!("#!/usr/bin/env bash\n{}#\n{text}", header("#")), made_from);
    } else {
        output.managed(&path, format!("{}#\n{text}", header("#")), made_from);
    }
}
