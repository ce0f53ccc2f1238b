//! The scripts that run on a host, and their settings. In: each `vps` environment. Out: `scripts/`, the same for every
//! environment, and `deploy/ENVIRONMENT/settings.sh`, which holds all that differs: names, ports, times, hosts,
//! engines' lines. Only what some environment needs is made: no PM2 functions without PM2, no restore without a backup.

mod ir;
mod keeping;
mod lower;
mod render;
mod settings;
#[cfg(test)]
mod tests;

use super::{Context, Output, Target};

pub(super) const TARGET: Target = Target {
    name: "scripts",
    about: "Scripts that deploy, roll back, check, back up, restore and clear up on a host, and their settings",
    emit,
};

fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let scripts = lower::lower(context.model);
    render::render(context.templates, &scripts, output);
}
