//! What a Dockerfile and a `.dockerignore` say, as plain data.

use crate::targets::container::Pace;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Image {
    pub header: String,
    pub about: Option<String>,
    pub title: String,
    /// The source's address, for the label.
    pub source: Option<String>,
    /// The runtime's image.
    pub base: String,
    pub folder: &'static str,
    pub manifest: String,
    pub lockfile: String,
    /// Installs the package manager, where the runtime's image has none.
    pub install_tool: Option<String>,
    /// Builds what is served.
    pub build: Option<String>,
    /// Variables that become part of the build.
    pub baked: Vec<String>,
    /// Folders that the running service writes to.
    pub writable: Vec<String>,
    /// `user:group`, in numbers.
    pub user: &'static str,
    pub port: Option<u16>,
    pub probe: Option<Probe>,
    pub command: Vec<String>,
    pub development_command: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Probe {
    pub pace: Pace,
    pub words: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Ignore {
    pub header: String,
    pub manager: String,
    /// Files beside the manifest that may enter.
    pub allowed: Vec<String>,
    /// What stays out of the folders that may enter.
    pub refused: Vec<String>,
}
