//! Prints images, build contexts and what images bring of their own.

use super::ir::{Check, Ignore, Image, Site};
use crate::render::escape::Language;
use crate::render::{Templates, header};

pub(super) fn dockerfile(templates: &Templates<'_>, template: &str, image: &Image) -> String {
    templates.render(Language::Dockerfile, template, image)
}

pub(super) fn dockerignore(templates: &Templates<'_>, ignore: &Ignore) -> String {
    templates.render(Language::Patterns, "dockerignore", ignore)
}

pub(super) fn check(templates: &Templates<'_>, check: &Check) -> String {
    let text = templates.render(Language::Shell, "check-env.sh", check);
    format!("#!/bin/sh\n{}#\n{text}", header("#"))
}

pub(super) fn site(templates: &Templates<'_>, site: &Site) -> String {
    templates.render(Language::Nginx, "container.conf", site)
}
