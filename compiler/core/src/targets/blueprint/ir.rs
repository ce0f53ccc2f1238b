//! A Blueprint as plain data, in the order it is printed. Absent things are not printed.

use crate::render::yaml::SpaceAfter;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Blueprint {
    /// Lines of the first comment.
    #[serde(skip)]
    pub notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previews: Option<SpaceAfter<Previews>>,
    pub projects: Vec<Project>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Previews {
    pub generation: &'static str,
    pub expire_after_days: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Project {
    pub name: String,
    pub environments: Vec<Environment>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Environment {
    pub name: String,
    pub networking: Networking,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env_var_groups: Vec<SpaceAfter<Group>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub databases: Vec<SpaceAfter<Database>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<SpaceAfter<Running>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Networking {
    pub isolation: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct Permissions {
    pub protection: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Group {
    pub name: String,
    pub env_vars: Vec<Variable>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Database {
    pub name: String,
    pub database_name: String,
    pub user: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    pub plan: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview_plan: Option<String>,
    pub postgres_major_version: String,
    /// Nobody from outside.
    pub ip_allow_list: [(); 0],
}

/// A cache or a queue.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct KeyValue {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    pub plan: String,
    /// What goes when there is no room: the oldest, or nothing.
    pub maxmemory_policy: &'static str,
    /// Nobody from outside.
    pub ip_allow_list: [(); 0],
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Image {
    pub url: String,
}

/// Render lists them together.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Running {
    KeyValue(KeyValue),
    Service(Box<Service>),
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Service {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub name: String,
    pub runtime: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Built elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dockerfile_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docker_context: Option<String>,
    /// Makes the files of a site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_command: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub static_publish_path: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Header>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<Rewrite>,
    /// Of what runs at certain times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docker_command: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_instances: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health_check_path: Option<String>,
    /// Brings the database to its schema before the new copies start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_deploy_command: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_shutdown_delay_seconds: Option<u64>,
    pub auto_deploy_trigger: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_filter: Option<BuildFilter>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previews: Option<ServicePreviews>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env_vars: Vec<Variable>,
}

/// What is sent with files of a site.
#[derive(Debug, Serialize)]
pub(super) struct Header {
    pub path: String,
    pub name: &'static str,
    pub value: String,
}

/// What a site answers where it has no file.
#[derive(Debug, Serialize)]
pub(super) struct Rewrite {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub source: &'static str,
    pub destination: &'static str,
}

/// Both lists are always said: one that is left out is taken as empty.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BuildFilter {
    pub paths: Vec<String>,
    pub ignored_paths: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServicePreviews {
    pub num_instances: u16,
}

/// A variable has exactly one source.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Variable {
    Plain {
        key: String,
        value: String,
    },
    Database {
        key: String,
        #[serde(rename = "fromDatabase")]
        from: FromDatabase,
    },
    Service {
        key: String,
        #[serde(rename = "fromService")]
        from: FromService,
    },
    /// Render makes it up once.
    Random {
        key: String,
        #[serde(rename = "generateValue")]
        generate: bool,
    },
    /// Render asks for it when the Blueprint is connected, and keeps it.
    Asked {
        key: String,
        sync: bool,
    },
    Group {
        #[serde(rename = "fromGroup")]
        from: String,
    },
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct FromService {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub name: String,
    pub property: &'static str,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct FromDatabase {
    pub name: String,
    pub property: &'static str,
}
