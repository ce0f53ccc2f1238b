//! The variables that say where the things are that a service uses: nobody writes their values, the model finds them.

use super::words::{Reader, Shown};
use crate::effective::Copy;
use crate::model::{Model, Provision, Scope, Variable, VariableValue};
use crate::resolve::ThingId;

/// A variable and what it locates.
pub(super) struct Located {
    pub(super) name: String,
    pub(super) thing: String,
    pub(super) shown: Shown,
}

/// Those that a service has here; none of what is no service, or nowhere.
pub(super) fn located(reader: &Reader<'_>, thing: ThingId) -> Vec<Located> {
    let view = &reader.view;
    let Some((model, environment)) = view.model.zip(view.environment) else { return Vec::new() };
    let node = view.things.declared(thing);
    let Some(name) = node.name(view.schema).filter(|_| &*view.schema.kind(node.kind).name == "service")
    else {
        return Vec::new();
    };
    let of_copies: Vec<(Copy, Vec<Variable>)> =
        view.copies().iter().map(|copy| (*copy, variables(model, environment, name, *copy))).collect();
    let Some((_, first)) = of_copies.first() else { return Vec::new() };
    let located = first.iter().filter_map(|variable| {
        let Provision::Locates { thing } = &variable.provision else { return None };
        let mut here = Vec::new();
        for (copy, variables) in &of_copies {
            let own = variables.iter().find(|other| other.name == variable.name)?;
            here.push((*copy, value(own)));
        }
        Some(Located { name: variable.name.clone(), thing: thing.clone(), shown: Shown::of_copies(here) })
    });
    located.collect()
}

fn variables(model: &Model, environment: &str, service: &str, copy: Copy) -> Vec<Variable> {
    let environment = model.environments.get(environment);
    let service = environment.and_then(|environment| Some((environment, environment.services.get(service)?)));
    service.map_or_else(Vec::new, |(environment, service)| {
        model.variables(Scope::new(environment).with_colour(copy), service)
    })
}

fn value(variable: &Variable) -> String {
    match &variable.value {
        VariableValue::Plain(text) => text.clone(),
        VariableValue::Secret { secret: Some(secret), .. } => format!("the secret {secret}"),
        VariableValue::Secret { secret: None, example } => format!("a secret of the form {example}"),
    }
}
