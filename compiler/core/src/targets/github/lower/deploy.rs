//! `deploy-ENVIRONMENT.yml` for an environment that builds: checks, builds, deploy, checks against what runs, and the
//! record that other environments promote from. In: the model. Out: a workflow.

use super::super::ir::{
    Defaults, Dispatch, Job, JobEnvironment, On, Push, Step, Workflow, one_at_a_time, permissions,
};
use super::build::{self, Kind, Variant};
use super::steps::{action, checkout, notify, ssh};
use super::{Made, notify_refs, service_refs, verify};
use crate::artifact::EntityRef;
use crate::model::{Environment, Model, Service};
use crate::render::yaml::{Commented, SpaceAfter};
use crate::targets::layout;
use indexmap::IndexMap;

pub(super) fn workflow(model: &Model, environment: &Environment) -> Made {
    let family = build::family(model, environment);
    let plans = plans(model, &family);
    let mut jobs: IndexMap<String, SpaceAfter<Job>> = IndexMap::new();
    let before = if super::ci::workflow(model).is_some() { vec!["checks".to_string()] } else { Vec::new() };
    if !before.is_empty() {
        jobs.insert("checks".to_string(), SpaceAfter(checks()));
    }
    for (service, variants) in &plans {
        let mut job = build::job(model, service, variants);
        job.needs = before.clone();
        jobs.insert(build::job_name(service), SpaceAfter(job));
    }
    let built: Vec<String> = plans.iter().map(|(service, _)| build::job_name(service)).collect();
    jobs.insert("deploy".to_string(), SpaceAfter(deploy_job(model, environment, &plans, built.clone())));
    let verifying = verify::jobs(model, environment, None);
    let mut before_record = built;
    before_record.push("deploy".to_string());
    before_record.extend(verifying.iter().map(|(name, _)| name.clone()));
    jobs.extend(verifying);
    jobs.insert("record".to_string(), SpaceAfter(record_job(environment, &plans, before_record)));
    let made_from = std::iter::once(EntityRef::new("environment", &environment.name))
        .chain(family.iter().skip(1).map(|here| EntityRef::new("environment", &here.name)))
        .chain(service_refs(model))
        .chain(notify_refs(model));
    let workflow = Workflow {
        file: layout::deploy_workflow(environment),
        about: about(environment, &family),
        name: SpaceAfter(format!("Deploy {}", environment.name)),
        on: SpaceAfter(triggers(environment)),
        permissions: SpaceAfter(IndexMap::new()),
        concurrency: one_at_a_time(layout::deploy_workflow(environment)),
        defaults: SpaceAfter(Defaults::default()),
        jobs,
    };
    (workflow, made_from.collect())
}

type Plan<'m> = (&'m Service, Vec<Variant<'m>>);

fn plans<'m>(model: &'m Model, family: &[&'m Environment]) -> Vec<Plan<'m>> {
    let services = model.services.values().map(|service| &**service);
    let plans = services.map(|service| (service, build::variants(model, family, service)));
    plans.filter(|(_, variants)| !variants.is_empty()).collect()
}

fn about(environment: &Environment, family: &[&Environment]) -> Vec<String> {
    let name = &environment.name;
    let start = match &environment.deploy_on {
        Some(trigger) => {
            format!("A push to {} is checked, built once, and deployed to {name}.", trigger.branch)
        }
        None => format!("Started by hand: the chosen branch is checked, built once, and deployed to {name}."),
    };
    let mut lines = vec![String::new(), start];
    let others: Vec<&str> = family.iter().skip(1).map(|here| &*here.name).collect();
    if !others.is_empty() {
        lines.push(format!(
            "What passes here is recorded as a tag {name}/RELEASE, from which {} takes the",
            others.join(", ")
        ));
        lines.push("same builds later: nothing is built twice.".to_string());
    }
    lines
}

fn triggers(environment: &Environment) -> On {
    match &environment.deploy_on {
        Some(trigger) => On { push: Some(Push { branches: vec![trigger.branch.clone()] }), ..On::default() },
        None => On { workflow_dispatch: Some(Dispatch::default()), ..On::default() },
    }
}

pub(super) fn checks() -> Job {
    Job {
        name: "Checks".to_string(),
        // The newer `$/` names the same file, and linters of today do not all know it.
        uses: Some(Commented(
            "./.github/workflows/ci.yml".to_string(),
            "zizmor: ignore[self-repository]".to_string(),
        )),
        permissions: permissions(&[("contents", "read", "to check out")]),
        ..Job::default()
    }
}

pub(super) const NAME_RELEASE: &str = r#"id="$(date --utc +%Y%m%d-%H%M%S)-${COMMIT:0:7}"
echo "id=$id" >> "$GITHUB_OUTPUT"
echo "Release $id" >> "$GITHUB_STEP_SUMMARY"
"#;

fn deploy_job(model: &Model, environment: &Environment, plans: &[Plan<'_>], needs: Vec<String>) -> Job {
    let mut job = runner_in(environment, permissions(&[("contents", "read", "to check out")]));
    job.needs = needs;
    job.outputs.insert("id".to_string(), "${{ steps.release.outputs.id }}".to_string());
    job.steps.push(checkout(model));
    job.steps
        .push(Step::run("Name the release", NAME_RELEASE).id("release").env("COMMIT", "${{ github.sha }}"));
    job.steps.extend(fetch_bundles(model, environment, plans, None));
    let mut release = Release {
        id: "${{ steps.release.outputs.id }}".to_string(),
        commit: "${{ github.sha }}".to_string(),
        reference: "${{ github.ref_name }}".to_string(),
        images: IndexMap::new(),
    };
    for (service, variants) in plans {
        let image = build::name_of_image(model, service);
        let variant = build::variant_for(variants, environment).filter(|variant| variant.kind == Kind::Image);
        if let (Some(image), Some(variant)) = (image, variant) {
            let digest = format!("needs.{}.outputs.{}", build::job_name(service), variant.output());
            release
                .images
                .insert(layout::image_variable(service, None), format!("{image}@${{{{ {digest} }}}}"));
        }
    }
    job.steps.extend(release_steps(model, environment, &release));
    job
}

/// A job that belongs to a GitHub environment of this name: it alone sees the environment's secrets.
pub(super) fn runner_in(environment: &Environment, rights: super::super::ir::Permissions) -> Job {
    let name = environment.name.to_string();
    let approval = environment.promote_from.as_ref().is_some_and(|promotion| promotion.approval.value);
    let why = if approval {
        "required reviewers are a setting of the repository: see docs/DEPLOYMENT.md"
    } else {
        "its secrets: see docs/DEPLOYMENT.md"
    };
    let url = environment.routes.first().map(|route| format!("https://{}", route.host));
    let minutes = minutes_to_deploy(environment);
    let mut job = Job::on_runner(format!("Deploy to {name}"), minutes, rights);
    job.environment = Some(JobEnvironment { name: Commented(name, why.to_string()), url });
    job
}

/// Half an hour for pulling, backing up and starting, and as long as the new release is watched.
fn minutes_to_deploy(environment: &Environment) -> u64 {
    let bake = environment.rollout.as_ref().map_or(0, |rollout| rollout.bake.seconds.div_ceil(60));
    (30 + bake).min(360)
}

/// What a release is made of, as expressions or text.
pub(super) struct Release {
    pub id: String,
    pub commit: String,
    pub reference: String,
    pub images: IndexMap<String, String>,
}

const ASSEMBLE: &str = r#"mkdir -p release/deploy
cp -R "deploy/$ENVIRONMENT" release/deploy/
cp -R scripts release/
{
  printf '%s=%s\n' RELEASE_ID "$RELEASE_ID" GIT_SHA "$COMMIT" GIT_REF "$REFERENCE" DEPLOYED_BY "$GITHUB_ACTOR"
  for name in $IMAGES; do
    if [[ ! "${!name}" =~ ^[a-z0-9./_-]+@sha256:[0-9a-f]{64}$ ]]; then
      echo "::error::$name is not an image by digest: ${!name}" >&2
      exit 1
    fi
    printf '%s=%s\n' "$name" "${!name}"
  done
} > release/release.env
cat release/release.env
"#;

const SEND: &str = r#"ssh target mkdir -p "$ROOT/releases/$RELEASE_ID"
rsync --recursive --links --perms --times --delete release/ "target:$ROOT/releases/$RELEASE_ID/"
"#;

const DEPLOY: &str = r#"# shellcheck disable=SC2029 # the names are filled in here on purpose
# The script switches back by itself when the new release does not hold, and then ends with an error.
ssh target "cd $ROOT/releases/$RELEASE_ID && scripts/deploy.sh $ENVIRONMENT"
"#;

/// From a checked-out commit to a running release.
pub(super) fn release_steps(model: &Model, environment: &Environment, release: &Release) -> Vec<Step> {
    let names: Vec<&str> = release.images.keys().map(String::as_str).collect();
    let mut assemble = Step::run("Put the release together", ASSEMBLE)
        .env("ENVIRONMENT", environment.name.to_string())
        .env("RELEASE_ID", &*release.id)
        .env("COMMIT", &*release.commit)
        .env("REFERENCE", &*release.reference)
        .env("IMAGES", names.join(" "));
    for (name, image) in &release.images {
        assemble = assemble.env(name, image);
    }
    let root = layout::host_root(&model.app, environment);
    let send = Step::run("Send it to the host", SEND).env("ROOT", &*root).env("RELEASE_ID", &*release.id);
    let deploy = Step::run("Deploy", DEPLOY)
        .env("ROOT", root)
        .env("RELEASE_ID", &*release.id)
        .env("ENVIRONMENT", environment.name.to_string());
    let mut steps = vec![assemble];
    steps.extend(ssh(environment));
    steps.extend([send, deploy]);
    let subject = format!("{} gets release {}", environment.name, release.id);
    steps.extend(notify(model, "deploy", &subject, "always()"));
    steps
}

const UNPACK: &str = r#"for service in $SERVICES; do
  mkdir -p "release/app/$service"
  tar --extract --file "bundles/$service.tar" --directory "release/app/$service"
done
"#;

/// Bundles of the services an environment runs from sources, unpacked into the release. `run` is the workflow run
/// that built them, if it is another one.
pub(super) fn fetch_bundles(
    model: &Model,
    environment: &Environment,
    plans: &[Plan<'_>],
    run: Option<&str>,
) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut services = Vec::new();
    for (service, variants) in plans {
        let variant =
            build::variant_for(variants, environment).filter(|variant| variant.kind == Kind::Bundle);
        let Some(variant) = variant else { continue };
        let artifact = variant.artifact(service);
        let mut fetch = action(model, &format!("Fetch {artifact}"), "actions/download-artifact", "")
            .with("name", artifact)
            .with("path", "bundles");
        if let Some(run) = run {
            fetch = fetch.with("run-id", run).with("github-token", "${{ github.token }}");
        }
        steps.push(fetch);
        services.push(service.name.to_string());
    }
    if !services.is_empty() {
        steps.push(Step::run("Unpack the bundles", UNPACK).env("SERVICES", services.join(" ")));
    }
    steps
}

const RECORD: &str = r#"tag="$ENVIRONMENT/$RELEASE_ID"
if gh api "repos/$GITHUB_REPOSITORY/git/ref/tags/$tag" > /dev/null 2>&1; then
  echo "$tag is recorded already"
  exit 0
fi
message="$ENVIRONMENT runs $RELEASE_ID"$'\n\n'
for name in RELEASE_ID COMMIT BUILD_RUN $RECORDED; do
  message+="$name=${!name}"$'\n'
done
object="$(gh api --method POST "repos/$GITHUB_REPOSITORY/git/tags" --raw-field "tag=$tag" \
  --raw-field "message=$message" --raw-field "object=$COMMIT" --raw-field type=commit --jq .sha)"
gh api --method POST "repos/$GITHUB_REPOSITORY/git/refs" --raw-field "ref=refs/tags/$tag" \
  --raw-field "sha=$object" > /dev/null
echo "Recorded as tag $tag" >> "$GITHUB_STEP_SUMMARY"
"#;

/// The tag whose message lists what runs, by digest. It is set when every check against the environment has passed.
fn record_job(environment: &Environment, plans: &[Plan<'_>], needs: Vec<String>) -> Job {
    let mut recorded = IndexMap::new();
    for (service, variants) in plans {
        for variant in variants.iter().filter(|variant| variant.kind == Kind::Image) {
            let digest = format!("needs.{}.outputs.{}", build::job_name(service), variant.output());
            recorded.insert(variant.record(service), format!("${{{{ {digest} }}}}"));
        }
    }
    let values = Values {
        id: "${{ needs.deploy.outputs.id }}",
        commit: "${{ github.sha }}",
        run: "${{ github.run_id }}",
        recorded,
    };
    tag_job(environment, &values, needs)
}

/// What a record says.
pub(super) struct Values<'v> {
    pub id: &'v str,
    pub commit: &'v str,
    /// The workflow run that keeps the bundles.
    pub run: &'v str,
    /// Digests by name.
    pub recorded: IndexMap<String, String>,
}

pub(super) fn tag_job(environment: &Environment, values: &Values<'_>, needs: Vec<String>) -> Job {
    let rights = permissions(&[("contents", "write", "to set the tag that records the deploy")]);
    let mut job = Job::on_runner("Record the release", 5, rights);
    job.needs = needs;
    let names: Vec<&str> = values.recorded.keys().map(String::as_str).collect();
    let mut step = Step::run("Tag what runs now", RECORD)
        .env("GH_TOKEN", "${{ github.token }}")
        .env("ENVIRONMENT", environment.name.to_string())
        .env("RELEASE_ID", values.id)
        .env("COMMIT", values.commit)
        .env("BUILD_RUN", values.run)
        .env("RECORDED", names.join(" "));
    for (name, value) in &values.recorded {
        step = step.env(name, value);
    }
    job.steps.push(step);
    job
}
