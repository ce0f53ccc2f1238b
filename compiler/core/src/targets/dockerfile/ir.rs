//! What a Dockerfile, a `.dockerignore`, a start-up check and the settings of a site's server say, as plain data.

use crate::targets::container::Pace;
use serde::Serialize;

/// A program that has to be in the image, and what is said when it is not: both as words of a shell.
#[derive(Debug, Serialize)]
pub(super) struct Migrator {
    pub program: String,
    pub complaint: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Image {
    pub header: String,
    pub about: Option<String>,
    pub title: String,
    /// The source's address, for the label.
    pub source: Option<String>,
    /// The runtime's image.
    pub base: String,
    /// What the built service runs on.
    pub runs_on: String,
    /// Where the build context is in the image.
    pub root: &'static str,
    /// Where the service is.
    pub folder: String,
    /// Its folder below the build context, with a slash behind it; nothing when it is the context.
    pub member: String,
    pub packages: Option<Packages>,
    pub libraries: Libraries,
    /// Programs that migrate databases from this image.
    pub migrators: Vec<Migrator>,
    /// Builds what a framework serves.
    pub build: Option<String>,
    /// The folder of the site that the build makes, below the service's.
    pub site: Option<String>,
    /// The name of the program that a compiler makes.
    pub program: String,
    /// Variables that become part of the build.
    pub baked: Vec<String>,
    /// Folders that the running service writes to.
    pub writable: Vec<String>,
    /// Whether something is checked before the program starts.
    pub checked: bool,
    /// `user:group`, in numbers.
    pub user: &'static str,
    pub port: Option<u16>,
    pub probe: Option<Probe>,
    pub command: Vec<String>,
    pub development_command: Vec<String>,
}

/// How the dependencies get into the image. What is run is in lines, each of which has to succeed.
#[derive(Debug, Serialize)]
pub(super) struct Packages {
    /// What installing reads: names, and patterns of what need not be there.
    pub files: Vec<String>,
    /// The names alone.
    pub names: Vec<String>,
    /// Installs the package manager, where the runtime's image has none.
    pub tool: Option<String>,
    pub env: Vec<Setting>,
    /// Folders of downloads that stay outside the image.
    pub cache: Vec<String>,
    pub install: Vec<String>,
    pub install_development: Vec<String>,
    pub build: Vec<String>,
    pub build_development: Vec<String>,
    pub prune: Vec<String>,
    /// Folders of installed programs.
    pub bins: Vec<String>,
}

/// What the libraries of a service need besides.
#[derive(Debug, Default, Serialize)]
pub(super) struct Libraries {
    /// Debian packages, sorted.
    pub packages: Vec<String>,
    /// Folders that are there before anything is installed.
    pub folders: Vec<String>,
    /// And files, where they exist.
    pub files: Vec<String>,
    pub prepare: Vec<String>,
    /// Variables that only the running service has, and that have to be there to prepare it.
    pub unused: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Setting {
    pub name: String,
    pub value: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Probe {
    pub pace: Pace,
    pub words: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Ignore {
    pub header: String,
    /// Makes the rest in the image.
    pub maker: Option<String>,
    /// Files at the top that may enter.
    pub allowed: Vec<String>,
    /// What stays out of the folders that may enter.
    pub refused: Vec<String>,
}

/// The check before the program starts.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    pub service: String,
    pub required: Vec<Required>,
    /// Whether copies for pull requests have to do without some of them.
    pub has_copies: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Required {
    pub name: String,
    pub about: String,
    /// An empty secret is one that nobody filled in; an empty setting may be meant.
    pub filled: bool,
    /// Copies for pull requests, in which this variable is `true`, have to do without it.
    pub not_in_copies: Option<String>,
}

/// How nginx serves a site in its image.
#[derive(Debug, Serialize)]
pub(super) struct Site {
    pub header: String,
    pub service: String,
    pub port: u16,
    pub root: String,
    pub single_page: bool,
    /// The folder whose files never change.
    pub hashed: Option<String>,
}
