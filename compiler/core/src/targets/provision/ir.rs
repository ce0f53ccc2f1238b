//! A playbook as plain data: what the templates of `stdlib/templates/ansible/` print, and the variables of its tasks.

use crate::artifact::EntityRef;
use indexmap::IndexMap;
use serde::Serialize;

#[derive(Debug)]
pub(super) struct Provision {
    pub inventory: Inventory,
    pub vars: Vars,
    pub playbook: Playbook,
    /// Templates that are printed as they stand below the folder, by the name of the file.
    pub files: Vec<&'static str>,
    pub made_from: Vec<EntityRef>,
}

/// What decides which tasks there are.
#[derive(Debug, Serialize)]
pub(super) struct Playbook {
    pub app: String,
    pub environment: String,
    pub instance: String,
    /// Where the files are in the repository.
    pub folder: String,
    pub shared: bool,
    pub is_pm2: bool,
    pub has_edge: bool,
    pub is_backed_up: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Inventory {
    pub all: Group,
}

#[derive(Debug, Serialize)]
pub(super) struct Group {
    pub hosts: IndexMap<String, Machine>,
}

#[derive(Debug, Serialize)]
pub(super) struct Machine {
    pub ansible_host: String,
    pub ansible_python_interpreter: &'static str,
}

/// What tasks know of the environment. Text of the author is escaped for Jinja, which reads every value.
#[derive(Debug, Serialize)]
pub(super) struct Vars {
    pub environment_name: String,
    pub instance: String,
    pub deploy_user: String,
    pub host_is_shared: bool,
    /// A file of public keys on the machine that runs the playbook; empty when a person places them.
    pub authorized_keys: String,
    pub host_root: String,
    pub secrets_folder: String,
    /// Empty when nothing is asked for as root.
    pub sudoers: String,
    pub jobs: Vec<Job>,
    #[serde(flatten)]
    pub docker: Option<Docker>,
    #[serde(flatten)]
    pub pm2: Option<Pm2>,
    #[serde(flatten)]
    pub edge: Option<Edge>,
}

/// A job, and when its timer starts it.
#[derive(Debug, Serialize)]
pub(super) struct Job {
    pub name: String,
    /// What it runs, below `scripts/`.
    pub script: &'static str,
    pub arguments: String,
    pub calendar: String,
    /// Longer than the script lets it run.
    pub longest_seconds: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Docker {
    pub docker_at_least: &'static str,
    pub compose_at_least: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct Pm2 {
    /// The major version.
    pub node_version: String,
    pub npm_tools: Vec<Tool>,
    pub pypi_tools: Vec<Tool>,
}

#[derive(Debug, Serialize)]
pub(super) struct Tool {
    pub name: String,
    pub version: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Edge {
    pub nginx_at_least: String,
    pub openssl_at_least: &'static str,
    pub nginx_folder: String,
    pub server_names: Vec<String>,
    pub acme_folder: String,
    pub certificate_folder: String,
    pub owner_email: String,
    /// More words for certbot, such as the address of a server for trials.
    pub acme_arguments: Vec<String>,
}
