//! From a service's variables to the lines of its environment files.

use super::ir::{Example, Line, Secret, Settings};
use crate::model::{Environment, Model, Scope, Service, Variable, VariableValue};
use crate::render::header;
use crate::targets::{container, layout};

/// Made for the developers' environment, else for the first. `None` when nothing is to be set or nothing runs.
pub(super) fn example<'m>(model: &'m Model, service: &Service) -> Option<(&'m Environment, Example)> {
    let environments = || model.environments.values();
    let local = environments().find(|environment| environment.is_local());
    let environment = local.or_else(|| environments().next())?;
    let service = environment.services.get(&*service.name)?;
    let variables = model.variables(Scope::new(environment), service);
    if variables.is_empty() {
        return None;
    }
    let (secret, plain): (Vec<_>, Vec<_>) = variables.into_iter().partition(Variable::is_secret);
    let example = Example {
        header: header("#"),
        service: service.name.to_string(),
        environment: environment.name.to_string(),
        is_local: environment.is_local(),
        secrets: secret.into_iter().map(|variable| lower_secret(model, variable)).collect(),
        plain: plain.into_iter().filter_map(line).collect(),
    };
    Some((environment, example))
}

fn lower_secret(model: &Model, variable: Variable) -> Secret {
    let (declared, example) = match &variable.value {
        VariableValue::Secret { secret, example } => (secret.as_deref(), example.clone()),
        VariableValue::Plain(_) => (None, String::new()),
    };
    let declared = declared.and_then(|name| model.secrets.get(name));
    let about = Some(variable.about).filter(|about| !about.is_empty());
    let about = about.or_else(|| declared.and_then(|secret| secret.about.clone()));
    let owner = declared.and_then(|secret| secret.owner.as_ref());
    let rotation = declared.and_then(|secret| secret.rotate);
    let mut notes: Vec<_> = about.into_iter().collect();
    let random = declared.is_some_and(|secret| secret.random);
    notes.push(match owner {
        _ if random => "Secret, required. Any long random value will do: openssl rand -hex 32".to_string(),
        Some(owner) => format!("Secret, required. Ask {owner} for a value of your own."),
        None => "Secret, required.".to_string(),
    });
    notes.extend(rotation.map(|age| format!("It is changed every {}.", age.words())));
    Secret { name: variable.name, notes, shape: Some(example).filter(|example| !example.is_empty()) }
}

fn line(variable: Variable) -> Option<Line> {
    let value = variable.plain()?.to_string();
    let about = Some(variable.about).filter(|about| !about.is_empty());
    Some(Line { name: variable.name, about, value })
}

fn names(variables: Vec<Variable>) -> Vec<String> {
    variables.into_iter().map(|variable| variable.name).collect()
}

pub(super) fn settings(model: &Model, environment: &Environment, service: &Service) -> Settings {
    let colour = layout::colours(environment).into_iter().flatten().next();
    let settings = container::Settings::of(model, environment, service, colour);
    let folder = layout::secrets_folder(&model.app, environment);
    Settings {
        header: header("#"),
        service: service.name.to_string(),
        environment: environment.name.to_string(),
        plain: settings.plain.into_iter().filter_map(line).collect(),
        own: names(settings.own),
        baked: names(settings.baked),
        secrets: names(settings.secrets),
        secrets_file: format!("{folder}/{}.env", service.name),
    }
}
