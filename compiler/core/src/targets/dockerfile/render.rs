//! Prints images and build contexts.

use super::ir::{Ignore, Image};
use crate::render::Templates;
use crate::render::escape::Language;

pub(super) fn dockerfile(templates: &Templates<'_>, template: &str, image: &Image) -> String {
    templates.render(Language::Dockerfile, template, image)
}

pub(super) fn dockerignore(templates: &Templates<'_>, ignore: &Ignore) -> String {
    templates.render(Language::Patterns, "dockerignore", ignore)
}
