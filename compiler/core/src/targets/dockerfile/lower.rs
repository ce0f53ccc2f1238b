//! From a service to its image: which template, which base, what runs, what may enter the build.

use super::ir::{Ignore, Image, Probe};
use crate::model::{Model, Scope, Service};
use crate::render::header;
use crate::targets::{container, layout};
use crate::types::{Command, Interpolated};

/// The template and what it prints. `None` when the catalogue does not have the runtime, which is reported before.
pub(super) fn image<'m>(model: &'m Model, service: &Service) -> Option<(&'m str, Image)> {
    let runtime = container::runtime(model, service)?;
    let manager = container::manager(model, service)?;
    let framework = container::framework(model, service);
    let template = framework.map_or(&manager.dockerfile, |framework| &framework.dockerfile);
    let image = Image {
        header: header("#"),
        about: service.about.clone(),
        title: format!("{} {}", model.app.name, service.name),
        source: model.app.repository.as_ref().map(|repository| format!("https://{repository}")),
        base: runtime.version(&service.runtime.version)?.image.clone(),
        folder: container::FOLDER,
        manifest: manager.manifest.clone(),
        lockfile: manager.lockfile.clone(),
        install_tool: manager.tool.as_deref().and_then(|tool| install_tool(model, tool)),
        build: framework.and_then(|framework| framework.build.clone()),
        baked: baked(model, service),
        writable: framework.map(|framework| framework.writable.clone()).unwrap_or_default(),
        user: layout::CONTAINER_USER,
        port: service.port.as_ref().map(|port| port.value),
        probe: container::probe(model, service).map(|words| Probe { pace: container::SERVICE_PACE, words }),
        command: container::command(model, service),
        development_command: container::development_command(model, service),
    };
    Some((template, image))
}

fn install_tool(model: &Model, name: &str) -> Option<String> {
    let tool = model.catalogue.tools.get(name)?;
    Some(tool.install.replace("{version}", &tool.version))
}

/// The baked variables of any environment, since one Dockerfile builds for all.
fn baked(model: &Model, service: &Service) -> Vec<String> {
    let mut names = Vec::new();
    for environment in model.environments.values() {
        let Some(service) = environment.services.get(&*service.name) else { continue };
        let variables = model.variables(Scope::new(environment), service);
        for variable in variables.into_iter().filter(|variable| variable.baked) {
            if !names.contains(&variable.name) {
                names.push(variable.name);
            }
        }
    }
    names
}

/// The environments that the image depends on: all, when it bakes variables that one of them may add; those whose
/// words it runs, when these are more than a port, which is the same everywhere.
pub(super) fn environments<'m>(
    model: &'m Model,
    service: &Service,
    image: &Image,
) -> impl Iterator<Item = &'m str> {
    let words = match service.run.as_ref().map(|run| &run.value) {
        Some(Command::Words(words)) => &words[..],
        _ => &[],
    };
    let varies =
        words.iter().flat_map(Interpolated::references).any(|reference| reference.property != "port");
    let depends = varies || !image.baked.is_empty();
    model.environments.keys().filter(move |_| depends).map(|name| &**name)
}

/// Hidden folders at the top, and whatever may hold a secret anywhere, whatever the runtime. Each pattern has to match
/// the files themselves: BuildKit leaves every folder out by `*` first, and then overlooks a later pattern that only
/// names the folder.
const NEVER: &[&str] = &[
    ".*/**",
    "**/.git/**",
    "**/.env*",
    "**/*.pem",
    "**/*.key",
    "**/*.p12",
    "**/*.dump",
    "**/*.sqlite3",
    "**/*.log",
];

pub(super) fn ignore(model: &Model, service: &Service) -> Option<Ignore> {
    let manager = container::manager(model, service)?;
    let output = container::framework(model, service).map(|framework| &framework.output[..]);
    let output = output.unwrap_or_default().iter().map(|folder| format!("{folder}/**"));
    let refused = NEVER.iter().map(ToString::to_string).chain(manager.leftovers.iter().cloned());
    Some(Ignore {
        header: header("#"),
        manager: manager.name.clone(),
        allowed: manager.context.clone(),
        refused: refused.chain(output).collect(),
    })
}
