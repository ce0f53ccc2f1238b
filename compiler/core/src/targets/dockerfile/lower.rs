//! From a service to its image: which template, which base, what runs, what may enter the build.

use super::ir::{Ignore, Image, Libraries, Migrator, Packages, Probe, Setting};
use crate::model::{ImageRecipe, Library, Manager, Model, Provision, Scope, Service};
use crate::render::{escape, header};
use crate::targets::{container, layout};
use crate::types::{Command, Interpolated};
use indexmap::IndexSet;

/// The template and what it prints. `None` when the catalogue does not have the runtime, which is reported before.
pub(super) fn image<'m>(model: &'m Model, service: &Service, checked: bool) -> Option<(&'m str, Image)> {
    let runtime = container::runtime(model, service)?;
    let version = runtime.version(&service.runtime.version)?;
    let framework = container::framework(model, service);
    let own = framework.and_then(|framework| framework.dockerfile.as_deref());
    let member = layout::member(service);
    let command = container::command(model, service);
    let image = Image {
        header: header("#"),
        about: service.about.clone(),
        title: format!("{} {}", model.app.name, service.name),
        source: model.app.repository.as_ref().map(|repository| format!("https://{repository}")),
        base: version.image.clone(),
        runs_on: runs_on(model, service).unwrap_or(&version.image).to_string(),
        root: container::FOLDER,
        folder: container::folder(service),
        member: if member.is_empty() { String::new() } else { format!("{member}/") },
        packages: container::manager(model, service).map(|manager| packages(model, service, manager)),
        libraries: libraries(model, service),
        migrators: migrators(model, service),
        build: container::build_command(model, service),
        site: container::site(model, service).map(ToString::to_string),
        program: program(service, &command),
        baked: baked(model, service),
        writable: framework.map(|framework| framework.writable.clone()).unwrap_or_default(),
        checked,
        user: layout::CONTAINER_USER,
        port: service.port.as_ref().map(|port| port.value),
        probe: container::probe(container::serving(model, service), service)
            .map(|words| Probe { pace: container::SERVICE_PACE, words }),
        command,
        development_command: container::development_command(model, service),
    };
    Some((own.unwrap_or(&runtime.dockerfile), image))
}

/// The image below the production stage, where that is not the one that builds. A server of sites has its newest.
fn runs_on<'m>(model: &'m Model, service: &Service) -> Option<&'m str> {
    let (runtime, serving) = (container::runtime(model, service)?, container::serving(model, service)?);
    if serving.name == runtime.name {
        runtime.version(&service.runtime.version)?.runs_on.as_deref()
    } else {
        serving.versions.last().map(|version| &*version.image)
    }
}

/// A compiler names its program as the command does.
fn program(service: &Service, command: &[String]) -> String {
    let words = match service.run.as_ref().map(|run| &run.value) {
        Some(Command::Shell(_)) => None,
        _ => command.first(),
    };
    let name = words.and_then(|first| first.rsplit('/').next()).filter(|name| !name.is_empty());
    name.map_or_else(|| service.name.to_string(), ToString::to_string)
}

fn packages(model: &Model, service: &Service, manager: &Manager) -> Packages {
    let recipe = &manager.image;
    let mut names = vec![manager.manifest.clone(), manager.lockfile.clone()];
    names.dedup();
    let optional = manager.files.iter().map(|file| format!("{file}*"));
    let library = used(model, service).flat_map(|library| library.files.iter().cloned());
    let files = names.iter().cloned().chain(optional).chain(library).collect();
    names.extend(manager.files.iter().cloned());
    names.extend(used(model, service).flat_map(|library| library.files.iter().cloned()));
    let build = match (&recipe.build_workspace, service.runtime.workspace.is_some()) {
        (Some(all), true) => Some(all),
        _ => recipe.build.as_ref(),
    };
    Packages {
        files,
        names,
        tool: container::tool(model, service)
            .map(|(tool, version)| tool.install.replace("{version}", &version)),
        env: settings(recipe),
        cache: recipe.cache.clone(),
        install: lines(Some(&recipe.install)),
        install_development: lines(recipe.install_development.as_ref()),
        build: lines(build),
        build_development: lines(recipe.build_development.as_ref()),
        prune: lines(recipe.prune.as_ref()),
        bins: bins(service, manager),
    }
}

fn settings(recipe: &ImageRecipe) -> Vec<Setting> {
    let pairs = recipe.set.iter().filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| Setting { name: name.to_string(), value: value.to_string() }).collect()
}

fn lines(text: Option<&String>) -> Vec<String> {
    text.into_iter().flat_map(|text| text.lines()).map(ToString::to_string).collect()
}

/// A member of a workspace finds programs in its own folder and at the top.
fn bins(service: &Service, manager: &Manager) -> Vec<String> {
    let Some(bin) = &manager.bin else { return Vec::new() };
    let own = format!("{}/{bin}", container::folder(service));
    let top = format!("{}/{bin}", container::FOLDER);
    let mut bins = vec![own, top];
    bins.dedup();
    bins
}

/// The libraries that the service names, and those of its migration tools.
fn used<'m>(model: &'m Model, service: &'m Service) -> impl Iterator<Item = &'m Library> {
    let tools = service.migrates.iter().filter_map(|migration| migration.with.as_ref());
    let tools = tools.map(|name| name.as_str());
    let named = service.runtime.libraries.iter().map(|name| name.as_str());
    let names: IndexSet<&str> = named.chain(tools).collect();
    names.into_iter().filter_map(|name| model.catalogue.libraries.get(name))
}

/// The programs that migrations start with: the image of the service has them.
fn migrators(model: &Model, service: &Service) -> Vec<Migrator> {
    let commands = service.migrates.iter().map(|migration| model.migration_command(migration));
    let programs = commands.filter_map(|words| words.first()).filter(|word| !word.contains('/'));
    let migrator = |program: &String| Migrator {
        program: escape::shell(program),
        complaint: escape::shell(&format!(
            "migrations run from this image: {program} has to be a dependency that is not for development alone"
        )),
    };
    programs.collect::<IndexSet<_>>().into_iter().map(migrator).collect()
}

fn libraries(model: &Model, service: &Service) -> Libraries {
    let mut libraries = Libraries::default();
    for library in used(model, service) {
        libraries.packages.extend(library.packages.iter().cloned());
        libraries.folders.extend(library.folders.iter().cloned());
        libraries.files.extend(library.files.iter().cloned());
        libraries.prepare.extend(lines(library.prepare.as_ref()));
    }
    libraries.packages.sort();
    libraries.packages.dedup();
    if !libraries.prepare.is_empty() {
        let environment = model.environments.values().next();
        let variables = environment.map(|here| model.variables(Scope::new(here), service));
        let located = variables.into_iter().flatten().filter(|variable| {
            matches!(&variable.provision, Provision::Locates { thing } if model.databases.contains_key(&**thing))
        });
        libraries.unused = located.map(|variable| variable.name).collect();
    }
    libraries
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
    let depends = varies || image.checked || !image.baked.is_empty();
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

pub(super) fn ignore(model: &Model, service: &Service, own: &[&str]) -> Option<Ignore> {
    let runtime = container::runtime(model, service)?;
    let manager = container::manager(model, service);
    let in_workspace = !layout::member(service).is_empty();
    let anywhere = |pattern: String| match pattern.starts_with("**/") {
        false if in_workspace => format!("**/{pattern}"),
        _ => pattern,
    };
    let installed =
        manager.map(|manager| [&manager.manifest, &manager.lockfile].into_iter().chain(&manager.files));
    let library = used(model, service).flat_map(|library| &library.files);
    let named = installed.into_iter().flatten().chain(&runtime.context).chain(library).cloned();
    let own = own.iter().filter(|_| !in_workspace).map(ToString::to_string);
    let output = container::framework(model, service).map(|framework| &framework.output[..]);
    let output = output.unwrap_or_default().iter().map(|folder| format!("{folder}/**"));
    let made = runtime.leftovers.iter().cloned().chain(output).map(anywhere);
    let around = ["deploy/**", "**/Dockerfile*"].iter().filter(|_| in_workspace);
    let never = NEVER.iter().chain(around).map(ToString::to_string);
    Some(Ignore {
        header: header("#"),
        maker: manager.map(|manager| manager.name.clone()),
        allowed: named.chain(own).collect::<IndexSet<_>>().into_iter().collect(),
        refused: never.chain(made).collect(),
    })
}
