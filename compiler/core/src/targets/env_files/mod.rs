//! The settings of services as files: `<source>/.env.example` for developers, and for each environment on a host
//! `deploy/<environment>/env/<service>.env` with what is no secret. In: `model.variables`. Out: names, values and what
//! they are for. It never writes a secret's value, for no spec holds one.

mod ir;
mod lower;
mod render;
#[cfg(test)]
mod tests;

use super::{Context, Output, Target, container, layout};
use crate::artifact::EntityRef;

pub(super) const TARGET: Target = Target {
    name: "env-files",
    about: "The settings of each service: an example for developers, values for each environment",
    emit,
};

pub(super) fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let model = context.model;
    for service in model.services.values() {
        let Some((environment, example)) = lower::example(model, service) else { continue };
        let mut made_from = container::variable_entities(model, service);
        made_from.insert(EntityRef::new("environment", &environment.name));
        made_from.extend(container::secrets_of(service).map(|secret| EntityRef::new("secret", secret)));
        let text = render::example(context.templates, &example);
        let path = layout::in_source(service, ".env.example");
        output.managed(&path, text, made_from.into_iter().collect());
    }
    for environment in model.environments.values().filter(|environment| environment.is_host()) {
        for service in environment.services.values() {
            let mut made_from = container::variable_entities(model, service);
            made_from.insert(EntityRef::new("app", &model.app.name));
            made_from.insert(EntityRef::new("environment", &environment.name));
            let text = render::settings(context.templates, &lower::settings(model, environment, service));
            output.managed(&layout::env_file(environment, service), text, made_from.into_iter().collect());
        }
    }
}
