//! Environments on hosts, with every name that a command of a document needs. In: the model. Out: places.

use super::ir::{Backup, Copy, Database, Place, Refresh, Route, SecretFile, SecretLine};
use crate::model::{self, Environment, Model, Scope, Service, Strategy, Supervisor, VariableValue};
use crate::targets::layout;
use crate::types::Schedule;

pub(super) fn places(model: &Model) -> Vec<Place> {
    model.environments.values().filter_map(|environment| place(model, environment)).collect()
}

fn place(model: &Model, environment: &Environment) -> Option<Place> {
    let host = environment.host.as_ref()?;
    let app = &model.app;
    let is_pm2 = environment.supervisor == Some(Supervisor::Pm2);
    let backups = backups(model, environment);
    let ports: Vec<String> = host.taken_ports.iter().map(ToString::to_string).collect();
    let mut server_names: Vec<String> = Vec::new();
    for route in &environment.routes {
        let name = route.host.to_string();
        if !server_names.contains(&name) {
            server_names.push(name);
        }
    }
    let mut all_names = server_names.clone();
    if !server_names.iter().any(|name| **name == **host.name) {
        all_names.push(host.name.to_string());
    }
    let place = Place {
        name: environment.name.to_string(),
        about: environment.about.clone().unwrap_or_default(),
        host: host.name.to_string(),
        user: host.user.to_string(),
        password_mode: layout::PASSWORD_MODE,
        shared: host.shared,
        taken_ports: ports.join(", "),
        instance: layout::instance(app, environment),
        root: layout::host_root(app, environment),
        secrets: layout::secrets_folder(app, environment),
        nginx: layout::host_nginx_folder(app, environment),
        certificate: layout::certificate_folder(app, environment),
        acme: layout::acme_folder(app, environment),
        access_log: layout::access_log(app, environment),
        error_log: layout::error_log(app, environment),
        process_logs: layout::process_log_folder(app, environment),
        is_pm2,
        has_images: !is_pm2,
        workflow: layout::deploy_workflow(environment),
        backup_environment: layout::backup_environment(environment),
        is_backed_up: !backups.is_empty(),
        openssl: environment.nginx.as_ref().and_then(model::Nginx::openssl_at_least).unwrap_or_default(),
        provision: layout::provision_folder(environment),
        authorized_keys: host.authorized_keys.as_ref().map(ToString::to_string).unwrap_or_default(),
        server_names,
        all_names,
        routes: routes(environment),
        copies: environment
            .services
            .values()
            .flat_map(|service| copies(model, environment, service))
            .collect(),
        databases: databases(model, environment),
        secret_files: secret_files(model, environment),
        backups,
        refresh: environment.data.as_ref().map(refresh),
        ..Place::default()
    };
    Some(with_travel(with_rollout(place, environment), environment))
}

fn with_rollout(mut place: Place, environment: &Environment) -> Place {
    place.blue_green = environment.is_blue_green();
    match &environment.rollout {
        Some(rollout) if *rollout.strategy == Strategy::BlueGreen => {
            place.rollout = format!("blue-green, watched for {}", rollout.bake.words());
        }
        _ => place.rollout = "stopped and started anew: a short interruption".to_string(),
    }
    if let Some(rollout) = &environment.rollout {
        place.bake = rollout.bake.words();
        place.keep_old = rollout.keep_old.words();
        place.keep_releases = rollout.keep_releases.value;
        let abort = |condition: &model::AbortCondition| {
            format!("{} for {}", condition.when, condition.lasting.words())
        };
        place.aborts = rollout.aborts.iter().map(abort).collect();
    }
    place
}

fn with_travel(mut place: Place, environment: &Environment) -> Place {
    if let Some(trigger) = &environment.deploy_on {
        place.branch = trigger.branch.clone();
    }
    if let Some(promotion) = &environment.promote_from {
        place.promoted_from = promotion.environment.to_string();
        place.approval = promotion.approval.value;
    }
    place.trigger = trigger(environment);
    place
}

/// When an environment gets a release, as a sentence without its end.
pub(super) fn trigger(environment: &Environment) -> String {
    match (&environment.promote_from, &environment.deploy_on) {
        (Some(promotion), _) if promotion.approval.value => {
            format!("somebody promotes what {} runs, and somebody approves", promotion.environment)
        }
        (Some(promotion), _) => format!("somebody promotes what {} runs", promotion.environment),
        (None, Some(trigger)) => format!("a commit reaches {}", trigger.branch),
        (None, None) if environment.is_local() => "a developer starts it".to_string(),
        (None, None) => "somebody starts its workflow".to_string(),
    }
}

fn routes(environment: &Environment) -> Vec<Route> {
    let route = |route: &model::Route| {
        let service = environment.services.get(route.to.as_str());
        let path = service.and_then(|service| service.health.as_ref()).map_or("/", |health| &health.path);
        Route {
            host: route.host.to_string(),
            service: route.to.to_string(),
            check_url: format!("https://{}{path}", *route.host),
        }
    };
    environment.routes.iter().map(route).collect()
}

fn copies(model: &Model, environment: &Environment, service: &Service) -> Vec<Copy> {
    let copy = |colour| {
        let ports: Vec<String> =
            layout::copy_ports(service, colour).iter().map(ToString::to_string).collect();
        let names = (0..*service.replicas).map(|replica| match environment.supervisor {
            Some(Supervisor::Pm2) => layout::process_name(&model.app, environment, service, colour, replica),
            _ => {
                let project = layout::instance(&model.app, environment);
                format!("{project}-{}-{}", layout::copy_name(service, colour), replica + 1)
            }
        });
        Copy {
            service: service.name.to_string(),
            colour: layout::colour_word(colour).to_string(),
            ports: ports.join(", "),
            names: names.collect(),
        }
    };
    layout::colours(environment).into_iter().map(copy).collect()
}

fn databases(model: &Model, environment: &Environment) -> Vec<Database> {
    let database = |database: &std::sync::Arc<model::Database>| Database {
        name: database.name.to_string(),
        engine: format!("{} {}", database.engine, database.version),
        container: layout::database_container(&model.app, environment, database),
        password_file: layout::password_file(&model.app, environment, database),
    };
    environment.databases.values().map(database).collect()
}

/// The files in the secrets folder that hold lines `NAME=value`.
fn secret_files(model: &Model, environment: &Environment) -> Vec<SecretFile> {
    let folder = layout::secrets_folder(&model.app, environment);
    let file = |service: &std::sync::Arc<Service>| {
        let lines = secret_lines(model, environment, service);
        let path = format!("{folder}/{}.env", service.name);
        let names_password = lines.iter().any(|line| line.line.contains("PASSWORD"));
        (!lines.is_empty()).then_some(SecretFile { path, lines, names_password })
    };
    let mut files: Vec<SecretFile> = environment.services.values().filter_map(file).collect();
    if !backups(model, environment).is_empty() {
        let line = |name: &str, about: &str| SecretLine {
            name: name.to_string(),
            line: format!("{name}='…'"),
            about: about.to_string(),
            secret: String::new(),
        };
        let lines = vec![
            line(
                "AWS_ACCESS_KEY_ID",
                "May list, read, write and delete in the bucket of the backups, nothing else",
            ),
            line("AWS_SECRET_ACCESS_KEY", "Belongs to it"),
        ];
        files.push(SecretFile { path: format!("{folder}/backup.env"), lines, names_password: false });
    }
    files
}

fn secret_lines(model: &Model, environment: &Environment, service: &Service) -> Vec<SecretLine> {
    let scope = Scope::new(environment).with_colour(layout::colours(environment).first().copied().flatten());
    let variables = model.variables(scope, service).into_iter();
    let line = |variable: model::Variable| match variable.value {
        VariableValue::Secret { secret, example } => Some(SecretLine {
            line: format!("{}='{}'", variable.name, if example.is_empty() { "…" } else { &example }),
            name: variable.name,
            about: variable.about,
            secret: secret.unwrap_or_default(),
        }),
        VariableValue::Plain(_) => None,
    };
    variables.filter_map(line).collect()
}

fn backups(model: &Model, environment: &Environment) -> Vec<Backup> {
    let here =
        |backup: &&model::Backup| backup.environments.iter().any(|name| *name.value == *environment.name);
    model.backups.values().filter(here).map(|backup| self::backup(model, environment, backup)).collect()
}

fn backup(model: &Model, environment: &Environment, backup: &model::Backup) -> Backup {
    let (app, database, name) = (&model.app.name, &*backup.name, &environment.name);
    let bucket = format!("{app}-{}", backup.to);
    let key = layout::database_key(environment, database);
    let objective = model.objectives.get(&**database);
    let keep = backup
        .keep
        .map(|keep| format!("{} daily, {} weekly, {} monthly", keep.daily, keep.weekly, keep.monthly));
    Backup {
        database: database.to_string(),
        key: key.to_string(),
        schedule: backup.schedule.words(),
        address: format!("s3://{bucket}/{name}/{key}"),
        region: model.buckets.get(backup.to.as_str()).map(|bucket| bucket.region.clone()).unwrap_or_default(),
        bucket,
        keep: keep.unwrap_or_else(|| "all".to_string()),
        encryption: backup.encrypt.as_ref().map(|encrypt| encrypt.method.clone()),
        recipient: backup.encrypt.as_ref().map(|encrypt| encrypt.recipient.clone()).unwrap_or_default(),
        drill: backup.drill.as_ref().map(|drill| drill.words()).unwrap_or_default(),
        rto: objective.map(|objective| objective.rto.words()).unwrap_or_default(),
        rpo: objective.map(|objective| objective.rpo.words()).unwrap_or_default(),
        log_keep: backup.point_in_time.map(|log| log.keep.words()).unwrap_or_default(),
        log_every: backup.point_in_time.map(|log| log.every.words()).unwrap_or_default(),
        confirm: format!("{app}/{name}/{key}"),
    }
}

fn refresh(refresh: &model::Refresh) -> Refresh {
    Refresh {
        from: refresh.from.to_string(),
        schedule: refresh.refresh.as_ref().map(Schedule::words).unwrap_or_default(),
        anonymise: refresh.anonymise.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}
