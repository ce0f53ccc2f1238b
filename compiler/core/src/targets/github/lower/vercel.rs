//! Workflows of environments on Vercel: `deploy-ENVIRONMENT.yml` and `preview.yml`. In: the model. Out: workflows.
//!
//! What is deployed was built in the workflow, by the pinned command line of Vercel. Production gets a deployment that
//! serves nobody first; when it answers, it takes over, and when the public address then does not answer, the one before
//! it is back. `preview` makes the workflow of pull requests.

use super::super::ir::{
    Defaults, Dispatch, Input, Job, On, Push, Step, Workflow, one_at_a_time, permissions,
};
use super::deploy::{NAME_RELEASE, Values, runner_in, tag_job};
use super::preview::preview;
use super::promote::{FIND, ask_for_reviewers, rights};
use super::steps::{Cache, checkout, notify, prepare};
use super::{Made, literal, manager, notify_refs, service_refs, verify};
use crate::artifact::EntityRef;
use crate::model::{Environment, Migration, Model, Scope, Service};
use crate::render::escape::shell;
use crate::render::yaml::SpaceAfter;
use crate::targets::layout;
use indexmap::IndexMap;
use std::collections::BTreeSet;

const TOOL: &str = "vercel";
const COMMIT: &str = "${{ needs.release.outputs.commit }}";

pub(super) fn workflows(model: &Model, environment: &Environment, made: &mut dyn FnMut(Made)) {
    made(deploy(model, environment));
    if let Some(previews) = &environment.previews {
        made(preview(model, environment, previews));
    }
}

/// Whether what is deployed becomes what the public addresses show.
fn is_production(model: &Model, environment: &Environment) -> bool {
    let alone = crate::targets::vercel::environments(model).count() == 1;
    environment.promote_from.is_some() || alone || &*environment.name == "production"
}

fn source<'m>(model: &'m Model, environment: &Environment) -> Option<&'m Environment> {
    let promotion = environment.promote_from.as_ref()?;
    model.environments.get(promotion.environment.as_str()).filter(|source| source.name != environment.name)
}

fn deploy(model: &Model, environment: &Environment) -> Made {
    let source = source(model, environment);
    let mut jobs: IndexMap<String, SpaceAfter<Job>> = IndexMap::new();
    let mut needs = Vec::new();
    if let Some(source) = source {
        jobs.insert("release".to_string(), SpaceAfter(release_job(environment, source)));
        needs.push("release".to_string());
    } else if super::ci::workflow(model).is_some() {
        jobs.insert("checks".to_string(), SpaceAfter(super::deploy::checks()));
        needs.push("checks".to_string());
    }
    jobs.insert("deploy".to_string(), SpaceAfter(deploy_job(model, environment, source, needs.clone())));
    let verifying = verify::jobs(model, environment, source.map(|_| COMMIT));
    needs.push("deploy".to_string());
    needs.extend(verifying.iter().map(|(name, _)| name.clone()));
    jobs.extend(verifying);
    let values = Values {
        id: "${{ needs.deploy.outputs.id }}",
        commit: if source.is_some() { COMMIT } else { "${{ github.sha }}" },
        run: "${{ github.run_id }}",
        recorded: IndexMap::new(),
    };
    jobs.insert("record".to_string(), SpaceAfter(tag_job(environment, &values, needs)));
    let workflow = Workflow {
        file: layout::deploy_workflow(environment),
        about: about(model, environment, source),
        name: SpaceAfter(format!("Deploy {}", environment.name)),
        on: SpaceAfter(triggers(environment, source)),
        permissions: SpaceAfter(IndexMap::new()),
        concurrency: one_at_a_time(layout::deploy_workflow(environment)),
        defaults: SpaceAfter(Defaults::default()),
        jobs,
    };
    (
        workflow,
        entities(model, environment)
            .chain(source.map(|it| EntityRef::new("environment", &it.name)))
            .collect(),
    )
}

pub(super) fn entities<'m>(
    model: &'m Model,
    environment: &Environment,
) -> impl Iterator<Item = EntityRef> + use<'m> {
    let environment = EntityRef::new("environment", &environment.name);
    let databases = model.databases.keys().map(|name| EntityRef::new("database", name));
    std::iter::once(environment).chain(service_refs(model)).chain(notify_refs(model)).chain(databases)
}

fn about(model: &Model, environment: &Environment, source: Option<&Environment>) -> Vec<String> {
    let name = &environment.name;
    let mut lines = vec![String::new()];
    lines.push(match (source, &environment.deploy_on) {
        (Some(source), _) => {
            format!("Started by hand: {name} gets the commit that passed in {}.", source.name)
        }
        (None, Some(trigger)) => {
            format!("A push to {} is checked, built and deployed to {name}.", trigger.branch)
        }
        (None, None) => {
            format!("Started by hand: the chosen branch is checked, built and deployed to {name}.")
        }
    });
    if is_production(model, environment) {
        lines.push(
            "The new deployment serves nobody until it has answered; then it takes over at once.".to_string(),
        );
    }
    lines
}

fn triggers(environment: &Environment, source: Option<&Environment>) -> On {
    if let Some(source) = source {
        let input = Input {
            description: format!("Release that {} runs or ran; empty takes its newest", source.name),
            kind: "string",
            required: false,
            options: Vec::new(),
        };
        let inputs = IndexMap::from([("release", input)]);
        return On { workflow_dispatch: Some(Dispatch { inputs }), ..On::default() };
    }
    match &environment.deploy_on {
        Some(trigger) => On { push: Some(Push { branches: vec![trigger.branch.clone()] }), ..On::default() },
        None => On { workflow_dispatch: Some(Dispatch::default()), ..On::default() },
    }
}

/// Finds the commit that passed elsewhere, before anybody is asked for an approval.
fn release_job(environment: &Environment, source: &Environment) -> Job {
    let approval = environment.promote_from.as_ref().is_some_and(|promotion| promotion.approval.value);
    let mut job = Job::on_runner("Find the release", 10, rights(approval, false));
    if approval {
        job.steps.push(ask_for_reviewers(environment));
    }
    job.outputs.insert("commit".to_string(), "${{ steps.find.outputs.commit }}".to_string());
    job.steps.push(
        Step::run("Read the record", FIND)
            .id("find")
            .env("GH_TOKEN", "${{ github.token }}")
            .env("WANTED", "${{ inputs.release }}")
            .env("SOURCE", source.name.to_string())
            .env("RECORDED", ""),
    );
    job
}

/// Vercel knows production, previews, and environments of a team's own by name.
fn target(model: &Model, environment: &Environment) -> String {
    if is_production(model, environment) { "production".to_string() } else { environment.name.to_string() }
}

fn deploy_job(
    model: &Model,
    environment: &Environment,
    source: Option<&Environment>,
    needs: Vec<String>,
) -> Job {
    let mut job = runner_in(environment, permissions(&[("contents", "read", "to check out")]));
    job.needs = needs;
    job.outputs.insert("id".to_string(), "${{ steps.release.outputs.id }}".to_string());
    job.steps.push(match source {
        Some(_) => checkout(model).with("ref", COMMIT),
        None => checkout(model),
    });
    let commit = if source.is_some() { COMMIT } else { "${{ github.sha }}" };
    job.steps.push(Step::run("Name the release", NAME_RELEASE).id("release").env("COMMIT", commit));
    job.steps.extend(direct_urls(environment));
    let target = target(model, environment);
    let services: Vec<&Service> = environment.services.values().map(|service| &**service).collect();
    for (index, service) in services.iter().enumerate() {
        job.steps.extend(prepare(model, service, Cache::None));
        if index == 0 {
            job.steps.extend(install(model));
        }
        let build = vercel(service, &format!("Build {}", service.name), BUILD).env("TARGET", &*target);
        job.steps.push(with_variables(model, environment, service, build));
    }
    for service in &services {
        let deploy = vercel(service, &format!("Deploy {}", service.name), DEPLOY)
            .id(&deployment(service))
            .env("TARGET", &*target)
            .env("HEALTH", health(service))
            .env("BYPASS", "${{ secrets.VERCEL_AUTOMATION_BYPASS_SECRET }}")
            .env(
                "VARIABLES",
                plain(model, environment, service).map(|(name, _)| name).collect::<Vec<_>>().join(" "),
            );
        job.steps.push(with_variables(model, environment, service, deploy));
    }
    for service in &services {
        job.steps.extend(migrations(model, environment, service, None));
    }
    if is_production(model, environment) {
        for service in &services {
            let url = format!("${{{{ steps.{}.outputs.url }}}}", deployment(service));
            let route = environment.route_to(&service.name);
            let address = route.map(|route| format!("https://{}", route.host)).unwrap_or_default();
            let promote = vercel(service, &format!("Let {} take over", service.name), PROMOTE)
                .env("DEPLOYMENT", url)
                .env("ADDRESS", address)
                .env("HEALTH", health(service));
            job.steps.push(promote);
        }
    }
    let subject = format!("{} gets a new deployment", environment.name);
    job.steps.extend(notify(model, "deploy", &subject, "always()"));
    job
}

pub(super) fn deployment(service: &Service) -> String {
    format!("deploy-{}", service.name)
}

fn health(service: &Service) -> String {
    literal(service.health.as_ref().map_or("/", |health| &health.path))
}

/// The pinned command line. It reads its token from the environment, never from an argument.
pub(super) fn install(model: &Model) -> Option<Step> {
    let tool = model.catalogue.tools.get(TOOL)?;
    Some(Step::run("Install the Vercel CLI", &tool.install.replace("{version}", &tool.version)))
}

/// A script in the service's folder that speaks to its project at Vercel.
pub(super) fn vercel(service: &Service, name: &str, script: &str) -> Step {
    let project = format!("VERCEL_PROJECT_ID_{}", service.name.shout());
    Step::run(name, script)
        .env("VERCEL_TOKEN", "${{ secrets.VERCEL_TOKEN }}")
        .env("VERCEL_ORG_ID", "${{ vars.VERCEL_ORG_ID }}")
        .env("VERCEL_PROJECT_ID", format!("${{{{ vars.{project} }}}}"))
        .folder(&service.source)
}

pub(super) const BUILD: &str = r#": "${VERCEL_TOKEN:?is not set in this GitHub environment}" "${VERCEL_ORG_ID:?}" "${VERCEL_PROJECT_ID:?}"
vercel pull --yes --environment="$TARGET"
if [[ "$TARGET" == production ]]; then
  vercel build --yes --prod
else
  vercel build --yes --target="$TARGET"
fi
"#;

const DEPLOY: &str = r#"options=(--prebuilt --yes)
if [[ "$TARGET" == production ]]; then
  # Its addresses stay with the deployment before it until this one has answered.
  options+=(--prod --skip-domain)
else
  options+=(--target="$TARGET")
fi
# A name alone: the value is read from the environment.
for name in $VARIABLES; do
  options+=(--env "$name")
done
url="$(vercel deploy "${options[@]}")"
if [[ ! "$url" =~ ^https://[a-z0-9.-]+$ ]]; then
  echo "::error::no address of a deployment: '$url'"
  exit 1
fi
echo "url=$url" >> "$GITHUB_OUTPUT"
echo "Deployed $url" >> "$GITHUB_STEP_SUMMARY"
# Deployments may be protected: with the secret of the project this one answers all the same.
for _ in {1..12}; do
  if curl --config <(printf 'header = "x-vercel-protection-bypass: %s"\n' "$BYPASS") \
    --silent --show-error --fail --output /dev/null --max-time 20 "$url$HEALTH"; then
    exit 0
  fi
  sleep 5
done
echo "::error::$url$HEALTH does not answer: nothing was switched"
exit 1
"#;

const PROMOTE: &str = r#"vercel promote "$DEPLOYMENT" --yes --timeout=5m
if [[ -z "$ADDRESS" ]]; then
  exit 0
fi
for _ in {1..12}; do
  if curl --silent --show-error --fail --output /dev/null --max-time 20 "$ADDRESS$HEALTH"; then
    exit 0
  fi
  sleep 5
done
echo "::error::$ADDRESS$HEALTH does not answer: the deployment before it takes over again"
vercel rollback --yes --timeout=5m
exit 1
"#;

const MIGRATE: &str = r#"export PATH="$PWD/$BIN:$PATH"
COMMAND
"#;

/// Past the pooler, which keeps no session. What runs now has to get along with the new schema until it is replaced.
pub(super) fn migrations(
    model: &Model,
    environment: &Environment,
    service: &Service,
    url: Option<&str>,
) -> Vec<Step> {
    let Some(manager) = manager(model, service) else { return Vec::new() };
    let step = |migration: &Migration| {
        let words = model.migration_command(migration).iter().map(|word| literal(&shell(word)));
        let script = MIGRATE.replace("COMMAND", &words.collect::<Vec<_>>().join(" "));
        let step = Step::run(format!("Bring {} to its schema", migration.name), &script)
            .env("BIN", manager.bin.as_deref().unwrap_or("."))
            .folder(&service.source);
        let names = located_by(environment, service, &migration.name);
        names.fold(step, |step, name| {
            let own = format!("${{{{ secrets.{} }}}}", layout::direct(&name));
            step.env(&*name, url.map_or(own, str::to_string))
        })
    };
    service.migrates.iter().map(step).collect()
}

/// Names what migrations will want before anything is built or deployed.
fn direct_urls(environment: &Environment) -> Option<Step> {
    let services = environment.services.values();
    let names: BTreeSet<String> = services
        .flat_map(|service| {
            let migrated = service.migrates.iter();
            migrated.flat_map(|migration| located_by(environment, service, &migration.name))
        })
        .map(|name| layout::direct(&name))
        .collect();
    let guards = names.iter().map(|name| format!("\"${{{name}:?is not set in this GitHub environment}}\""));
    let script = format!(": {}\n", guards.collect::<Vec<_>>().join(" "));
    let step = Step::run("See that migrations have their URLs", &script);
    let step = names.iter().fold(step, |step, name| step.env(name, format!("${{{{ secrets.{name} }}}}")));
    (!names.is_empty()).then_some(step)
}

/// What is no secret comes from the spec; secrets, and where the database is, Vercel keeps.
pub(super) fn plain<'m>(
    model: &'m Model,
    environment: &'m Environment,
    service: &'m Service,
) -> impl Iterator<Item = (String, String)> + 'm {
    let variables = model.variables(Scope::new(environment), service).into_iter();
    variables.filter_map(|variable| Some((variable.name.clone(), variable.plain()?.to_string())))
}

pub(super) fn with_variables(
    model: &Model,
    environment: &Environment,
    service: &Service,
    step: Step,
) -> Step {
    plain(model, environment, service).fold(step, |step, (name, value)| step.env(name, literal(&value)))
}

/// The variables that say where databases are.
pub(super) fn located<'m>(
    environment: &'m Environment,
    service: &'m Service,
) -> impl Iterator<Item = String> + 'm {
    environment.databases.keys().flat_map(|database| located_by(environment, service, database))
}

fn located_by<'m>(
    environment: &'m Environment,
    service: &'m Service,
    database: &str,
) -> impl Iterator<Item = String> + use<'m> {
    let database = environment.databases.get(database).map(|known| known.name.to_string());
    let names = service.uses.iter().filter(move |line| {
        line.things.first().is_some_and(|thing| Some(thing.value.as_str()) == database.as_deref())
    });
    names.filter_map(|line| line.env.as_ref()).map(ToString::to_string)
}
