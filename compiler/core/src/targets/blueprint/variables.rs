//! The variables of services on Render, each with its one source, and the group of those that several services share.

use super::ir::{FromDatabase, FromService, Group, Variable};
use crate::model::{self, Environment, Model, Provision, Scope, Service, VariableValue};
use crate::targets::{container, layout};
use indexmap::IndexMap;

/// What every service of an environment is given, by service.
pub(super) struct Variables {
    pub group: Option<Group>,
    pub own: IndexMap<String, Vec<Variable>>,
}

pub(super) fn lower(model: &Model, environment: &Environment) -> Variables {
    let all: IndexMap<String, Vec<Variable>> = environment
        .services
        .values()
        .map(|service| (service.name.to_string(), of(model, environment, service)))
        .collect();
    let name = layout::render_name(&model.app, environment, "shared");
    let shared: Vec<Variable> = shared(&all);
    if shared.is_empty() {
        return Variables { group: None, own: all };
    }
    let own = all.into_iter().map(|(service, variables)| {
        let before = variables.len();
        let mut own: Vec<Variable> =
            variables.into_iter().filter(|variable| !shared.contains(variable)).collect();
        if own.len() < before {
            own.insert(0, Variable::Group { from: name.clone() });
        }
        (service, own)
    });
    Variables { own: own.collect(), group: Some(Group { name, env_vars: shared }) }
}

/// The values that every service has. A group can hold nothing but values, and a service takes a group as a whole.
fn shared(all: &IndexMap<String, Vec<Variable>>) -> Vec<Variable> {
    let mut each = all.values();
    let Some(first) = each.next() else { return Vec::new() };
    let rest: Vec<&Vec<Variable>> = each.collect();
    if rest.is_empty() {
        return Vec::new();
    }
    let everywhere = |variable: &&Variable| rest.iter().all(|other| other.contains(variable));
    let plain =
        first.iter().filter(|variable| matches!(variable, Variable::Plain { key, .. } if key != PORT));
    plain.filter(everywhere).cloned().collect()
}

/// Render asks a service for its health here, and sends it requests.
pub(super) const PORT: &str = "PORT";

fn of(model: &Model, environment: &Environment, service: &Service) -> Vec<Variable> {
    let variables = model.variables(Scope::new(environment), service);
    let has = |name: &str| variables.iter().any(|variable| variable.name == name);
    let mut given = Vec::new();
    if let Some(port) = service.port.as_ref().filter(|_| !has(PORT)) {
        given.push(Variable::Plain { key: PORT.to_string(), value: port.to_string() });
        let behind = container::runtime(model, service).map_or(&[][..], |runtime| &runtime.behind_proxy);
        let behind = behind.iter().filter_map(|line| line.split_once('=')).filter(|(name, _)| !has(name));
        given.extend(
            behind.map(|(name, value)| Variable::Plain { key: name.to_string(), value: value.to_string() }),
        );
    }
    given.extend(variables.into_iter().map(|variable| lowered(model, environment, variable)));
    given
}

fn lowered(model: &Model, environment: &Environment, variable: model::Variable) -> Variable {
    let key = variable.name;
    match (variable.value, variable.provision) {
        (VariableValue::Plain(value), _) => Variable::Plain { key, value },
        (VariableValue::Secret { .. }, Provision::Locates { thing })
            if environment.services.contains_key(&*thing) =>
        {
            let name = layout::render_name(&model.app, environment, &thing);
            Variable::Service { key, from: FromService { kind: "pserv", name, property: "hostport" } }
        }
        (VariableValue::Secret { .. }, Provision::Locates { thing })
            if environment.databases.get(&*thing).is_some_and(|known| !known.is_kept()) =>
        {
            let name = layout::render_name(&model.app, environment, &thing);
            Variable::Service {
                key,
                from: FromService { kind: "keyvalue", name, property: "connectionString" },
            }
        }
        (VariableValue::Secret { .. }, Provision::Locates { thing }) => {
            let thing = environment.databases.get(&*thing).map_or(thing, |known| known.runs_as().to_string());
            let name = layout::render_name(&model.app, environment, &thing);
            Variable::Database { key, from: FromDatabase { name, property: "connectionString" } }
        }
        (VariableValue::Secret { secret, .. }, Provision::Declared) => {
            let declared = secret.and_then(|name| model.secrets.get(&*name));
            if declared.is_some_and(|secret| secret.random) {
                Variable::Random { key, generate: true }
            } else {
                Variable::Asked { key, sync: false }
            }
        }
    }
}
