//! What only environments on a managed platform have: settings of Render, Railway, Vercel and Neon.

use super::Environment;
use crate::source::Span;
use crate::types::{Duration, Identifier};
use serde::Deserialize;

/// What a platform makes of the source of a service.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Builder {
    Dockerfile,
    Nixpacks,
}

/// The file that Railway reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub enum RailwayFormat {
    #[serde(rename = "railway.ts")]
    Code,
    #[serde(rename = "railway.json")]
    Legacy,
}

/// A copy of the environment for every pull request.
#[derive(Clone, Debug, Deserialize)]
pub struct Previews {
    #[serde(rename = "$span")]
    pub span: Span,
    /// A copy that nobody has pushed to for so long is deleted.
    pub expire: Duration,
}

/// A project at Neon.
#[derive(Clone, Debug, Deserialize)]
pub struct Neon {
    #[serde(rename = "$span")]
    pub span: Span,
    pub project: Identifier,
    /// The branch that the environment lives on, when it is not called like the environment.
    pub branch: Option<String>,
    pub role: String,
    pub database: String,
}

impl Neon {
    /// The branch that an environment lives on.
    pub fn branch_in<'n>(&'n self, environment: &'n Environment) -> &'n str {
        self.branch.as_deref().unwrap_or(&environment.name)
    }
}
