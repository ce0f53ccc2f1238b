//! Render Blueprints: `deploy/ENVIRONMENT/render.yaml` for each environment on Render. In: the environment's services
//! and databases, and the catalogue's plans. Out: what Render makes and keeps in step with the file. It holds no value
//! of a secret, and deploys nothing: Render does, when the checks of a commit have passed, or a workflow says so.

mod ir;
mod lower;
mod site;
mod variables;

use super::{Context, Output, Target, container, layout};
use crate::artifact::EntityRef;
use crate::model::{Environment, Model};
use crate::render::escape::one_line;
use crate::render::{header, to_yaml};
use std::collections::BTreeSet;

pub(super) const TARGET: Target =
    Target { name: "render", about: "Render Blueprints: one for each environment on Render", emit };

fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let model = context.model;
    let here = |environment: &&Environment| *environment.platform.value == *"render";
    for environment in model.environments.values().filter(here) {
        let blueprint = lower::blueprint(model, environment);
        let path = layout::blueprint_file(environment);
        output.managed(&path, print(&blueprint), made_from(model, environment));
    }
}

fn print(blueprint: &ir::Blueprint) -> String {
    let mut text = header("#");
    for note in &blueprint.notes {
        text.push_str(format!("# {}", one_line(note)).trim_end());
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&to_yaml(blueprint));
    text
}

fn made_from(model: &Model, environment: &Environment) -> Vec<EntityRef> {
    let mut entities = BTreeSet::from([EntityRef::new("environment", &environment.name)]);
    entities
        .extend(environment.promote_from.iter().map(|from| EntityRef::new("environment", &from.environment)));
    for service in environment.services.values() {
        entities.extend(container::variable_entities(model, service));
        let secrets = service.env.iter().filter_map(|entry| entry.secret.as_ref());
        entities.extend(secrets.map(|secret| EntityRef::new("secret", &secret.value)));
    }
    entities.extend(environment.databases.values().map(|database| database.entity()));
    entities.extend(environment.jobs.keys().map(|name| EntityRef::new("job", name)));
    entities.into_iter().collect()
}
