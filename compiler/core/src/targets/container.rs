//! How a service runs in a container: what its image, the compose files and the environment files must agree on.
//! In: the model. Out: words, names and the places of variables. It prints nothing.

use super::layout;
use crate::artifact::EntityRef;
use crate::model::{
    Colour, Environment, Framework, Manager, Model, Runtime, Scope, Service, Tool, Variable, VariableValue,
};
use crate::types::{Command, Interpolated, Reference};
use serde::Serialize;
use std::collections::BTreeSet;

/// Where an image has the service's source, and where it runs.
pub(super) const FOLDER: &str = "/app";

/// How often a container asks itself whether it is healthy, in seconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Pace {
    pub interval: u16,
    pub timeout: u16,
    /// How long a failure after the start does not count.
    pub start: u16,
    pub retries: u16,
}

pub(super) const SERVICE_PACE: Pace = Pace { interval: 10, timeout: 5, start: 30, retries: 3 };

pub(super) fn runtime<'m>(model: &'m Model, service: &Service) -> Option<&'m Runtime> {
    model.catalogue.runtimes.get(service.runtime.name.as_str())
}

pub(super) fn manager<'m>(model: &'m Model, service: &Service) -> Option<&'m Manager> {
    runtime(model, service)?.manager(service.runtime.manager_name())
}

pub(super) fn framework<'m>(model: &'m Model, service: &Service) -> Option<&'m Framework> {
    let name = service.runtime.framework.as_ref()?;
    model.catalogue.frameworks.get(name.as_str())
}

/// What runs in production: the runtime of the service, or the one that serves the files which it builds.
pub(super) fn serving<'m>(model: &'m Model, service: &Service) -> Option<&'m Runtime> {
    match framework(model, service).and_then(|framework| framework.served_by.as_ref()) {
        Some(server) => model.catalogue.runtimes.get(server),
        None => runtime(model, service),
    }
}

/// The folder of files, below the service's, that a server of sites serves.
pub(super) fn site<'m>(model: &'m Model, service: &Service) -> Option<&'m str> {
    let built = framework(model, service).and_then(|framework| framework.site.as_deref());
    built.or_else(|| runtime(model, service)?.site.as_deref())
}

/// The folder of the service in its image.
pub(super) fn folder(service: &Service) -> String {
    match layout::member(service) {
        "" => FOLDER.to_string(),
        member => format!("{FOLDER}/{member}"),
    }
}

/// The program that installs packages, where the runtime's image has none, and its version.
pub(super) fn tool<'m>(model: &'m Model, service: &Service) -> Option<(&'m Tool, String)> {
    let tool = model.catalogue.tools.get(manager(model, service)?.tool.as_ref()?)?;
    let own = service.runtime.manager_version.as_ref().map(ToString::to_string);
    Some((tool, own.unwrap_or_else(|| tool.version.to_string())))
}

/// Runs the script that makes what the framework serves.
pub(super) fn build_command(model: &Model, service: &Service) -> Option<String> {
    let script = framework(model, service)?.build_script.as_ref()?;
    Some(format!("{} {script}", manager(model, service)?.run_script.as_ref()?))
}

/// What runs in production. One image serves every environment, so the words are read as in the first environment
/// that has users.
pub(super) fn command(model: &Model, service: &Service) -> Vec<String> {
    let environment = model.environments.values().find(|environment| !environment.is_local());
    let environment = environment.or_else(|| model.environments.values().next());
    command_in(model, environment, service)
}

/// What runs in an image from elsewhere in the place of its own command, when the spec says so.
pub(super) fn own_command(model: &Model, service: &Service) -> Option<Vec<String>> {
    (!service.is_built() && service.run.is_some()).then(|| command(model, service))
}

/// What runs on a developer's machine: it reloads when a file changes, if the catalogue knows how.
pub(super) fn development_command(model: &Model, service: &Service) -> Vec<String> {
    let environment = model.environments.values().find(|environment| environment.is_local());
    let environment = environment.or_else(|| model.environments.values().next());
    let mut words = command_in(model, environment, service);
    if let Some(framework) = framework(model, service).filter(|framework| !framework.develop.is_empty())
        && (service.run.is_none() || words == framework.run)
    {
        return filled(&framework.develop, service);
    }
    let is_line = matches!(service.run.as_ref().map(|run| &run.value), Some(Command::Shell(_)));
    let Some(runtime) = runtime(model, service) else { return words };
    if let Some(reload) = runtime.reloads.iter().find(|reload| words.first() == Some(&reload.name)) {
        words.insert(1, reload.flag.clone());
    } else if !runtime.develop.is_empty() && !is_line {
        words.splice(..words.len().min(1), runtime.develop.iter().cloned());
    }
    words
}

/// A line for a shell is given to one that becomes the line's last command, so that this gets the signals. The
/// `sh` of Debian stays in between instead, and a container that is told to stop would be killed.
fn command_in(model: &Model, environment: Option<&Environment>, service: &Service) -> Vec<String> {
    let serving = serving(model, service);
    let framework = framework(model, service);
    let run = service.run.as_ref().filter(|_| framework.is_none_or(|framework| framework.site.is_none()));
    match run.map(|run| &run.value) {
        Some(Command::Shell(line)) => {
            // An image from elsewhere has this shell, if any.
            let shell = serving.map_or("sh", |runtime| &runtime.shell);
            vec![shell.to_string(), "-c".to_string(), line.clone()]
        }
        Some(Command::Words(words)) => {
            let evaluated = |environment| move |word| model.evaluate(Scope::new(environment), word).ok();
            let value = |word| environment.and_then(|environment| evaluated(environment)(word));
            words.iter().map(|word| value(word).unwrap_or_else(|| word.to_string())).collect()
        }
        None => {
            let own = framework.map(|framework| &framework.run).filter(|words| !words.is_empty());
            own.or(serving.map(|runtime| &runtime.run))
                .map(|words| filled(words, service))
                .unwrap_or_default()
        }
    }
}

/// The words of the catalogue, for this service.
fn filled(words: &[String], service: &Service) -> Vec<String> {
    let port = service.port.as_ref().map(|port| port.to_string()).unwrap_or_default();
    words.iter().map(|word| word.replace("{service}", &service.name).replace("{port}", &port)).collect()
}

/// A runtime's own way to ask the service for its health, from inside its container.
pub(super) fn probe(runtime: Option<&Runtime>, service: &Service) -> Option<Vec<String>> {
    let (port, health) = (service.port.as_ref()?, service.health.as_ref()?);
    let mut words = runtime?.probe.clone();
    words.push(format!("http://127.0.0.1:{port}{}", health.path));
    Some(words)
}

/// Where the variables of a service get their values in an environment.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// The same in each copy.
    pub plain: Vec<Variable>,
    /// Another value in each copy, with the value of the copy that was asked for.
    pub own: Vec<Variable>,
    pub secrets: Vec<Variable>,
    /// Part of the build, so that nothing is left to set.
    pub baked: Vec<Variable>,
}

impl Settings {
    pub(super) fn of(
        model: &Model,
        environment: &Environment,
        service: &Service,
        colour: Option<Colour>,
    ) -> Self {
        let here = model.variables(Scope::new(environment).with_colour(colour), service);
        let other = if environment.is_blue_green() {
            let other = if colour == Some(Colour::Green) { Colour::Blue } else { Colour::Green };
            model.variables(Scope::new(environment).with_colour(Some(other)), service)
        } else {
            Vec::new()
        };
        let mut settings = Self::default();
        for (index, variable) in here.into_iter().enumerate() {
            let differs = other.get(index).is_some_and(|other| other.value != variable.value);
            let place = match &variable.value {
                _ if variable.baked => &mut settings.baked,
                VariableValue::Secret { .. } => &mut settings.secrets,
                VariableValue::Plain(_) if differs => &mut settings.own,
                VariableValue::Plain(_) => &mut settings.plain,
            };
            place.push(variable);
        }
        settings
    }
}

/// The databases, caches and queues that a service uses, where this environment has them.
pub(super) fn used_databases<'m>(
    environment: &'m Environment,
    service: &'m Service,
) -> impl Iterator<Item = &'m str> {
    let things = service.uses.iter().flat_map(|line| &line.things).map(|thing| thing.value.as_str());
    things.filter(|thing| environment.databases.contains_key(*thing))
}

/// The service and whatever its variables speak of.
pub(super) fn variable_entities(model: &Model, service: &Service) -> BTreeSet<EntityRef> {
    let mut entities = BTreeSet::from([EntityRef::new("service", &service.name)]);
    for thing in service.uses.iter().filter(|line| line.env.is_some()).flat_map(|line| &line.things) {
        entities.extend(model.kind_of(thing).map(|kind| EntityRef::new(kind, thing)));
    }
    let values = service.env.iter().filter_map(|entry| entry.value.as_ref());
    entities.extend(values.flat_map(|value| value.references()).map(entity));
    entities
}

/// The secrets that its variables hold.
pub(super) fn secrets_of(service: &Service) -> impl Iterator<Item = &str> {
    service.env.iter().filter_map(|entry| entry.secret.as_ref()).map(|secret| secret.value.as_str())
}

/// The service and whatever its command speaks of.
pub(super) fn command_entities(service: &Service) -> BTreeSet<EntityRef> {
    let mut entities = BTreeSet::from([EntityRef::new("service", &service.name)]);
    if let Some(Command::Words(words)) = service.run.as_ref().map(|run| &run.value) {
        entities.extend(words.iter().flat_map(Interpolated::references).map(entity));
    }
    entities
}

fn entity(reference: Reference<'_>) -> EntityRef {
    EntityRef::new(reference.kind, reference.name)
}
