//! What `stdlib/templates/javascript/ecosystem.config.cjs.tera` prints: plain data, every decision taken.

use crate::artifact::EntityRef;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Ecosystem {
    #[serde(skip)]
    pub path: String,
    pub app: String,
    pub environment: String,
    pub secrets_folder: String,
    pub log_folder: String,
    pub processes: Vec<Process>,
    #[serde(skip)]
    pub made_from: Vec<EntityRef>,
}

/// One replica of one copy of a service.
#[derive(Debug, Serialize)]
pub(super) struct Process {
    pub name: String,
    pub service: String,
    /// A program below the service's folder, or one that PATH finds.
    pub script: String,
    /// `none` when the script runs by itself.
    pub interpreter: String,
    pub arguments: Vec<String>,
    /// Longer than the service drains, so that it ends by itself.
    pub kill_timeout: u64,
    pub memory: String,
    /// Whether the service has secrets, and so a file of them on the host.
    pub has_secrets: bool,
    /// What differs between the copies of a service.
    pub variables: Vec<Variable>,
}

#[derive(Debug, Serialize)]
pub(super) struct Variable {
    pub name: String,
    pub value: String,
}
