//! `deploy-ENVIRONMENT.yml` for an environment that takes its builds from another one. In: the model. Out: a workflow
//! that is started by hand, shows what would be deployed, waits for the approval, and deploys those very builds.

use super::super::ir::{Defaults, Dispatch, Input, Job, On, Step, Workflow, one_at_a_time, permissions};
use super::build::{self, Kind};
use super::deploy::{Release, Values, fetch_bundles, release_steps, runner_in, tag_job};
use super::steps::checkout;
use super::{Made, notify_refs, promoted_from, service_refs, verify};
use crate::artifact::EntityRef;
use crate::model::{Environment, Model, Service};
use crate::render::yaml::SpaceAfter;
use crate::targets::layout;
use indexmap::IndexMap;
use std::collections::BTreeSet;

const COMMIT: &str = "${{ needs.release.outputs.commit }}";

pub(super) fn workflow(model: &Model, environment: &Environment, source: &Environment) -> Made {
    let builder = builder(model, source);
    let family = build::family(model, builder);
    let services = model.services.values().map(|service| &**service);
    let plans: Vec<_> = services.map(|service| (service, build::variants(model, &family, service))).collect();
    let images = images(model, environment, &plans);
    let mut jobs: IndexMap<String, SpaceAfter<Job>> = IndexMap::new();
    jobs.insert("release".to_string(), SpaceAfter(release_job(model, environment, source, builder, &plans)));
    let bundles = fetch_bundles(model, environment, &plans, Some("${{ needs.release.outputs.run }}"));
    jobs.insert("deploy".to_string(), SpaceAfter(deploy_job(model, environment, &images, bundles)));
    let verifying = verify::jobs(model, environment, Some(COMMIT));
    let mut needs = vec!["release".to_string(), "deploy".to_string()];
    needs.extend(verifying.iter().map(|(name, _)| name.clone()));
    jobs.extend(verifying);
    jobs.insert("record".to_string(), SpaceAfter(record_job(environment, &plans, needs)));
    let environments = [environment, source, builder].map(|here| EntityRef::new("environment", &here.name));
    let environments: BTreeSet<EntityRef> = environments.into_iter().collect();
    let workflow = Workflow {
        file: layout::deploy_workflow(environment),
        about: about(environment, source),
        name: SpaceAfter(format!("Deploy {}", environment.name)),
        on: SpaceAfter(triggers(source)),
        permissions: SpaceAfter(IndexMap::new()),
        concurrency: one_at_a_time(layout::deploy_workflow(environment)),
        defaults: SpaceAfter(Defaults::default()),
        jobs,
    };
    (workflow, environments.into_iter().chain(service_refs(model)).chain(notify_refs(model)).collect())
}

/// The environment at the beginning of the chain: the one whose workflow builds.
fn builder<'m>(model: &'m Model, source: &'m Environment) -> &'m Environment {
    let mut seen = BTreeSet::from([&source.name]);
    let mut at = source;
    while let Some(before) = promoted_from(model, at).filter(|before| seen.insert(&before.name)) {
        at = before;
    }
    at
}

fn about(environment: &Environment, source: &Environment) -> Vec<String> {
    let (name, source) = (&environment.name, &source.name);
    let mut lines = vec![
        String::new(),
        format!("Started by hand: {name} gets the very builds that {source} runs and that passed there."),
    ];
    if environment.promote_from.as_ref().is_some_and(|promotion| promotion.approval.value) {
        lines.push(format!(
            "The approval is given by the required reviewers of the GitHub environment {name}. This file"
        ));
        lines.push("cannot demand them, so its first job fails while the repository has none.".to_string());
    }
    lines
}

fn triggers(source: &Environment) -> On {
    let input = Input {
        description: format!("Release that {} runs or ran; empty takes its newest", source.name),
        kind: "string",
        required: false,
        options: Vec::new(),
    };
    let inputs = IndexMap::from([("release", input)]);
    On { workflow_dispatch: Some(Dispatch { inputs }), ..On::default() }
}

type Plan<'m> = (&'m Service, Vec<build::Variant<'m>>);

/// The variable of a release and the line of the record that gives it, for each image the environment runs.
struct Image {
    variable: String,
    record: String,
    repository: String,
    /// Whether a workflow here has built and signed it.
    is_signed: bool,
}

fn images(model: &Model, environment: &Environment, plans: &[Plan<'_>]) -> Vec<Image> {
    let image = |(service, variants): &Plan<'_>| {
        let variant = build::variant_for(variants, environment).filter(|known| known.kind == Kind::Image)?;
        let variable = layout::image_variable(service, None);
        Some(Image {
            variable,
            record: variant.record(service),
            repository: build::name_of_image(model, service)?,
            is_signed: service.is_built(),
        })
    };
    plans.iter().filter_map(image).collect()
}

const ASK_FOR_REVIEWERS: &str = r#"reviewers="$(gh api "repos/$GITHUB_REPOSITORY/environments/$ENVIRONMENT" \
  --jq '[.protection_rules[]? | select(.type == "required_reviewers")] | length')"
if [[ "$reviewers" == 0 ]]; then
  echo "::error::the GitHub environment $ENVIRONMENT asks nobody: add required reviewers (docs/DEPLOYMENT.md)"
  exit 1
fi
"#;

pub(super) const FIND: &str = r#"if [[ -n "$WANTED" ]]; then
  tag="$SOURCE/$WANTED"
else
  tag="$(gh api --paginate "repos/$GITHUB_REPOSITORY/git/matching-refs/tags/$SOURCE/" --jq '.[].ref' | sort | tail -n 1)"
  tag="${tag#refs/tags/}"
fi
if [[ ! "$tag" =~ ^[a-z0-9-]+/[0-9]{8}-[0-9]{6}-[0-9a-f]{7}$ ]]; then
  echo "::error::no release of $SOURCE: '$tag'"
  exit 1
fi
object="$(gh api "repos/$GITHUB_REPOSITORY/git/ref/tags/$tag" --jq .object.sha)"
gh api "repos/$GITHUB_REPOSITORY/git/tags/$object" --jq .message > "$RUNNER_TEMP/record"
# Takes a line of the record only when it has the shape it must have: what follows becomes part of a release.
take() {
  local value
  value="$(sed -n "s/^$1=//p" "$RUNNER_TEMP/record")"
  if [[ ! "$value" =~ ^$2$ ]]; then
    echo "::error::tag $tag has no good line $1: '$value'" >&2
    return 1
  fi
  printf '%s' "$value"
}
id="$(take RELEASE_ID '[0-9]{8}-[0-9]{6}-[0-9a-f]{7}')"
commit="$(take COMMIT '[0-9a-f]{40}')"
run="$(take BUILD_RUN '[0-9]+')"
printf '%s\n' "id=$id" "commit=$commit" "run=$run" >> "$GITHUB_OUTPUT"
printf '## Release %s\n\nCommit %s, as %s runs it.\n\n' "$id" "$commit" "$SOURCE" >> "$GITHUB_STEP_SUMMARY"
for name in $RECORDED; do
  digest="$(take "$name" 'sha256:[0-9a-f]{64}')"
  printf '%s=%s\n' "$name" "$digest" >> "$GITHUB_OUTPUT"
  printf -- '- %s %s\n' "$name" "$digest" >> "$GITHUB_STEP_SUMMARY"
done
"#;

const VERIFY: &str = r#"while read -r name repository; do
  [[ -n "$name" ]] || continue
  gh attestation verify "oci://$repository@${!name}" --repo "$GITHUB_REPOSITORY" \
    --signer-workflow "$GITHUB_REPOSITORY/.github/workflows/$BUILDER.yml"
done <<< "$IMAGES"
"#;

/// Finds the release, proves where its images come from, and shows both to whoever approves.
fn release_job(
    model: &Model,
    environment: &Environment,
    source: &Environment,
    builder: &Environment,
    plans: &[Plan<'_>],
) -> Job {
    let approval = environment.promote_from.as_ref().is_some_and(|promotion| promotion.approval.value);
    let signed: Vec<Image> =
        images(model, environment, plans).into_iter().filter(|image| image.is_signed).collect();
    let mut job = Job::on_runner("Find the release", 10, rights(approval, !signed.is_empty()));
    if approval {
        job.steps.push(ask_for_reviewers(environment));
    }
    for output in ["id", "commit", "run"].into_iter().map(String::from).chain(recorded(plans)) {
        let value = format!("${{{{ steps.find.outputs.{output} }}}}");
        job.outputs.insert(output, value);
    }
    let find = Step::run("Read the record", FIND)
        .id("find")
        .env("GH_TOKEN", "${{ github.token }}")
        .env("WANTED", "${{ inputs.release }}")
        .env("SOURCE", source.name.to_string())
        .env("RECORDED", recorded(plans).collect::<Vec<_>>().join(" "));
    job.steps.push(find);
    if !signed.is_empty() {
        let login = build::log_in(model).when(PUBLIC);
        job.steps.extend([login, verify_step(builder, &signed)]);
    }
    job
}

pub(super) fn ask_for_reviewers(environment: &Environment) -> Step {
    Step::run("Make sure that somebody has to approve", ASK_FOR_REVIEWERS)
        .env("GH_TOKEN", "${{ github.token }}")
        .env("ENVIRONMENT", environment.name.to_string())
}

/// Only public repositories have signatures without a plan that pays for them.
const PUBLIC: &str = "github.event.repository.visibility == 'public'";

fn verify_step(builder: &Environment, images: &[Image]) -> Step {
    let list: String =
        images.iter().map(|image| format!("{} {}\n", image.record, image.repository)).collect();
    let step = Step::run("Prove that the images were built here", VERIFY)
        .when(PUBLIC)
        .env("GH_TOKEN", "${{ github.token }}")
        .env("BUILDER", layout::deploy_workflow(builder))
        .env("IMAGES", list);
    images.iter().fold(step, |step, image| {
        step.env(&*image.record, format!("${{{{ steps.find.outputs.{} }}}}", image.record))
    })
}

pub(super) fn rights(approval: bool, images: bool) -> super::super::ir::Permissions {
    let mut rights = vec![("contents", "read", "to read the record")];
    if approval {
        rights.push(("actions", "read", "to see whether the environment has reviewers"));
    }
    if images {
        rights.push(("packages", "read", "to read the images"));
        rights.push(("attestations", "read", "to see who built them"));
    }
    permissions(&rights)
}

/// Every digest that a record of this family of environments holds.
fn recorded<'p>(plans: &'p [Plan<'_>]) -> impl Iterator<Item = String> + 'p {
    plans.iter().flat_map(|(service, variants)| {
        let images = variants.iter().filter(|variant| variant.kind == Kind::Image);
        images.map(|variant| variant.record(service))
    })
}

fn deploy_job(model: &Model, environment: &Environment, images: &[Image], bundles: Vec<Step>) -> Job {
    let mut rights = vec![("contents", "read", "to check out")];
    if !bundles.is_empty() {
        rights.push(("actions", "read", "to fetch the bundles of the run that built them"));
    }
    let mut job = runner_in(environment, permissions(&rights));
    job.needs = vec!["release".to_string()];
    job.steps.push(checkout(model).with("ref", COMMIT));
    job.steps.extend(bundles);
    let image = |image: &Image| {
        let digest = format!("{}@${{{{ needs.release.outputs.{} }}}}", image.repository, image.record);
        (image.variable.clone(), digest)
    };
    let release = Release {
        id: "${{ needs.release.outputs.id }}".to_string(),
        commit: COMMIT.to_string(),
        reference: COMMIT.to_string(),
        images: images.iter().map(image).collect(),
    };
    job.steps.extend(release_steps(model, environment, &release));
    job
}

fn record_job(environment: &Environment, plans: &[Plan<'_>], needs: Vec<String>) -> Job {
    let value = |name: String| {
        let digest = format!("${{{{ needs.release.outputs.{name} }}}}");
        (name, digest)
    };
    let values = Values {
        id: "${{ needs.release.outputs.id }}",
        commit: COMMIT,
        run: "${{ needs.release.outputs.run }}",
        recorded: recorded(plans).map(value).collect(),
    };
    tag_job(environment, &values, needs)
}
