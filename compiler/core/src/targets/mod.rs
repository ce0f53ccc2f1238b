//! The targets: model in, artifacts out. One folder each, with `ir` (plain data), `lower` (decides) and `render`
//! (prints). Nothing in a target reads syntax, and no target knows another; what they must agree on is in `layout`.

pub mod docs;
pub mod github;
pub mod layout;

use crate::artifact::{Artifact, ArtifactSet, EntityRef, Ownership};
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

/// Where a target puts what it made.
#[derive(Debug)]
pub struct Output<'d> {
    target: &'static str,
    artifacts: ArtifactSet,
    pub diagnostics: &'d mut Diagnostics,
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
        self.artifacts.add(artifact, self.diagnostics);
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
pub const ALL: &[Target] = &[github::TARGET, docs::TARGET];

/// Everything that all targets make of a model.
pub fn emit_all(context: Context<'_>, diagnostics: &mut Diagnostics) -> ArtifactSet {
    let mut output = Output { target: "", artifacts: ArtifactSet::default(), diagnostics };
    for target in ALL {
        output.target = target.name;
        (target.emit)(context, &mut output);
    }
    output.artifacts
}
