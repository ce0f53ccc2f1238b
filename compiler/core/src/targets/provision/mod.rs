//! An Ansible playbook for the host of each environment on platform `vps`. In: the host, its supervisor, the edge and
//! what backs up. Out: `deploy/ENVIRONMENT/provision/`: the playbook, its inventory, `vars.yml` with all that differs
//! between hosts, tasks and templates. It makes what `scripts/provision-check.sh` looks for, but secrets: these a person
//! places. Only what the host needs is made: no tasks for Docker beside PM2, no firewall where others live.

mod calendar;
mod ir;
mod lower;
mod render;
#[cfg(test)]
mod tests;

use super::{Context, Output, Target};

pub(super) const TARGET: Target = Target {
    name: "provision",
    about: "An Ansible playbook that prepares the host of each environment, and can be run again",
    emit,
};

fn emit(context: Context<'_>, output: &mut Output<'_>) {
    for environment in context.model.environments.values() {
        if let Some(host) = &environment.host {
            let provision = lower::lower(context.model, environment, host);
            render::render(context.templates, &provision, output);
        }
    }
}
