//! An application as its developer has it after `formwork apply`.
//!
//! In: a folder with a spec. Out: a copy of it in a folder of its own with everything that the spec makes, and the
//! Compose project that it makes for developers, as a value. Its own folder is never written to.

use crate::process::succeed;
use crate::workspace::Workspace;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;
use walkdir::WalkDir;

/// What a checkout has no use for, and copying takes long.
const LEFT: &[&str] = &["node_modules", ".git", ".venv", "target", ".next"];

#[derive(Debug)]
pub(crate) struct Application {
    pub(crate) name: String,
    folder: TempDir,
    /// `compose.yaml`.
    pub(crate) development: Value,
    /// The project of the first environment that runs containers on a host, where there is one.
    pub(crate) host: Option<Value>,
}

/// The folder's name, or the one of the case that it is the input of.
pub(crate) fn name(folder: &Path) -> String {
    let own = if folder.ends_with("input") { folder.parent().unwrap_or(folder) } else { folder };
    own.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl Application {
    pub(crate) fn prepare(workspace: &Workspace, formwork: &Path, source: &Path) -> Result<Self, String> {
        Self::changed(workspace, formwork, source, |spec| spec)
    }

    /// The same, with another spec than the folder has.
    pub(crate) fn changed(
        workspace: &Workspace,
        formwork: &Path,
        source: &Path,
        change: impl FnOnce(String) -> String,
    ) -> Result<Self, String> {
        let scratch = workspace.tools().join("scratch");
        fs::create_dir_all(&scratch).map_err(|why| format!("{}: {why}", scratch.display()))?;
        let folder = TempDir::with_prefix_in("e2e-", scratch).map_err(|why| why.to_string())?;
        copy(source, folder.path())?;
        let spec = folder.path().join("formwork.kdl");
        let text = fs::read_to_string(&spec).map_err(|why| format!("{}: {why}", spec.display()))?;
        fs::write(&spec, change(text)).map_err(|why| format!("{}: {why}", spec.display()))?;
        let mut apply = Command::new(formwork);
        apply.args(["apply", "--yes"]).current_dir(folder.path());
        succeed(&mut apply, Duration::from_secs(60), "")?;
        let development = yaml(&folder.path().join("compose.yaml"))?;
        let host = hosts(folder.path()).into_iter().next().map(|file| yaml(&file)).transpose()?;
        Ok(Self { name: name(source), folder, development, host })
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// The services of the project for developers that are built here, with their settings.
    pub(crate) fn built(&self) -> impl Iterator<Item = (&str, &Value)> {
        let services = self.development["services"].as_object().into_iter().flatten();
        services
            .filter(|(_, service)| service.get("build").is_some())
            .map(|(name, service)| (&**name, service))
    }

    /// How a host runs a service.
    pub(crate) fn on_host(&self, service: &str) -> Option<&Value> {
        let services = self.host.as_ref()?.get("services")?;
        services.get(service).or_else(|| services.get(format!("{service}-blue")))
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let wanted = |name: &std::ffi::OsStr| !LEFT.iter().any(|left| name == *left);
    for entry in WalkDir::new(from).into_iter().filter_entry(|entry| wanted(entry.file_name())) {
        let entry = entry.map_err(|why| why.to_string())?;
        let below = entry.path().strip_prefix(from).map_err(|why| why.to_string())?;
        let target = to.join(below);
        let done = match entry.file_type() {
            kind if kind.is_dir() => fs::create_dir_all(&target),
            _ => fs::copy(entry.path(), &target).map(drop),
        };
        done.map_err(|why| format!("{}: {why}", target.display()))?;
    }
    Ok(())
}

fn hosts(folder: &Path) -> Vec<PathBuf> {
    let environments = fs::read_dir(folder.join("deploy")).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<_> = environments.map(|entry| entry.path().join("compose.yaml")).collect();
    files.retain(|file| file.is_file());
    files.sort();
    files
}

fn yaml(file: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(file).map_err(|why| format!("{}: {why}", file.display()))?;
    serde_saphyr::from_str(&text).map_err(|why| format!("{}: {why}", file.display()))
}
