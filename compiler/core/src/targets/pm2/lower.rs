//! From the model to PM2's list of processes. Every replica is a process of its own in fork mode with a port of its
//! own: the health gate then asks each one, and nginx passes over one that fails. PM2's cluster mode would hide them
//! behind one port, and works for Node only.

use super::ir::{Ecosystem, Process, Variable};
use crate::artifact::EntityRef;
use crate::model::{Colour, Environment, Model, Scope, Service};
use crate::targets::layout;
use crate::types::{Command, Interpolated, Part, Reference};

/// Seconds that a process gets beyond its drain before PM2 kills it.
const GRACE: u64 = 5;

/// Every address of the machine, as a command for a container has it. A process on a host must not be reachable past
/// nginx, so it listens where only the host reaches it.
const EVERY_ADDRESS: &str = "0.0.0.0";
const THIS_HOST: &str = "127.0.0.1";

pub(super) fn lower(model: &Model, environment: &Environment) -> Ecosystem {
    let mut processes = Vec::new();
    for service in environment.services.values() {
        for colour in layout::colours(environment) {
            let replicas = 0..*service.replicas;
            processes.extend(replicas.map(|replica| process(model, environment, service, colour, replica)));
        }
    }
    let services = environment.services.keys().map(|name| EntityRef::new("service", name));
    Ecosystem {
        path: layout::ecosystem_file(environment),
        app: model.app.name.to_string(),
        environment: environment.name.to_string(),
        secrets_folder: layout::secrets_folder(&model.app, environment),
        log_folder: layout::process_log_folder(&model.app, environment),
        processes,
        made_from: std::iter::once(EntityRef::new("environment", &environment.name))
            .chain(services)
            .collect(),
    }
}

fn process(
    model: &Model,
    environment: &Environment,
    service: &Service,
    colour: Option<Colour>,
    replica: u16,
) -> Process {
    let port = layout::copy_ports(service, colour).get(usize::from(replica)).copied();
    let scope = Scope::new(environment).with_colour(colour);
    let program = program(model, service, &command(model, scope, service, port));
    Process {
        name: layout::process_name(&model.app, environment, service, colour, replica),
        service: service.name.to_string(),
        script: program.script,
        interpreter: program.interpreter,
        arguments: program.arguments,
        kill_timeout: (service.drain.seconds + GRACE) * 1000,
        memory: format!("{}M", (service.memory.bytes >> 20).max(1)),
        has_secrets: model.variables(scope, service).iter().any(|variable| variable.is_secret()),
        variables: variables(model, scope, service, port),
    }
}

/// The command as words. The service's own port is the copy's.
fn command(model: &Model, scope: Scope<'_>, service: &Service, port: Option<u16>) -> Vec<String> {
    let word = |text: &Interpolated| {
        let own_port = Reference { kind: "service", name: &service.name, property: "port" };
        let part = |part: Part<'_>| match (part, port) {
            (Part::Text(text), _) => text.into_owned(),
            (Part::Reference(reference), Some(port)) if reference == own_port => port.to_string(),
            (Part::Reference(reference), _) => {
                model.property(scope, reference).map(|value| value.to_string()).unwrap_or_default()
            }
        };
        let word: String = text.parts().map(part).collect();
        if word == EVERY_ADDRESS { THIS_HOST.to_string() } else { word }
    };
    match service.run.as_deref() {
        Some(Command::Words(words)) => words.iter().map(word).collect(),
        Some(Command::Shell(line)) => vec!["bash".to_string(), "-c".to_string(), line.clone()],
        None => {
            let framework = service.runtime.framework.as_ref();
            let framework = framework.and_then(|name| model.catalogue.frameworks.get(name.as_str()));
            framework.map(|framework| framework.run.clone()).unwrap_or_default()
        }
    }
}

struct Program {
    script: String,
    interpreter: String,
    arguments: Vec<String>,
}

/// `node server.js` is a script and its interpreter; `bash` is found by PATH; anything else is among the programs that
/// the service's package manager installed.
fn program(model: &Model, service: &Service, words: &[String]) -> Program {
    let (first, arguments) = words.split_first().map_or(("", words), |(first, rest)| (first.as_str(), rest));
    if let ("node", [script, arguments @ ..]) = (first, arguments) {
        let interpreter = "node".to_string();
        return Program { script: script.clone(), interpreter, arguments: arguments.to_vec() };
    }
    let runtime = model.catalogue.runtimes.get(service.runtime.name.as_str());
    let manager = runtime.and_then(|runtime| runtime.manager(service.runtime.manager_name()));
    let bin = manager.and_then(|manager| manager.bin.as_ref());
    let script = match bin {
        Some(bin) if first != "bash" && !first.contains('/') => format!("{bin}/{first}"),
        _ => first.to_string(),
    };
    Program { script, interpreter: "none".to_string(), arguments: arguments.to_vec() }
}

/// The port, and every setting whose value differs between the copies.
fn variables(model: &Model, scope: Scope<'_>, service: &Service, port: Option<u16>) -> Vec<Variable> {
    let fixed = |name: &str, value: String| Variable { name: name.to_string(), value };
    let mut variables = Vec::new();
    if let Some(port) = port {
        variables.push(fixed("HOST", THIS_HOST.to_string()));
        variables.push(fixed("HOSTNAME", THIS_HOST.to_string()));
        variables.push(fixed("PORT", port.to_string()));
    }
    for variable in model.variables(scope, service) {
        if let Some(value) = variable.plain()
            && model.differs_by_colour(scope.environment, service, &variable.name)
        {
            variables.push(fixed(&variable.name, value.to_string()));
        }
    }
    variables
}
