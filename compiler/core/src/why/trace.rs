//! One file traced back: every setting of what it is made from is changed in turn, and the lines that follow are noted.

use super::change::changes;
use super::concerned::concerned;
use super::lab::Lab;
use super::sites::{Said, Site};
use crate::artifact::Artifact;
use crate::driver::Compilation;
use crate::effective;
use crate::render::{Marks, TemplateLine, Templates};
use crate::resolve::{ThingId, Things};
use crate::schema::Schema;
use crate::source::Span;
use crate::targets::{self, Context, Target};
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeSet;
use std::slice;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The most settings that are changed, times the things of the spec: each change makes them all anew. The examples and
/// the golden cases are far from it.
const MOST_WORK: usize = 150_000;

/// How many values are tried before a setting is given up.
const MOST_TRIES: usize = 12;

const WORKERS: usize = 2;

/// A setting that lines come from.
#[derive(Clone, Debug)]
pub struct Setting<'c> {
    pub thing: ThingId,
    /// `service.backend.port`.
    pub path: String,
    /// The environment that says it, when it is not the declaration of the thing.
    pub environment: Option<String>,
    pub span: Span,
    /// None for a node that is there or not.
    pub value: Option<effective::Setting<'c>>,
    /// The lines that are others when it is, counted from zero.
    pub lines: BTreeSet<usize>,
    /// Whether there would be no such file.
    pub makes_file: bool,
}

#[derive(Debug)]
pub struct Trace<'c> {
    pub artifact: Artifact,
    /// Those that the file depends on.
    pub settings: Vec<Setting<'c>>,
    /// For each line, where a template printed it.
    pub templates: Vec<Option<TemplateLine>>,
    /// How many settings were looked at.
    pub tried: usize,
    /// Of those, the ones of which no other value is sound.
    pub untried: Vec<String>,
    /// How many were left out, because there are too many.
    pub left_out: usize,
}

/// Every artifact of a sound spec, in the order of their paths.
pub fn artifacts(compilation: &Compilation) -> Vec<Artifact> {
    let Some(model) = compilation.model.as_ref().filter(|_| !compilation.diagnostics.has_errors()) else {
        return Vec::new();
    };
    let made = Lab::new(compilation, targets::ALL).print(model).unwrap_or_default();
    let mut made: Vec<Artifact> = made;
    made.sort_by(|a, b| a.path.cmp(&b.path));
    made
}

/// Traces one of the artifacts of a compilation. When there is too much to try, what `asked` names comes first.
pub fn trace<'c>(compilation: &'c Compilation, artifact: Artifact, asked: &str) -> Trace<'c> {
    let Compilation { schema, things, .. } = compilation;
    let lab = Lab::new(compilation, slice::from_ref(target_of(&artifact)));
    let mut sites = concerned(&artifact.made_from, asked, schema, things);
    let most = MOST_WORK / (things.all().count() + 1);
    let left_out = sites.len().saturating_sub(most);
    sites.truncate(most);
    let before = lab.make(things).unwrap_or_default();
    let tracer = Tracer { lab, schema, things, before, artifact: &artifact };
    let found = tracer.all(&sites);
    let mut settings = Vec::new();
    let mut untried = Vec::new();
    for (site, effect) in sites.iter().zip(found) {
        let setting = tracer.setting(site, &effect);
        match effect {
            Some(effect) if !effect.is_empty() => settings.push(setting),
            None if !matches!(site.said, Said::Node(_)) => untried.push(setting.path),
            _ => {}
        }
    }
    let templates = template_lines(compilation, &artifact);
    Trace { settings, templates, tried: sites.len(), untried, left_out, artifact }
}

/// What of a file a setting moves.
#[derive(Clone, Debug, Default)]
struct Effect {
    lines: BTreeSet<usize>,
    /// Whether lines come in between that are not there.
    adds: bool,
    makes_file: bool,
}

impl Effect {
    fn is_empty(&self) -> bool {
        self.lines.is_empty() && !self.adds && !self.makes_file
    }
}

struct Tracer<'t, 'c> {
    lab: Lab<'c>,
    schema: &'c Schema,
    things: &'c Things,
    /// What the target makes of the spec as it is.
    before: Vec<Artifact>,
    artifact: &'t Artifact,
}

impl<'c> Tracer<'_, 'c> {
    /// What each site moves; nothing is known of one that cannot be changed.
    fn all(&self, sites: &[Site<'c>]) -> Vec<Option<Effect>> {
        let next = AtomicUsize::new(0);
        let found = Mutex::new(vec![None; sites.len()]);
        thread::scope(|scope| {
            for _ in 0..WORKERS {
                scope.spawn(|| {
                    while let Some((at, site)) = {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        sites.get(at).map(|site| (at, site))
                    } {
                        let effect = self.effect(site);
                        if let Ok(mut found) = found.lock() {
                            found[at] = effect;
                        }
                    }
                });
            }
        });
        found.into_inner().unwrap_or_default()
    }

    fn effect(&self, site: &Site<'c>) -> Option<Effect> {
        let (changes, mut enough) = changes(site, self.schema, self.things);
        if self.schema.kind(self.things.declared(site.thing).kind).is_catalogue {
            enough = 1;
        }
        let mut effect = None;
        let mut sound = 0;
        for change in changes.iter().take(MOST_TRIES.max(enough * 2)) {
            let changed = site.changed(change, self.things, self.schema);
            let Some(made) = changed.and_then(|things| self.lab.make(&things)) else { continue };
            self.compare(&made, effect.get_or_insert_default());
            sound += 1;
            if sound >= enough {
                break;
            }
        }
        effect
    }

    fn compare(&self, made: &[Artifact], effect: &mut Effect) {
        match self.counterpart(made) {
            Some(other) if other.text == self.artifact.text => {}
            Some(other) => {
                let mut line = 0;
                for change in TextDiff::from_lines(&self.artifact.text, &other.text).iter_all_changes() {
                    match change.tag() {
                        ChangeTag::Equal => line += 1,
                        ChangeTag::Delete => {
                            effect.lines.insert(line);
                            line += 1;
                        }
                        ChangeTag::Insert => effect.adds = true,
                    }
                }
            }
            None => effect.makes_file = true,
        }
    }

    /// The file, perhaps under another name: then it has the place of the old one in the order of what is made.
    fn counterpart<'m>(&self, made: &'m [Artifact]) -> Option<&'m Artifact> {
        let path = &self.artifact.path;
        let same = made.iter().find(|other| other.path == *path);
        same.or_else(|| {
            let at = self.before.iter().position(|known| known.path == *path)?;
            made.get(at).filter(|_| made.len() == self.before.len())
        })
    }

    fn setting(&self, site: &Site<'c>, effect: &Option<Effect>) -> Setting<'c> {
        let value = match site.said {
            Said::Name(setting) | Said::Setting(setting) => Some(setting),
            Said::Node(_) => None,
        };
        let view = effective::View::new(self.schema, self.things, None);
        Setting {
            thing: site.thing,
            path: format!("{}.{}", view.path(site.thing), site.path),
            environment: site.environment.as_ref().map(ToString::to_string),
            span: site.said.span(),
            value,
            lines: effect.as_ref().map(|effect| effect.lines.clone()).unwrap_or_default(),
            makes_file: effect.as_ref().is_some_and(|effect| effect.makes_file),
        }
    }
}

fn target_of(artifact: &Artifact) -> &'static Target {
    targets::ALL.iter().find(|target| target.name == artifact.target).unwrap_or(&targets::ALL[0])
}

/// Where templates printed each line of a file; nothing where that cannot be told.
pub fn template_lines(compilation: &Compilation, artifact: &Artifact) -> Vec<Option<TemplateLine>> {
    let target = target_of(artifact);
    let nothing = vec![None; artifact.text.lines().count()];
    let Some(model) = &compilation.model else { return nothing };
    let marks = Marks::new(&compilation.templates, &compilation.sources);
    let templates = Templates::marked(&compilation.templates, &marks);
    let mut found = None;
    targets::emit_one(
        target,
        Context { model, templates: &templates },
        &mut Default::default(),
        &mut |made| {
            if made.path == artifact.path {
                let (text, places) = marks.read(&made.text);
                if text == artifact.text {
                    found = Some(places.into_iter().map(Option::<&TemplateLine>::cloned).collect());
                }
            }
        },
    );
    found.unwrap_or(nothing)
}
