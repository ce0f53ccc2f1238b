//! An image for each service: `Dockerfile` and `.dockerignore` in the service's folder. In: the services and the
//! catalogue's runtimes, managers and frameworks. Out: a stage for development, with reload, and one for production
//! that holds what runs and nothing that built it. It builds nothing and chooses no tags: workflows do.

mod ir;
mod lower;
mod render;

use super::{Context, Output, Target, container, layout};
use crate::artifact::EntityRef;

pub(super) const TARGET: Target =
    Target { name: "dockerfile", about: "An image for each service: Dockerfile and .dockerignore", emit };

pub(super) fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let model = context.model;
    for service in model.services.values() {
        if let Some((template, image)) = lower::image(model, service) {
            let mut made_from: Vec<_> = container::command_entities(service).into_iter().collect();
            let environments = lower::environments(model, service, &image);
            made_from.extend(environments.map(|name| EntityRef::new("environment", name)));
            let text = render::dockerfile(context.templates, template, &image);
            output.managed(&layout::in_source(service, "Dockerfile"), text, made_from);
        }
        if let Some(ignore) = lower::ignore(model, service) {
            let made_from = vec![EntityRef::new("service", &service.name)];
            let text = render::dockerignore(context.templates, &ignore);
            output.managed(&layout::in_source(service, ".dockerignore"), text, made_from);
        }
    }
}
