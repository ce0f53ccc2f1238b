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
    pub sudoers: String,
    pub password_mode: &'static str,
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
    /// Where installed programs are, below the service's folder.
    pub bins: Vec<Entry>,
    /// By database: a service and the words of a command, one a line.
    pub migrations: Vec<Entry>,
    /// By job, likewise.
    pub jobs: Vec<Entry>,
    pub job_seconds: Vec<Entry>,
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
    pub openssl_at_least: &'static str,
    pub access_log: String,
    pub certificate_folder: String,
    pub databases: String,
    pub database_name: String,
    pub backups: String,
    pub backup_tables: Vec<Table>,
}

/// An entry of a table of the shell. The key is a name.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    pub key: String,
    pub value: String,
}

/// A table of the shell, with an entry for each database that is backed up.
#[derive(Debug, Serialize)]
pub(super) struct Table {
    pub name: &'static str,
    pub entries: Vec<Entry>,
}
