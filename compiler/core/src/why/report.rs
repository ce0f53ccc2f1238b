//! What is told of a trace: settings in the words of the spec, each with its place, and what makes a line, the nearest
//! first. In: a trace and the lines that are asked for. Out: plain data that text and JSON print.

use super::disk::{Asked, OnDisk, asked};
use super::trace::{Setting, Trace};
use crate::artifact::{EntityRef, Ownership};
use crate::driver::Compilation;
use crate::effective::{self, View};
use crate::render::TemplateLine;
use crate::resolve::ThingId;
use crate::show::Reader;
use crate::source::Span;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Chains of properties are no longer.
const LONGEST_CHAIN: usize = 64;

/// What is asked of a file.
#[derive(Clone, Debug)]
pub struct Question<'q> {
    pub disk: OnDisk<'q>,
    /// Counted from one; the whole file without.
    pub lines: Option<RangeInclusive<usize>>,
}

/// A setting in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Said {
    /// `service.backend.port`.
    pub(super) path: String,
    /// None for a node that is there or not.
    pub(super) value: Option<String>,
    pub(super) span: Span,
    pub(super) is_default: bool,
    pub(super) environment: Option<String>,
    /// What its value is read from, and what that is read from.
    pub(super) reads: Vec<Said>,
}

/// A line and what makes it.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) asked: Asked,
    /// Places in [`Report::settings`], the nearest first.
    pub(super) settings: Vec<usize>,
    /// Without any: the line above that it belongs to and that settings make, counted from zero, and what is there.
    pub(super) within: Option<(usize, String)>,
    pub(super) template: Option<TemplateLine>,
}

/// A thing that a file is made from.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) thing: String,
    pub(super) span: Option<Span>,
    /// How many lines its settings move.
    pub(super) lines: usize,
}

#[derive(Debug)]
pub(super) struct Report<'r, 'c> {
    pub(super) compilation: &'c Compilation,
    pub(super) trace: &'r Trace<'c>,
    pub(super) disk: OnDisk<'r>,
    pub(super) settings: Vec<Said>,
    pub(super) parts: Vec<Part>,
    /// Empty when the whole file is asked for.
    pub(super) lines: Vec<Line>,
}

impl<'r, 'c> Report<'r, 'c> {
    pub(super) fn new(compilation: &'c Compilation, trace: &'r Trace<'c>, question: &Question<'r>) -> Self {
        let words = Words::new(compilation);
        let text: Vec<&str> = trace.artifact.text.lines().collect();
        let asked = question.lines.as_ref().map(|lines| asked(question.disk, &trace.artifact.text, lines));
        let lines = asked.into_iter().flatten().map(|asked| line(trace, &words, &text, asked));
        Self {
            compilation,
            trace,
            disk: question.disk,
            settings: trace.settings.iter().map(|setting| words.setting(setting)).collect(),
            parts: parts(compilation, trace),
            lines: lines.collect(),
        }
    }
}

impl Report<'_, '_> {
    /// Whether the file is somebody's, but for a marked part.
    pub(super) fn is_part(&self) -> bool {
        self.trace.artifact.ownership == Ownership::Block
    }

    pub(super) fn is_as_made(&self, disk: &str) -> bool {
        let made = &self.trace.artifact.text;
        disk == made || (self.is_part() && disk.contains(made.as_str()))
    }
}

fn line(trace: &Trace<'_>, words: &Words<'_>, text: &[&str], asked: Asked) -> Line {
    let settings = nearest(trace, words, &asked.made, text);
    let first = asked.made.first().copied();
    let within = first.filter(|_| settings.is_empty()).and_then(|line| above(trace, words, text, line));
    let (settings, within) = match within {
        Some((line, settings)) => (settings, Some((line, text[line].trim().to_string()))),
        None => (settings, None),
    };
    let template = first.and_then(|line| trace.templates.get(line).cloned().flatten());
    Line { asked, settings, within, template }
}

/// What moves any of some lines: first what can be read in them, the longest before all else; then what moves the fewest
/// others. A node says nothing where a setting in it does.
fn nearest(trace: &Trace<'_>, words: &Words<'_>, lines: &[usize], text: &[&str]) -> Vec<usize> {
    let moves = |setting: &Setting<'_>| lines.iter().any(|line| setting.lines.contains(line));
    let mut found: Vec<usize> = (0..trace.settings.len()).filter(|at| moves(&trace.settings[*at])).collect();
    let paths: Vec<&str> = found.iter().map(|at| trace.settings[*at].path.as_str()).collect();
    let has_inner = |path: &str| {
        paths.iter().any(|other| other.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
    };
    let is_told: BTreeSet<usize> = found
        .iter()
        .copied()
        .filter(|at| trace.settings[*at].value.is_some() || !has_inner(&trace.settings[*at].path))
        .collect();
    found.retain(|at| is_told.contains(at));
    found.sort_by_cached_key(|at| {
        let setting = &trace.settings[*at];
        let value =
            words.setting(setting).value.filter(|value| lines.iter().any(|line| holds(text[*line], value)));
        let read = value.map_or(0, |value| value.len());
        (Reverse(read), setting.lines.len(), *at)
    });
    found
}

/// Whether a value can be read in a line, as a word of its own.
pub(super) fn holds(line: &str, value: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !value.is_empty()
        && line.match_indices(value).any(|(at, _)| {
            !is_part(line[..at].chars().next_back()) && !is_part(line[at + value.len()..].chars().next())
        })
}

/// The nearest line that stands above with less before it, and that settings make.
fn above(trace: &Trace<'_>, words: &Words<'_>, text: &[&str], line: usize) -> Option<(usize, Vec<usize>)> {
    let depth = |line: usize| text[line].len() - text[line].trim_start().len();
    let mut least = if text[line].trim().is_empty() { return None } else { depth(line) };
    for above in (0..line).rev().filter(|above| !text[*above].trim().is_empty()) {
        if depth(above) < least {
            least = depth(above);
            let settings = nearest(trace, words, &[above], text);
            if !settings.is_empty() {
                return Some((above, settings));
            }
        }
    }
    None
}

/// The things that the file is made from, then those of the catalogue that it depends on.
fn parts(compilation: &Compilation, trace: &Trace<'_>) -> Vec<Part> {
    let view = view(compilation);
    let lines_of = |thing: ThingId| {
        let settings = trace.settings.iter().filter(|setting| setting.thing == thing);
        settings.flat_map(|setting| &setting.lines).collect::<BTreeSet<_>>().len()
    };
    let find = |entity: &EntityRef| {
        let (kind, name) = entity.0.split_once(' ')?;
        view.things.find(view.schema.kind_id(kind)?, name)
    };
    let mut known = BTreeSet::new();
    let mut parts = Vec::new();
    for entity in &trace.artifact.made_from {
        let thing = find(entity);
        known.extend(thing);
        parts.push(Part {
            thing: entity.0.clone(),
            span: thing.map(|thing| view.things.declared(thing).span),
            lines: thing.map_or(0, lines_of),
        });
    }
    let others: BTreeSet<ThingId> = trace.settings.iter().map(|setting| setting.thing).collect();
    parts.extend(others.difference(&known).map(|thing| Part {
        thing: view.path(*thing).replacen('.', " ", 1),
        span: Some(view.things.declared(*thing).span),
        lines: lines_of(*thing),
    }));
    parts
}

fn view(compilation: &Compilation) -> View<'_> {
    View::new(&compilation.schema, &compilation.things, compilation.model.as_ref())
}

/// Writes settings as the spec has them.
struct Words<'c> {
    reader: Reader<'c>,
}

impl<'c> Words<'c> {
    fn new(compilation: &'c Compilation) -> Self {
        Self { reader: Reader { view: view(compilation), sources: &compilation.sources, now: 0 } }
    }

    fn setting(&self, setting: &Setting<'c>) -> Said {
        Said {
            path: setting.path.clone(),
            value: setting.value.map(|value| self.reader.setting(&value).as_written().to_string()),
            span: setting.span,
            is_default: setting.value.is_some_and(|value| value.is_default()),
            environment: setting.environment.clone(),
            reads: self.reads(setting.span),
        }
    }

    /// What a value is a property of, and so on.
    fn reads(&self, span: Span) -> Vec<Said> {
        let View { schema, things, .. } = self.reader.view;
        let mut chain = Vec::new();
        let mut span = span;
        while let Some((thing, field)) =
            things.properties().get(&span).filter(|_| chain.len() < LONGEST_CHAIN)
        {
            let node = things.declared(*thing);
            let def = &schema.kind(node.kind).fields[usize::from(*field)];
            let Some(read) = node.field(usize::from(*field)) else { break };
            let setting = effective::Setting { def, value: &read.value, span: read.span };
            chain.push(Said {
                path: format!("{}.{}", self.reader.view.path(*thing), def.name),
                value: Some(self.reader.setting(&setting).as_written().to_string()),
                span: read.span,
                is_default: setting.is_default(),
                environment: None,
                reads: Vec::new(),
            });
            span = read.span;
        }
        chain
    }
}
