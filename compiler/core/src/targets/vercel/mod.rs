//! How Vercel builds and serves a service: `vercel.json` in its folder. In: the environments on Vercel and their services.
//! Out: one file a service, for every environment, since Vercel reads it from the commit. Variables and secrets are at
//! Vercel, and deploys are made by workflows: pushes alone deploy nothing.

mod ir;
mod lower;

use super::{Context, Output, Target, layout};
use crate::artifact::EntityRef;
use crate::model::{Environment, Model};

pub(super) const TARGET: Target =
    Target { name: "vercel", about: "Vercel: how each service is built and served", emit };

fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let model = context.model;
    let here: Vec<&Environment> = environments(model).collect();
    let Some(first) = here.first() else { return };
    for service in model.services.values() {
        let Some(project) = lower::project(model, first, service) else { continue };
        let made_from = here.iter().map(|here| EntityRef::new("environment", &here.name));
        let made_from = made_from.chain([EntityRef::new("service", &service.name)]).collect();
        let text = serde_json::to_string_pretty(&project).unwrap_or_default();
        output.managed(&layout::in_source(service, "vercel.json"), format!("{text}\n"), made_from);
    }
}

/// The environments on Vercel.
pub(super) fn environments(model: &Model) -> impl Iterator<Item = &Environment> {
    model.environments.values().filter(|here| *here.platform.value == *"vercel")
}
