//! The three documents about the whole. In: the model, its graph, the places. Out: plain data for the templates.

use super::ir::{
    Architecture, DatabaseRow, Deployment, EnvironmentRow, External, GithubEnvironment, Password,
    PasswordPlace, Place, PortRow, Runbook, Secret, SecretFile, SecretLine, SecretPlace, ServiceRow, Slo,
};
use super::service::{runtime, users};
use super::{about, alerts, places, stack};
use crate::artifact::EntityRef;
use crate::graph::{Graph, Link, mermaid};
use crate::model::{self, Model};
use crate::targets::layout;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn deployment<'p>(model: &Model, places: &'p [Place]) -> Deployment<'p> {
    let local = model.environments.values().filter(|environment| environment.is_local());
    let baked = model.services.values().filter(|service| differs_between_environments(model, service));
    Deployment {
        app: model.app.name.to_string(),
        about: about(model),
        repository: repository(model),
        branch: places
            .iter()
            .map(|place| &place.branch)
            .find(|branch| !branch.is_empty())
            .cloned()
            .unwrap_or("main".into()),
        local: local.map(|environment| environment.name.to_string()).collect(),
        places,
        github: github(model, places),
        steps: travel(model, places),
        start: start(places),
        migrates: model.services.values().any(|service| !service.migrates.is_empty()),
        has_images: places.iter().any(|place| place.has_images),
        has_bundles: places.iter().any(|place| place.is_pm2),
        baked: baked.map(|service| service.name.to_string()).collect(),
        has_coverage_ratchet: model
            .services
            .values()
            .any(|service| service.checks.iter().any(|check| check.ratchet)),
    }
}

/// `owner/name` on GitHub, or nothing.
fn repository(model: &Model) -> String {
    let repository = model.app.repository.as_ref();
    repository.and_then(|name| name.strip_prefix("github.com/")).unwrap_or_default().to_string()
}

fn differs_between_environments(model: &Model, service: &model::Service) -> bool {
    let hosts = model.environments.values().filter(|environment| environment.host.is_some());
    let values: BTreeSet<Vec<(String, Option<String>)>> = hosts
        .filter_map(|environment| Some((environment, environment.services.get(&*service.name)?)))
        .map(|(environment, service)| {
            let variables = model.variables(model::Scope::new(environment), service).into_iter();
            let baked = variables.filter(|variable| variable.baked);
            baked.map(|variable| (variable.name.clone(), variable.plain().map(str::to_string))).collect()
        })
        .collect();
    values.len() > 1
}

/// How a change travels, one sentence a step.
fn travel(model: &Model, places: &[Place]) -> Vec<String> {
    if repository(model).is_empty() {
        let by_hand = "No workflow deploys, as the repository is not on GitHub: somebody puts a release folder on the host and runs its `scripts/deploy.sh` there.";
        return vec![by_hand.to_string()];
    }
    let mut steps = vec![
        "A pull request runs the workflow `CI`: the checks of every service, and a trial start of every image. Its check `Passed` is green only when all of them are.".to_string(),
    ];
    for place in places {
        let name = &place.name;
        let start = if !place.promoted_from.is_empty() {
            format!(
                "Somebody starts the workflow `Deploy {name}`. It finds the newest release that passed in {} (or the one that is asked for) and shows its digests.",
                place.promoted_from
            )
        } else if place.branch.is_empty() {
            format!(
                "Somebody starts the workflow `Deploy {name}`. It runs `CI` again and builds each service once."
            )
        } else {
            format!(
                "A commit on `{}` starts the workflow `Deploy {name}`. It runs `CI` again and builds each service once.",
                place.branch
            )
        };
        let approval = if place.approval { " It then waits for a required reviewer." } else { "" };
        let checks = model.services.values().flat_map(|service| &service.checks);
        let checked = checks.filter_map(|check| check.on.as_ref()).any(|on| *on.value == *name);
        let held = if checked { format!("the checks against {name} pass") } else { "it holds".to_string() };
        steps.push(format!(
            "{start}{approval} It sends the release to `{}` and runs `scripts/deploy.sh {name}` there. When {held}, it records the release as the tag `{name}/RELEASE`.",
            place.host
        ));
    }
    steps
}

fn start(places: &[Place]) -> &'static str {
    let blue_green = places.iter().filter(|place| place.blue_green).count();
    match blue_green {
        0 => "start the new copy in the place of the old one",
        all if all == places.len() => "start the new copy beside the old one",
        _ => "start the new copy (beside the old one where the rollout is blue-green)",
    }
}

/// The environments the repository needs on GitHub, with their secrets.
fn github(model: &Model, places: &[Place]) -> Vec<GithubEnvironment> {
    if repository(model).is_empty() {
        return Vec::new();
    }
    let ssh = ["SSH_PRIVATE_KEY", "SSH_KNOWN_HOSTS"].map(String::from);
    let deploys = channels(model, "deploy");
    let alarms = channels(model, "page");
    let mut all = Vec::new();
    for place in places {
        let secrets = ssh.iter().chain(&deploys).cloned().collect();
        let purpose = format!("deploys and rolls back {}", place.name);
        all.push(GithubEnvironment { name: place.name.clone(), purpose, reviewers: place.approval, secrets });
    }
    for place in places.iter().filter(|place| place.is_backed_up) {
        let secrets = ssh.iter().chain(&alarms).cloned().collect();
        let name = place.backup_environment.clone();
        let purpose = format!("starts the backups of {}; no reviewers, as it runs at night", place.name);
        all.push(GithubEnvironment { name, purpose, reviewers: false, secrets });
    }
    let drilled = |place: &&Place| place.backups.iter().any(|backup| !backup.drill.is_empty());
    if places.iter().any(|place| drilled(&place)) {
        let keys = ["AGE_IDENTITY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(String::from);
        let secrets = keys.into_iter().chain(alarms).collect();
        let name = layout::DRILL_ENVIRONMENT.to_string();
        let purpose =
            "restores backups to prove that they can be; the only place with the private key".to_string();
        all.push(GithubEnvironment { name, purpose, reviewers: false, secrets });
    }
    all
}

/// The names on GitHub of the secrets of channels that hear of this event.
fn channels(model: &Model, event: &str) -> Vec<String> {
    let listens = |notify: &&model::Notify| notify.on.iter().any(|on| *on.value == *event);
    let secrets: BTreeSet<String> = model
        .notifies
        .values()
        .filter(listens)
        .filter_map(|notify| model.secrets.get(notify.secret.as_str()))
        .map(|secret| secret.name.shout())
        .collect();
    secrets.into_iter().collect()
}

pub(super) fn runbook<'p>(model: &Model, graph: &Graph<'_>, places: &'p [Place]) -> Runbook<'p> {
    let owner = model.app.owner.as_ref();
    let owner = owner.map(|owner| match &owner.email {
        Some(email) => format!("{} ({email})", owner.name),
        None => owner.name.to_string(),
    });
    let github = github(model, places);
    Runbook {
        app: model.app.name.to_string(),
        owner: owner.unwrap_or_default(),
        repository: repository(model),
        on_github: !repository(model).is_empty(),
        places,
        secrets: secrets(model, places, &github),
        passwords: passwords(model),
        alerts: alerts::alerts(model),
        slos: model.slos.values().map(slo).collect(),
        externals: model.externals.values().map(|known| self::external(graph, known)).collect(),
    }
}

fn secrets(model: &Model, places: &[Place], github: &[GithubEnvironment]) -> Vec<Secret> {
    let mut kept: BTreeMap<String, Vec<SecretPlace>> = BTreeMap::new();
    for place in places {
        for file in &place.secret_files {
            for line in &file.lines {
                kept.entry(line.secret.clone()).or_default().push(on_host(place, file, line));
            }
        }
    }
    let secret = |secret: &model::Secret| {
        let mut places = kept.remove(&*secret.name).unwrap_or_default();
        let variable = secret.name.shout();
        let holders = github.iter().filter(|environment| environment.secrets.contains(&variable));
        places.extend(holders.map(|environment| on_github(environment, &variable)));
        Secret {
            name: secret.name.to_string(),
            about: secret.about.clone().unwrap_or_default(),
            owner: secret.owner.as_ref().map(ToString::to_string).unwrap_or_default(),
            rotate: secret.rotate.map(|rotate| rotate.words()).unwrap_or_default(),
            places,
        }
    };
    model.secrets.values().map(secret).collect()
}

fn on_host(place: &Place, file: &SecretFile, line: &SecretLine) -> SecretPlace {
    let service = file.path.rsplit('/').next().and_then(|name| name.strip_suffix(".env"));
    SecretPlace {
        environment: place.name.clone(),
        file: file.path.clone(),
        variable: line.name.clone(),
        host: place.host.clone(),
        user: place.user.clone(),
        services: service.unwrap_or_default().to_string(),
    }
}

fn on_github(environment: &GithubEnvironment, variable: &str) -> SecretPlace {
    SecretPlace {
        environment: environment.name.clone(),
        file: String::new(),
        variable: variable.to_string(),
        host: String::new(),
        user: String::new(),
        services: String::new(),
    }
}

/// The databases whose engine the catalogue knows how to give a new password.
fn passwords(model: &Model) -> Vec<Password> {
    let password = |database: &model::Database| {
        let engine = model.catalogue.engines.get(database.engine.as_str())?;
        let line = engine.set_password.as_ref()?.replace("{user}", &engine.user);
        let hosts = model.environments.values().filter(|here| here.databases.contains_key(&*database.name));
        let places: Vec<_> = hosts.filter_map(|here| password_place(model, here, database, &line)).collect();
        (!places.is_empty()).then(|| Password { database: database.name.to_string(), places })
    };
    model.databases.values().filter_map(|database| password(database)).collect()
}

fn password_place(
    model: &Model,
    environment: &model::Environment,
    database: &model::Database,
    line: &str,
) -> Option<PasswordPlace> {
    let host = environment.host.as_ref()?;
    let app = &model.app;
    let container = layout::database_container(app, environment, database);
    let names = |service: &model::Service| {
        service.uses.iter().flat_map(|line| &line.things).any(|thing| *thing.value == *database.name)
    };
    let users = environment.services.values().filter(|service| names(service));
    let folder = layout::secrets_folder(app, environment);
    Some(PasswordPlace {
        environment: environment.name.to_string(),
        login: format!("{}@{}", host.user, *host.name),
        root: layout::host_root(app, environment),
        file: layout::password_file(app, environment, database),
        set: format!("docker exec -it {container} {}", line.trim()),
        users: users.map(|service| format!("{folder}/{}.env", service.name)).collect(),
    })
}

fn slo(slo: &model::Slo) -> Slo {
    const MONTH_SECONDS: u64 = 30 * 86_400;
    let down = MONTH_SECONDS * u64::from(100_000 - slo.availability.thousandths) / 100_000;
    let latency = slo.latency.map(|latency| match slo.percentile {
        Some(percentile) => format!("{percentile} % of answers within {}", latency.words()),
        None => format!("answers within {}", latency.words()),
    });
    Slo {
        service: slo.name.to_string(),
        availability: slo.availability.to_string(),
        budget: format!("{} minutes", down / 60),
        latency: latency.unwrap_or_default(),
    }
}

fn external(graph: &Graph<'_>, external: &model::External) -> External {
    External {
        name: external.name.to_string(),
        url: external.url.to_string(),
        rate_limit: external.rate_limit.map(|rate| rate.to_string()).unwrap_or_default(),
        about: external.about.clone().unwrap_or_default(),
        used_by: users(graph, "external", &external.name),
    }
}

pub(super) fn architecture<'p>(model: &Model, graph: &Graph<'_>, places: &'p [Place]) -> Architecture<'p> {
    let order = graph
        .order()
        .into_iter()
        .filter(|node| matches!(node.kind, "service" | "database" | "cache" | "queue"));
    Architecture {
        app: model.app.name.to_string(),
        about: about(model),
        mermaid: mermaid(model, graph),
        services: model.services.values().map(|service| service_row(graph, service)).collect(),
        databases: model.databases.values().map(|database| database_row(model, graph, database)).collect(),
        externals: model.externals.values().map(|known| external(graph, known)).collect(),
        buckets: stack::buckets(model, graph),
        parts: stack::parts(model),
        environments: model.environments.values().map(|known| environment_row(model, known)).collect(),
        ports: model.environments.values().flat_map(ports).collect(),
        places,
        order: order.map(|node| node.name.to_string()).collect(),
    }
}

fn service_row(graph: &Graph<'_>, service: &model::Service) -> ServiceRow {
    let used = graph.dependencies(&EntityRef::new("service", &service.name));
    let used = used.iter().filter(|(_, link)| matches!(link, Link::Uses { .. }));
    ServiceRow {
        name: service.name.to_string(),
        about: service.about.clone().unwrap_or_default(),
        runtime: runtime(service),
        source: if service.is_built() { service.source.to_string() } else { String::new() },
        uses: used.map(|(node, _)| node.name).collect::<Vec<_>>().join(", "),
    }
}

fn database_row(model: &Model, graph: &Graph<'_>, database: &model::Database) -> DatabaseRow {
    let backup = model
        .backups
        .get(&*database.name)
        .map(|backup| format!("{}, to {}", backup.schedule.words(), backup.to));
    DatabaseRow {
        name: database.name.to_string(),
        engine: format!("{} {}", database.engine, database.version),
        used_by: users(graph, database.keeps.kind(), &database.name),
        backup: backup.unwrap_or_else(|| "none".to_string()),
        about: database.about.clone().unwrap_or_default(),
        protected: stack::protected(database.protect),
    }
}

fn environment_row(model: &Model, environment: &model::Environment) -> EnvironmentRow {
    let platform = model.catalogue.platforms.get(environment.platform.as_str());
    let region = environment.region.as_ref().map(|region| region.to_string()).unwrap_or_default();
    let host = match &environment.host {
        Some(host) => host.name.to_string(),
        None if environment.is_local() => "a developer's machine".to_string(),
        None => region,
    };
    EnvironmentRow {
        name: environment.name.to_string(),
        about: environment.about.clone().unwrap_or_default(),
        platform: platform.map(|platform| platform.about.clone()).unwrap_or_default(),
        host,
        trigger: places::trigger(environment),
    }
}

fn ports(environment: &model::Environment) -> Vec<PortRow> {
    let listening =
        environment.services.values().filter_map(|service| Some((service, service.port.as_ref()?.value)));
    let row = |service: &model::Service, port: u16, copy: &str, outside: String| PortRow {
        environment: environment.name.to_string(),
        service: service.name.to_string(),
        copy: copy.to_string(),
        inside: port.to_string(),
        outside,
    };
    let rows = |(service, port): (&std::sync::Arc<model::Service>, u16)| {
        if environment.is_local() {
            return vec![row(service, port, "single", port.to_string())];
        }
        if !environment.is_host() {
            return Vec::new();
        }
        let colours = layout::colours(environment).into_iter();
        let each = colours.map(|colour| {
            let outside =
                layout::copy_ports(service, colour).iter().map(ToString::to_string).collect::<Vec<_>>();
            row(service, port, layout::colour_word(colour), outside.join(", "))
        });
        each.collect::<Vec<_>>()
    };
    listening.flat_map(rows).collect()
}
