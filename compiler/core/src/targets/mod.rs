//! The targets: model in, artifacts out. One folder each, with `ir` (plain data), `lower` (decides) and `render`
//! (prints). Nothing in a target reads syntax, and no target knows another; what they must agree on is in `layout`.

mod compose;
mod container;
mod dockerfile;
mod docs;
mod env_files;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod github;
pub mod layout;
mod nginx;
mod pm2;
mod scripts;

use crate::artifact::{Artifact, Claims, EntityRef, Ownership};
use crate::diag::Diagnostics;
use crate::model::Model;
use crate::render::Templates;
use crate::types::RepoPath;

/// What a target works from.
#[derive(Clone, Copy, Debug)]
pub struct Context<'m> {
    pub model: &'m Model,
    pub templates: &'m Templates,
}

/// Where a target puts what it made. Artifacts go on one by one, so that no run has to hold them all.
pub struct Output<'o> {
    target: &'static str,
    claims: Claims,
    sink: &'o mut dyn FnMut(Artifact),
    pub diagnostics: &'o mut Diagnostics,
}

impl std::fmt::Debug for Output<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Output").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Output<'_> {
    /// A file that stays the compiler's.
    pub fn managed(&mut self, path: &str, text: String, made_from: Vec<EntityRef>) {
        self.add(path, text, false, Ownership::Managed, made_from);
    }

    /// A script that stays the compiler's.
    pub fn script(&mut self, path: &str, text: String, made_from: Vec<EntityRef>) {
        self.add(path, text, true, Ownership::Managed, made_from);
    }

    /// A file that is written once and then belongs to the user.
    pub fn seeded(&mut self, path: &str, text: String, made_from: Vec<EntityRef>) {
        self.add(path, text, false, Ownership::Seeded, made_from);
    }

    /// # Panics
    /// When the path leaves the repository. Paths are made of checked parts, so that is a fault of the target.
    fn add(
        &mut self,
        path: &str,
        text: String,
        executable: bool,
        ownership: Ownership,
        made_from: Vec<EntityRef>,
    ) {
        let path: RepoPath = match path.parse() {
            Ok(path) => path,
            Err(error) => panic!("target {}: {error}", self.target),
        };
        let artifact = Artifact { path, text, executable, ownership, target: self.target, made_from };
        if self.claims.claim(&artifact, self.diagnostics) {
            (self.sink)(artifact);
        }
    }
}

/// A kind of output.
#[derive(Debug)]
pub struct Target {
    pub name: &'static str,
    /// One line for people: what it makes.
    pub about: &'static str,
    pub emit: fn(Context<'_>, &mut Output<'_>),
}

/// Every target, in the order of the documentation.
pub const ALL: &[Target] = &[
    dockerfile::TARGET,
    compose::TARGET,
    env_files::TARGET,
    nginx::TARGET,
    pm2::TARGET,
    scripts::TARGET,
    github::TARGET,
    docs::TARGET,
];

/// Hands everything that all targets make of a model to `sink`, in no order to rely on.
pub fn emit(context: Context<'_>, diagnostics: &mut Diagnostics, sink: &mut dyn FnMut(Artifact)) {
    let mut output = Output { target: "", claims: Claims::default(), sink, diagnostics };
    for target in ALL {
        output.target = target.name;
        (target.emit)(context, &mut output);
    }
}
