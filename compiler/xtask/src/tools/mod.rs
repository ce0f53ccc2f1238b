//! The real tools: what is installed where, and how each is called.
//!
//! In: the locks under `compiler/xtask/tools/`. Out: a [`Toolbox`] that knows, for every kit, whether it is ready
//! or why not, and makes commands. Everything lands in the ignored folder `.tools/`; a kit whose stamp still
//! matches its lock is left alone. It judges no artifact.

mod debian;
mod node;
mod python;
mod sandbox;
mod stamp;

pub(crate) use debian::{AMTOOL_PROGRAM, DOCKER_COMPOSE, NGINX, PROMTOOL_PROGRAM, Version, parse_version};
pub(crate) use sandbox::Sandbox;

use crate::process::succeed;
use crate::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::File;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// What is installed in one go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kit {
    /// What the machine has: bash, and the checks written here. Nothing is installed.
    System,
    Python,
    Node,
    NginxOld,
    NginxNew,
    Compose,
    Promtool,
    Amtool,
    Chromium,
    /// Schemas of other people's formats that are not ours to hand on: read where they lie.
    Schemas,
    /// The command line of Vercel, unpacked beside the Node kit and without what it depends on.
    Vercel,
}

impl Kit {
    pub(crate) const ALL: [Kit; 11] = [
        Kit::System,
        Kit::Python,
        Kit::Node,
        Kit::NginxOld,
        Kit::NginxNew,
        Kit::Compose,
        Kit::Promtool,
        Kit::Amtool,
        Kit::Chromium,
        Kit::Schemas,
        Kit::Vercel,
    ];

    /// The folder under `.tools/`.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Kit::System => "system",
            Kit::Python => "py",
            Kit::Node => "npm",
            Kit::NginxOld => "nginx-old",
            Kit::NginxNew => "nginx-new",
            Kit::Compose => "compose",
            Kit::Promtool => "promtool",
            Kit::Amtool => "amtool",
            Kit::Chromium => "chromium",
            Kit::Schemas => "schemas",
            Kit::Vercel => "npm/vercel",
        }
    }
}

/// Versions by package name; a kit that is a single program has one, under the program's name.
type Versions = BTreeMap<String, String>;

/// The kits a run asked for, each ready or with the reason why it is not.
#[derive(Debug)]
pub(crate) struct Toolbox {
    workspace: Workspace,
    kits: BTreeMap<Kit, Result<Versions, String>>,
}

impl Toolbox {
    /// Installs what is missing. One run at a time does so; others wait for it.
    pub(crate) fn install(workspace: &Workspace, wanted: &BTreeSet<Kit>) -> Result<Self, String> {
        let folder = workspace.tools();
        std::fs::create_dir_all(folder.join("scratch"))
            .map_err(|why| format!("{}: {why}", folder.display()))?;
        let lock = File::create(folder.join("lock")).map_err(|why| format!(".tools/lock: {why}"))?;
        lock.lock().map_err(|why| format!(".tools/lock: {why}"))?;
        let kits = wanted.iter().map(|kit| (*kit, install_kit(workspace, *kit))).collect();
        Ok(Self { workspace: workspace.clone(), kits })
    }

    pub(crate) fn ready(&self, kit: Kit) -> Result<(), &str> {
        match self.kits.get(&kit) {
            Some(Ok(_)) => Ok(()),
            Some(Err(why)) => Err(why),
            None => Err("not installed for this run"),
        }
    }

    /// The version of a package in a kit, "-" when the kit has none of that name.
    pub(crate) fn version(&self, kit: Kit, package: &str) -> &str {
        let versions = self.kits.get(&kit).and_then(|kit| kit.as_ref().ok());
        versions.and_then(|versions| versions.get(package)).map_or("-", String::as_str)
    }

    /// A program of the Python kit.
    pub(crate) fn python_program(&self, name: &str) -> Command {
        Command::new(self.folder(Kit::Python).join("bin").join(name))
    }

    /// Where programs of the Python kit find each other, before the machine's.
    pub(crate) fn python_path(&self) -> OsString {
        let mut path = self.folder(Kit::Python).join("bin").into_os_string();
        if let Some(rest) = std::env::var_os("PATH") {
            path.push(":");
            path.push(rest);
        }
        path
    }

    /// One of the project's own Python scripts, with the kit's libraries.
    pub(crate) fn python_script(&self, name: &str) -> Command {
        let mut command = self.python_program("python");
        command.arg("-I").arg(self.workspace.tool_sources().join(name));
        command
    }

    /// One of the project's own JavaScript files; the installation put it beside `node_modules`.
    pub(crate) fn node_script(&self, name: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(self.folder(Kit::Node).join(name));
        command
    }

    /// The browser, the folders of its libraries, and of its fonts: it runs beside the machine's own, in no tree of its own.
    pub(crate) fn chromium(&self) -> [String; 3] {
        let folder = self.folder(Kit::Chromium);
        let within = |path: &str| folder.join(path.trim_start_matches('/')).to_string_lossy().into_owned();
        [within(debian::CHROMIUM_PROGRAM), debian::libraries(&folder), within("usr/share/fonts")]
    }

    pub(crate) fn schema(&self, name: &str) -> PathBuf {
        self.workspace.schemas().join(name)
    }

    /// A fresh file tree of its own for a program out of a Debian package.
    pub(crate) fn sandbox(&self, kit: Kit) -> Result<Sandbox, String> {
        Sandbox::new(&self.folder(kit), &self.workspace.tools().join("scratch"))
    }

    fn folder(&self, kit: Kit) -> PathBuf {
        self.workspace.tools().join(kit.folder())
    }
}

fn install_kit(workspace: &Workspace, kit: Kit) -> Result<Versions, String> {
    match kit {
        Kit::System => system(),
        Kit::Python => python::install(workspace),
        Kit::Node => node::install(workspace),
        Kit::NginxOld => debian::install(workspace, kit, &debian::NGINX_OLD),
        Kit::NginxNew => debian::install(workspace, kit, &debian::NGINX_NEW),
        Kit::Compose => debian::install(workspace, kit, &debian::COMPOSE),
        Kit::Promtool => debian::install(workspace, kit, &debian::PROMTOOL),
        Kit::Amtool => debian::install(workspace, kit, &debian::AMTOOL),
        Kit::Chromium => debian::install(workspace, kit, &debian::CHROMIUM),
        Kit::Schemas => schemas(workspace),
        Kit::Vercel => node::install_vercel(workspace),
    }
}

fn system() -> Result<Versions, String> {
    let said = succeed(Command::new("bash").arg("--version"), Duration::from_secs(5), "")?;
    let version = debian::first_version(&said.stdout).ok_or("bash names no version")?;
    Ok(Versions::from([("bash".to_owned(), version.map(|part| part.to_string()).join("."))]))
}

/// The day their notes give for all of them.
fn schemas(workspace: &Workspace) -> Result<Versions, String> {
    let notes = workspace.schemas().join("NOTES.md");
    let text =
        std::fs::read_to_string(&notes).map_err(|_| "no folder `schemas` in FORMWORK_SHARED or ../shared")?;
    let day = text.split_whitespace().find(|word| word.starts_with("20") && word.matches('-').count() == 2);
    let day = day.ok_or("NOTES.md of the schemas names no day")?.trim_end_matches([',', '.']);
    Ok(Versions::from([("schemas".to_owned(), day.to_owned())]))
}

/// The chore `install-tools`: every kit, and a line about each.
pub(crate) fn install_all() -> Result<bool, String> {
    let toolbox = Toolbox::install(&Workspace::find()?, &BTreeSet::from(Kit::ALL))?;
    let mut complete = true;
    for (kit, state) in &toolbox.kits {
        match state {
            Ok(versions) => {
                for (package, version) in versions {
                    println!("{:<10} {package} {version}", kit.folder());
                }
            }
            Err(why) => {
                complete = false;
                println!("{:<10} not installed: {why}", kit.folder());
            }
        }
    }
    Ok(complete)
}
