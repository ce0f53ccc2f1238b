//! Railway's description of a project as code: `.railway/railway.ts`, with every environment on Railway. In: the
//! environments, their services and databases. Out: a program that the npm package `railway` evaluates and the Railway
//! CLI compares with what is there. It holds no secret: `preserve()` keeps the value that Railway has. For those that ask
//! for it by name there is the older `railway.json`, one a service.

mod code;
mod legacy;
mod lower;

use super::{Context, Output, Target, container, layout};
use crate::artifact::EntityRef;
use crate::model::{Environment, Model, RailwayFormat};
use crate::render::header;
use std::collections::BTreeSet;

pub(super) const TARGET: Target =
    Target { name: "railway", about: "Railway: the project as code, .railway/railway.ts", emit };

fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let model = context.model;
    let with = |format| move |here: &&Environment| here.format.as_ref().is_some_and(|it| it.value == format);
    let on_railway = || model.environments.values().filter(|here| *here.platform.value == *"railway");
    let as_code: Vec<&Environment> = on_railway().filter(with(RailwayFormat::Code)).collect();
    if !as_code.is_empty() {
        let text = format!("{}\n{}", header("//"), lower::program(model, &as_code));
        output.managed(layout::RAILWAY_FILE, text, made_from(model, &as_code));
    }
    let legacy: Vec<&Environment> = on_railway().filter(with(RailwayFormat::Legacy)).collect();
    if !legacy.is_empty() {
        for service in model.services.values().filter(|service| service.is_built()) {
            let entities = std::iter::once(EntityRef::new("service", &service.name))
                .chain(legacy.iter().map(|here| EntityRef::new("environment", &here.name)));
            let text = legacy::file(&legacy, service);
            output.managed(&layout::in_source(service, "railway.json"), text, entities.collect());
        }
    }
}

fn made_from(model: &Model, environments: &[&Environment]) -> Vec<EntityRef> {
    let mut entities = BTreeSet::new();
    for environment in environments {
        entities.insert(EntityRef::new("environment", &environment.name));
        for service in environment.services.values() {
            entities.extend(container::variable_entities(model, service));
        }
        entities.extend(environment.databases.values().map(|database| database.entity()));
        entities.extend(environment.jobs.keys().map(|name| EntityRef::new("job", name)));
    }
    entities.into_iter().collect()
}
