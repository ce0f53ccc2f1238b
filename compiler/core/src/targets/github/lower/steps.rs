//! Steps that several workflows share. In: the model. Out: steps. A script reads what it needs from its environment.

use super::super::ir::{Setting, Step};
use super::{literal, manager};
use crate::model::{Environment, Manager, Model, Service};
use crate::render::yaml::Commented;
use crate::targets::{container, layout};

/// Every action that is used here, besides those that set up a runtime.
pub(super) const ACTIONS: &[&str] = &[
    "actions/attest",
    "actions/cache",
    "actions/checkout",
    "actions/download-artifact",
    "actions/upload-artifact",
    "docker/build-push-action",
    "docker/login-action",
    "docker/setup-buildx-action",
    "neondatabase/create-branch-action",
    "neondatabase/delete-branch-action",
];

/// A step that is an action, pinned by commit. `part` is the action's folder below its repository, if it has one.
pub(super) fn action(model: &Model, step: &str, name: &str, part: &str) -> Step {
    let pinned = model.catalogue.actions.get(name).map(|action| {
        let commit = &action.commit;
        Commented(format!("{name}{part}@{commit}"), action.version.clone())
    });
    Step { name: step.to_string(), uses: pinned, ..Step::default() }
}

pub(super) fn checkout(model: &Model) -> Step {
    action(model, "Check out", "actions/checkout", "").with("persist-credentials", false)
}

/// Whether downloads are kept between runs. They are not where something is released: another run could have put
/// them there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cache {
    Kept,
    None,
}

/// Runtime, manager and dependencies of a service, ready in its folder.
pub(super) fn prepare(model: &Model, service: &Service, cache: Cache) -> Vec<Step> {
    let Some(manager) = manager(model, service) else { return Vec::new() };
    let mut steps: Vec<_> = set_up(model, service, manager, cache).into_iter().collect();
    if let (Some((tool, version)), None) = (container::tool(model, service), &manager.setup_tool_input) {
        let install = tool.install.replace("{version}", &version);
        steps.push(Step::run(format!("Install {}", tool.name), &install));
    }
    steps.push(Step::run("Install dependencies", &manager.install).folder(layout::build_context(service)));
    steps
}

fn set_up(model: &Model, service: &Service, manager: &Manager, cache: Cache) -> Option<Step> {
    let runtime = &service.runtime;
    let title = format!("Set up {} {} with {}", runtime.name, runtime.version, manager.name);
    let (Some(setup), Some(input)) = (&manager.setup, &manager.setup_version_input) else {
        let command = manager.setup_command.as_ref()?;
        return Some(Step::run(title, &command.replace("{version}", &runtime.version)));
    };
    let mut step =
        action(model, &title, setup, "").with(&**input, Setting::Text(runtime.version.to_string()));
    if let (Some((_, version)), Some(input)) = (container::tool(model, service), &manager.setup_tool_input) {
        step = step.with(&**input, Setting::Text(version));
    }
    let inputs = if cache == Cache::Kept { &manager.setup_cache } else { &manager.setup_uncached };
    for (input, value) in inputs.iter().filter_map(|input| input.split_once('=')) {
        let lockfile = layout::in_folder(layout::build_context(service), &manager.lockfile);
        step = step.with(input, value.replace("{lockfile}", &lockfile));
    }
    Some(step)
}

/// A line of the user's for a shell, in the service's folder. GitHub would read `${{` in a script before the shell
/// does, so a line that holds it goes through the environment.
pub(super) fn user_line(name: &str, service: &Service, line: &str) -> Step {
    let step = if line.contains("${{") {
        Step::run(name, r#"bash -eo pipefail -c "$COMMAND""#).env("COMMAND", literal(line))
    } else {
        Step::run(name, line)
    };
    step.folder(&service.source)
}

const SSH: &str = r#"umask 077
mkdir -p ~/.ssh
printf '%s\n' "${SSH_PRIVATE_KEY:?is not set in this GitHub environment}" > ~/.ssh/deploy_key
printf '%s\n' "${SSH_KNOWN_HOSTS:?is not set in this GitHub environment}" > ~/.ssh/known_hosts
# The host's key comes from the secret and never from the network: a host that shows another is refused.
if ! ssh-keygen -F "$HOST" > /dev/null; then
  echo "::error::SSH_KNOWN_HOSTS has no key of $HOST"
  exit 1
fi
printf '%s\n' 'Host target' "  HostName $HOST" "  User $HOST_USER" '  IdentityFile ~/.ssh/deploy_key' \
  '  IdentitiesOnly yes' '  StrictHostKeyChecking yes' '  BatchMode yes' '  ConnectTimeout 20' \
  '  ServerAliveInterval 15' '  ServerAliveCountMax 8' > ~/.ssh/config
ssh target true
"#;

/// After this step `ssh target` reaches the environment's host.
pub(super) fn ssh(environment: &Environment) -> Option<Step> {
    let host = environment.host.as_ref()?;
    let step = Step::run("Set up SSH", SSH)
        .env("HOST", host.name.to_string())
        .env("HOST_USER", host.user.to_string())
        .env("SSH_PRIVATE_KEY", "${{ secrets.SSH_PRIVATE_KEY }}")
        .env("SSH_KNOWN_HOSTS", "${{ secrets.SSH_KNOWN_HOSTS }}");
    Some(step)
}

const NOTIFY: &str = r#"text="$APPLICATION, $SUBJECT: $STATUS. By $GITHUB_ACTOR, $GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
if [[ -z "$WEBHOOK" ]]; then
  echo "::warning::$SECRET is not set in this GitHub environment: nobody was told"
  exit 0
fi
# The address is the secret: it goes through a file, so that it is no argument that others on the machine could see.
# A message that does not arrive must not turn a deploy that worked into one that failed.
jq --null-input --arg text "$text" '{text: $text}' |
  curl --config <(printf 'url = "%s"\n' "$WEBHOOK") --silent --show-error --fail --max-time 20 --retry 2 \
    --header 'Content-Type: application/json' --data @- --output /dev/null ||
  echo "::warning::the message to $CHANNEL did not arrive"
"#;

/// Tells every channel that hears of this event how the job went.
pub(super) fn notify(model: &Model, event: &str, subject: &str, condition: &str) -> Vec<Step> {
    let channels = model.notifies.values().filter(|notify| notify.on.iter().any(|on| *on.value == *event));
    let step = |notify: &crate::model::Notify| {
        let secret = model.secrets.get(notify.secret.as_str()).map(|secret| secret.name.shout());
        let secret = secret.unwrap_or_else(|| notify.secret.as_str().replace('-', "_").to_ascii_uppercase());
        Step::run(format!("Tell {}", notify.name), NOTIFY)
            .when(condition)
            .env("APPLICATION", model.app.name.to_string())
            .env("SUBJECT", subject)
            .env("STATUS", "${{ job.status }}")
            .env("CHANNEL", notify.name.to_string())
            .env("WEBHOOK", format!("${{{{ secrets.{secret} }}}}"))
            .env("SECRET", secret)
    };
    channels.map(step).collect()
}
