//! From a service to the settings of its project at Vercel.

use super::ir::{Git, Header, Headers, Project};
use crate::model::{Environment, Model, Service};
use crate::targets::container;

/// What nginx sends on a host, too. `Strict-Transport-Security` Vercel sends itself.
const HEADERS: [(&str, &str); 4] = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Content-Security-Policy", "base-uri 'self'; object-src 'none'; frame-ancestors 'self'"),
];

/// `None` for a service that Vercel cannot run, which a rule reports.
pub(super) fn project(model: &Model, environment: &Environment, service: &Service) -> Option<Project> {
    let here = environment.services.get(&*service.name)?;
    let framework = container::framework(model, here)?;
    let manager = container::manager(model, here)?;
    Some(Project {
        schema: "https://openapi.vercel.sh/vercel.json",
        framework: framework.preset.clone(),
        install_command: manager.install.clone(),
        build_command: container::build_command(model, here),
        regions: environment.region.iter().map(|region| region.to_string()).collect(),
        git: Git { deployment_enabled: false },
        headers: vec![Headers {
            source: "/(.*)",
            headers: HEADERS.iter().map(|(key, value)| Header { key, value }).collect(),
        }],
    })
}
