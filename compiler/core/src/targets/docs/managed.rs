//! Environments on managed platforms: how they are set up, deployed, brought back, and where their secrets are. In: the
//! model. Out: the second half of `docs/DEPLOYMENT.md`, or all of it, and the words for other documents.

use crate::model::{Environment, Model, Provision, RailwayFormat, Scope, Service, Variable, VariableValue};
use crate::targets::layout;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Managed {
    pub app: String,
    pub about: String,
    /// Whether the document has no first half.
    pub is_whole: bool,
    pub repository: String,
    pub places: Vec<ManagedPlace>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct ManagedPlace {
    pub name: String,
    pub about: String,
    /// `render`, `railway`, `vercel`: the template has a section for each.
    pub platform: String,
    pub trigger: String,
    pub addresses: Vec<String>,
    /// What the platform reads.
    pub file: String,
    pub branch: String,
    pub approval: bool,
    pub is_production: bool,
    pub is_legacy: bool,
    pub workflow: String,
    pub promoted_from: String,
    pub secrets: Vec<SecretRow>,
    /// Secrets of the GitHub environment that the text does not name.
    pub workflow_secrets: Vec<WorkflowSecret>,
    pub services: Vec<ServiceRow>,
    pub neon: Option<NeonRow>,
    /// How long the copy of a pull request stays.
    pub previews: String,
}

#[derive(Debug, Serialize)]
pub(super) struct SecretRow {
    pub variable: String,
    pub service: String,
    pub about: String,
    pub random: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct WorkflowSecret {
    pub name: String,
    pub about: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ServiceRow {
    pub name: String,
    pub shout: String,
    pub folder: String,
    /// Its name at the platform.
    pub there: String,
}

#[derive(Debug, Serialize)]
pub(super) struct NeonRow {
    pub project: String,
    pub branch: String,
}

/// Whether an environment is on a platform that this module speaks of.
pub(super) fn is_managed(environment: &Environment) -> bool {
    matches!(environment.platform.as_str(), "render" | "railway" | "vercel")
}

pub(super) fn document(model: &Model, is_whole: bool) -> Option<Managed> {
    let here = model.environments.values().filter(|environment| is_managed(environment));
    let places: Vec<ManagedPlace> = here.map(|environment| place(model, environment)).collect();
    let repository = model.app.repository.as_ref();
    let repository = repository.and_then(|name| name.strip_prefix("github.com/")).unwrap_or_default();
    (!places.is_empty()).then(|| Managed {
        app: model.app.name.to_string(),
        about: super::about(model),
        is_whole,
        repository: repository.to_string(),
        places,
    })
}

fn place(model: &Model, environment: &Environment) -> ManagedPlace {
    let promotion = environment.promote_from.as_ref();
    let services = environment.services.values();
    let legacy = environment.format.as_ref().is_some_and(|format| format.value == RailwayFormat::Legacy);
    ManagedPlace {
        name: environment.name.to_string(),
        about: environment.about.clone().unwrap_or_default(),
        platform: environment.platform.to_string(),
        trigger: super::places::trigger(environment),
        addresses: environment.routes.iter().map(|route| route.host.to_string()).collect(),
        file: match environment.platform.as_str() {
            "render" => layout::blueprint_file(environment),
            "railway" if legacy => "railway.json".to_string(),
            "railway" => layout::RAILWAY_FILE.to_string(),
            _ => "vercel.json".to_string(),
        },
        branch: environment.deploy_on.as_ref().map(|trigger| trigger.branch.clone()).unwrap_or_default(),
        approval: promotion.is_some_and(|promotion| promotion.approval.value),
        is_production: promotion.is_some(),
        is_legacy: legacy,
        workflow: layout::deploy_workflow(environment),
        promoted_from: promotion.map(|promotion| promotion.environment.to_string()).unwrap_or_default(),
        secrets: services.clone().flat_map(|service| secrets(model, environment, service)).collect(),
        workflow_secrets: workflow_secrets(model, environment),
        services: services.map(|service| self::service(model, environment, service)).collect(),
        neon: environment.neon.as_ref().map(|neon| NeonRow {
            project: neon.project.to_string(),
            branch: neon.branch_in(environment).to_string(),
        }),
        previews: environment.previews.as_ref().map(|previews| previews.expire.words()).unwrap_or_default(),
    }
}

fn service(model: &Model, environment: &Environment, service: &Service) -> ServiceRow {
    let there = match environment.platform.as_str() {
        "render" => layout::render_name(&model.app, environment, &service.name),
        _ => service.name.to_string(),
    };
    ServiceRow {
        name: service.name.to_string(),
        shout: service.name.shout(),
        folder: service.source.to_string(),
        there,
    }
}

/// What a person has to give the platform. Where a database or a service is, Render and Railway know themselves.
fn secrets(model: &Model, environment: &Environment, service: &Service) -> Vec<SecretRow> {
    let given = |variable: &Variable| match &variable.value {
        VariableValue::Plain(_) => false,
        VariableValue::Secret { .. } => {
            variable.provision == Provision::Declared || *environment.platform == "vercel"
        }
    };
    let variables = model.variables(Scope::new(environment), service).into_iter().filter(given);
    variables
        .map(|variable| {
            let declared = match &variable.value {
                VariableValue::Secret { secret: Some(name), .. } => model.secrets.get(name.as_str()),
                _ => None,
            };
            SecretRow {
                variable: variable.name,
                service: service.name.to_string(),
                about: match declared.and_then(|secret| secret.about.clone()) {
                    Some(about) if variable.about.is_empty() => about,
                    _ => variable.about,
                },
                random: declared.is_some_and(|secret| secret.random),
            }
        })
        .filter(|secret| !(secret.random && *environment.platform == "render"))
        .collect()
}

/// What workflows of the environment are given beside their token: URLs past the pooler, and channels.
fn workflow_secrets(model: &Model, environment: &Environment) -> Vec<WorkflowSecret> {
    let mut given: Vec<WorkflowSecret> = Vec::new();
    if *environment.platform == "vercel" {
        for service in environment.services.values() {
            let migrated = |name: &str| service.migrates.iter().any(|migration| *migration.name == *name);
            for variable in model.variables(Scope::new(environment), service) {
                let Provision::Locates { thing } = &variable.provision else { continue };
                let name = layout::direct(&variable.name);
                if migrated(thing) && given.iter().all(|known| known.name != name) {
                    given.push(WorkflowSecret {
                        name,
                        about: format!("the URL of database {thing} past the pooler, for migrations"),
                    });
                }
            }
        }
    }
    let told = model.notifies.values().filter(|notify| notify.on.iter().any(|on| *on.value == *"deploy"));
    given.extend(told.filter_map(|notify| {
        let secret = model.secrets.get(notify.secret.as_str())?;
        let about = secret.about.clone();
        let about = about.unwrap_or_else(|| format!("opens the channel in {}", notify.name));
        Some(WorkflowSecret { name: secret.name.shout(), about })
    }));
    given
}

/// Who keeps a secret of a service.
pub(super) fn keeper(environment: &Environment) -> Option<&'static str> {
    match environment.platform.as_str() {
        "render" => Some("Render"),
        "railway" => Some("Railway"),
        "vercel" => Some("Vercel"),
        _ => None,
    }
}

/// How to read what a service writes.
pub(super) fn logs(model: &Model, environment: &Environment, service: &Service) -> Option<String> {
    match environment.platform.as_str() {
        "render" => {
            let name = layout::render_name(&model.app, environment, &service.name);
            Some(format!("Render, service {name}, Logs"))
        }
        "railway" => {
            Some(format!("railway logs --service {} --environment {}", service.name, environment.name))
        }
        "vercel" => {
            let kind = if environment.promote_from.is_some() { "production" } else { &environment.name };
            Some(format!("vercel logs --environment {kind}"))
        }
        _ => None,
    }
}
