//! What the standard library knows of runtimes, frameworks, engines, platforms, actions and tools: data for targets.

use super::Store;
use crate::source::Spanned;
use crate::types::{Size, Version};
use indexmap::IndexMap;
use serde::Deserialize;

#[derive(Debug, Default)]
pub struct Catalogue {
    pub runtimes: IndexMap<String, Runtime>,
    pub frameworks: IndexMap<String, Framework>,
    pub libraries: IndexMap<String, Library>,
    pub engines: IndexMap<String, Engine>,
    pub migrators: IndexMap<String, Migrator>,
    pub stand_ins: IndexMap<String, StandIn>,
    pub platforms: IndexMap<String, Platform>,
    pub cdns: IndexMap<String, Cdn>,
    /// GitHub actions, pinned by commit, by `owner/name`.
    pub actions: IndexMap<String, Action>,
    /// Pinned versions of programs that artifacts install or run, by name.
    pub tools: IndexMap<String, Tool>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Runtime {
    pub name: String,
    pub about: String,
    #[serde(rename = "version")]
    pub versions: Vec<RuntimeVersion>,
    #[serde(rename = "manager", default)]
    pub managers: Vec<Manager>,
    /// The template of the Dockerfile, below `stdlib/templates/dockerfile/`, when no framework brings its own.
    pub dockerfile: String,
    /// The folder, below the service's, whose files its program serves.
    pub site: Option<String>,
    /// The shell that its image has, for a command that is one line.
    pub shell: String,
    /// What runs when neither the spec nor the framework says, with `{service}` and `{port}`.
    #[serde(default)]
    pub run: Vec<String>,
    /// What stands for the first word of `run` in development.
    #[serde(default)]
    pub develop: Vec<String>,
    /// The files at the top of the service's folder that are allowed into the build context.
    #[serde(default)]
    pub context: Vec<String>,
    /// Patterns of what installing, testing and running leave behind in the source, and no image needs. A folder
    /// ends with `/**`: naming the folder alone does not keep its files out, once all folders were let in.
    #[serde(default)]
    pub leftovers: Vec<String>,
    /// A program, with arguments, that asks the URL it is given as last argument and fails unless the answer is 2xx.
    /// It needs nothing that the runtime's image does not have.
    pub probe: Vec<String>,
    /// Variables, `NAME=value`, that make its servers believe what the edge says of a visitor: address and scheme.
    /// For containers that only the edge and the application's own services reach.
    #[serde(default)]
    pub behind_proxy: Vec<String>,
    /// Tells a platform that builds without an image which version to build with.
    pub version_variable: Option<String>,
    /// Programs that can reload a changed file.
    #[serde(rename = "reload", default)]
    pub reloads: Vec<Reload>,
}

/// A program that reloads a changed file when it is given this as first argument.
#[derive(Clone, Debug, Deserialize)]
pub struct Reload {
    pub name: String,
    pub flag: String,
}

impl Runtime {
    pub fn version(&self, version: &str) -> Option<&RuntimeVersion> {
        self.versions.iter().find(|known| *known.number == *version)
    }

    /// The manager of that name; without a name the only one.
    pub fn manager(&self, name: Option<&str>) -> Option<&Manager> {
        match (name, &self.managers[..]) {
            (Some(name), managers) => managers.iter().find(|known| known.name == name),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RuntimeVersion {
    pub number: Version,
    pub image: String,
    /// What was built runs on this one, when it is smaller.
    pub runs_on: Option<String>,
    /// Until when it gets security fixes, where that is known: `YYYY-MM-DD` or `YYYY-MM`.
    pub end_of_life: Option<String>,
    /// The package of nixpkgs.
    pub nix: Option<String>,
}

/// A package manager of a runtime.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Manager {
    pub name: String,
    pub manifest: String,
    pub lockfile: String,
    /// What installing reads besides, where it is there.
    #[serde(default)]
    pub files: Vec<String>,
    /// Makes dependencies ready in a checkout, as CI does.
    pub install: String,
    /// Makes dependencies ready in a release that is unpacked on a host, without development dependencies.
    pub install_release: String,
    pub image: ImageRecipe,
    /// Runs the script of the manifest whose name comes behind it.
    pub run_script: Option<String>,
    /// Names an entry of [`Catalogue::tools`] that has to be installed first.
    pub tool: Option<String>,
    /// The action that sets up runtime and manager on a runner, by `owner/name`.
    pub setup: Option<String>,
    /// The input of that action that takes the runtime's version.
    pub setup_version_input: Option<String>,
    /// Does it without an action, with `{version}`.
    pub setup_command: Option<String>,
    /// The input that takes the manager's own version, if it has one.
    pub setup_tool_input: Option<String>,
    /// Inputs that make the action keep what it downloads between runs: `NAME=value` with `{lockfile}`.
    #[serde(default)]
    pub setup_cache: Vec<String>,
    /// Inputs that make it keep nothing, for workflows that release, where a kept download could be another's.
    #[serde(default)]
    pub setup_uncached: Vec<String>,
    /// Prints how many percent of the lines the tests that ran last have covered. It fails when none were measured.
    pub coverage: Option<String>,
    /// The folder, below the service's, where installed programs are found.
    pub bin: Option<String>,
    /// The folder, below the service's, that its image installs into and that a mount of the source must not hide.
    pub installed_in: Option<String>,
}

/// How an image gets what a service needs: lines for a shell.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ImageRecipe {
    /// `NAME=value`, while the image is built.
    #[serde(default)]
    pub set: Vec<String>,
    /// Folders of downloads that stay between builds, outside the image.
    #[serde(default)]
    pub cache: Vec<String>,
    /// Installs what a build needs, from manifest and lock file alone.
    pub install: String,
    /// Adds what only development needs.
    pub install_development: Option<String>,
    /// Makes what runs, once the source is there.
    pub build: Option<String>,
    /// The same in a workspace, with what the service needs of other members first.
    pub build_workspace: Option<String>,
    pub build_development: Option<String>,
    /// Leaves what runs.
    pub prune: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Framework {
    pub name: String,
    pub about: String,
    pub runtime: String,
    /// The template of the Dockerfile, below `stdlib/templates/dockerfile/`, instead of the runtime's.
    pub dockerfile: Option<String>,
    /// What runs in production, when the spec does not say, with `{port}`.
    #[serde(default)]
    pub run: Vec<String>,
    /// What runs in development, with `{port}`: reloads when a file changes.
    #[serde(default)]
    pub develop: Vec<String>,
    /// The script of the manifest that builds what is served.
    pub build_script: Option<String>,
    /// The folder of files that the build makes to be served.
    pub site: Option<String>,
    /// Names the runtime that serves them.
    pub served_by: Option<String>,
    /// Whether the first page answers for every path that is no file.
    pub single_page: bool,
    /// The folder of the site whose files never change.
    pub hashed: Option<String>,
    /// Variables that begin so are baked into the build and readable by every visitor.
    pub public_prefix: Option<String>,
    /// What platforms that build frameworks themselves call it.
    pub preset: Option<String>,
    /// Folders the build writes, which must not enter the context.
    #[serde(default)]
    pub output: Vec<String>,
    /// Folders, below the service's, that the running service writes to.
    #[serde(default)]
    pub writable: Vec<String>,
}

/// A library that needs more of an image than a package manager gives it.
#[derive(Clone, Debug, Deserialize)]
pub struct Library {
    pub name: String,
    pub about: String,
    pub runtime: String,
    /// Debian packages.
    #[serde(default)]
    pub packages: Vec<String>,
    /// Folders and files of the service that are there before its packages are installed; of the files those that
    /// exist.
    #[serde(default)]
    pub folders: Vec<String>,
    #[serde(default)]
    pub files: Vec<String>,
    /// Makes ready what the source needs, before it is built.
    pub prepare: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Engine {
    pub name: String,
    pub about: String,
    /// What it can be.
    pub serves: Vec<Store>,
    #[serde(rename = "version")]
    pub versions: Vec<EngineVersion>,
    pub port: u16,
    /// With `{user}`, `{password}`, `{host}`, `{port}` and `{database}`.
    pub url: String,
    /// The same without credentials, for development.
    pub local_url: String,
    /// Where the image keeps its data.
    pub data_path: String,
    /// What else the image writes to, when its root is read-only. Nothing there outlives the container.
    #[serde(default)]
    pub writable: Vec<String>,
    /// Who the image's data belongs to, `user:group` in numbers.
    pub container_user: String,
    /// The most memory and processors its container takes.
    pub memory: Size,
    pub cpus: f64,
    /// The user that is made at the first start.
    pub user: String,
    /// Variables of the image: `NAME=value` with `{user}`, `{database}` and `{password-file}`.
    #[serde(default)]
    pub container_env: Vec<String>,
    /// The same on a developer's machine, where it has no password.
    #[serde(default)]
    pub local_env: Vec<String>,
    /// What the image runs, where it is not its own command.
    #[serde(rename = "command", default)]
    pub commands: Vec<EngineCommand>,
    /// Asks the engine in its container whether it answers, with `{user}`, `{database}` and `{password-file}`. It says
    /// no while the image's scripts of the first start still run.
    pub health: Vec<String>,
    /// How its data is copied. What can be made again, or is done soon, has none.
    pub log: Option<EngineLog>,
    pub dump: Option<EngineDump>,
    /// How many clients may be connected at once.
    pub connections: Option<u16>,
    /// A command for a terminal in the engine's container, with `{user}`: it asks for a new password and sets it.
    pub set_password: Option<String>,
}

/// A tool that brings a database to a schema.
#[derive(Clone, Debug, Deserialize)]
pub struct Migrator {
    pub name: String,
    pub about: String,
    /// The runtime it belongs to, if it belongs to one.
    pub runtime: Option<String>,
    pub run: Vec<String>,
}

/// A program that answers for an external service on a developer's machine.
#[derive(Clone, Debug, Deserialize)]
pub struct StandIn {
    pub name: String,
    pub about: String,
    pub image: String,
    pub port: u16,
    /// Where a browser shows what it was sent.
    pub page: Option<u16>,
    /// With `{host}` and `{port}`.
    pub url: String,
    #[serde(default)]
    pub health: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct EngineCommand {
    #[serde(rename = "as")]
    pub store: Store,
    /// With `{password-file}` and `{megabytes}`.
    pub words: Vec<String>,
}

/// How changes are copied as they are made. Lines run as those of a dump.
#[derive(Clone, Debug, Deserialize)]
pub struct EngineLog {
    pub id: String,
    pub list: String,
    pub write: String,
    pub done: String,
    pub base: String,
    pub first: String,
    pub replay: String,
}

/// Shell lines run in the engine's container by `bash -euo pipefail -c`. They find the password in the file named by
/// `PASSWORD_FILE` and the database in `DATABASE`, never in an argument.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct EngineDump {
    pub extension: String,
    /// How many bytes the smallest honest dump has.
    pub smallest: u64,
    /// To standard output.
    pub write: String,
    /// From standard input.
    pub read: String,
    /// What the dump speaks of and does not hold, likewise.
    pub write_roles: Option<String>,
    pub read_roles: Option<String>,
    /// Prints one line per collection or table, `name count`, sorted.
    pub count: String,
}

impl Engine {
    pub fn version(&self, version: &str) -> Option<&EngineVersion> {
        self.versions.iter().find(|known| *known.number == *version)
    }

    /// What runs, unless it is the image's own command.
    pub fn command(&self, store: Store) -> Option<&[String]> {
        self.commands.iter().find(|command| command.store == store).map(|command| &command.words[..])
    }

    pub fn data_path<'e>(&'e self, version: &'e EngineVersion) -> &'e str {
        version.data_path.as_deref().unwrap_or(&self.data_path)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct EngineVersion {
    pub number: Version,
    pub image: String,
    /// Where this version's image keeps its data, when that is not where the others do.
    pub data_path: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Platform {
    pub name: String,
    pub about: String,
    #[serde(default)]
    pub regions: Vec<String>,
    /// The sizes in which it runs things, the smaller before the larger.
    #[serde(rename = "plan", default)]
    pub plans: Vec<Plan>,
    #[serde(default)]
    pub keeps: Vec<Kept>,
    /// Is `true` in copies for pull requests, which have no secrets that people give.
    pub copy_variable: Option<String>,
    #[serde(default)]
    pub cannot: Vec<Cannot>,
}

impl Platform {
    /// The first plan for a service, or for an engine by its name, that has room.
    pub fn plan(&self, of: &str, memory: Size, cpus: f64) -> Option<&Plan> {
        let has_room =
            |plan: &&Plan| plan.memory >= memory && plan.cpus.is_none_or(|has| has >= cpus) && plan.of == of;
        self.plans.iter().find(has_room)
    }

    pub fn kept(&self, engine: &str) -> Option<&Kept> {
        self.keeps.iter().find(|kept| kept.name == engine)
    }
}

/// A size in which a platform runs something.
#[derive(Clone, Debug, Deserialize)]
pub struct Plan {
    pub name: String,
    /// `service`, or an engine.
    pub of: String,
    pub memory: Size,
    pub cpus: Option<f64>,
}

/// An engine that a platform keeps itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Kept {
    /// The engine.
    pub name: String,
    /// What the platform calls it.
    #[serde(rename = "as")]
    pub called: String,
    /// With `{version}`.
    pub image: Option<String>,
    /// Where that image keeps its data.
    pub data_path: Option<String>,
    /// The variable in which the platform hands its URL on.
    pub variable: Option<String>,
    /// Whether the platform backs it up, whatever a spec says.
    pub backed_up: bool,
    pub versions: Vec<Version>,
}

/// A setting that a platform has no use for.
#[derive(Clone, Debug, Deserialize)]
pub struct Cannot {
    /// `environment.rollout.abort-when`.
    pub field: Spanned<String>,
    /// The value that needs nothing of the platform.
    pub except: Option<String>,
    /// A setting of the environment, and its value, without which the platform can.
    pub when: Option<Spanned<String>>,
    pub is: Option<String>,
    pub because: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Action {
    pub name: String,
    pub version: String,
    pub commit: String,
}

impl Action {
    /// What `uses:` takes; the version belongs in a comment beside it.
    pub fn uses(&self) -> String {
        format!("{}@{}", self.name, self.commit)
    }
}

/// A network that stands in front of hosts.
#[derive(Clone, Debug, Deserialize)]
pub struct Cdn {
    pub name: String,
    pub about: String,
    /// Says who the client is.
    pub header: String,
    /// The addresses that are believed.
    pub ranges: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackageIndex {
    Npm,
    Pypi,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Tool {
    pub name: String,
    pub version: Spanned<String>,
    /// How a Dockerfile or a runner installs it, with `{version}`.
    pub install: String,
    /// Where a host gets it; without one, a person installs it.
    pub from: Option<PackageIndex>,
}
