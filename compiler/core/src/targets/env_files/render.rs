//! Prints environment files.

use super::ir::{Example, Settings};
use crate::render::Templates;
use crate::render::escape::Language;

pub(super) fn example(templates: &Templates<'_>, example: &Example) -> String {
    templates.render(Language::EnvFile, "example", example)
}

pub(super) fn settings(templates: &Templates<'_>, settings: &Settings) -> String {
    templates.render(Language::EnvFile, "settings", settings)
}
