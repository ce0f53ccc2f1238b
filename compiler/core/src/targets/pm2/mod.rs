//! PM2 as the supervisor of a host. In: the services of each `vps` environment with supervisor `pm2`. Out:
//! `deploy/ENVIRONMENT/ecosystem.config.cjs`, which says how every copy of every service runs. It holds no secret and
//! nothing is substituted into it: values are read from the environment's files when PM2 loads it.

mod ir;
mod lower;
mod render;
#[cfg(test)]
mod tests;

use super::{Context, Output, Target};
use crate::model::Supervisor;

pub(super) const TARGET: Target =
    Target { name: "pm2", about: "PM2's list of processes for each environment that it keeps running", emit };

fn emit(context: Context<'_>, output: &mut Output<'_>) {
    for environment in context.model.environments.values() {
        if environment.supervisor == Some(Supervisor::Pm2) {
            let ecosystem = lower::lower(context.model, environment);
            render::render(context.templates, &ecosystem, output);
        }
    }
}
