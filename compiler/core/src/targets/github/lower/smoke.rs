//! A service's image, built and started as it will be started on a host: read-only, without rights, as its own user.
//! In: the model. Out: a job. What it may ask of the container depends on what the service's health covers: databases
//! are started beside it, other people's services are not there, so a health that covers those cannot be good here.

use super::super::ir::{Job, Step, permissions};
use super::build::{arguments, with_arguments};
use super::literal;
use super::steps::{action, checkout};
use crate::model::{Database, Environment, Migration, Model, Provision, Scope, Service, VariableValue};
use crate::render::escape;
use crate::targets::{container, layout};

pub(super) fn job(model: &Model, service: &Service) -> Job {
    let rights = permissions(&[("contents", "read", "to check out")]);
    let mut job = Job::on_runner(format!("Image of {}", service.name), 30, rights);
    let tag = format!("ci/{}", service.name);
    job.steps = vec![
        checkout(model),
        action(model, "Set up Buildx", "docker/setup-buildx-action", ""),
        build(model, service, &tag),
        Step::run("Make a network", "docker network create smoke"),
    ];
    let environment = plainest(model);
    if let Some(here) = environment {
        let used = container::used_databases(here, service).filter_map(|name| here.databases.get(name));
        job.steps.extend(used.filter_map(|database| start_database(model, database)));
    }
    job.steps.push(start(model, environment, service, &tag));
    job
}

/// The environment whose plain values a trial start can use: a developer's if there is one.
fn plainest(model: &Model) -> Option<&Environment> {
    let local = model.environments.values().find(|environment| environment.is_local());
    local.or_else(|| model.environments.values().next())
}

fn build(model: &Model, service: &Service, tag: &str) -> Step {
    let step = action(model, "Build the image", "docker/build-push-action", "")
        .with("context", layout::build_context(service))
        .with("file", layout::in_source(service, "Dockerfile"))
        .with("load", true)
        .with("push", false)
        .with("tags", tag)
        .with("cache-from", format!("type=gha,scope={}", service.name))
        .with("cache-to", format!("type=gha,scope={},mode=max,ignore-error=true", service.name));
    match plainest(model) {
        Some(here) => with_arguments(step, arguments(model, here, service)),
        None => step,
    }
}

const START_DATABASE: &str = r#"# A password of this run only: the engine starts as it does on a host, and nothing of it outlives the job.
[[ -f "$RUNNER_TEMP/password" ]] || openssl rand -hex 24 > "$RUNNER_TEMP/password"
chmod 0644 "$RUNNER_TEMP/password"
options=()
while read -r line; do
  [[ -z "$line" ]] || options+=(--env "$line")
done <<< "$SETTINGS"
docker run --detach --name "$NAME" --network smoke "${options[@]}" \
  --volume "$RUNNER_TEMP/password:$PASSWORD_FILE:ro" "$IMAGE" COMMAND
for _ in {1..60}; do
  if docker exec "$NAME" HEALTH > /dev/null 2>&1; then
    exit 0
  fi
  sleep 2
done
docker logs --tail 100 "$NAME"
echo "::error::$NAME does not answer after two minutes"
exit 1
"#;

fn start_database(model: &Model, database: &Database) -> Option<Step> {
    let running = model.running(database)?;
    let (name, password_file) = (model.database_name(), layout::PASSWORD_FILE_INSIDE);
    let fill = |line: &String| running.filled(line, &name, password_file);
    let own = [format!("PASSWORD_FILE={password_file}"), format!("DATABASE={name}")];
    let settings: Vec<String> = running.engine.container_env.iter().map(fill).chain(own).collect();
    let quoted =
        |words: Vec<String>| words.iter().map(|word| escape::shell(word)).collect::<Vec<_>>().join(" ");
    let health = quoted(running.health(&name, password_file));
    let command = running.command(&name, password_file).map(|words| format!(" \\\n  {}", quoted(words)));
    let step = Step::run(
        format!("Start {} {}", database.keeps.kind(), database.name),
        &START_DATABASE.replace("HEALTH", &health).replace(" COMMAND", &command.unwrap_or_default()),
    );
    Some(
        step.env("NAME", database.name.to_string())
            .env("IMAGE", &*running.version.image)
            .env("PASSWORD_FILE", password_file)
            .env("SETTINGS", settings.join("\n")),
    )
}

const START: &str = r#"user="$(docker image inspect --format '{{.Config.User}}' "$IMAGE")"
case "$user" in
  '' | root* | 0*)
    echo "::error::the image runs as '$user': it needs a user without rights"
    exit 1
    ;;
  *) ;;
esac
password=''
if [[ -f "$RUNNER_TEMP/password" ]]; then
  password="$(cat "$RUNNER_TEMP/password")"
fi
options=()
for variable in $VARIABLES; do
  given="APP_$variable"
  options+=(--env "$variable=${!given//\{password\}/"$password"}")
done
for folder in $WRITABLE; do
  options+=(--tmpfs "$folder:uid=${RUN_AS%:*},gid=${RUN_AS#*:},mode=0700,size=64m")
done
options+=(--network smoke --init --user "$RUN_AS" --read-only --cap-drop ALL --security-opt no-new-privileges:true)
MIGRATEdocker run --detach --name "$NAME" "${options[@]}" PUBLISH"$IMAGE"
good() {
  PROOF
}
for _ in {1..45}; do
  sleep 2
  if [[ "$(docker inspect --format '{{.State.Running}}' "$NAME")" != true ]]; then
    break
  fi
  if good; then
    echo "$NAME is up: MEANING."
    exit 0
  fi
done
docker logs --tail 100 "$NAME"
echo "::error::$NAME did not get so far within 90 seconds: MEANING"
exit 1
"#;

/// What a container that has none of other people's services can prove.
struct Proof {
    command: &'static str,
    meaning: &'static str,
}

const HEALTHY: Proof = Proof {
    command: r#"[[ "$(docker inspect --format '{{.State.Health.Status}}' "$NAME")" == healthy ]]"#,
    meaning: "its own health check says healthy",
};
const ANSWERS: Proof = Proof {
    command: "# The health covers services that are not here, so that it rightly says no: any HTTP answer proves the start.\n  curl --silent --output /dev/null --max-time 5 \"http://127.0.0.1:$PORT$HEALTH\"",
    meaning: "it answers HTTP on its port",
};
const LISTENS: Proof = Proof {
    command: r#"# At the container itself: the published port is open before anything listens behind it.
  address="$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$NAME")"
  (exec 3<> "/dev/tcp/$address/$PORT") 2> /dev/null"#,
    meaning: "it listens on its port",
};
const STAYS: Proof = Proof {
    command: r#"[[ "$(docker inspect --format '{{.RestartCount}}' "$NAME")" == 0 ]] && sleep 10 && [[ "$(docker inspect --format '{{.State.Running}}' "$NAME")" == true ]]"#,
    meaning: "it keeps running",
};

fn proof(model: &Model, service: &Service) -> &'static Proof {
    match (&service.health, &service.port) {
        (Some(health), Some(_)) => {
            let here = |thing: &str| model.databases.contains_key(thing);
            if health.covers.iter().all(|thing| here(thing)) { &HEALTHY } else { &ANSWERS }
        }
        (None, Some(_)) => &LISTENS,
        (_, None) => &STAYS,
    }
}

fn start(model: &Model, environment: Option<&Environment>, service: &Service, tag: &str) -> Step {
    let proof = proof(model, service);
    let published = service.port.is_some();
    let publish = if published { "--publish \"127.0.0.1:$PORT:$PORT\" " } else { "" };
    let script =
        START.replace("PUBLISH", publish).replace("PROOF", proof.command).replace("MEANING", proof.meaning);
    let script = script.replace("MIGRATE", &migrations(model, service));
    let mut step = Step::run("Start it as a host will, and ask it", &script)
        .env("NAME", service.name.to_string())
        .env("IMAGE", tag)
        .env("RUN_AS", layout::CONTAINER_USER)
        .env("WRITABLE", writable(model, service));
    if let Some(port) = &service.port {
        step = step.env("PORT", port.to_string());
    }
    if let (Some(health), true) = (&service.health, published) {
        step = step.env("HEALTH", literal(&health.path));
    }
    let variables = environment.map(|here| trial_variables(model, here, service)).unwrap_or_default();
    let names: Vec<&str> = variables.iter().map(|(name, _)| name.as_str()).collect();
    step = step.env("VARIABLES", names.join(" "));
    variables.iter().fold(step, |step, (name, value)| step.env(format!("APP_{name}"), literal(value)))
}

/// On an empty database, and once more: what has been applied is not applied again.
fn migrations(model: &Model, service: &Service) -> String {
    let line = |migration: &Migration| {
        let words = model.migration_command(migration).iter().map(|word| literal(&escape::shell(word)));
        let words = words.collect::<Vec<_>>().join(" ");
        format!("docker run --rm \"${{options[@]}}\" \"$IMAGE\" {words}\n").repeat(2)
    };
    service.migrates.iter().map(line).collect()
}

/// What a host mounts for it to write to.
fn writable(model: &Model, service: &Service) -> String {
    let own =
        container::framework(model, service).map(|framework| &framework.writable[..]).unwrap_or_default();
    let own = own.iter().map(|path| format!(" {}/{path}", container::folder(service)));
    std::iter::once("/tmp".to_string()).chain(own).collect()
}

/// The plain values; the databases that run beside it; and for secrets words that nobody accepts.
fn trial_variables(model: &Model, environment: &Environment, service: &Service) -> Vec<(String, String)> {
    let scope = Scope::new(environment).with_colour(layout::colours(environment)[0]);
    let variables = model.variables(scope, service).into_iter().filter(|variable| !variable.baked);
    let value = |value: VariableValue, database: Option<String>| match (value, database) {
        (_, Some(url)) => url,
        (VariableValue::Plain(value), None) => value,
        (VariableValue::Secret { .. }, None) => "no-secret-in-ci".to_string(),
    };
    variables
        .map(|variable| {
            let database = match &variable.provision {
                Provision::Locates { thing } => database_url(model, environment, thing),
                Provision::Declared => None,
            };
            (variable.name, value(variable.value, database))
        })
        .collect()
}

fn database_url(model: &Model, environment: &Environment, thing: &str) -> Option<String> {
    let database = environment.databases.get(thing)?;
    let engine = model.catalogue.engines.get(database.engine.as_str())?;
    let url = engine.url.replace("{host}", &database.name).replace("{port}", &engine.port.to_string());
    Some(url.replace("{user}", &engine.user).replace("{database}", &model.database_name()))
}
