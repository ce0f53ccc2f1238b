//! nginx at the edge of a host. In: the routes, the rollout and the nginx version of each `vps` environment. Out:
//! `deploy/ENVIRONMENT/nginx/`: `site.conf`, one file a route, one upstream file a colour, and snippets. Certificates,
//! the link `active.conf` and the one line that includes the site are not here: they are made on the host.

mod ir;
mod lower;
mod names;
mod render;
#[cfg(test)]
mod tests;

use super::{Context, Output, Target};

pub(super) const TARGET: Target = Target {
    name: "nginx",
    about: "The web server's site for each environment on a host: TLS, headers, limits, CORS, blue-green",
    emit,
};

fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let environments = context.model.environments.values();
    for environment in environments.filter(|environment| !environment.routes.is_empty()) {
        if let Some(nginx) = &environment.nginx {
            let edge = lower::lower(context.model, environment, nginx);
            render::render(context.templates, &edge, output);
        }
    }
}
