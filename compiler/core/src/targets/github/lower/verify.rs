//! Checks that run against an environment after a deploy to it: `check ... on="staging"`. In: the model. Out: one job
//! for each, which knows the application only by its public address. No secret is within its reach.

use super::super::ir::{Job, permissions};
use super::steps::{Cache, checkout, prepare, user_line};
use crate::model::{Check, Environment, Model, Service};
use crate::render::yaml::SpaceAfter;

/// The jobs, by name. `source` is the commit that was deployed, as an expression, if it is not the workflow's own.
pub(super) fn jobs(
    model: &Model,
    environment: &Environment,
    source: Option<&str>,
) -> Vec<(String, SpaceAfter<Job>)> {
    let services = environment.services.values();
    let checks = services.flat_map(|service| service.checks.iter().map(move |check| (service, check)));
    let here = checks.filter(|(_, check)| check.on.as_ref().is_some_and(|on| *on.value == *environment.name));
    here.map(|(service, check)| {
        let name = format!("verify-{}-{}", service.name, check.name);
        (name, SpaceAfter(job(model, environment, service, check, source)))
    })
    .collect()
}

fn job(
    model: &Model,
    environment: &Environment,
    service: &Service,
    check: &Check,
    source: Option<&str>,
) -> Job {
    let rights = permissions(&[("contents", "read", "to check out")]);
    let mut job = Job::on_runner(format!("Check {} of {}", check.name, service.name), 45, rights);
    job.needs =
        if source.is_some() { vec!["release".into(), "deploy".into()] } else { vec!["deploy".into()] };
    let mut own = checkout(model);
    if let Some(source) = source {
        own = own.with("ref", source);
    }
    job.steps.push(own);
    job.steps.extend(prepare(model, service, Cache::None));
    let mut step = user_line(&format!("Check {}", check.name), service, &check.command);
    if let Some(route) = environment.route_to(&service.name) {
        step = step.env("BASE_URL", format!("https://{}", route.host));
    }
    job.steps.push(step);
    job
}
