//! The gates, one file a subject. Adding one: a file, a line here, a folder of bad samples.

mod ansible;
mod compose;
mod dockerfile;
mod env_files;
mod gitignore;
mod json;
mod nginx;
mod pipefail;
mod plans;
mod prometheus;
mod railway;
mod read_back;
mod render;
mod schema;
mod script;
mod shell;
mod text;
mod vercel;
mod workflow;
mod workflow_run;
mod yaml;

use super::gate::Gate;
pub(crate) use text::TEXT;

/// In the order they start in: slow ones first.
pub(crate) const ALL: &[&Gate] = &[
    &plans::PAGE,
    &ansible::ANSIBLE_LINT,
    &script::ACTIONLINT,
    &shell::SHELLCHECK,
    &workflow::ZIZMOR,
    &script::MERMAID,
    &schema::COMPOSE,
    &schema::WORKFLOW,
    &schema::WORKFLOW_TIMEOUT,
    &schema::DEPENDABOT,
    &railway::CODE,
    &railway::LEGACY,
    &read_back::READ_BACK,
    &vercel::CLI,
    &vercel::SCHEMA,
    &render::SCHEMA,
    &render::LINKS,
    &compose::CONFIG,
    &compose::RESTART,
    &workflow_run::WORKFLOW_RUN,
    &script::PM2,
    &script::TOML,
    &yaml::YAML,
    &prometheus::PROMTOOL,
    &prometheus::AMTOOL,
    &nginx::OLD,
    &nginx::NEW,
    &dockerfile::HADOLINT,
    &shell::BASH,
    &pipefail::PIPEFAIL,
    &env_files::ENV_FILES,
    &gitignore::GITIGNORE,
    &plans::SCHEMA,
    &plans::COMMENT,
    &json::JSON,
    &text::TEXT,
];
