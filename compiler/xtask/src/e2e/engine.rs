//! The container engine, and what a run leaves in it.
//!
//! In: the machine's own engine, or the kit beside the repository that starts one. Out: commands for it. Everything a
//! run makes carries the run's label; when the engine is dropped, all of that is removed, and nothing else.

use crate::process::{Output, run, succeed};
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub(crate) const SHORT: Duration = Duration::from_secs(60);
pub(crate) const BUILD: Duration = Duration::from_secs(900);

#[derive(Debug)]
pub(crate) struct Engine {
    pub(crate) version: String,
    /// What the kit says has to be in the environment.
    environment: Vec<(String, String)>,
    /// The folder of the kit, where it is there.
    pub(crate) kit: Option<PathBuf>,
    /// Names what this run makes.
    pub(crate) run: String,
}

impl Engine {
    pub(crate) fn find(workspace: &Workspace) -> Result<Self, String> {
        let kit = kit(workspace);
        let mut engine = Self {
            version: String::new(),
            environment: Vec::new(),
            kit,
            run: format!("formwork-e2e-{}", std::process::id()),
        };
        if let (Err(own), Some(kit)) = (engine.ask(), engine.kit.clone()) {
            engine.environment = started(&kit).map_err(|why| format!("{own}; {why}"))?;
        }
        engine.version = engine.ask()?;
        Ok(engine)
    }

    /// The version, of an engine that has what Dockerfiles here need: BuildKit, and Compose beside it.
    fn ask(&self) -> Result<String, String> {
        let version = succeed(self.docker().args(["version", "--format", "{{.Server.Version}}"]), SHORT, "")?;
        succeed(self.docker().args(["buildx", "version"]), SHORT, "")?;
        succeed(self.docker().args(["compose", "version"]), SHORT, "")?;
        Ok(version.stdout.trim().to_string())
    }

    pub(crate) fn docker(&self) -> Command {
        let mut command = Command::new("docker");
        command.envs(self.environment.iter().cloned());
        command
    }

    /// Runs a command of the engine to its end, and takes any exit code but 0 for a failure.
    pub(crate) fn call(&self, arguments: &[&str], limit: Duration) -> Result<Output, String> {
        succeed(self.docker().args(arguments), limit, "")
    }

    /// A program of the kit, with the engine in its environment.
    pub(crate) fn kit_program(&self, name: &str) -> Option<Command> {
        let mut command = Command::new(self.kit.as_ref()?.join(name));
        command.envs(self.environment.iter().cloned());
        Some(command)
    }

    pub(crate) fn has_image(&self, name: &str) -> bool {
        self.call(&["image", "inspect", name], SHORT).is_ok()
    }

    pub(crate) fn label(&self) -> String {
        format!("formwork.e2e={}", self.run)
    }

    /// The engine's socket on this machine.
    pub(crate) fn socket(&self) -> String {
        let set =
            self.environment.iter().find(|(name, _)| name == "DOCKER_HOST").map(|(_, value)| value.clone());
        let host = set.or_else(|| std::env::var("DOCKER_HOST").ok()).unwrap_or_default();
        host.strip_prefix("unix://").unwrap_or("/var/run/docker.sock").to_string()
    }

    fn remove(&self, list: &[&str], remove: &[&str]) {
        let filter = format!("label={}", self.label());
        let mut names = self.docker();
        names.args(list).args(["--quiet", "--filter", &filter]);
        let Ok(found) = run(&mut names, SHORT, "") else { return };
        let found: Vec<&str> = found.stdout.split_whitespace().collect();
        if !found.is_empty() {
            let mut command = self.docker();
            command.args(remove).args(found);
            if let Err(why) = succeed(&mut command, BUILD, "") {
                eprintln!("not removed: {why}");
            }
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.remove(&["ps", "--all"], &["rm", "--force", "--volumes"]);
        self.remove(&["network", "ls"], &["network", "rm"]);
        self.remove(&["volume", "ls"], &["volume", "rm"]);
        self.remove(&["image", "ls"], &["image", "rm", "--force"]);
    }
}

fn kit(workspace: &Workspace) -> Option<PathBuf> {
    let shared = std::env::var_os("FORMWORK_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| workspace.root.join("../shared"));
    let kit = std::path::absolute(shared.join("e2e")).ok()?;
    kit.join("docker.sh").is_file().then_some(kit)
}

/// Starts the kit's engine, which takes no time when it runs. It stays for the next run.
fn started(kit: &Path) -> Result<Vec<(String, String)>, String> {
    let script = kit.join("docker.sh");
    let shell = r#"eval "$("$0" env)" || { "$0" start >&2 && eval "$("$0" env)"; }; env --null"#;
    let mut bash = Command::new("bash");
    bash.arg("-c").arg(shell).arg(&script);
    let output = succeed(&mut bash, Duration::from_secs(180), "")?;
    let wanted = |name: &str| name.starts_with("DOCKER") || name == "PATH";
    let pairs = output.stdout.split('\0').filter_map(|line| line.split_once('='));
    Ok(pairs.filter(|(name, _)| wanted(name)).map(|(name, value)| (name.into(), value.into())).collect())
}
