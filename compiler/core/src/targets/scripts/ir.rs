//! What the templates of `stdlib/templates/shell/` print: plain data, every decision taken.

use crate::artifact::EntityRef;
use serde::Serialize;

#[derive(Debug)]
pub(super) struct Scripts {
    /// The scripts that are run, and the files they source, by the names of their templates.
    pub files: Vec<File>,
    pub settings: Vec<Settings>,
}

#[derive(Debug)]
pub(super) struct File {
    pub name: &'static str,
    pub runs: bool,
    pub made_from: Vec<EntityRef>,
}

/// The settings of one environment.
#[derive(Debug, Serialize)]
pub(super) struct Settings {
    #[serde(skip)]
    pub path: String,
    #[serde(skip)]
    pub made_from: Vec<EntityRef>,
    pub app: String,
    pub environment: String,
    pub instance: String,
    pub supervisor: &'static str,
    pub user: String,
    pub root: String,
    pub secrets: String,
    /// Names with blanks between them, as are all lists of names below.
    pub colours: String,
    pub services: String,
    pub health_paths: Vec<Entry>,
    pub copy_ports: Vec<Entry>,
    /// Of containers.
    pub image_variables: Vec<Entry>,
    /// Of PM2.
    pub processes: Vec<Entry>,
    pub installs: Vec<Entry>,
    pub secret_names: Vec<Entry>,
    pub gate_seconds: u64,
    pub edge_seconds: u64,
    pub bake_seconds: u64,
    pub drain_seconds: u64,
    pub keep_old_seconds: u64,
    pub keep_releases: u16,
    pub aborts: Vec<String>,
    pub hosts: String,
    pub routes: Vec<Entry>,
    pub nginx_folder: String,
    pub nginx_at_least: &'static str,
    pub access_log: String,
    pub certificate_folder: String,
    pub acme_folder: String,
    pub databases: String,
    pub database_name: String,
    pub backups: String,
    pub backup_settings: Vec<Backup>,
}

/// An entry of a table of the shell. The key is a name.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    pub key: String,
    pub value: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Backup {
    pub name: String,
    pub image: String,
    /// `NAME=value`, one a line.
    pub container_env: String,
    /// A line for a shell.
    pub health: String,
    pub dump: String,
    pub restore: String,
    pub count: String,
    pub extension: String,
    pub smallest_dump: u64,
    pub bucket: String,
    pub region: String,
    /// Empty when nothing is encrypted.
    pub recipient: String,
    /// Daily, weekly, monthly.
    pub keep: String,
    pub rto_seconds: Option<u64>,
}
