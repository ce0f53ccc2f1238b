//! The targets: model in, artifacts out. One folder each, with `ir` (plain data), `lower` (decides) and `render`
//! (prints). Nothing in a target reads syntax, and no target knows another; what they must agree on is in `layout`.

#[cfg(test)]
mod agreement;
mod blueprint;
mod compose;
mod container;
mod dockerfile;
mod docs;
mod env_files;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod github;
mod gitignore;
pub mod layout;
mod nginx;
mod nixpacks;
mod pm2;
mod provision;
mod railway;
mod scripts;
pub(crate) mod vercel;

use crate::artifact::{Artifact, Claims, EntityRef, Ownership, block};
use crate::diag::Diagnostics;
use crate::hatches::Hatches;
use crate::model::Model;
use crate::render::Templates;
use crate::types::RepoPath;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// What a target works from.
#[derive(Clone, Copy, Debug)]
pub struct Context<'m> {
    pub model: &'m Model,
    pub templates: &'m Templates<'m>,
}

/// Where a target puts what it made. Artifacts go on one by one, so that no run has to hold them all.
pub struct Output<'o> {
    target: &'static str,
    /// The application: almost every artifact goes by its name.
    app: EntityRef,
    hatches: &'o Hatches<'o>,
    sink: &'o mut dyn FnMut(Artifact),
    pub diagnostics: Diagnostics,
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

    /// Lines of a file of the user's.
    pub fn block(&mut self, path: &str, lines: &str, made_from: Vec<EntityRef>) {
        self.add(path, block::between_marks(path, lines), false, Ownership::Block, made_from);
    }

    /// # Panics
    /// When the path leaves the repository. Paths are made of checked parts, so that is a fault of the target.
    fn add(
        &mut self,
        path: &str,
        text: String,
        executable: bool,
        ownership: Ownership,
        mut made_from: Vec<EntityRef>,
    ) {
        let path: RepoPath = match path.parse() {
            Ok(path) => path,
            Err(error) => panic!("target {}: {error}", self.target),
        };
        if !made_from.contains(&self.app) {
            made_from.push(self.app.clone());
        }
        let (text, put_in) = self.hatches.apply(&path, text, &mut self.diagnostics);
        made_from.extend(put_in);
        let artifact = Artifact { path, text, executable, ownership, target: self.target, made_from };
        (self.sink)(artifact);
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
    blueprint::TARGET,
    railway::TARGET,
    nixpacks::TARGET,
    vercel::TARGET,
    env_files::TARGET,
    gitignore::TARGET,
    nginx::TARGET,
    pm2::TARGET,
    provision::TARGET,
    scripts::TARGET,
    github::TARGET,
    docs::TARGET,
];

/// How many targets are made at once. Two take most of the time away; more would wait for whoever compares.
const WORKERS: usize = 2;

/// Artifacts go over in batches, since to wake who waits for one takes as long as to make it.
const BATCH: usize = 32;

/// Or of fewer, when they have as many bytes: they must never add up.
const BATCH_BYTES: usize = 64 << 10;

/// How many batches may wait to be compared.
const WAITING: usize = 4;

/// Hands everything that all targets make of a model to `sink`, in no order to rely on. What is found is in the order
/// of the targets, whoever was first.
pub fn emit(context: Context<'_>, diagnostics: &mut Diagnostics, sink: &mut dyn FnMut(Artifact)) {
    let next = AtomicUsize::new(0);
    let hatches = Hatches::new(context.model);
    let mut claims = Claims::default();
    let mut found = thread::scope(|scope| {
        let (sender, artifacts) = mpsc::sync_channel(WAITING);
        let workers: Vec<_> = (0..WORKERS)
            .map(|_| {
                let (sender, next, hatches) = (sender.clone(), &next, &hatches);
                scope.spawn(move || emit_some(context, hatches, next, &sender))
            })
            .collect();
        drop(sender);
        for artifact in artifacts.into_iter().flatten() {
            if claims.claim(&artifact) {
                sink(artifact);
            }
        }
        let joined =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
        joined.flatten().collect::<Vec<_>>()
    });
    found.sort_by_key(|(target, _)| *target);
    found.into_iter().for_each(|(_, found)| diagnostics.append(found));
    claims.report(diagnostics);
    hatches.report(diagnostics);
}

/// Hands everything that one target makes of a model to `sink`.
pub fn emit_one(
    target: &Target,
    context: Context<'_>,
    diagnostics: &mut Diagnostics,
    sink: &mut dyn FnMut(Artifact),
) {
    emit_with(&Hatches::new(context.model), target, context, diagnostics, sink);
}

fn emit_with(
    hatches: &Hatches<'_>,
    target: &Target,
    context: Context<'_>,
    diagnostics: &mut Diagnostics,
    sink: &mut dyn FnMut(Artifact),
) {
    let app = EntityRef::new("app", &context.model.app.name);
    let mut output = Output { target: target.name, app, hatches, sink, diagnostics: Diagnostics::default() };
    (target.emit)(context, &mut output);
    diagnostics.append(output.diagnostics);
}

/// A worker: makes the next target that nobody has begun, until there is none.
fn emit_some(
    context: Context<'_>,
    hatches: &Hatches<'_>,
    next: &AtomicUsize,
    sender: &mpsc::SyncSender<Vec<Artifact>>,
) -> Vec<(usize, Diagnostics)> {
    let mut found = Vec::new();
    let (mut batch, mut bytes) = (Vec::new(), 0);
    // Nobody listens any more only when the run is being given up.
    let send = |batch: &mut Vec<Artifact>| drop(sender.send(std::mem::take(batch)));
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(target) = ALL.get(index) else { break };
        let mut diagnostics = Diagnostics::default();
        emit_with(hatches, target, context, &mut diagnostics, &mut |artifact| {
            bytes += artifact.text.len();
            batch.push(artifact);
            if batch.len() == BATCH || bytes > BATCH_BYTES {
                send(&mut batch);
                bytes = 0;
            }
        });
        found.push((index, diagnostics));
    }
    send(&mut batch);
    found
}
