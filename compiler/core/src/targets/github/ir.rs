//! A GitHub workflow as plain data, in the order in which people read one. In: decisions of `lower`. Out: what serde
//! prints. Fields that a workflow does not have are not printed; `permissions` always are.

use crate::render::yaml::{Commented, FlowSeq, SpaceAfter};
use indexmap::IndexMap;
use serde::Serialize;

/// A right and, beside it, what it is for.
pub(super) type Permissions = IndexMap<&'static str, Commented<&'static str>>;

#[derive(Debug, Serialize)]
pub(super) struct Workflow {
    /// The file's name below `.github/workflows/`, without its ending.
    #[serde(skip)]
    pub file: String,
    /// Lines under the header: what it does, for whoever opens it at night.
    #[serde(skip)]
    pub about: Vec<String>,
    pub name: SpaceAfter<String>,
    pub on: SpaceAfter<On>,
    pub permissions: SpaceAfter<Permissions>,
    pub concurrency: SpaceAfter<Concurrency>,
    pub defaults: SpaceAfter<Defaults>,
    pub jobs: IndexMap<String, SpaceAfter<Job>>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct On {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedule: Vec<Cron>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pull_request: Option<()>,
    /// What happens to a pull request, when it is more than a new commit.
    #[serde(rename = "pull_request", skip_serializing_if = "Option::is_none")]
    pub previewed: Option<PullRequest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub push: Option<Push>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_call: Option<()>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_dispatch: Option<Dispatch>,
}

#[derive(Debug, Serialize)]
pub(super) struct Cron {
    pub cron: Commented<String>,
    /// UTC without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<&'static str>,
}

#[derive(Debug, Serialize)]
pub(super) struct PullRequest {
    pub types: FlowSeq<Vec<&'static str>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Push {
    pub branches: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Dispatch {
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub inputs: IndexMap<&'static str, Input>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Input {
    pub description: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub required: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Concurrency {
    pub group: String,
    #[serde(rename = "cancel-in-progress")]
    pub cancel_in_progress: Commented<bool>,
}

/// Every `run` is bash with `-e -o pipefail`, whatever the runner's default is.
#[derive(Debug, Default, Serialize)]
pub(super) struct Defaults {
    pub run: DefaultRun,
}

#[derive(Debug, Serialize)]
pub(super) struct DefaultRun {
    pub shell: &'static str,
}

impl Default for DefaultRun {
    fn default() -> Self {
        Self { shell: "bash" }
    }
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Job {
    pub name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// A workflow of this repository that is the job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uses: Option<Commented<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runs_on: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_minutes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<JobEnvironment>,
    pub permissions: Permissions,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Concurrency>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub outputs: IndexMap<String, String>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub env: IndexMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

#[derive(Debug, Serialize)]
pub(super) struct JobEnvironment {
    pub name: Commented<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Step {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uses: Option<Commented<String>>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub with: IndexMap<String, Setting>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub env: IndexMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_directory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
}

/// An input of an action.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Setting {
    Text(String),
    Flag(bool),
    Number(u64),
}

impl From<&str> for Setting {
    fn from(text: &str) -> Self {
        match text {
            "true" => Setting::Flag(true),
            "false" => Setting::Flag(false),
            text => Setting::Text(text.to_string()),
        }
    }
}

impl From<String> for Setting {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<bool> for Setting {
    fn from(flag: bool) -> Self {
        Setting::Flag(flag)
    }
}

impl From<u64> for Setting {
    fn from(number: u64) -> Self {
        Setting::Number(number)
    }
}

impl Job {
    /// A job on a runner: name, how long it may take, what it may do.
    pub(super) fn on_runner(name: impl Into<String>, minutes: u64, permissions: Permissions) -> Self {
        Self {
            name: name.into(),
            runs_on: Some("ubuntu-24.04"),
            timeout_minutes: Some(minutes),
            permissions,
            ..Self::default()
        }
    }
}

impl Step {
    pub(super) fn run(name: impl Into<String>, script: &str) -> Self {
        let mut script = script.to_string();
        if script.contains('\n') && !script.ends_with('\n') {
            script.push('\n');
        }
        Self { name: name.into(), run: Some(script), ..Self::default() }
    }

    #[must_use]
    pub(super) fn id(mut self, id: &str) -> Self {
        self.id = Some(id.to_string());
        self
    }

    #[must_use]
    pub(super) fn when(mut self, condition: impl Into<String>) -> Self {
        self.condition = Some(condition.into());
        self
    }

    #[must_use]
    pub(super) fn with(mut self, input: impl Into<String>, value: impl Into<Setting>) -> Self {
        self.with.insert(input.into(), value.into());
        self
    }

    #[must_use]
    pub(super) fn env(mut self, variable: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.insert(variable.into(), value.into());
        self
    }

    #[must_use]
    pub(super) fn folder(mut self, folder: &str) -> Self {
        self.working_directory = (folder != ".").then(|| folder.to_string());
        self
    }
}

/// Rights with their reasons, in order.
pub(super) fn permissions(rights: &[(&'static str, &'static str, &str)]) -> Permissions {
    rights.iter().map(|(scope, level, why)| (*scope, Commented(*level, (*why).to_string()))).collect()
}

/// A deploy is never cut off half-way; a later one waits.
pub(super) fn one_at_a_time(group: String) -> SpaceAfter<Concurrency> {
    let why = "never cut off half-way: the next one waits".to_string();
    SpaceAfter(Concurrency { group, cancel_in_progress: Commented(false, why) })
}
