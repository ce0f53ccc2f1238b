//! From environments to the program. Each is a function that gives its resources; the environment that the CLI plans or
//! applies chooses among them, and one that the spec does not have is an error, never an empty project.

use super::code::{Value, property, variable};
use crate::model::{
    Builder, Database, Environment, Job, Kept, Model, Provision, Scope, Service, VariableValue,
};
use crate::render::escape::{one_line, shell};
use crate::targets::{container, layout};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// What the program takes from Railway's package, so that no thing is called so.
const FUNCTIONS: [&str; 8] =
    ["database", "defineRailway", "environments", "github", "image", "preserve", "project", "service"];

pub(super) fn program(model: &Model, environments: &[&Environment]) -> String {
    let mut used = BTreeSet::from(["defineRailway", "project"]);
    let mut functions = String::new();
    for environment in environments {
        functions.push_str(&function(model, environment, &mut used));
    }
    let used: Vec<&str> = used.into_iter().collect();
    let names = environments.iter().map(|here| {
        let function = function_name(here);
        if function == *here.name { function } else { format!("{}: {function}", property(&here.name)) }
    });
    let names = names.collect::<Vec<_>>().join(", ");
    format!(
        "import {{ {} }} from \"railway/iac\";\n\n{functions}type Resources = Parameters<typeof project>[1][\"resources\"];\nconst environments: Record<string, () => Resources> = {{ {names} }};\n\nexport default defineRailway(({{ environment = \"\" }}) => {{\n  const resources = environments[environment];\n  if (!resources) throw new Error(`formwork.kdl has no environment \"${{environment}}\" on Railway`);\n  return project({}, {{ resources: resources() }});\n}});\n",
        used.join(", "),
        Value::text(model.app.name.to_string()).print(0),
    )
}

fn function_name(environment: &Environment) -> String {
    variable(&environment.name, &FUNCTIONS)
}

fn function(model: &Model, environment: &Environment, used: &mut BTreeSet<&'static str>) -> String {
    let mut text = String::new();
    if let Some(about) = &environment.about {
        // Writing to a string cannot fail.
        _ = writeln!(text, "// {}", one_line(about));
    }
    let mut resources = Vec::new();
    _ = writeln!(text, "function {}() {{", function_name(environment));
    for database in environment.databases.values() {
        let Some(value) = self::database(model, environment, database) else { continue };
        used.insert("database");
        let name = variable(database.runs_as(), &FUNCTIONS);
        _ = writeln!(text, "  const {name} = {};\n", value.print(1));
        resources.push(name);
    }
    for service in environment.services.values() {
        let value = self::service(model, environment, service, used);
        used.insert("service");
        let name = variable(&format!("{}-service", service.name), &FUNCTIONS);
        _ = writeln!(text, "  const {name} = {};\n", value.print(1));
        resources.push(name);
    }
    for job in environment.jobs.values() {
        let Some(value) = self::job(model, environment, job, used) else { continue };
        let name = variable(&format!("{}-job", job.name), &FUNCTIONS);
        _ = writeln!(text, "  const {name} = {};\n", value.print(1));
        resources.push(name);
    }
    _ = writeln!(text, "  return [{}];\n}}\n", resources.join(", "));
    text
}

fn kept<'m>(model: &'m Model, environment: &Environment, database: &Database) -> Option<&'m Kept> {
    model.catalogue.platforms.get(environment.platform.as_str())?.kept(&database.engine)
}

fn database(model: &Model, environment: &Environment, database: &Database) -> Option<Value> {
    let kept = kept(model, environment, database)?;
    let image = kept.image.as_ref()?.replace("{version}", &database.version.to_string());
    let mut options = vec![("image".to_string(), Value::text(image))];
    options.extend(kept.variable.as_ref().map(|name| ("output".to_string(), Value::text(name))));
    options.extend(kept.data_path.as_ref().map(|path| ("defaultMountPath".to_string(), Value::text(path))));
    options.extend(region(environment).map(|region| ("region".to_string(), region)));
    let name = Value::text(database.runs_as().to_string());
    Some(Value::Call("database", vec![name, Value::text(&kept.called), Value::Object(options)]))
}

fn region(environment: &Environment) -> Option<Value> {
    environment.region.as_ref().map(|region| Value::text(region.to_string()))
}

fn service(
    model: &Model,
    environment: &Environment,
    service: &Service,
    used: &mut BTreeSet<&'static str>,
) -> Value {
    let mut fields: Vec<(String, Value)> = Vec::new();
    let mut put = |key: &str, value: Value| fields.push((key.to_string(), value));
    if let Some(source) = source(model, environment, service, used) {
        put("source", source);
    }
    if service.is_built() {
        put("build", build(environment, service));
    }
    if let Some(command) = from_elsewhere(model, service) {
        put("start", Value::text(command));
    }
    if let Some(command) = migrations(model, service) {
        put("preDeploy", Value::text(command));
    }
    if let (Some(health), Some(_)) = (&service.health, &service.port) {
        put("healthcheck", Value::text(&health.path));
    }
    let replicas = Value::Number(service.replicas.to_string());
    put(
        "replicas",
        match &environment.region {
            Some(region) => Value::Object(vec![(region.to_string(), replicas)]),
            None => replicas,
        },
    );
    put("deploy", deploy(service));
    put(
        "networking",
        Value::Object(vec![("privateNetworkEndpoint".into(), Value::text(service.name.to_string()))]),
    );
    let domains = domains(environment, service);
    if !domains.is_empty() {
        put("domains", Value::List(domains));
    }
    let env = variables(model, environment, service);
    if env.iter().any(|(_, value)| matches!(value, Value::Call("preserve", _))) {
        used.insert("preserve");
    }
    put("env", Value::Object(env));
    Value::Call("service", vec![Value::text(service.name.to_string()), Value::Object(fields)])
}

/// A job runs in the image and with the variables of its service, and ends.
fn job(
    model: &Model,
    environment: &Environment,
    job: &Job,
    used: &mut BTreeSet<&'static str>,
) -> Option<Value> {
    let of = environment.services.get(job.of.value.as_str())?;
    let mut fields: Vec<(String, Value)> = Vec::new();
    if let Some(source) = source(model, environment, of, used) {
        fields.push(("source".to_string(), source));
    }
    let words: Vec<String> = job.run.iter().map(|word| shell(word)).collect();
    let deploy = vec![
        ("cronSchedule".to_string(), Value::text(job.schedule.cron())),
        ("restartPolicyType".to_string(), Value::text("NEVER")),
    ];
    let mut env = variables(model, environment, of);
    env.retain(|(name, _)| name != "PORT");
    if env.iter().any(|(_, value)| matches!(value, Value::Call("preserve", _))) {
        used.insert("preserve");
    }
    if of.is_built() {
        fields.push(("build".to_string(), build(environment, of)));
    }
    fields.push(("start".to_string(), Value::text(words.join(" "))));
    fields.push(("deploy".to_string(), Value::Object(deploy)));
    fields.push(("env".to_string(), Value::Object(env)));
    Some(Value::Call("service", vec![Value::text(job.name.to_string()), Value::Object(fields)]))
}

/// What brings the databases to their schema, before the new copy starts.
fn migrations(model: &Model, service: &Service) -> Option<String> {
    let command = |migration| {
        let words = model.migration_command(migration).iter().map(|word| shell(word));
        words.collect::<Vec<_>>().join(" ")
    };
    let commands: Vec<String> = service.migrates.iter().map(command).collect();
    (!commands.is_empty()).then(|| commands.join(" && "))
}

/// Railway deploys a push when every check of the commit has passed. What is promoted, a workflow sends there.
/// An image from elsewhere is pulled.
fn source(
    model: &Model,
    environment: &Environment,
    service: &Service,
    used: &mut BTreeSet<&'static str>,
) -> Option<Value> {
    if let Some(image) = &service.image {
        used.insert("image");
        return Some(Value::Call("image", vec![Value::text(image.to_string())]));
    }
    let repository = model.app.repository.as_ref()?.strip_prefix("github.com/")?;
    let branch = &environment.deploy_on.as_ref()?.branch;
    let mut options = vec![("branch".to_string(), Value::text(branch))];
    let folder = layout::railway_folder(environment, service);
    if folder != "." {
        options.push(("rootDirectory".to_string(), Value::text(folder)));
    }
    options.push(("checkSuites".to_string(), Value::Flag(true)));
    used.insert("github");
    Some(Value::Call("github", vec![Value::text(repository), Value::Object(options)]))
}

/// The command of an image from elsewhere, where it is not the image's own.
fn from_elsewhere(model: &Model, service: &Service) -> Option<String> {
    let words = container::own_command(model, service)?;
    Some(words.iter().map(|word| shell(word)).collect::<Vec<_>>().join(" "))
}

/// Paths to watch are counted from the root of the repository, the others from the folder that is built.
fn build(environment: &Environment, service: &Service) -> Value {
    let watched = format!("/{}", layout::in_folder(layout::build_context(service), "**"));
    let (builder, key, file) = match environment.builder {
        Some(Builder::Nixpacks) => ("NIXPACKS", "nixpacksConfigPath", "nixpacks.toml".to_string()),
        _ => ("DOCKERFILE", "dockerfilePath", dockerfile(service)),
    };
    Value::Object(vec![
        ("builder".to_string(), Value::text(builder)),
        (key.to_string(), Value::text(file)),
        ("watchPatterns".to_string(), Value::List(vec![Value::text(watched)])),
    ])
}

fn dockerfile(service: &Service) -> String {
    match layout::member(service) {
        "" => "Dockerfile".to_string(),
        member => layout::in_folder(member, "Dockerfile"),
    }
}

fn deploy(service: &Service) -> Value {
    let limits = vec![
        ("cpu".to_string(), Value::Number(service.cpus.to_string())),
        ("memoryBytes".to_string(), Value::Number(service.memory.bytes.to_string())),
    ];
    let containers = Value::Object(vec![("containers".to_string(), Value::Object(limits))]);
    Value::Object(vec![
        ("drainingSeconds".to_string(), Value::Number(service.drain.seconds.to_string())),
        ("restartPolicyType".to_string(), Value::text("ALWAYS")),
        ("limitOverride".to_string(), containers),
    ])
}

fn domains(environment: &Environment, service: &Service) -> Vec<Value> {
    let Some(port) = &service.port else { return Vec::new() };
    let here = environment.routes.iter().filter(|route| *route.to.value == *service.name);
    here.map(|route| {
        let domain = ("domain".to_string(), Value::text(route.host.to_string()));
        Value::Object(vec![domain, ("port".to_string(), Value::Number(port.to_string()))])
    })
    .collect()
}

fn variables(model: &Model, environment: &Environment, service: &Service) -> Vec<(String, Value)> {
    let variables = model.variables(Scope::new(environment), service);
    let has = |name: &str| variables.iter().any(|variable| variable.name == name);
    let mut env = Vec::new();
    if let Some(port) = service.port.as_ref().filter(|_| !has("PORT")) {
        env.push(("PORT".to_string(), Value::text(port.to_string())));
        let behind = container::runtime(model, service).map_or(&[][..], |runtime| &runtime.behind_proxy);
        let behind = behind.iter().filter_map(|line| line.split_once('=')).filter(|(name, _)| !has(name));
        env.extend(behind.map(|(name, value)| (name.to_string(), Value::text(value))));
    }
    for known in variables {
        let value = match (&known.value, &known.provision) {
            (VariableValue::Plain(value), _) => Value::text(value),
            (VariableValue::Secret { .. }, Provision::Locates { thing }) => {
                let Some(database) = environment.databases.get(&**thing) else { continue };
                let kept = kept(model, environment, database).and_then(|kept| kept.variable.clone());
                let name = variable(database.runs_as(), &FUNCTIONS);
                Value::Read(vec![name, "env".to_string(), kept.unwrap_or_default()])
            }
            (VariableValue::Secret { .. }, Provision::Declared) => Value::Call("preserve", Vec::new()),
        };
        env.push((known.name, value));
    }
    env
}
