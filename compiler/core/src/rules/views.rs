//! What several rules ask of a model: which environments are production, and every distinct view of a service.

use crate::artifact::EntityRef;
use crate::model::{Environment, Model, Service};
use std::collections::BTreeSet;

/// A service as declared, or as one environment has it.
pub(super) struct View<'m> {
    pub(super) service: &'m Service,
    /// `None` for the declaration.
    pub(super) environment: Option<&'m Environment>,
}

impl View<'_> {
    pub(super) fn owners(&self) -> Vec<EntityRef> {
        let environment = self.environment.map(environment_ref);
        std::iter::once(service_ref(self.service)).chain(environment).collect()
    }
}

/// Every service as declared, then as each environment has it where that differs.
pub(super) fn views(model: &Model) -> impl Iterator<Item = View<'_>> {
    let declared = model.services.values().map(|service| View { service, environment: None });
    let overlaid = model.environments.values().flat_map(|environment| {
        let changed = model.changed_services(environment);
        changed.map(move |(_, service)| View { service, environment: Some(environment) })
    });
    declared.chain(overlaid)
}

/// The environments where users are: not local, and at the end of a chain of promotions, or alone, or called so.
pub(super) fn productions(model: &Model) -> impl Iterator<Item = &Environment> {
    let passed_on: BTreeSet<&str> = model
        .environments
        .values()
        .filter_map(|environment| environment.promote_from.as_ref())
        .map(|promotion| promotion.environment.as_str())
        .collect();
    let alone = model.environments.values().filter(|environment| !environment.is_local()).count() == 1;
    model.environments.values().filter(move |environment| {
        let last = environment.promote_from.is_some() && !passed_on.contains(&*environment.name);
        !environment.is_local() && (last || alone || &*environment.name == "production")
    })
}

pub(super) fn service_ref(service: &Service) -> EntityRef {
    EntityRef::new("service", &service.name)
}

pub(super) fn environment_ref(environment: &Environment) -> EntityRef {
    EntityRef::new("environment", &environment.name)
}
