//! `ci.yml`: what must hold before a change is merged. In: the model. Out: for each service a job with its checks and
//! their coverage, and one that builds its image and starts it; one job that sums up for branch protection.

use super::super::ir::{Concurrency, Defaults, Job, On, Push, Step, Workflow, permissions};
use super::steps::{Cache, action, checkout, prepare, user_line};
use super::{Made, manager, service_refs, smoke};
use crate::artifact::EntityRef;
use crate::model::{Check, Environment, External, Manager, Model, Service, Supervisor};
use crate::render::yaml::{Commented, SpaceAfter};
use indexmap::IndexMap;
use std::collections::BTreeSet;

pub(super) fn workflow(model: &Model) -> Option<Made> {
    let mut jobs: IndexMap<String, SpaceAfter<Job>> = IndexMap::new();
    for service in model.services.values() {
        if before_merge(service).next().is_some() {
            jobs.insert(format!("check-{}", service.name), SpaceAfter(check_job(model, service)));
        }
        if service.is_built() && runs_as_image(model, service) {
            jobs.insert(format!("image-{}", service.name), SpaceAfter(smoke::job(model, service)));
        }
    }
    if jobs.is_empty() {
        return None;
    }
    let all: Vec<String> = jobs.keys().cloned().collect();
    jobs.insert("passed".to_string(), SpaceAfter(sum_up(all)));
    let workflow = Workflow {
        file: "ci".to_string(),
        about: about(),
        name: SpaceAfter("CI".to_string()),
        on: SpaceAfter(triggers(model)),
        permissions: SpaceAfter(IndexMap::new()),
        concurrency: SpaceAfter(Concurrency {
            group: "ci-${{ github.workflow }}-${{ github.ref }}".to_string(),
            cancel_in_progress: Commented(true, "only the newest commit matters".to_string()),
        }),
        defaults: SpaceAfter(Defaults::default()),
        jobs,
    };
    let databases = model.databases.values().map(|database| database.entity());
    // Whether there are images to try, with which values, and who else checks a push.
    let environments = model.environments.keys().map(|name| EntityRef::new("environment", name));
    let externals = model.externals.values().map(External::entity);
    Some((workflow, service_refs(model).chain(databases).chain(externals).chain(environments).collect()))
}

fn about() -> Vec<String> {
    ["", "The checks of every service. A deploy calls this workflow too, so that nothing is released that did not pass.",
     "Let branch protection require the check \"Passed\": it is green only when every other job is."]
        .map(String::from)
        .to_vec()
}

/// Pushes to branches that deploy are checked by the deploy itself. Platforms that follow a branch by themselves wait for
/// these checks.
fn triggers(model: &Model) -> On {
    let follows = |here: &&Environment| matches!(here.platform.as_str(), "render" | "railway");
    let followed = model.environments.values().filter(follows).filter_map(|here| here.deploy_on.as_ref());
    let branches: BTreeSet<String> = followed.map(|trigger| trigger.branch.clone()).collect();
    let deploys = super::hosts(model)
        .chain(crate::targets::vercel::environments(model))
        .any(|environment| environment.deploy_on.is_some());
    let branches = match branches.is_empty() {
        true if deploys => None,
        true => Some(vec!["main".to_string()]),
        false => Some(branches.into_iter().collect()),
    };
    let push = branches.map(|branches| Push { branches });
    On { pull_request: Some(()), push, workflow_call: Some(()), ..On::default() }
}

/// Whether an image of the service runs anywhere. Under PM2 and at Vercel it does not.
fn runs_as_image(model: &Model, service: &Service) -> bool {
    let here = |environment: &&Environment| environment.services.contains_key(&*service.name);
    let environments = model.environments.values().filter(here);
    let runs =
        |here: &Environment| here.supervisor != Some(Supervisor::Pm2) && *here.platform.value != *"vercel";
    environments.into_iter().any(runs)
}

fn before_merge(service: &Service) -> impl Iterator<Item = &Check> {
    service.checks.iter().filter(|check| check.on.is_none())
}

fn check_job(model: &Model, service: &Service) -> Job {
    let rights = permissions(&[("contents", "read", "to check out")]);
    let mut job = Job::on_runner(format!("Check {}", service.name), 30, rights);
    job.steps.push(checkout(model));
    job.steps.extend(prepare(model, service, Cache::Kept));
    for check in before_merge(service) {
        job.steps.push(user_line(&format!("Check {}", check.name), service, &check.command));
        if let Some(manager) = manager(model, service) {
            job.steps.extend(coverage_steps(model, service, check, manager));
        }
    }
    job
}

const MEASURE: &str = r#"covered="$(
  COMMAND
)"
echo "Covered: $covered %, required: $FLOOR %"
# No number, or one below the floor, fails.
if ! awk -v covered="$covered" -v floor="$FLOOR" 'BEGIN { exit !(covered ~ /^[0-9.]+$/ && covered + 0 >= floor + 0) }'; then
  echo "::error::coverage of $covered % is below $FLOOR %"
  exit 1
fi
"#;

/// What the next steps compare.
const HAND_ON: &str = r#"echo "covered=$covered" >> "$GITHUB_OUTPUT"
"#;

fn coverage_steps(model: &Model, service: &Service, check: &Check, manager: &Manager) -> Vec<Step> {
    let (Some(floor), Some(command)) = (&check.coverage, &manager.coverage) else { return Vec::new() };
    let mut script = MEASURE.replace("COMMAND", command.trim());
    if check.ratchet {
        script.push_str(HAND_ON);
    }
    let measure = Step::run(format!("Hold coverage of {} at {floor}", check.name), &script)
        .env("FLOOR", floor.number())
        .folder(&service.source);
    if check.ratchet { ratchet(model, service, check, measure) } else { vec![measure] }
}

const RATCHET: &str = r#"if [[ ! -f "$RECORD" ]]; then
  echo "::notice::no coverage is recorded for the target branch yet: only the floor was held"
  exit 0
fi
before="$(cat "$RECORD")"
echo "Covered: $COVERED %, on the target branch: $before %"
if ! awk -v covered="$COVERED" -v before="$before" 'BEGIN { exit !(covered + 0 >= before + 0) }'; then
  echo "::error::coverage falls from $before % to $COVERED %: it may rise, not fall"
  exit 1
fi
"#;

const RECORD: &str = r#"mkdir -p "$(dirname "$RECORD")"
printf '%s\n' "$COVERED" > "$RECORD"
"#;

/// What the target branch last measured is kept in the cache of the repository, where a pull request can read it and
/// cannot change it. A pull request that covers less fails.
fn ratchet(model: &Model, service: &Service, check: &Check, measure: Step) -> Vec<Step> {
    let label = format!("{}-{}", service.name, check.name);
    let id = "measure";
    let record = format!(".coverage-record/{label}");
    let key = format!("coverage-{label}-");
    let covered = "${{ steps.measure.outputs.covered }}";
    let on_pull_request = "github.event_name == 'pull_request'";
    let on_push = "github.event_name == 'push'";
    vec![
        measure.id(id),
        action(model, "Find what the target branch covers", "actions/cache", "/restore")
            .when(on_pull_request)
            .with("path", &*record)
            .with("key", format!("{key}${{{{ github.sha }}}}"))
            .with("restore-keys", &*key),
        Step::run("Compare coverage with the target branch", RATCHET)
            .when(on_pull_request)
            .env("RECORD", &*record)
            .env("COVERED", covered),
        Step::run("Write down what is covered", RECORD)
            .when(on_push)
            .env("RECORD", &*record)
            .env("COVERED", covered),
        action(model, "Keep what is covered", "actions/cache", "/save")
            .when(on_push)
            .with("path", &*record)
            .with("key", format!("{key}${{{{ github.sha }}}}")),
    ]
}

const SUM_UP: &str = r#"echo "$RESULTS"
if [[ "$RESULTS" == *failure* || "$RESULTS" == *cancelled* || "$RESULTS" == *skipped* ]]; then
  exit 1
fi
"#;

fn sum_up(needs: Vec<String>) -> Job {
    let step = Step::run("Look at every job", SUM_UP).env("RESULTS", "${{ join(needs.*.result, ' ') }}");
    let job = Job::on_runner("Passed", 5, IndexMap::new());
    Job { needs, condition: Some("always()".to_string()), steps: vec![step], ..job }
}
