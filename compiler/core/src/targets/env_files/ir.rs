//! What an environment file says, as plain data.

use serde::Serialize;

/// `.env.example`: what a developer has to bring, and what is set anyway.
#[derive(Debug, Serialize)]
pub(super) struct Example {
    pub header: String,
    pub service: String,
    pub environment: String,
    /// Whether a compose file sets the plain values.
    pub is_local: bool,
    pub secrets: Vec<Secret>,
    pub plain: Vec<Line>,
}

#[derive(Debug, Serialize)]
pub(super) struct Secret {
    pub name: String,
    /// What it is for and who gives it, one comment line each.
    pub notes: Vec<String>,
    /// What it looks like, where that is known.
    pub shape: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub name: String,
    pub about: Option<String>,
    pub value: String,
}

/// The settings of a service in an environment.
#[derive(Debug, Serialize)]
pub(super) struct Settings {
    pub header: String,
    pub service: String,
    pub environment: String,
    pub plain: Vec<Line>,
    /// Names only.
    pub own: Vec<String>,
    pub baked: Vec<String>,
    pub secrets: Vec<String>,
    pub secrets_file: String,
}
