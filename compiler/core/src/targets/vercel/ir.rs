//! `vercel.json` as plain data, in the order it is printed. It has no room for comments.

use serde::Serialize;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Project {
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
    pub install_command: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_command: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    pub git: Git,
    pub headers: Vec<Headers>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Git {
    /// Workflows deploy what has passed; Vercel deploys no push by itself.
    pub deployment_enabled: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Headers {
    pub source: &'static str,
    pub headers: Vec<Header>,
}

#[derive(Debug, Serialize)]
pub(super) struct Header {
    pub key: &'static str,
    pub value: &'static str,
}
