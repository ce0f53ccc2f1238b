//! A Compose project as plain data, in the order it is printed. Absent things are not printed.

use crate::render::yaml::{DoubleQuoted, FlowSeq, SpaceAfter};
use indexmap::IndexMap;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Project {
    /// Lines of the first comment.
    #[serde(skip)]
    pub notes: Vec<String>,
    pub name: String,
    pub services: IndexMap<String, SpaceAfter<Service>>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub networks: IndexMap<&'static str, Network>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub volumes: IndexMap<String, Volume>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub secrets: IndexMap<String, SecretFile>,
}

/// A list of a few words on one line.
pub(super) type Words = Option<FlowSeq<Vec<&'static str>>>;

#[derive(Debug, Default, Serialize)]
pub(super) struct Service {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profiles: Words,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<Build>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<DoubleQuoted<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env_file: Vec<EnvFile>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub environment: IndexMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<SecretMount>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<DoubleQuoted<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub networks: Words,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<String>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub depends_on: IndexMap<String, Dependency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<HealthCheck>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_grace_period: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy: Option<Deploy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tmpfs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap_drop: Words,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_opt: Words,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logging: Option<Logging>,
}

#[derive(Debug, Serialize)]
pub(super) struct Build {
    pub context: String,
    /// Below the context, where it is not at its top.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dockerfile: Option<String>,
    pub target: &'static str,
}

/// A file that has to be there, or one that may be.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum EnvFile {
    Required(String),
    Optional { path: String, required: bool },
}

#[derive(Debug, Serialize)]
pub(super) struct SecretMount {
    pub source: String,
    /// The name below `/run/secrets`.
    pub target: &'static str,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Dependency {
    pub condition: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct HealthCheck {
    pub test: FlowSeq<Vec<String>>,
    pub interval: String,
    pub timeout: String,
    pub start_period: String,
    pub retries: u16,
}

#[derive(Debug, Serialize)]
pub(super) struct Deploy {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u16>,
    pub resources: Resources,
}

#[derive(Debug, Serialize)]
pub(super) struct Resources {
    pub limits: Limits,
}

#[derive(Debug, Serialize)]
pub(super) struct Limits {
    pub cpus: String,
    pub memory: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Logging {
    pub driver: &'static str,
    pub options: IndexMap<&'static str, &'static str>,
}

#[derive(Debug, Serialize)]
pub(super) struct Network {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Volume {}

#[derive(Debug, Serialize)]
pub(super) struct SecretFile {
    pub file: String,
}
