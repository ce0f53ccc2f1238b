//! `plan.yml`: what a pull request changes, told in one comment; and a look, every working day, at whether the
//! committed files still are what the spec says. In: the model. Out: a workflow.
//!
//! The plan is made with a token that can only read, from the checkout alone, so that it also works for forks. The
//! comment is written by a job of its own, which runs nothing of the pull request.

use super::super::ir::{Concurrency, Cron, Defaults, Dispatch, Job, On, Step, Workflow, permissions};
use super::Made;
use super::steps::{action, checkout};
use crate::model::Model;
use crate::plan;
use crate::render::yaml::{Commented, SpaceAfter};
use indexmap::IndexMap;

/// In the catalogue.
const TOOL: &str = "formwork";

const ABOUT: [&str; 4] = [
    "",
    "Shows what a pull request changes, in one comment, and fails when the committed files are not what the spec says:",
    "run `formwork apply` and commit. Every working day it looks whether that still holds. Pull requests from forks",
    "get no comment, since their token can only read: their plan is in the summary of the run.",
];

pub(super) fn workflow(model: &Model) -> Option<Made> {
    let on_pull_request = "github.event_name == 'pull_request'";
    let plan = Job { condition: Some(on_pull_request.to_string()), ..plan_job(model)? };
    let drift =
        Job { condition: Some("github.event_name != 'pull_request'".to_string()), ..drift_job(model)? };
    let jobs = [("plan", plan), ("comment", comment_job(model)), ("drift", drift)];
    let workflow = Workflow {
        file: "plan".to_string(),
        about: ABOUT.map(String::from).to_vec(),
        name: SpaceAfter("Plan".to_string()),
        on: SpaceAfter(On {
            schedule: vec![Cron {
                cron: Commented("41 5 * * 1-5".to_string(), "working days at 05:41 UTC".to_string()),
                timezone: None,
            }],
            pull_request: Some(()),
            workflow_dispatch: Some(Dispatch::default()),
            ..On::default()
        }),
        permissions: SpaceAfter(IndexMap::new()),
        concurrency: SpaceAfter(Concurrency {
            group: "plan-${{ github.ref }}".to_string(),
            cancel_in_progress: Commented(true, "only the newest commit matters".to_string()),
        }),
        defaults: SpaceAfter(Defaults::default()),
        jobs: jobs.into_iter().map(|(name, job)| (name.to_string(), SpaceAfter(job))).collect(),
    };
    Some((workflow, Vec::new()))
}

const PLAN: &str = r#"# The pull request is checked out merged; the first parent is what it is merged into.
git update-ref "refs/heads/$BASE" HEAD^1
mkdir "$RUNNER_TEMP/plan"
code=0
if formwork check --format github; then
  formwork plan --against "$BASE" --out "$RUNNER_TEMP/plan/plan.json" --format markdown \
    > "$RUNNER_TEMP/plan/plan.md" || code=$?
else
  code=1
  printf '%s\n\n%s\n' "$MARK" 'The spec has errors, which stand beside its lines: there is no plan.' \
    > "$RUNNER_TEMP/plan/plan.md"
fi
cat "$RUNNER_TEMP/plan/plan.md" >> "$GITHUB_STEP_SUMMARY"
echo "code=$code" >> "$GITHUB_OUTPUT"
"#;

const JUDGE: &str = r#"if [[ "$CODE" != 0 ]]; then
  echo "::error::the plan says what comes first; for files that are not as the spec says: run formwork apply, and commit"
  exit 1
fi
"#;

fn plan_job(model: &Model) -> Option<Job> {
    let mut job = Job::on_runner("Plan", 15, permissions(&[("contents", "read", "to check out")]));
    job.steps.push(checkout(model).with("fetch-depth", 2_u64));
    job.steps.extend(install(model)?);
    job.steps.push(
        Step::run("Plan", PLAN)
            .id("plan")
            .env("BASE", "${{ github.base_ref }}")
            .env("MARK", plan::mark(&model.app.name)),
    );
    job.steps.push(
        action(model, "Keep the plan", "actions/upload-artifact", "")
            .with("name", "plan")
            .with("path", "${{ runner.temp }}/plan")
            .with("if-no-files-found", "error")
            .with("retention-days", 90_u64),
    );
    job.steps.push(
        Step::run("Fail if something comes first", JUDGE).env("CODE", "${{ steps.plan.outputs.code }}"),
    );
    Some(job)
}

/// The tool, at the version that wrote the files; another would write others.
fn install(model: &Model) -> Option<Vec<Step>> {
    let tool = model.catalogue.tools.get(TOOL)?;
    let line = tool.install.replace("{version}", &tool.version);
    let key = format!("formwork-{}-${{{{ runner.os }}}}", tool.version);
    Some(vec![
        action(model, "Find formwork", "actions/cache", "")
            .id("found")
            .with("path", "~/.cargo/bin/formwork")
            .with("key", key),
        Step::run("Install formwork", &line).when("steps.found.outputs.cache-hit != 'true'"),
    ])
}

const COMMENT: &str = r#"comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
own='.[] | select(.user.login == "github-actions[bot]" and (.body | startswith(env.MARK))) | .id'
known="$(gh api --paginate "$comments" --jq "$own")"
known="${known%%$'\n'*}"
if [[ -n "$known" ]]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" --field "body=@$RUNNER_TEMP/plan/plan.md" --silent
else
  gh api --method POST "$comments" --field "body=@$RUNNER_TEMP/plan/plan.md" --silent
fi
"#;

/// One comment, which later runs change.
fn comment_job(model: &Model) -> Job {
    let rights = permissions(&[("pull-requests", "write", "to write the comment")]);
    let mut job = Job::on_runner("Comment", 5, rights);
    job.needs = vec!["plan".to_string()];
    let own = "github.event.pull_request.head.repo.full_name == github.repository";
    job.condition = Some(format!("!cancelled() && github.event_name == 'pull_request' && {own}"));
    job.steps.push(
        action(model, "Get the plan", "actions/download-artifact", "")
            .with("name", "plan")
            .with("path", "${{ runner.temp }}/plan"),
    );
    job.steps.push(
        Step::run("Write the comment", COMMENT)
            .env("GH_TOKEN", "${{ github.token }}")
            .env("PULL_REQUEST", "${{ github.event.pull_request.number }}")
            .env("MARK", plan::mark(&model.app.name)),
    );
    job
}

const DRIFT: &str = r#"code=0
formwork plan --detailed-exitcode --diff || code=$?
if [[ "$code" != 0 ]]; then
  echo "::error::the committed files are not what the spec says: run formwork plan, then formwork apply"
  exit 1
fi
"#;

fn drift_job(model: &Model) -> Option<Job> {
    let mut job = Job::on_runner("Drift", 15, permissions(&[("contents", "read", "to check out")]));
    job.steps.push(checkout(model));
    job.steps.extend(install(model)?);
    job.steps.push(Step::run("Compare with the spec", DRIFT));
    Some(job)
}
