//! The workflow of an environment's previews on Vercel: `preview.yml`. In: the model. Out: a workflow. A pull request gets
//! a deployment and a branch of the database, which expire with it; forks get none.

use super::super::ir::{
    Defaults, Job, JobEnvironment, On, PullRequest, Step, Workflow, one_at_a_time, permissions,
};
use super::steps::{Cache, action, checkout, prepare};
use super::vercel::{
    BUILD, deployment, entities, install, located, migrations, plain, vercel, with_variables,
};
use super::{Made, literal};
use crate::model::{Environment, Model, Neon, Previews, Service};
use crate::render::yaml::{Commented, FlowSeq, SpaceAfter};
use indexmap::IndexMap;

const SAME_REPOSITORY: &str = "github.event.pull_request.head.repo.full_name == github.repository";
const BRANCH: &str = "preview/pr-${{ github.event.pull_request.number }}";

/// A deployment of its own for each pull request, with a branch of the environment's database.
pub(super) fn preview(model: &Model, environment: &Environment, previews: &Previews) -> Made {
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
        .with("role", literal(&neon.role))
        .with("database", literal(&neon.database))
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
