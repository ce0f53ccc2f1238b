//! Workflows of environments on Vercel: `deploy-ENVIRONMENT.yml` and `preview.yml`. In: the model. Out: workflows.
//!
//! What is deployed was built in the workflow, by the pinned command line of Vercel. Production gets a deployment that
//! serves nobody first; when it answers, it takes over, and when the public address then does not answer, the one before
//! it is back. A pull request gets a deployment and a branch of the database, which expire with it.

use super::super::ir::{
    Defaults, Dispatch, Input, Job, JobEnvironment, On, PullRequest, Push, Step, Workflow, one_at_a_time,
    permissions,
};
use super::deploy::{NAME_RELEASE, Values, runner_in, tag_job};
use super::promote::{FIND, ask_for_reviewers, rights};
use super::steps::{Cache, action, checkout, notify, prepare};
use super::{Made, literal, manager, notify_refs, service_refs, verify};
use crate::artifact::EntityRef;
use crate::model::{Environment, Migration, Model, Neon, Previews, Scope, Service};
use crate::render::escape::shell;
use crate::render::yaml::{Commented, FlowSeq, SpaceAfter};
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

fn entities<'m>(model: &'m Model, environment: &Environment) -> impl Iterator<Item = EntityRef> + use<'m> {
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

fn deployment(service: &Service) -> String {
    format!("deploy-{}", service.name)
}

fn health(service: &Service) -> String {
    literal(service.health.as_ref().map_or("/", |health| &health.path))
}

/// The pinned command line. It reads its token from the environment, never from an argument.
fn install(model: &Model) -> Option<Step> {
    let tool = model.catalogue.tools.get(TOOL)?;
    Some(Step::run("Install the Vercel CLI", &tool.install.replace("{version}", &tool.version)))
}

/// A script in the service's folder that speaks to its project at Vercel.
fn vercel(service: &Service, name: &str, script: &str) -> Step {
    let project = format!("VERCEL_PROJECT_ID_{}", service.name.shout());
    Step::run(name, script)
        .env("VERCEL_TOKEN", "${{ secrets.VERCEL_TOKEN }}")
        .env("VERCEL_ORG_ID", "${{ vars.VERCEL_ORG_ID }}")
        .env("VERCEL_PROJECT_ID", format!("${{{{ vars.{project} }}}}"))
        .folder(&service.source)
}

const BUILD: &str = r#": "${VERCEL_TOKEN:?is not set in this GitHub environment}" "${VERCEL_ORG_ID:?}" "${VERCEL_PROJECT_ID:?}"
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
fn migrations(model: &Model, environment: &Environment, service: &Service, url: Option<&str>) -> Vec<Step> {
    let Some(manager) = manager(model, service) else { return Vec::new() };
    let step = |migration: &Migration| {
        let words = model.migration_command(migration).iter().map(|word| shell(word));
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

const SAME_REPOSITORY: &str = "github.event.pull_request.head.repo.full_name == github.repository";
const BRANCH: &str = "preview/pr-${{ github.event.pull_request.number }}";

/// A deployment of its own for each pull request, with a branch of the environment's database.
fn preview(model: &Model, environment: &Environment, previews: &Previews) -> Made {
    let mut jobs: IndexMap<String, SpaceAfter<Job>> = IndexMap::new();
    jobs.insert("preview".to_string(), SpaceAfter(preview_job(model, environment, previews)));
    jobs.insert("comment".to_string(), SpaceAfter(comment_job(model, environment)));
    if let Some(neon) = &environment.neon {
        jobs.insert("clean-up".to_string(), SpaceAfter(clean_up_job(model, neon)));
    }
    let workflow = Workflow {
        file: "preview".to_string(),
        about: vec![
            String::new(),
            format!(
                "Each pull request gets a copy of {}: a deployment and a branch of its database.",
                environment.name
            ),
            format!(
                "The branch goes when the pull request is closed, and after {} without a push.",
                previews.expire.words()
            ),
            "Forks get none: their workflows have no secrets, and must not.".to_string(),
        ],
        name: SpaceAfter("Preview".to_string()),
        on: SpaceAfter(On {
            previewed: Some(PullRequest {
                types: FlowSeq(vec!["opened", "synchronize", "reopened", "closed"]),
            }),
            ..On::default()
        }),
        permissions: SpaceAfter(IndexMap::new()),
        concurrency: one_at_a_time("preview-${{ github.event.pull_request.number }}".to_string()),
        defaults: SpaceAfter(Defaults::default()),
        jobs,
    };
    (workflow, entities(model, environment).collect())
}

fn in_previews(mut job: Job) -> Job {
    let name = Commented("preview".to_string(), "its secrets: see docs/DEPLOYMENT.md".to_string());
    job.environment = Some(JobEnvironment { name, url: None });
    job
}

fn preview_job(model: &Model, environment: &Environment, previews: &Previews) -> Job {
    let rights = permissions(&[("contents", "read", "to check out")]);
    let mut job = in_previews(Job::on_runner("Deploy the preview", 30, rights));
    job.condition = Some(format!("github.event.action != 'closed' && {SAME_REPOSITORY}"));
    job.steps.push(checkout(model));
    if let Some(neon) = &environment.neon {
        let days = previews.expire.seconds.div_ceil(24 * 60 * 60);
        job.steps.push(
            Step::run("Say when the branch expires", EXPIRE).id("expiry").env("DAYS", days.to_string()),
        );
        job.steps.push(create_branch(model, environment, neon));
    }
    let services: Vec<&Service> = environment.services.values().map(|service| &**service).collect();
    for (index, service) in services.iter().enumerate() {
        job.steps.extend(prepare(model, service, Cache::None));
        if index == 0 {
            job.steps.extend(install(model));
        }
        job.steps.extend(migrations(model, environment, service, Some("${{ steps.branch.outputs.db_url }}")));
        let build = vercel(service, &format!("Build {}", service.name), BUILD).env("TARGET", "preview");
        let build = with_variables(model, environment, service, build);
        job.steps.push(with_branch(environment, service, build));
        let deploy = vercel(service, &format!("Deploy {}", service.name), PREVIEW).id(&deployment(service));
        let plain = plain(model, environment, service).map(|(name, _)| name);
        let names: Vec<String> = plain.chain(located(environment, service)).collect();
        let deploy = deploy.env("VARIABLES", names.join(" "));
        let deploy = with_variables(model, environment, service, deploy);
        job.steps.push(with_branch(environment, service, deploy));
        let url = format!("${{{{ steps.{}.outputs.url }}}}", deployment(service));
        job.outputs.insert(service.name.to_string(), url);
    }
    job
}

/// What is no secret comes from the spec; secrets, and where the database is, Vercel keeps.
fn plain<'m>(
    model: &'m Model,
    environment: &'m Environment,
    service: &'m Service,
) -> impl Iterator<Item = (String, String)> + 'm {
    let variables = model.variables(Scope::new(environment), service).into_iter();
    variables.filter_map(|variable| Some((variable.name.clone(), variable.plain()?.to_string())))
}

fn with_variables(model: &Model, environment: &Environment, service: &Service, step: Step) -> Step {
    plain(model, environment, service).fold(step, |step, (name, value)| step.env(name, literal(&value)))
}

/// The variables that say where databases are.
fn located<'m>(environment: &'m Environment, service: &'m Service) -> impl Iterator<Item = String> + 'm {
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

/// Through the pooler: every copy of a function has connections of its own.
fn with_branch(environment: &Environment, service: &Service, step: Step) -> Step {
    let names = located(environment, service).filter(|_| environment.neon.is_some());
    names.fold(step, |step, name| step.env(name, "${{ steps.branch.outputs.db_url_pooled }}"))
}

const EXPIRE: &str = r#"at="$(date --utc --date "+$DAYS days" +%Y-%m-%dT%H:%M:%SZ)"
echo "at=$at" >> "$GITHUB_OUTPUT"
"#;

fn create_branch(model: &Model, environment: &Environment, neon: &Neon) -> Step {
    action(model, "Branch the database", "neondatabase/create-branch-action", "")
        .id("branch")
        .with("project_id", neon.project.to_string())
        .with("branch_name", BRANCH)
        .with("parent_branch", neon.branch_in(environment))
        .with("role", &*neon.role)
        .with("database", &*neon.database)
        .with("expires_at", "${{ steps.expiry.outputs.at }}")
        .with("api_key", "${{ secrets.NEON_API_KEY }}")
}

const PREVIEW: &str = r#"options=(--prebuilt --yes)
# A name alone: the value is read from the environment, and is no argument that others on the machine could see.
for name in $VARIABLES; do
  options+=(--env "$name")
done
url="$(vercel deploy "${options[@]}")"
if [[ ! "$url" =~ ^https://[a-z0-9.-]+$ ]]; then
  echo "::error::no address of a deployment: '$url'"
  exit 1
fi
echo "url=$url" >> "$GITHUB_OUTPUT"
"#;

const COMMENT: &str = r#"{
  printf '%s\n\nThis pull request runs at\n\n' "$MARK"
  while read -r service url; do
    [[ -z "$service" ]] || printf -- '- %s: %s\n' "$service" "$url"
  done <<< "$ADDRESSES"
} > "$RUNNER_TEMP/comment.md"
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
own='.[] | select(.user.login == "github-actions[bot]" and (.body | startswith(env.MARK))) | .id'
known="$(gh api --paginate "$comments" --jq "$own")"
known="${known%%$'\n'*}"
if [[ -n "$known" ]]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" --field "body=@$RUNNER_TEMP/comment.md" --silent
else
  gh api --method POST "$comments" --field "body=@$RUNNER_TEMP/comment.md" --silent
fi
"#;

/// In a job of its own, which runs nothing of the pull request.
fn comment_job(model: &Model, environment: &Environment) -> Job {
    let rights = permissions(&[("pull-requests", "write", "to write the comment")]);
    let mut job = Job::on_runner("Comment", 5, rights);
    job.needs = vec!["preview".to_string()];
    let address = |name: &str| format!("{name} ${{{{ needs.preview.outputs.{name} }}}}\n");
    let addresses: String = environment.services.keys().map(|name| address(name)).collect();
    job.steps.push(
        Step::run("Write the comment", COMMENT)
            .env("GH_TOKEN", "${{ github.token }}")
            .env("PULL_REQUEST", "${{ github.event.pull_request.number }}")
            .env("MARK", format!("<!-- preview of {} -->", model.app.name))
            .env("ADDRESSES", addresses),
    );
    job
}

fn clean_up_job(model: &Model, neon: &Neon) -> Job {
    let mut job = in_previews(Job::on_runner("Delete the branch", 5, IndexMap::new()));
    job.condition = Some(format!("github.event.action == 'closed' && {SAME_REPOSITORY}"));
    job.steps.push(
        action(model, "Delete the branch of the database", "neondatabase/delete-branch-action", "")
            .with("project_id", neon.project.to_string())
            .with("branch", BRANCH)
            .with("api_key", "${{ secrets.NEON_API_KEY }}"),
    );
    job
}
