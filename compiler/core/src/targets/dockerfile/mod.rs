//! An image for each service: in its folder `Dockerfile` and `.dockerignore`, and what the image brings besides: the
//! check of its variables, or the settings of the server of a site. In: the services and the catalogue's runtimes,
//! managers, frameworks and libraries. Out: a stage for development, with reload, and one for production that holds
//! what runs and nothing that built it. It builds nothing and chooses no tags: workflows do.

mod ir;
mod lower;
mod render;
mod starting;
#[cfg(test)]
mod tests;

use super::{Context, Output, Target, container, layout};
use crate::artifact::EntityRef;

pub(super) const TARGET: Target = Target {
    name: "dockerfile",
    about: "An image for each service: Dockerfile, .dockerignore and what checks its variables",
    emit,
};

pub(super) fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let (model, templates) = (context.model, context.templates);
    for service in model.services.values().filter(|service| service.is_built()) {
        let (check, site) = (starting::check(model, service), starting::site(model, service));
        // Whether there is anything to check depends on all that its variables speak of.
        let made_from = container::variable_entities(model, service);
        let everywhere = || model.environments.keys().map(|name| EntityRef::new("environment", name));
        if let Some((template, image)) = lower::image(model, service, check.is_some()) {
            let mut made_from = made_from.clone();
            made_from.extend(container::command_entities(service));
            let environments = lower::environments(model, service, &image);
            made_from.extend(environments.map(|name| EntityRef::new("environment", name)));
            let text = render::dockerfile(templates, template, &image);
            let path = layout::in_source(service, "Dockerfile");
            output.managed(&path, text, made_from.into_iter().collect());
        }
        let own = check.is_some().then_some(layout::CHECK_SCRIPT);
        let own: Vec<_> = own.into_iter().chain(site.is_some().then_some(layout::SITE_CONF)).collect();
        if let Some(ignore) = lower::ignore(model, service, &own) {
            let mut made_from = made_from.clone();
            made_from.extend(everywhere().filter(|_| check.is_some()));
            let text = render::dockerignore(templates, &ignore);
            output.managed(&layout::dockerignore(service), text, made_from.into_iter().collect());
        }
        if let Some(check) = check {
            let mut made_from = made_from;
            made_from.extend(everywhere());
            made_from.extend(container::secrets_of(service).map(|name| EntityRef::new("secret", name)));
            let path = layout::in_source(service, layout::CHECK_SCRIPT);
            output.script(&path, render::check(templates, &check), made_from.into_iter().collect());
        }
        if let Some(site) = site {
            let text = render::site(templates, &site);
            let made_from = vec![EntityRef::new("service", &service.name)];
            output.managed(&layout::in_source(service, layout::SITE_CONF), text, made_from);
        }
    }
}
