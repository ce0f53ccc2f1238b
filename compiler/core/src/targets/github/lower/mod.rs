//! The model as workflows: which there are, what each runs and with what rights. In: the model. Out: plain workflows,
//! each with the entities it is made from.

mod build;
mod ci;
mod deploy;
mod managed;
mod operate;
mod plan;
mod preview;
mod promote;
mod rotation;
pub(super) mod schedules;
mod smoke;
mod steps;
mod vercel;
mod verify;

use super::NO_COVERAGE;
use super::ir::Workflow;
use crate::artifact::EntityRef;
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::{Environment, Model};
use crate::targets::container::manager;
use std::collections::BTreeSet;

pub(super) type Made = (Workflow, Vec<EntityRef>);

/// Every workflow the application has a use for, handed on one at a time: with many services each is large.
pub(super) fn workflows(model: &Model, made: &mut dyn FnMut(Made)) {
    ci::workflow(model).into_iter().for_each(&mut *made);
    for environment in hosts(model) {
        made(match promoted_from(model, environment) {
            Some(source) => promote::workflow(model, environment, source),
            None => deploy::workflow(model, environment),
        });
    }
    managed::workflows(model, made);
    for environment in crate::targets::vercel::environments(model) {
        vercel::workflows(model, environment, made);
    }
    operate::rollback(model).into_iter().for_each(&mut *made);
    operate::backup(model).into_iter().for_each(&mut *made);
    operate::drill(model).into_iter().for_each(&mut *made);
    rotation::workflow(model).into_iter().for_each(&mut *made);
    plan::workflow(model).into_iter().for_each(made);
}

/// The actions that the workflows use and the catalogue does not pin.
pub(super) fn missing_actions(model: &Model) -> BTreeSet<String> {
    let setups = model.services.values().filter_map(|service| manager(model, service));
    let setups = setups.filter_map(|known| known.setup.clone());
    let used = steps::ACTIONS.iter().map(|name| (*name).to_string()).chain(setups);
    used.filter(|name| !model.catalogue.actions.contains_key(name)).collect()
}

/// Coverage that is asked for and that nothing can read.
pub(super) fn report_unmeasured(model: &Model, diagnostics: &mut Diagnostics) {
    for service in model.services.values() {
        let measured = manager(model, service).is_some_and(|manager| manager.coverage.is_some());
        for check in service.checks.iter().filter(|_| !measured) {
            if let Some(coverage) = &check.coverage {
                let manager = service.runtime.manager.as_ref().map_or(service.runtime.span, |name| name.span);
                let message = format!(
                    "check `{}` of service `{}` is run, but its coverage of {coverage} is not enforced",
                    check.name, service.name
                );
                let diagnostic = Diagnostic::new(&NO_COVERAGE, coverage.span, message)
                    .label(manager, "the catalogue knows no `coverage` command for this manager")
                    .help("let the check's own command fail below that number");
                diagnostics.push(diagnostic);
            }
        }
    }
}

/// The environments that are deployed to.
fn hosts(model: &Model) -> impl Iterator<Item = &Environment> {
    model.environments.values().filter(|environment| environment.host.is_some())
}

/// The environment that this one takes its builds from, when there is one and it is deployed to.
fn promoted_from<'m>(model: &'m Model, environment: &Environment) -> Option<&'m Environment> {
    let promotion = environment.promote_from.as_ref()?;
    let source = model.environments.get(promotion.environment.as_str())?;
    (source.host.is_some() && source.name != environment.name).then_some(source)
}

/// Text that GitHub must not read as an expression. It has no escape of its own but an expression that prints it.
fn literal(text: &str) -> String {
    text.replace("${{", "${{ '${{' }}")
}

fn service_refs(model: &Model) -> impl Iterator<Item = EntityRef> {
    model.services.keys().map(|name| EntityRef::new("service", name))
}

fn notify_refs(model: &Model) -> impl Iterator<Item = EntityRef> {
    model.notifies.keys().map(|name| EntityRef::new("notify", name))
}
