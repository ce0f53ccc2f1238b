//! Workflows for running systems: the way back, backups, and the drill that proves them. In: the model. Out: workflows
//! whose steps call the scripts of the live release; they do nothing themselves.

use super::super::ir::{
    Cron, Defaults, Dispatch, Input, Job, JobEnvironment, On, Step, Workflow, one_at_a_time, permissions,
};
use super::schedules::{condition, crons};
use super::steps::{action, checkout, notify, ssh};
use super::{Made, hosts, notify_refs};
use crate::artifact::EntityRef;
use crate::model::{Backup, Environment, Model};
use crate::render::yaml::{Commented, SpaceAfter};
use crate::targets::layout;
use crate::types::Duration;
use indexmap::{IndexMap, IndexSet};

const ROLL_BACK: &str = r#"if [[ -n "$RELEASE" && ! "$RELEASE" =~ ^[A-Za-z0-9._-]+$ ]]; then
  echo "::error::'$RELEASE' is not the name of a release"
  exit 1
fi
# shellcheck disable=SC2029 # the names are filled in here on purpose
ssh target "cd $ROOT/current && scripts/rollback.sh $ENVIRONMENT ${RELEASE:+--to $RELEASE}"
"#;

pub(super) fn rollback(model: &Model) -> Option<Made> {
    let names: Vec<String> = hosts(model).map(|environment| environment.name.to_string()).collect();
    names.first()?;
    let choose = Input {
        description: "Environment that goes back".to_string(),
        kind: "choice",
        required: true,
        options: names,
    };
    let release = Input {
        description: "Release to go back to; empty takes the one before".to_string(),
        kind: "string",
        ..Input::default()
    };
    let inputs = IndexMap::from([("environment", choose), ("release", release)]);
    let jobs = hosts(model).map(|environment| {
        let job = SpaceAfter(rollback_job(model, environment));
        (format!("rollback-{}", environment.name), job)
    });
    let workflow = Workflow {
        file: "rollback".to_string(),
        about: lines(&[
            "Started by hand: an environment goes back to a release that is still on its host. Databases stay as they",
            "are. It does not wait for deploys, which may be waiting for an approval: the lock on the host keeps",
            "the two apart.",
        ]),
        name: SpaceAfter("Roll back".to_string()),
        on: SpaceAfter(On { workflow_dispatch: Some(Dispatch { inputs }), ..On::default() }),
        permissions: SpaceAfter(IndexMap::new()),
        concurrency: one_at_a_time("rollback-${{ inputs.environment }}".to_string()),
        defaults: SpaceAfter(Defaults::default()),
        jobs: jobs.collect(),
    };
    let environments = hosts(model).map(|environment| EntityRef::new("environment", &environment.name));
    Some((workflow, environments.chain(notify_refs(model)).collect()))
}

fn rollback_job(model: &Model, environment: &Environment) -> Job {
    let name = &environment.name;
    let mut job = super::deploy::runner_in(environment, IndexMap::new());
    job.name = format!("Roll back {name}");
    job.condition = Some(format!("inputs.environment == '{name}'"));
    job.steps.extend(ssh(environment));
    let step = Step::run("Roll back", ROLL_BACK)
        .env("ROOT", layout::host_root(&model.app, environment))
        .env("ENVIRONMENT", name.to_string())
        .env("RELEASE", "${{ inputs.release }}");
    job.steps.push(step);
    let subject = format!("{name} goes back to ${{{{ inputs.release || 'the release before' }}}}");
    job.steps.extend(notify(model, "deploy", &subject, "always()"));
    job
}

fn lines(text: &[&str]) -> Vec<String> {
    std::iter::once("").chain(text.iter().copied()).map(String::from).collect()
}

/// A backup and an environment whose data it keeps.
type Kept<'m> = (&'m Backup, &'m Environment);

fn kept(model: &Model) -> Vec<Kept<'_>> {
    let each = model.backups.values().flat_map(|backup| {
        let environments =
            backup.environments.iter().filter_map(|name| model.environments.get(name.as_str()));
        environments.map(move |environment| (backup, environment))
    });
    each.filter(|(_, environment)| environment.host.is_some()).collect()
}

fn refs(model: &Model, kept: &[Kept<'_>]) -> Vec<EntityRef> {
    let each = kept.iter().flat_map(|(backup, environment)| {
        let of_it = ["backup", "database", "objective"].map(|kind| EntityRef::new(kind, &backup.name));
        of_it.into_iter().chain([EntityRef::new("environment", &environment.name)])
    });
    each.chain(notify_refs(model)).collect::<IndexSet<_>>().into_iter().collect()
}

pub(super) fn backup(model: &Model) -> Option<Made> {
    let kept = kept(model);
    if kept.is_empty() {
        return None;
    }
    let schedule = crons(kept.iter().map(|(backup, _)| &*backup.schedule));
    let jobs = kept.iter().map(|(backup, environment)| {
        let name = format!("backup-{}-{}", environment.name, *backup.name);
        (name, SpaceAfter(backup_job(model, backup, environment, &schedule)))
    });
    let jobs = jobs.collect();
    let workflow = Workflow {
        file: "backup".to_string(),
        about: lines(&[
            "Dumps databases on their hosts, encrypts them there and sends them away. Nothing of them passes through here.",
            "Schedules run from the default branch, may start late when GitHub is busy, and are switched off by GitHub in",
            "public repositories after 60 days without activity: the message about a failure is not the only thing to watch.",
        ]),
        name: SpaceAfter("Backup".to_string()),
        on: SpaceAfter(On { schedule, workflow_dispatch: Some(Dispatch::default()), ..On::default() }),
        permissions: SpaceAfter(IndexMap::new()),
        concurrency: one_at_a_time("backup".to_string()),
        defaults: SpaceAfter(Defaults::default()),
        jobs,
    };
    Some((workflow, refs(model, &kept)))
}

const BACK_UP: &str = r#"# shellcheck disable=SC2029 # the names are filled in here on purpose
ssh target "cd $ROOT/current && scripts/backup.sh $ENVIRONMENT $DATABASE --reason $REASON"
"#;

fn backup_job(model: &Model, backup: &Backup, environment: &Environment, schedule: &[Cron]) -> Job {
    let (database, name) = (&*backup.name, &environment.name);
    let mut job = Job::on_runner(format!("Back up {database} of {name}"), 120, IndexMap::new());
    job.condition = condition(&backup.schedule, schedule);
    job.environment = Some(JobEnvironment {
        name: Commented(
            layout::backup_environment(environment),
            "without reviewers: it runs at night".to_string(),
        ),
        url: None,
    });
    job.steps.extend(ssh(environment));
    let step = Step::run("Back up", BACK_UP)
        .env("ROOT", layout::host_root(&model.app, environment))
        .env("ENVIRONMENT", name.to_string())
        .env("DATABASE", layout::database_key(environment, database))
        .env("REASON", "${{ github.event_name == 'schedule' && 'scheduled' || 'manual' }}");
    job.steps.push(step);
    let subject = format!("backup of {database} in {name}");
    job.steps.extend(notify(model, ALARM, &subject, "failure()"));
    job
}

/// What a backup or a drill that fails is.
const ALARM: &str = "page";

pub(super) fn drill(model: &Model) -> Option<Made> {
    let mut kept = kept(model);
    kept.retain(|(backup, _)| backup.drill.is_some());
    if kept.is_empty() {
        return None;
    }
    let drills = kept.iter().filter_map(|(backup, _)| backup.drill.as_ref());
    let schedule = crons(drills.map(|drill| &drill.value));
    let jobs = kept.iter().map(|(backup, environment)| {
        let name = format!("drill-{}-{}", environment.name, *backup.name);
        (name, SpaceAfter(drill_job(model, backup, environment, &schedule)))
    });
    let jobs = jobs.collect();
    let workflow = Workflow {
        file: "restore-drill".to_string(),
        about: lines(&[
            "Restores the newest backup into a throwaway database on the runner and compares what is in it with what",
            "the backup's manifest says. Only the report is kept; data and key are gone with the runner.",
        ]),
        name: SpaceAfter("Restore drill".to_string()),
        on: SpaceAfter(On { schedule, workflow_dispatch: Some(Dispatch::default()), ..On::default() }),
        permissions: SpaceAfter(IndexMap::new()),
        concurrency: one_at_a_time("restore-drill".to_string()),
        defaults: SpaceAfter(Defaults::default()),
        jobs,
    };
    Some((workflow, refs(model, &kept)))
}

const INSTALL: &str = r#"sudo apt-get update
sudo apt-get install --yes --no-install-recommends age
aws --version
age --version
"#;

const DRILL: &str = r#"umask 077
mkdir -p report
options=()
if [[ -n "$AGE_IDENTITY" ]]; then
  printf '%s\n' "$AGE_IDENTITY" > "$RUNNER_TEMP/identity"
  options+=(--identity "$RUNNER_TEMP/identity")
fi
scripts/restore.sh "$ENVIRONMENT" "$DATABASE" --from latest --into scratch \
  "${options[@]}" --report "report/$REPORT.json"
if ! jq --exit-status '.within_rto != false' "report/$REPORT.json" > /dev/null; then
  echo "::error::restored, but it took longer than the objective allows"
  exit 1
fi
"#;

const SUM_UP: &str = r#"rm -f "$RUNNER_TEMP/identity"
{
  printf '## Restore drill of %s, %s\n\n' "$DATABASE" "$ENVIRONMENT"
  if [[ -f "report/$REPORT.json" ]]; then
    printf '<pre>\n%s\n</pre>\n' "$(jq . "report/$REPORT.json")"
  else
    echo 'The drill ended without a report: see its log.'
  fi
} >> "$GITHUB_STEP_SUMMARY"
"#;

fn drill_job(model: &Model, backup: &Backup, environment: &Environment, schedule: &[Cron]) -> Job {
    let (database, name) = (&*backup.name, &environment.name);
    let report = format!("restore-drill-{name}-{database}");
    let rights = permissions(&[("contents", "read", "to check out the scripts")]);
    let mut job = Job::on_runner(format!("Restore {database} of {name}"), minutes(model, database), rights);
    job.condition = backup.drill.as_ref().and_then(|drill| condition(drill, schedule));
    job.environment = Some(JobEnvironment {
        name: Commented(
            layout::DRILL_ENVIRONMENT.to_string(),
            "holds the key that opens backups".to_string(),
        ),
        url: None,
    });
    job.steps = vec![
        checkout(model),
        Step::run("Install age", INSTALL),
        restore(model, backup, environment, &report),
    ];
    let sum_up = Step::run("Sum up", SUM_UP)
        .when("always()")
        .env("DATABASE", database.to_string())
        .env("ENVIRONMENT", name.to_string())
        .env("REPORT", &*report);
    let keep = action(model, "Keep the report", "actions/upload-artifact", "")
        .when("always()")
        .with("name", &*report)
        .with("path", format!("report/{report}.json"))
        .with("if-no-files-found", "warn")
        .with("retention-days", 90_u64);
    job.steps.extend([sum_up, keep]);
    job.steps.extend(notify(model, ALARM, &format!("restore drill of {database} in {name}"), "failure()"));
    job
}

fn restore(model: &Model, backup: &Backup, environment: &Environment, report: &str) -> Step {
    let identity = if backup.encrypt.is_some() { "${{ secrets.AGE_IDENTITY }}" } else { "" };
    let step = Step::run("Restore into a throwaway database", DRILL)
        .env("ENVIRONMENT", environment.name.to_string())
        .env("DATABASE", layout::database_key(environment, &backup.name))
        .env("REPORT", report)
        .env("AGE_IDENTITY", identity)
        .env("AWS_ACCESS_KEY_ID", "${{ secrets.AWS_ACCESS_KEY_ID }}")
        .env("AWS_SECRET_ACCESS_KEY", "${{ secrets.AWS_SECRET_ACCESS_KEY }}");
    match model.buckets.get(backup.to.as_str()) {
        Some(bucket) => step.env("AWS_REGION", &*bucket.region),
        None => step,
    }
}

/// As long as a real restore may take, and a little for getting ready; GitHub stops any job after six hours.
fn minutes(model: &Model, database: &str) -> u64 {
    let objective = model.objectives.get(database).map_or(Duration::from_seconds(3_600), |known| *known.rto);
    (objective.seconds.div_ceil(60) + 15).min(360)
}
