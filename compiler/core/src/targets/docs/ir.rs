//! The documents as plain data: names, numbers and sentences, ready to be put in their places.

use serde::Serialize;

/// An environment on a host, with every name that a command needs.
#[derive(Debug, Default, Serialize)]
pub(super) struct Place {
    pub name: String,
    pub about: String,
    pub host: String,
    pub user: String,
    pub password_mode: &'static str,
    pub shared: bool,
    pub taken_ports: String,
    pub instance: String,
    pub root: String,
    pub secrets: String,
    pub nginx: String,
    /// The folder of the playbook in the repository.
    pub provision: String,
    /// The file of public keys in the repository, if there is one.
    pub authorized_keys: String,
    pub certificate: String,
    pub acme: String,
    pub access_log: String,
    pub error_log: String,
    pub process_logs: String,
    pub is_pm2: bool,
    pub has_images: bool,
    pub blue_green: bool,
    pub rollout: String,
    pub bake: String,
    pub keep_old: String,
    pub keep_releases: u16,
    pub aborts: Vec<String>,
    pub trigger: String,
    pub branch: String,
    pub promoted_from: String,
    pub approval: bool,
    pub workflow: String,
    pub backup_environment: String,
    pub is_backed_up: bool,
    pub openssl: &'static str,
    pub server_names: Vec<String>,
    /// The same, and the host's own.
    pub all_names: Vec<String>,
    pub routes: Vec<Route>,
    pub copies: Vec<Copy>,
    pub databases: Vec<Database>,
    pub secret_files: Vec<SecretFile>,
    pub backups: Vec<Backup>,
    pub refresh: Option<Refresh>,
}

#[derive(Debug, Serialize)]
pub(super) struct Route {
    pub host: String,
    pub service: String,
    /// What answers 200 when all is well, through the edge.
    pub check_url: String,
}

/// A running copy of a service.
#[derive(Debug, Serialize)]
pub(super) struct Copy {
    pub service: String,
    pub colour: String,
    pub ports: String,
    /// Its containers or processes.
    pub names: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Database {
    pub name: String,
    pub engine: String,
    pub container: String,
    pub password_file: String,
}

#[derive(Debug, Serialize)]
pub(super) struct SecretFile {
    pub path: String,
    pub lines: Vec<SecretLine>,
    /// Whether a line holds the password of a database as well.
    pub names_password: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct SecretLine {
    pub name: String,
    /// `NAME=` and what follows, as far as that is known.
    pub line: String,
    pub about: String,
    /// The declared secret it holds.
    pub secret: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Backup {
    pub database: String,
    /// By what scripts know it.
    pub key: String,
    pub schedule: String,
    pub bucket: String,
    pub region: String,
    /// `s3://bucket/environment/database`
    pub address: String,
    pub keep: String,
    pub recipient: String,
    /// The program that encrypts it before it leaves the host.
    pub encryption: Option<String>,
    pub drill: String,
    pub rto: String,
    pub rpo: String,
    /// How far back it can be brought to a second, and how often changes are copied; empty where they are not.
    pub log_keep: String,
    pub log_every: String,
    /// What is typed to confirm a restore over live data.
    pub confirm: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Refresh {
    pub from: String,
    pub schedule: String,
    pub anonymise: String,
}

/// A secret of the application, wherever it is kept.
#[derive(Debug, Serialize)]
pub(super) struct Secret {
    pub name: String,
    pub about: String,
    pub owner: String,
    pub rotate: String,
    pub places: Vec<SecretPlace>,
}

#[derive(Debug, Serialize)]
pub(super) struct SecretPlace {
    /// The environment, here or on GitHub.
    pub environment: String,
    /// The file on the host, or nothing for a secret on GitHub.
    pub file: String,
    pub variable: String,
    pub host: String,
    pub user: String,
    /// The services that read it.
    pub services: String,
}

/// The password of a database, in every environment that has it.
#[derive(Debug, Serialize)]
pub(super) struct Password {
    pub database: String,
    pub places: Vec<PasswordPlace>,
}

#[derive(Debug, Serialize)]
pub(super) struct PasswordPlace {
    pub environment: String,
    pub login: String,
    pub root: String,
    pub file: String,
    /// Asks for a new password, run on the host at a terminal.
    pub set: String,
    /// The files whose lines hold the password as well.
    pub users: Vec<String>,
}

/// A GitHub environment and what it holds.
#[derive(Debug, Serialize)]
pub(super) struct GithubEnvironment {
    pub name: String,
    pub purpose: String,
    pub reviewers: bool,
    pub secrets: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Alert {
    pub name: String,
    pub about: String,
    pub condition: String,
    pub severity: String,
    pub told: String,
    pub meaning: String,
    pub checks: Vec<String>,
    pub resolutions: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Slo {
    pub service: String,
    pub availability: String,
    /// How long it may be down in 30 days.
    pub budget: String,
    pub latency: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Deployment<'p> {
    pub app: String,
    pub about: String,
    pub repository: String,
    /// The branch that changes are merged to.
    pub branch: String,
    pub local: Vec<String>,
    pub places: &'p [Place],
    pub github: Vec<GithubEnvironment>,
    pub steps: Vec<String>,
    /// How new copies are started, as part of a sentence.
    pub start: &'static str,
    /// Whether a database is brought to a schema before that.
    pub migrates: bool,
    pub has_images: bool,
    pub has_bundles: bool,
    pub baked: Vec<String>,
    pub has_coverage_ratchet: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Runbook<'p> {
    pub app: String,
    pub owner: String,
    pub repository: String,
    pub on_github: bool,
    pub places: &'p [Place],
    pub secrets: Vec<Secret>,
    pub passwords: Vec<Password>,
    pub alerts: Vec<Alert>,
    pub slos: Vec<Slo>,
    pub externals: Vec<External>,
}

#[derive(Debug, Serialize)]
pub(super) struct External {
    pub name: String,
    pub url: String,
    pub rate_limit: String,
    pub about: String,
    pub used_by: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Architecture<'p> {
    pub app: String,
    pub about: String,
    pub mermaid: String,
    pub services: Vec<ServiceRow>,
    pub databases: Vec<DatabaseRow>,
    pub externals: Vec<External>,
    pub buckets: Vec<BucketRow>,
    pub parts: Vec<PartRow>,
    pub environments: Vec<EnvironmentRow>,
    pub ports: Vec<PortRow>,
    pub places: &'p [Place],
    pub order: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct ServiceRow {
    pub name: String,
    pub about: String,
    pub runtime: String,
    pub source: String,
    pub uses: String,
}

#[derive(Debug, Serialize)]
pub(super) struct DatabaseRow {
    pub name: String,
    pub engine: String,
    pub used_by: String,
    pub backup: String,
    pub about: String,
    pub protected: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct BucketRow {
    pub name: String,
    pub about: String,
    pub kept_by: String,
    pub used_by: String,
    pub protected: &'static str,
}

/// A runtime, framework or engine of the catalogue.
#[derive(Debug, Serialize)]
pub(super) struct PartRow {
    pub name: String,
    pub about: String,
    /// When its makers stop mending it, where that is known.
    pub until: String,
    pub used_by: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct EnvironmentRow {
    pub name: String,
    pub about: String,
    pub platform: String,
    pub host: String,
    pub trigger: String,
}

#[derive(Debug, Serialize)]
pub(super) struct PortRow {
    pub environment: String,
    pub service: String,
    pub copy: String,
    pub inside: String,
    pub outside: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ServicePage {
    pub name: String,
    pub about: String,
    pub source: String,
    pub runtime: String,
    /// Until when the runtime gets security fixes: `python until 2028-10`.
    pub maintained: Option<String>,
    pub command: String,
    pub port: String,
    pub health: String,
    pub covers: String,
    pub memory: String,
    pub cpus: String,
    pub drain: String,
    pub environments: Vec<String>,
    pub variables: Vec<VariableRow>,
    pub uses: Vec<UseRow>,
    pub used_by: String,
    pub checks: Vec<CheckRow>,
    pub migrations: Vec<MigrationRow>,
    pub jobs: Vec<JobRow>,
    /// Runs a job by hand, on a host of the last environment that has one: people mean production.
    pub job_script: Option<String>,
    pub running: Vec<RunningRow>,
    pub has_secrets: bool,
    pub two_colours: bool,
    pub has_runbook: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct VariableRow {
    pub name: String,
    pub about: String,
    pub baked: bool,
    /// One for each environment: a value, or where it is kept.
    pub values: Vec<Value>,
}

#[derive(Debug, Serialize)]
pub(super) struct Value {
    pub secret: bool,
    pub text: String,
}

#[derive(Debug, Serialize)]
pub(super) struct UseRow {
    pub name: String,
    pub kind: String,
    pub variable: String,
    pub page: String,
}

#[derive(Debug, Serialize)]
pub(super) struct CheckRow {
    pub name: String,
    pub command: String,
    pub coverage: String,
    pub when: String,
}

#[derive(Debug, Serialize)]
pub(super) struct RunningRow {
    pub environment: String,
    pub address: String,
    pub ports: String,
    pub replicas: u16,
    pub logs: String,
}

#[derive(Debug, Serialize)]
pub(super) struct MigrationRow {
    pub database: String,
    pub command: String,
}

#[derive(Debug, Serialize)]
pub(super) struct JobRow {
    pub name: String,
    pub about: String,
    pub command: String,
    pub schedule: String,
    pub timeout: String,
}
