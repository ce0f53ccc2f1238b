//! From an environment to a Blueprint. Sizes come from the catalogue: the smallest plan with the memory and the
//! processors that are asked for. That there is one, rules have seen to.

use super::ir::{
    Blueprint, BuildFilter, Database, Environment, Image, KeyValue, Networking, Permissions, Previews,
    Project, Running, Service, ServicePreviews, Variable,
};
use super::site;
use super::variables::{self, PORT, Variables};
use crate::model::{self, Model, Platform, Store};
use crate::render::escape;
use crate::render::yaml::SpaceAfter;
use crate::targets::{container, layout};
use indexmap::IndexMap;
use std::sync::Arc;

const DAY: u64 = 24 * 60 * 60;

pub(super) fn blueprint(model: &Model, environment: &model::Environment) -> Blueprint {
    let variables = variables::lower(model, environment);
    let notes = notes(environment, &variables);
    let previews = environment.previews.as_ref().map(|previews| {
        let expire_after_days = previews.expire.seconds.div_ceil(DAY);
        SpaceAfter(Previews { generation: "automatic", expire_after_days })
    });
    let approval = environment.promote_from.as_ref().is_some_and(|promotion| promotion.approval.value);
    let Variables { group, mut own } = variables;
    let jobs: Vec<Service> = jobs(model, environment, &own);
    let services = environment.services.values().map(|service| {
        let env_vars = own.swap_remove(&*service.name).unwrap_or_default();
        self::service(model, environment, service, env_vars)
    });
    let services = services.chain(jobs).map(|service| Running::Service(Box::new(service)));
    let services = key_values(model, environment).chain(services).map(SpaceAfter).collect();
    let lowered = Environment {
        name: environment.name.to_string(),
        networking: Networking { isolation: "enabled" },
        permissions: approval.then_some(Permissions { protection: "enabled" }),
        env_var_groups: group.into_iter().map(SpaceAfter).collect(),
        databases: databases(model, environment),
        services,
    };
    let project = Project { name: layout::instance(&model.app, environment), environments: vec![lowered] };
    Blueprint { notes, previews, projects: vec![project] }
}

/// How Render comes to read the file, and what it will ask for.
fn notes(environment: &model::Environment, variables: &Variables) -> Vec<String> {
    let path = layout::blueprint_file(environment);
    let mut notes = vec![
        String::new(),
        format!(
            "Render reads this file once a Blueprint is connected to it: New > Blueprint, with the path {path}."
        ),
    ];
    let asked: Vec<String> = variables
        .own
        .iter()
        .flat_map(|(service, all)| all.iter().map(move |variable| (service, variable)))
        .filter_map(|(service, variable)| match variable {
            Variable::Asked { key, .. } => Some(format!("{key} of {service}")),
            _ => None,
        })
        .collect();
    let has_copies = environment.previews.is_some();
    if !asked.is_empty() {
        notes.push(format!("It then asks for {}, and keeps what it is given.", asked.join(", ")));
        if has_copies {
            notes.push("The copies for pull requests get none of these: they are empty there.".to_string());
        }
    }
    if has_copies && !environment.routes.is_empty() {
        let lead =
            "Addresses below lead here from the copies too, which Render gives addresses of their own.";
        notes.push(lead.to_string());
    }
    notes
}

fn databases(model: &Model, environment: &model::Environment) -> Vec<SpaceAfter<Database>> {
    let database = |database: &std::sync::Arc<model::Database>| {
        let engine = model.catalogue.engines.get(database.engine.as_str())?;
        let platform = platform(model, environment)?;
        let plan = platform.plan(&engine.name, engine.memory, 0.0)?;
        let smallest = platform.plans.iter().find(|plan| plan.of == engine.name);
        let smallest = smallest.filter(|_| environment.previews.is_some());
        Some(SpaceAfter(Database {
            name: layout::render_name(&model.app, environment, database.runs_as()),
            database_name: model.database_name().replace('-', "_"),
            user: engine.user.clone(),
            region: region(environment),
            plan: plan.name.clone(),
            preview_plan: smallest.map(|plan| plan.name.clone()),
            postgres_major_version: database.version.to_string(),
            ip_allow_list: [],
        }))
    };
    environment.databases.values().filter(|database| database.is_kept()).filter_map(database).collect()
}

fn key_values(model: &Model, environment: &model::Environment) -> impl Iterator<Item = Running> {
    environment.databases.values().filter_map(|store| {
        let maxmemory_policy = match store.keeps {
            Store::Database => return None,
            Store::Cache => "allkeys-lru",
            Store::Queue => "noeviction",
        };
        let memory = model.running(store)?.memory();
        let plan = platform(model, environment)?.plan(&store.engine, memory, 0.0)?;
        Some(Running::KeyValue(KeyValue {
            kind: "keyvalue",
            name: layout::render_name(&model.app, environment, &store.name),
            region: region(environment),
            plan: plan.name.clone(),
            maxmemory_policy,
            ip_allow_list: [],
        }))
    })
}

/// A job runs in the image and with the variables of its service.
fn jobs(
    model: &Model,
    environment: &model::Environment,
    variables: &IndexMap<String, Vec<Variable>>,
) -> Vec<Service> {
    let job = |job: &Arc<model::Job>| {
        let of = environment.services.get(job.of.value.as_str())?;
        let env_vars = variables.get(&*of.name).cloned().unwrap_or_default();
        let is_port = |variable: &Variable| matches!(variable, Variable::Plain { key, .. } if key == PORT);
        let env_vars = env_vars.into_iter().filter(|variable| !is_port(variable)).collect();
        let service = self::service(model, environment, of, env_vars);
        Some(Service {
            kind: "cron",
            name: layout::render_name(&model.app, environment, &job.name),
            schedule: Some(job.schedule.cron()),
            docker_command: Some(line(&job.run)),
            num_instances: None,
            health_check_path: None,
            pre_deploy_command: None,
            max_shutdown_delay_seconds: None,
            domains: Vec::new(),
            previews: None,
            ..service
        })
    };
    environment.jobs.values().filter_map(job).collect()
}

/// Words as one line for a shell.
fn line(words: &[String]) -> String {
    words.iter().map(|word| escape::shell(word)).collect::<Vec<_>>().join(" ")
}

fn platform<'m>(model: &'m Model, environment: &model::Environment) -> Option<&'m Platform> {
    model.catalogue.platforms.get(environment.platform.as_str())
}

fn region(environment: &model::Environment) -> Option<String> {
    environment.region.as_ref().map(|region| region.to_string())
}

fn service(
    model: &Model,
    environment: &model::Environment,
    service: &model::Service,
    env_vars: Vec<Variable>,
) -> Service {
    let domains: Vec<String> = routes(environment, service).map(|route| route.host.to_string()).collect();
    let kind = match &service.port {
        None => "worker",
        Some(_) if domains.is_empty() => "pserv",
        Some(_) => "web",
    };
    let health = service.health.as_ref().filter(|_| kind == "web");
    let plan = platform(model, environment);
    let plan = plan.and_then(|platform| platform.plan("service", service.memory, service.cpus));
    let replicas = *service.replicas;
    let image = Service {
        kind,
        name: layout::render_name(&model.app, environment, &service.name),
        runtime: "docker",
        region: region(environment),
        plan: plan.map(|plan| plan.name.clone()),
        branch: branch(model, environment),
        dockerfile_path: Some(format!("./{}", layout::in_source(service, "Dockerfile"))),
        docker_context: Some(match layout::build_context(service) {
            "." => ".".to_string(),
            folder => format!("./{folder}"),
        }),
        num_instances: Some(replicas),
        health_check_path: health.map(|health| health.path.clone()),
        pre_deploy_command: migrations(model, service),
        max_shutdown_delay_seconds: Some(service.drain.seconds.max(1)),
        auto_deploy_trigger: auto_deploy(environment),
        build_filter: Some(build_filter(service)),
        domains,
        previews: (environment.previews.is_some() && replicas > 1)
            .then_some(ServicePreviews { num_instances: 1 }),
        env_vars,
        ..Service::default()
    };
    match &service.image {
        Some(url) => pulled(model, service, url, image),
        None => site::or_image(model, environment, service, image),
    }
}

/// An image from elsewhere: Render pulls it, and there is no commit whose checks it could wait for.
fn pulled(model: &Model, service: &model::Service, url: &str, image: Service) -> Service {
    Service {
        runtime: "image",
        image: Some(Image { url: url.to_string() }),
        docker_command: container::own_command(model, service).map(|words| line(&words)),
        branch: None,
        dockerfile_path: None,
        docker_context: None,
        auto_deploy_trigger: "off",
        build_filter: None,
        ..image
    }
}

fn migrations(model: &Model, service: &model::Service) -> Option<String> {
    let commands = service.migrates.iter().map(|migration| line(model.migration_command(migration)));
    let commands: Vec<String> = commands.collect();
    (!commands.is_empty()).then(|| commands.join(" && "))
}

fn routes<'m>(
    environment: &'m model::Environment,
    service: &'m model::Service,
) -> impl Iterator<Item = &'m model::Route> {
    environment.routes.iter().filter(|route| *route.to.value == *service.name)
}

/// Render deploys a push when every check of the commit has passed. What is promoted, a workflow deploys.
fn auto_deploy(environment: &model::Environment) -> &'static str {
    if environment.deploy_on.is_some() { "checksPass" } else { "off" }
}

/// The branch that a service follows. Copies for pull requests follow theirs: a branch that is named would hold them.
fn branch(model: &Model, environment: &model::Environment) -> Option<String> {
    if environment.previews.is_some() {
        return None;
    }
    let mut here = environment;
    // A chain of promotions ends, which a rule has seen to; no chain is longer than there are environments.
    for _ in 0..model.environments.len() {
        if let Some(trigger) = &here.deploy_on {
            return Some(trigger.branch.clone());
        }
        here = model.environments.get(here.promote_from.as_ref()?.environment.as_str())?;
    }
    None
}

/// A member of a workspace is made of what lies beside it, too.
fn build_filter(service: &model::Service) -> BuildFilter {
    let paths = layout::in_folder(layout::build_context(service), "**");
    BuildFilter { paths: vec![paths], ignored_paths: vec!["**/*.md".to_string()] }
}
