//! Workflows of environments on Render and Railway. In: the model. Out: `deploy-ENVIRONMENT.yml`.
//!
//! An environment that follows a branch is deployed by its platform, which waits for the checks and needs no key here;
//! Railway alone has to be told of a changed `railway.ts`. One that is promoted to gets a commit that passed on the branch
//! of the other one, after an approval, by a key that only its own GitHub environment holds.

use super::super::ir::{
    Defaults, Dispatch, Input, Job, On, Push, Step, Workflow, one_at_a_time, permissions,
};
use super::deploy::{NAME_RELEASE, Values, runner_in, tag_job};
use super::promote::ask_for_reviewers;
use super::steps::{action, checkout, notify};
use super::{Made, notify_refs, service_refs};
use crate::artifact::EntityRef;
use crate::model::{Environment, Model, RailwayFormat, Service};
use crate::render::yaml::SpaceAfter;
use crate::targets::layout;
use indexmap::IndexMap;

const COMMIT: &str = "${{ needs.release.outputs.commit }}";

pub(super) fn workflows(model: &Model, made: &mut dyn FnMut(Made)) {
    for environment in model.environments.values() {
        let is_code = environment.format.as_ref().is_some_and(|format| format.value == RailwayFormat::Code);
        match (environment.platform.as_str(), source(model, environment)) {
            ("render" | "railway", Some((source, branch))) => {
                made(promote(model, environment, source, &branch));
            }
            ("railway", None) if is_code => made(configure(model, environment)),
            _ => {}
        }
    }
}

/// The environment that this one is promoted from, and the branch at the beginning of the chain.
fn source<'m>(model: &'m Model, environment: &'m Environment) -> Option<(&'m Environment, String)> {
    let from = |here: &Environment| model.environments.get(here.promote_from.as_ref()?.environment.as_str());
    let source = from(environment)?;
    let mut here = source;
    // A chain of promotions ends, which a rule has seen to; none is longer than there are environments.
    for _ in 0..model.environments.len() {
        if let Some(trigger) = &here.deploy_on {
            return Some((source, trigger.branch.clone()));
        }
        here = from(here)?;
    }
    None
}

fn workflow(
    environment: &Environment,
    about: Vec<String>,
    on: On,
    jobs: IndexMap<String, SpaceAfter<Job>>,
) -> Workflow {
    Workflow {
        file: layout::deploy_workflow(environment),
        about,
        name: SpaceAfter(format!("Deploy {}", environment.name)),
        on: SpaceAfter(on),
        permissions: SpaceAfter(IndexMap::new()),
        concurrency: one_at_a_time(layout::deploy_workflow(environment)),
        defaults: SpaceAfter(Defaults::default()),
        jobs,
    }
}

fn promote(model: &Model, environment: &Environment, source: &Environment, branch: &str) -> Made {
    let mut jobs: IndexMap<String, SpaceAfter<Job>> = IndexMap::new();
    jobs.insert("release".to_string(), SpaceAfter(release_job(environment, source, branch)));
    let mut job = runner_in(environment, permissions(&[("contents", "read", "to check out")]));
    job.needs = vec!["release".to_string()];
    job.outputs.insert("id".to_string(), "${{ steps.release.outputs.id }}".to_string());
    if *environment.platform == "railway" {
        job.steps.push(checkout(model).with("ref", COMMIT));
    }
    job.steps.push(Step::run("Name the release", NAME_RELEASE).id("release").env("COMMIT", COMMIT));
    if *environment.platform == "railway" {
        job.steps.extend(apply(model));
        for (name, service) in running(environment) {
            let send = Step::run(format!("Deploy {name}"), SEND)
                .env("RAILWAY_TOKEN", "${{ secrets.RAILWAY_TOKEN }}")
                .env("FOLDER", layout::railway_folder(environment, service))
                .env("SERVICE", name);
            job.steps.push(send);
        }
    } else {
        let named = |names: Vec<&str>| {
            let names = names.into_iter().map(|name| layout::render_name(&model.app, environment, name));
            names.collect::<Vec<_>>().join(" ")
        };
        job.steps.push(
            Step::run("Deploy one service after the other", RENDER)
                .env("RENDER_API_KEY", "${{ secrets.RENDER_API_KEY }}")
                .env("API", "https://api.render.com/v1")
                .env("COMMIT", COMMIT)
                .env("GH_TOKEN", "${{ github.token }}")
                .env("BRANCH", branch)
                .env("SERVICES", named(built(environment).map(|service| &*service.name as &str).collect()))
                .env("JOBS", named(jobs_of_built(environment).map(|(name, _)| name).collect())),
        );
    }
    let subject = format!("{} gets release ${{{{ steps.release.outputs.id }}}}", environment.name);
    job.steps.extend(notify(model, "deploy", &subject, "always()"));
    jobs.insert("deploy".to_string(), SpaceAfter(job));
    let values = Values {
        id: "${{ needs.deploy.outputs.id }}",
        commit: COMMIT,
        run: "${{ github.run_id }}",
        recorded: IndexMap::new(),
    };
    let needs = vec!["release".to_string(), "deploy".to_string()];
    jobs.insert("record".to_string(), SpaceAfter(tag_job(environment, &values, needs)));
    let input = Input {
        description: format!("Commit that {} runs or ran; empty takes the newest of {branch}", source.name),
        kind: "string",
        required: false,
        options: Vec::new(),
    };
    let inputs = IndexMap::from([("commit", input)]);
    let on = On { workflow_dispatch: Some(Dispatch { inputs }), ..On::default() };
    let name = &environment.name;
    let about = vec![
        String::new(),
        format!(
            "Started by hand: {name} gets a commit of {branch}, which {} follows, when it has passed there.",
            source.name
        ),
    ];
    let environments = [environment, source].map(|here| EntityRef::new("environment", &here.name));
    let scheduled = environment.jobs.keys().map(|name| EntityRef::new("job", name));
    let made_from =
        environments.into_iter().chain(service_refs(model)).chain(scheduled).chain(notify_refs(model));
    (workflow(environment, about, on, jobs), made_from.collect())
}

const SEND: &str = r#"railway up "$FOLDER" --path-as-root --service "$SERVICE" --ci
"#;

/// Everything that runs an image which is built here: services, then jobs.
fn running(environment: &Environment) -> impl Iterator<Item = (&str, &Service)> {
    let services = built(environment).map(|service| (&*service.name as &str, service));
    services.chain(jobs_of_built(environment))
}

/// What a commit makes another image of. An image from elsewhere changes with the configuration that names it.
fn built(environment: &Environment) -> impl Iterator<Item = &Service> {
    environment.services.values().map(|service| &**service).filter(|service| service.is_built())
}

fn jobs_of_built(environment: &Environment) -> impl Iterator<Item = (&str, &Service)> {
    let of = |job: &str| environment.services.get(job).map(|service| &**service);
    let jobs = environment.jobs.values().map(move |job| Some((&*job.name as &str, of(&job.of)?)));
    jobs.flatten().filter(|(_, service)| service.is_built())
}

const FIND: &str = r#"commit="$WANTED"
if [[ -z "$commit" ]]; then
  commit="$(gh api "repos/$GITHUB_REPOSITORY/commits/$BRANCH" --jq .sha)"
fi
if [[ ! "$commit" =~ ^[0-9a-f]{40}$ ]]; then
  echo "::error::no whole name of a commit: '$commit'"
  exit 1
fi
where="$(gh api "repos/$GITHUB_REPOSITORY/compare/$BRANCH...$commit" --jq .status)"
if [[ "$where" != identical && "$where" != behind ]]; then
  echo "::error::$commit is not on $BRANCH, which $SOURCE follows"
  exit 1
fi
passed="$(gh api "repos/$GITHUB_REPOSITORY/commits/$commit/check-runs?check_name=Passed&filter=latest" \
  --jq '[.check_runs[].conclusion] | any(. == "success")')"
if [[ "$passed" != true ]]; then
  echo "::error::the check Passed is not green at $commit"
  exit 1
fi
echo "commit=$commit" >> "$GITHUB_OUTPUT"
printf '## Commit %s\n\nOn %s, which %s follows; its checks have passed.\n' "$commit" "$BRANCH" "$SOURCE" >> "$GITHUB_STEP_SUMMARY"
"#;

/// Finds the commit and shows it, before anybody is asked for an approval.
fn release_job(environment: &Environment, source: &Environment, branch: &str) -> Job {
    let approval = environment.promote_from.as_ref().is_some_and(|promotion| promotion.approval.value);
    let mut rights = vec![
        ("contents", "read", "to see which branch the commit is on"),
        ("checks", "read", "to see that it has passed"),
    ];
    if approval {
        rights.push(("actions", "read", "to see whether the environment has reviewers"));
    }
    let mut job = Job::on_runner("Find the release", 10, permissions(&rights));
    if approval {
        job.steps.push(ask_for_reviewers(environment));
    }
    job.outputs.insert("commit".to_string(), "${{ steps.find.outputs.commit }}".to_string());
    job.steps.push(
        Step::run("Find the commit", FIND)
            .id("find")
            .env("GH_TOKEN", "${{ github.token }}")
            .env("WANTED", "${{ inputs.commit }}")
            .env("SOURCE", source.name.to_string())
            .env("BRANCH", branch),
    );
    job
}

const RENDER: &str = r#": "${RENDER_API_KEY:?is not set in this GitHub environment}"
render() {
  local method="$1" path="$2"
  shift 2
  # The key goes through a file, so that it is no argument that others on the machine could see.
  curl --config <(printf 'header = "Authorization: Bearer %s"\n' "$RENDER_API_KEY") --silent --show-error --fail \
    --max-time 60 --request "$method" --header 'Content-Type: application/json' "$@" "$API$path"
}
declare -A ids before
for name in $SERVICES $JOBS; do
  found="$(render GET "/services?name=$name&limit=100")"
  ids[$name]="$(jq --raw-output --arg name "$name" '[.[].service | select(.name == $name).id] | if length == 1 then .[0] else "" end' <<< "$found")"
  if [[ -z "${ids[$name]}" ]]; then
    echo "::error::Render has no service $name, or more than one: connect the Blueprint first (docs/DEPLOYMENT.md)"
    exit 1
  fi
  known="$(render GET "/services/${ids[$name]}/deploys?limit=100")"
  before[$name]="$(jq --raw-output '[.[].deploy | select(.status == "live").id][0] // ""' <<< "$known")"
done
deploy() {
  local id="$1" body="$2" made state
  # Called where a failure is an answer, so that each has to be passed on.
  made="$(render POST "/services/$id/deploys" --data "$body")" || return 1
  made="$(jq --raw-output '.id // ""' <<< "$made")"
  [[ -n "$made" ]] || return 1
  for _ in {1..240}; do
    # No answer is not yet a failure: the next one may come.
    state="$(render GET "/services/$id/deploys/$made" | jq --raw-output .status)" || state=unknown
    case "$state" in
      live) return 0 ;;
      *failed | canceled | deactivated) echo "$state" && return 1 ;;
      *) sleep "${PAUSE:-10}" ;;
    esac
  done
  echo "$state" && return 1
}
done_before=()
newest="$(gh api "repos/$GITHUB_REPOSITORY/commits/$BRANCH" --jq .sha)"
chosen="$(jq --null-input --arg commit "$COMMIT" '{commitId: $commit}')"
for name in $SERVICES $JOBS; do
  body="$chosen"
  if [[ " $JOBS " == *" $name "* ]]; then
    # Render deploys no chosen commit of a scheduled job: only the newest of its branch.
    if [[ "$newest" != "$COMMIT" ]]; then
      echo "::warning::$name stays as it is: $COMMIT is not the newest of $BRANCH, and Render deploys no other for scheduled jobs"
      continue
    fi
    body='{}'
  fi
  if deploy "${ids[$name]}" "$body"; then
    echo "$name runs $COMMIT" | tee -a "$GITHUB_STEP_SUMMARY"
    done_before+=("$name")
    continue
  fi
  echo "::error::$name did not become live: it goes on as it was, and what was deployed before it goes back"
  for back in "${done_before[@]}"; do
    if [[ -n "${before[$back]}" ]]; then
      body="$(jq --null-input --arg deploy "${before[$back]}" '{deployId: $deploy}')"
      render POST "/services/${ids[$back]}/rollback" --data "$body" > /dev/null
      echo "$back is rolled back" | tee -a "$GITHUB_STEP_SUMMARY"
    fi
  done
  exit 1
done
"#;

const APPLY: &str = r#": "${RAILWAY_TOKEN:?is not set in this GitHub environment}"
# What would be deleted is not: that takes a person, with --confirm-destructive.
railway config apply --yes
"#;

/// The command line, the types that the project is written with, and the project itself.
fn apply(model: &Model) -> Vec<Step> {
    let tool = |name: &str| {
        model.catalogue.tools.get(name).map(|tool| tool.install.replace("{version}", &tool.version))
    };
    let installs: Vec<String> = ["railway-cli", "railway-iac"].into_iter().filter_map(tool).collect();
    vec![
        action(model, "Set up Node.js", "actions/setup-node", "")
            .with("node-version", super::super::ir::Setting::Text("24".to_string()))
            .with("package-manager-cache", false),
        Step::run("Install the Railway CLI", &installs.join("\n")),
        Step::run("Bring the project in line with railway.ts", APPLY)
            .env("RAILWAY_TOKEN", "${{ secrets.RAILWAY_TOKEN }}"),
    ]
}

/// Railway deploys the code of this environment by itself; what the project is made of, it has to be told.
fn configure(model: &Model, environment: &Environment) -> Made {
    let mut job = runner_in(environment, permissions(&[("contents", "read", "to check out")]));
    job.name = format!("Configure {}", environment.name);
    job.steps.push(checkout(model));
    job.steps.extend(apply(model));
    let subject = format!("{} is configured", environment.name);
    job.steps.extend(notify(model, "deploy", &subject, "failure()"));
    let on = match &environment.deploy_on {
        Some(trigger) => On { push: Some(Push { branches: vec![trigger.branch.clone()] }), ..On::default() },
        None => On { workflow_dispatch: Some(Dispatch::default()), ..On::default() },
    };
    let about = vec![
        String::new(),
        format!(
            "Railway deploys a push to {} by itself, when its checks have passed. What the project",
            environment.name
        ),
        "is made of stands in .railway/railway.ts, and this brings it in line.".to_string(),
    ];
    let jobs = IndexMap::from([("configure".to_string(), SpaceAfter(job))]);
    let made_from =
        std::iter::once(EntityRef::new("environment", &environment.name)).chain(notify_refs(model));
    (workflow(environment, about, on, jobs), made_from.collect())
}
