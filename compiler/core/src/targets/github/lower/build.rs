//! What is built of each service, once, for an environment and for all that take their builds from it. In: the model.
//! Out: variants, one job for each service, and the names by which later jobs find what was built.
//!
//! A service is built once for all of them unless its build bakes in values that differ between them.

use super::super::ir::{Job, Permissions, Step, permissions};
use super::steps::{Cache, action, checkout, prepare};
use super::{literal, promoted_from};
use crate::model::{Environment, Model, Scope, Service, Supervisor};
use crate::targets::{container, layout};
use std::collections::BTreeSet;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Kind {
    Image,
    Bundle,
}

/// One build of a service.
#[derive(Debug)]
pub(super) struct Variant<'m> {
    pub kind: Kind,
    /// The environment it is made for, when it cannot be shared.
    pub only: Option<&'m Environment>,
    /// Whose values it is built with.
    pub built_for: &'m Environment,
}

pub(super) fn kind(environment: &Environment) -> Kind {
    if environment.supervisor == Some(Supervisor::Pm2) { Kind::Bundle } else { Kind::Image }
}

impl Variant<'_> {
    fn suffix(&self) -> String {
        self.only.map(|environment| format!("-{}", environment.name)).unwrap_or_default()
    }

    /// The job's output that holds the digest, and the step that makes it.
    pub(super) fn output(&self) -> String {
        format!("image{}", self.suffix())
    }

    /// The line of the record that holds the image: `FRONTEND_IMAGE_PRODUCTION`.
    pub(super) fn record(&self, service: &Service) -> String {
        let suffix =
            self.only.map(|environment| format!("_{}", environment.name.shout())).unwrap_or_default();
        format!("{}{suffix}", layout::image_variable(service, None))
    }

    /// The name of the artifact that holds a bundle.
    pub(super) fn artifact(&self, service: &Service) -> String {
        format!("bundle-{}{}", service.name, self.suffix())
    }
}

/// The environment that builds, and all that take its builds, directly or through others.
pub(super) fn family<'m>(model: &'m Model, source: &'m Environment) -> Vec<&'m Environment> {
    let mut family = vec![source];
    let mut names = BTreeSet::from([&source.name]);
    let mut looked_at = 0;
    while looked_at < family.len() {
        let from = family[looked_at];
        looked_at += 1;
        for environment in super::hosts(model) {
            let follows = promoted_from(model, environment).is_some_and(|source| source.name == from.name);
            if follows && names.insert(&environment.name) {
                family.push(environment);
            }
        }
    }
    family
}

/// The builds of a service for these environments: images first.
pub(super) fn variants<'m>(model: &Model, family: &[&'m Environment], service: &Service) -> Vec<Variant<'m>> {
    let mut variants = Vec::new();
    for kind in [Kind::Image, Kind::Bundle] {
        let users: Vec<&'m Environment> = family
            .iter()
            .filter(|here| self::kind(here) == kind && here.services.contains_key(&*service.name))
            .copied()
            .collect();
        let values: BTreeSet<_> = users.iter().map(|here| arguments(model, here, service)).collect();
        let shared = values.len() <= 1;
        let made = users.iter().take(if shared { 1 } else { users.len() });
        variants.extend(made.map(|here| Variant { kind, only: (!shared).then_some(*here), built_for: here }));
    }
    variants
}

/// The variant of a service that an environment runs.
pub(super) fn variant_for<'v, 'm>(
    variants: &'v [Variant<'m>],
    environment: &Environment,
) -> Option<&'v Variant<'m>> {
    let fits = |variant: &&Variant<'_>| {
        let for_it = variant.only.is_none_or(|only| only.name == environment.name);
        variant.kind == kind(environment) && for_it
    };
    variants.iter().find(fits)
}

/// Name and value of each variable that the build bakes in.
pub(super) fn arguments(
    model: &Model,
    environment: &Environment,
    service: &Service,
) -> Vec<(String, String)> {
    let service = environment.services.get(&*service.name).map_or(service, |here| &**here);
    let variables = model.variables(Scope::new(environment), service);
    let baked = variables.iter().filter(|variable| variable.baked);
    baked.filter_map(|variable| Some((variable.name.clone(), literal(variable.plain()?)))).collect()
}

/// Gives a build its arguments. Their values stand in the environment of the step, where BuildKit looks for what has
/// a name only: the action would read quotes, commas and line ends in its input as its own.
pub(super) fn with_arguments(step: Step, arguments: Vec<(String, String)>) -> Step {
    if arguments.is_empty() {
        return step;
    }
    let names: String = arguments.iter().map(|(name, _)| format!("{name}\n")).collect();
    let step = step.with("build-args", names);
    arguments.into_iter().fold(step, |step, (name, value)| step.env(name, value))
}

pub(super) fn job_name(service: &Service) -> String {
    format!("build-{}", service.name)
}

/// The job that makes every variant of a service.
pub(super) fn job(model: &Model, service: &Service, variants: &[Variant<'_>]) -> Job {
    if let Some(image) = &service.image {
        return find_job(model, service, image, variants);
    }
    let images = variants.iter().any(|variant| variant.kind == Kind::Image);
    let mut job = Job::on_runner(format!("Build {}", service.name), 45, rights(images));
    job.steps.push(checkout(model));
    if images {
        job.steps.push(
            action(model, "Set up Buildx", "docker/setup-buildx-action", "").with("cache-binary", false),
        );
        job.steps.push(log_in(model));
    }
    let mut prepared = false;
    for variant in variants {
        match variant.kind {
            Kind::Image => image_steps(model, service, variant, &mut job),
            Kind::Bundle => {
                if !std::mem::replace(&mut prepared, true) {
                    job.steps.extend(prepare(model, service, Cache::None));
                }
                bundle_steps(model, service, variant, &mut job);
            }
        }
    }
    job
}

/// Where the image of a service is, without its tag or its digest.
pub(super) fn name_of_image(model: &Model, service: &Service) -> Option<String> {
    let Some(image) = &service.image else { return layout::image(&model.app, service) };
    let name = image.split_once('@').map_or(image.as_str(), |(name, _)| name);
    let tag = name.rfind(':').filter(|at| !name[*at..].contains('/'));
    Some(tag.map_or(name, |at| &name[..at]).to_string())
}

const FIND_DIGEST: &str = r#"digest="$(docker buildx imagetools inspect "$IMAGE" --format '{{.Manifest.Digest}}')"
if [[ ! "$digest" =~ ^sha256:[0-9a-f]{64}$ ]]; then
  echo "::error::$IMAGE has no digest: '$digest'"
  exit 1
fi
echo "digest=$digest" >> "$GITHUB_OUTPUT"
"#;

/// Finds what an image from elsewhere is now: what is tried in one environment moves on to the next, whatever its tag
/// has come to mean by then.
fn find_job(model: &Model, service: &Service, image: &str, variants: &[Variant<'_>]) -> Job {
    let rights = permissions(&[("packages", "read", "to ask for images of this repository's owner")]);
    let mut job = Job::on_runner(format!("Find {}", service.name), 10, rights);
    if image.starts_with("ghcr.io/") {
        job.steps.push(log_in(model));
    }
    let step = Step::run("Find the digest of the image", FIND_DIGEST).env("IMAGE", image).id("image");
    job.steps.push(step);
    for variant in variants {
        job.outputs.insert(variant.output(), "${{ steps.image.outputs.digest }}".to_string());
    }
    job
}

fn rights(images: bool) -> Permissions {
    let read = ("contents", "read", "to check out");
    if !images {
        return permissions(&[read]);
    }
    permissions(&[
        read,
        ("packages", "write", "to push the image"),
        ("id-token", "write", "to sign where the image comes from"),
        ("attestations", "write", "to keep that signature"),
    ])
}

pub(super) fn log_in(model: &Model) -> Step {
    action(model, "Log in to the registry", "docker/login-action", "")
        .with("registry", "ghcr.io")
        .with("username", "${{ github.actor }}")
        .with("password", "${{ github.token }}")
}

fn image_steps(model: &Model, service: &Service, variant: &Variant<'_>, job: &mut Job) {
    let Some(image) = layout::image(&model.app, service) else { return };
    let (id, title) = ids(variant);
    // The Dockerfile says it, with the other labels.
    let commit = ("REVISION".to_string(), "${{ github.sha }}".to_string());
    let arguments = std::iter::once(commit).chain(arguments(model, variant.built_for, service));
    let build = action(model, &title, "docker/build-push-action", "")
        .with("context", layout::build_context(service))
        .with("file", layout::in_source(service, "Dockerfile"))
        .with("push", true)
        .with("sbom", true)
        .with("provenance", "mode=max")
        .with("tags", format!("{image}:sha-${{{{ github.sha }}}}{}", variant.suffix()));
    let mut build = with_arguments(build, arguments.collect());
    build.id = Some(id.clone());
    job.steps.push(build);
    let digest = format!("${{{{ steps.{id}.outputs.digest }}}}");
    job.outputs.insert(variant.output(), digest.clone());
    // Signatures are free for public repositories; private ones need a plan that has them.
    let attest = action(model, "Sign where the image comes from", "actions/attest", "")
        .when("github.event.repository.visibility == 'public'")
        .with("subject-name", image)
        .with("subject-digest", digest);
    job.steps.push(attest);
}

fn ids(variant: &Variant<'_>) -> (String, String) {
    let title = match variant.only {
        Some(environment) => format!("Build and push the image for {}", environment.name),
        None => "Build and push the image".to_string(),
    };
    (variant.output(), title)
}

const PACK: &str = r#"# What the repository holds, and what the build made of it; dependencies are installed on the host.
git ls-files -z > "$RUNNER_TEMP/files"
for folder in $OUTPUT; do
  if [[ -d "$folder" ]]; then
    find "$folder" -path "$folder/cache" -prune -o \( -type f -o -type l \) -print0 >> "$RUNNER_TEMP/files"
  fi
done
sort --zero-terminated --unique "$RUNNER_TEMP/files" > "$RUNNER_TEMP/unique"
tar --create --file "$RUNNER_TEMP/$SERVICE.tar" --null --files-from "$RUNNER_TEMP/unique"
"#;

fn bundle_steps(model: &Model, service: &Service, variant: &Variant<'_>, job: &mut Job) {
    let framework = container::framework(model, service);
    if let Some(command) = container::build_command(model, service) {
        let arguments = arguments(model, variant.built_for, service);
        let step =
            Step::run(format!("Build for {}", variant.built_for.name), &command).folder(&service.source);
        job.steps.push(arguments.into_iter().fold(step, |step, (name, value)| step.env(name, value)));
    }
    let output = framework.map(|framework| framework.output.join(" ")).unwrap_or_default();
    let pack = Step::run(format!("Pack {}", variant.artifact(service)), PACK)
        .env("SERVICE", service.name.to_string())
        .env("OUTPUT", output)
        .folder(&service.source);
    let upload = action(model, &format!("Keep {}", variant.artifact(service)), "actions/upload-artifact", "")
        .with("name", variant.artifact(service))
        .with("path", format!("${{{{ runner.temp }}}}/{}.tar", service.name))
        .with("if-no-files-found", "error")
        .with("retention-days", 90_u64);
    job.steps.extend([pack, upload]);
}
