//! The page of a service. In: the model and its graph. Out: plain data for the template. Of a secret it says where it
//! is kept, never what it is.

use super::ir::{CheckRow, JobRow, MigrationRow, RunningRow, ServicePage, UseRow, Value, VariableRow};
use super::managed;
use crate::artifact::EntityRef;
use crate::graph::{Graph, Link};
use crate::model::{
    Check, Environment, Job, Migration, Model, Scope, Service, Supervisor, Variable, VariableValue,
};
use crate::targets::{container, layout};
use indexmap::IndexMap;

pub(super) fn page(model: &Model, graph: &Graph<'_>, service: &Service) -> ServicePage {
    let variables = variables(model, service);
    let health = service.health.as_ref();
    let covers =
        health.map(|health| health.covers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    ServicePage {
        name: service.name.to_string(),
        about: service.about.clone().unwrap_or_default(),
        source: if service.is_built() { service.source.to_string() } else { String::new() },
        runtime: runtime(service),
        maintained: maintained(model, service),
        command: container::command(model, service).join(" "),
        port: service.port.as_ref().map(ToString::to_string).unwrap_or_default(),
        health: health.map(|health| health.path.clone()).unwrap_or_default(),
        covers: covers.unwrap_or_default(),
        memory: service.memory.to_string(),
        cpus: service.cpus.to_string(),
        drain: service.drain.words(),
        environments: model.environments.keys().map(ToString::to_string).collect(),
        has_secrets: variables.iter().any(|row| row.values.iter().any(|value| value.secret)),
        variables,
        two_colours: model.environments.values().any(Environment::is_blue_green),
        uses: uses(graph, service),
        used_by: users(graph, "service", &service.name),
        checks: service.checks.iter().map(check).collect(),
        migrations: service.migrates.iter().map(|migration| self::migration(model, migration)).collect(),
        jobs: jobs(model, service),
        job_script: job_script(model),
        running: model.environments.values().filter_map(|here| running(model, here, service)).collect(),
        has_runbook: model.environments.values().any(|environment| environment.host.is_some()),
    }
}

/// The service, what it depends on, who depends on it, and the environments that show on the page.
pub(super) fn made_from(model: &Model, graph: &Graph<'_>, service: &Service) -> Vec<EntityRef> {
    let entity = EntityRef::new("service", &service.name);
    let around = graph.dependencies(&entity).into_iter().chain(graph.dependents(&entity));
    let around = around.map(|(node, _)| node.entity());
    let environments = model.environments.keys().map(|name| EntityRef::new("environment", name));
    let all = std::iter::once(entity.clone()).chain(around).chain(environments);
    all.collect::<indexmap::IndexSet<_>>().into_iter().collect()
}

/// `Next 22`-like words: what it is made with.
pub(super) fn runtime(service: &Service) -> String {
    if let Some(image) = &service.image {
        return format!("the image {image}");
    }
    let runtime = &service.runtime;
    let framework =
        runtime.framework.as_ref().map(|framework| format!("{framework} on ")).unwrap_or_default();
    let manager = runtime.manager_name().map(|name| format!(", {name}")).unwrap_or_default();
    format!("{framework}{} {}{manager}", runtime.name, runtime.version)
}

/// Until when the runtime gets security fixes.
fn maintained(model: &Model, service: &Service) -> Option<String> {
    let runtime = model.catalogue.runtimes.get(service.runtime.name.as_str())?;
    let version = runtime.version(&service.runtime.version)?;
    Some(format!("{} until {}", runtime.name, version.end_of_life.as_ref()?))
}

fn variables(model: &Model, service: &Service) -> Vec<VariableRow> {
    let count = model.environments.len();
    let mut rows: IndexMap<String, VariableRow> = IndexMap::new();
    for (number, environment) in model.environments.values().enumerate() {
        let Some(here) = environment.services.get(&*service.name) else { continue };
        let colour = layout::colours(environment).first().copied().flatten();
        for variable in model.variables(Scope::new(environment).with_colour(colour), here) {
            let row = rows.entry(variable.name.clone()).or_insert_with(|| VariableRow {
                name: variable.name.clone(),
                about: variable.about.clone(),
                baked: variable.baked,
                values: (0..count).map(|_| Value { secret: false, text: String::new() }).collect(),
            });
            row.values[number] = value(model, environment, here, &variable);
        }
    }
    rows.into_values().collect()
}

fn value(model: &Model, environment: &Environment, service: &Service, variable: &Variable) -> Value {
    match &variable.value {
        VariableValue::Plain(text) => Value { secret: false, text: text.clone() },
        VariableValue::Secret { .. } if environment.is_local() => Value { secret: true, text: String::new() },
        VariableValue::Secret { .. } if managed::keeper(environment).is_some() => {
            let text = managed::keeper(environment).unwrap_or_default().to_string();
            Value { secret: true, text }
        }
        VariableValue::Secret { .. } => {
            let folder = layout::secrets_folder(&model.app, environment);
            Value { secret: true, text: format!("{folder}/{}.env", service.name) }
        }
    }
}

fn uses(graph: &Graph<'_>, service: &Service) -> Vec<UseRow> {
    let used = graph.dependencies(&EntityRef::new("service", &service.name));
    let row = |(node, link): (&crate::graph::Node<'_>, &Link<'_>)| match link {
        Link::Uses { env, .. } => Some(UseRow {
            name: node.name.to_string(),
            kind: node.kind.to_string(),
            variable: env.unwrap_or_default().to_string(),
            page: if node.kind == "service" { format!("{}.md", node.name) } else { String::new() },
        }),
        _ => None,
    };
    used.into_iter().filter_map(row).collect()
}

fn check(check: &Check) -> CheckRow {
    let coverage = check.coverage.as_ref().map(|coverage| {
        let ratchet = if check.ratchet { ", and never less than on the target branch" } else { "" };
        format!("at least {coverage}{ratchet}")
    });
    CheckRow {
        name: check.name.to_string(),
        command: check.command.clone(),
        coverage: coverage.unwrap_or_default(),
        when: match &check.on {
            Some(environment) => format!("after each deploy to {environment}"),
            None => "before a merge".to_string(),
        },
    }
}

fn running(model: &Model, environment: &Environment, service: &Service) -> Option<RunningRow> {
    let here = environment.services.get(&*service.name)?;
    let app = &model.app;
    let colour = layout::colours(environment).first().copied().flatten();
    let ports = layout::colours(environment).into_iter().flat_map(|colour| layout::copy_ports(here, colour));
    let ports: Vec<String> = ports.map(|port| port.to_string()).collect();
    let managed = managed::logs(model, environment, here);
    let is_managed = managed.is_some();
    let logs = match environment.supervisor {
        _ if is_managed => managed.unwrap_or_default(),
        _ if environment.is_local() => format!("docker compose logs --follow {}", service.name),
        Some(Supervisor::Pm2) => {
            format!("pm2 logs {} --lines 200", layout::process_name(app, environment, here, colour, 0))
        }
        _ => {
            let copy = layout::copy_name(here, colour);
            format!("docker logs --tail 200 --timestamps {}-{copy}-1", layout::instance(app, environment))
        }
    };
    let local_port = service.port.as_ref().map(|port| port.to_string()).unwrap_or_default();
    let local = environment.is_local();
    let address = match environment.route_to(&service.name) {
        Some(route) => format!("https://{}", route.host),
        None if local && !local_port.is_empty() => format!("http://localhost:{local_port}"),
        None => "none: it is reached from inside only".to_string(),
    };
    Some(RunningRow {
        environment: environment.name.to_string(),
        address,
        ports: match is_managed {
            true => String::new(),
            false if local => local_port,
            false => ports.join(", "),
        },
        replicas: *here.replicas,
        logs,
    })
}

fn migration(model: &Model, migration: &Migration) -> MigrationRow {
    let command = model.migration_command(migration).join(" ");
    MigrationRow { database: migration.name.to_string(), command }
}

/// The jobs in the service's image, as they are declared and where an environment has them otherwise.
fn jobs(model: &Model, service: &Service) -> Vec<JobRow> {
    let row = |job: &Job, place: &str| JobRow {
        name: format!("{}{place}", job.name),
        about: job.about.clone().unwrap_or_default(),
        command: job.run.join(" "),
        schedule: job.schedule.words(),
        timeout: job.timeout.words(),
    };
    let of_it = |job: &&Job| *job.of.value == *service.name;
    let declared = model.jobs.values().map(|job| &**job).filter(of_it).map(|job| row(job, ""));
    let own = model.environments.values().flat_map(|environment| {
        let changed = model.changed_jobs(environment).map(|(_, own)| own).filter(of_it);
        changed.map(move |job| (job, format!(" in {}", environment.name)))
    });
    declared.chain(own.map(|(job, place)| row(job, &place))).collect()
}

fn job_script(model: &Model) -> Option<String> {
    let environment = model.environments.values().rfind(|environment| environment.host.is_some())?;
    let root = layout::host_root(&model.app, environment);
    Some(format!("{root}/current/scripts/run-job.sh {}", environment.name))
}

/// The services that use an entity.
pub(super) fn users(graph: &Graph<'_>, kind: &str, name: &str) -> String {
    let users = graph.dependents(&EntityRef::new(kind, name));
    let names = users.iter().filter(|(_, link)| matches!(link, Link::Uses { .. }));
    names.map(|(node, _)| node.name).collect::<Vec<_>>().join(", ")
}
