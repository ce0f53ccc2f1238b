//! Compose projects: `compose.yaml` for a developer's machine, `deploy/<environment>/compose.yaml` for a host whose
//! supervisor is Compose. In: environments with their services and databases. Out: one project for each; on a host,
//! each service once for each colour, as a profile. It does not choose images, place secrets or start anything:
//! scripts do.

mod development;
mod ir;
mod lower;
mod production;
mod render;
#[cfg(test)]
mod tests;

use super::{Context, Output, Target, container, layout};
use crate::artifact::EntityRef;
use crate::model::{Environment, External, Model, Supervisor};
use std::collections::BTreeSet;

pub(super) const TARGET: Target = Target {
    name: "compose",
    about: "Compose projects: one for developers, one for each environment that runs containers",
    emit,
};

pub(super) fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let model = context.model;
    for environment in model.environments.values() {
        let project = if environment.is_local() {
            development::project(model, environment)
        } else if environment.supervisor == Some(Supervisor::Compose) {
            production::project(model, environment)
        } else {
            continue;
        };
        let text = render::compose(&project);
        output.managed(&layout::compose_file(environment), text, made_from(model, environment));
    }
}

fn made_from(model: &Model, environment: &Environment) -> Vec<EntityRef> {
    let mut entities = BTreeSet::from([
        EntityRef::new("app", &model.app.name),
        EntityRef::new("environment", &environment.name),
    ]);
    for service in environment.services.values() {
        entities.insert(EntityRef::new("service", &service.name));
        if environment.is_local() {
            entities.extend(container::variable_entities(model, service));
        }
    }
    entities.extend(environment.databases.values().map(|database| database.entity()));
    if environment.is_local() {
        entities.extend(model.externals.values().filter(|it| it.stand_in.is_some()).map(External::entity));
    }
    entities.into_iter().collect()
}
