//! What an image brings of its own to start well: the check of its variables, and the settings of a site's server.
//! In: a service. Out: both, where it has use for them.

use super::ir::{Check, Required, Site};
use crate::model::{Environment, Model, Scope, Service, Variable, VariableValue};
use crate::render::escape::one_line;
use crate::render::header;
use crate::targets::container;

/// Where a site is served when its service has no port.
const SITE_PORT: u16 = 8080;

/// Names what is missing. One image serves every environment, so it asks for what all of those with users give it.
pub(super) fn check(model: &Model, service: &Service) -> Option<Check> {
    if container::site(model, service).is_some() {
        return None;
    }
    let mut environments: Vec<&Environment> = model.environments.values().collect();
    if environments.iter().any(|environment| !environment.is_local()) {
        environments.retain(|environment| !environment.is_local());
    }
    let mut lists = environments.into_iter().filter_map(|environment| {
        let service = environment.services.get(&*service.name)?;
        Some(model.variables(Scope::new(environment), service))
    });
    let mut common: Vec<Variable> = lists.next()?.into_iter().filter(|variable| !variable.baked).collect();
    for other in lists {
        common.retain_mut(|variable| {
            let same = other.iter().find(|here| here.name == variable.name);
            if let Some(secret) = same.filter(|here| here.is_secret()) {
                variable.value = secret.value.clone();
            }
            same.is_some()
        });
    }
    let required: Vec<Required> = common
        .into_iter()
        .map(|variable| Required {
            filled: variable.is_secret(),
            not_in_copies: not_in_copies(model, &variable),
            about: about(model, &variable),
            name: variable.name,
        })
        .collect();
    let has_copies = required.iter().any(|variable| variable.not_in_copies.is_some());
    (!required.is_empty()).then(|| Check { service: service.name.to_string(), required, has_copies })
}

/// What tells a copy for a pull request, where the variable holds a secret that nobody gives to copies.
fn not_in_copies(model: &Model, variable: &Variable) -> Option<String> {
    let declared = match &variable.value {
        VariableValue::Secret { secret: Some(name), .. } => model.secrets.get(name.as_str()),
        _ => None,
    };
    declared.filter(|secret| !secret.random)?;
    let copied = model.environments.values().filter(|environment| environment.previews.is_some());
    let mut platforms =
        copied.filter_map(|environment| model.catalogue.platforms.get(environment.platform.as_str()));
    platforms.find_map(|platform| platform.copy_variable.clone())
}

/// What the variable is for, or else what its secret opens, or at least which secret it holds: on one line.
fn about(model: &Model, variable: &Variable) -> String {
    one_line(&words_about(model, variable))
}

fn words_about(model: &Model, variable: &Variable) -> String {
    if !variable.about.is_empty() {
        return variable.about.clone();
    }
    let VariableValue::Secret { secret: Some(name), .. } = &variable.value else { return String::new() };
    let declared = model.secrets.get(name.as_str()).and_then(|secret| secret.about.clone());
    declared.unwrap_or_else(|| format!("the secret {name}"))
}

pub(super) fn site(model: &Model, service: &Service) -> Option<Site> {
    container::site(model, service)?;
    let framework = container::framework(model, service);
    Some(Site {
        header: header("#"),
        service: service.name.to_string(),
        port: service.port.as_ref().map_or(SITE_PORT, |port| port.value),
        root: container::folder(service),
        single_page: framework.is_some_and(|framework| framework.single_page),
        hashed: framework.and_then(|framework| framework.hashed.clone()),
    })
}
