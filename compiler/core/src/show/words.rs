//! Values and their origins as people read them. What looks like a secret is named, never shown.

use crate::check::{Node, Value};
use crate::effective::{Cause, Copy, Origin, Setting, View};
use crate::schema::{Base, Place, Shape};
use crate::source::{Sources, Span};
use crate::syntax;
use crate::terminal::is_harmful;
use crate::types::Schedule;
use serde_json::Value as Json;

/// Stands for text that nobody is to see.
const CONCEALED: &str = "(looks like a secret; not shown)";

/// How many of the next runs are told.
const SHOWN_RUNS: usize = 3;

/// A value as it is read here.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Shown {
    /// One text, or one for each copy where they differ.
    pub(super) here: Vec<(Copy, String)>,
    /// As somebody wrote it, when that is something else.
    pub(super) written: Option<String>,
}

impl Shown {
    /// Text that is the same everywhere.
    pub(super) fn of(text: impl Into<String>) -> Self {
        Self { here: vec![(None, text.into())], written: None }
    }

    /// What each copy has: once where it is the same.
    pub(super) fn of_copies(mut here: Vec<(Copy, String)>) -> Self {
        if here.iter().all(|(_, text)| *text == here[0].1) {
            here.truncate(1);
            here.iter_mut().for_each(|(copy, _)| *copy = None);
        }
        Self { here, written: None }
    }

    /// As it is written.
    pub(crate) fn as_written(&self) -> &str {
        self.written.as_deref().unwrap_or_else(|| self.here.first().map_or("", |(_, text)| text))
    }
}

/// Where values are read, and what the text around them is.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'v> {
    pub view: View<'v>,
    pub sources: &'v Sources,
    /// In seconds since the beginning of 1970: what is scheduled is told from then on.
    pub now: i64,
}

impl<'v> Reader<'v> {
    #[must_use]
    pub(super) fn in_environment(self, environment: Option<&'v str>) -> Self {
        Self { view: self.view.in_environment(environment), ..self }
    }

    /// The value of a setting, or its values with blanks between.
    pub(crate) fn setting(&self, setting: &Setting<'v>) -> Shown {
        let of_many = matches!(setting.value, Value::List(_));
        self.shown(|copy| {
            let texts = setting.values().map(|(value, span)| {
                let text = self.text(setting, value, span, copy);
                if of_many { word(&text) } else { whole(&text) }
            });
            texts.collect::<Vec<_>>().join(" ")
        })
    }

    /// What stands on a node's own line: its arguments, and its properties by name. In a block its name stands before.
    pub(super) fn line(&self, node: &'v Node, is_named: bool) -> Shown {
        let kind = self.view.schema.kind(node.kind);
        self.shown(|copy| {
            let mut words = Vec::new();
            for field in &node.fields {
                let def = &kind.fields[usize::from(field.def)];
                let setting = Setting { def, value: &field.value, span: field.span };
                if !stands_on_the_line(&setting) || (is_named && &*def.name == "name") {
                    continue;
                }
                let lead =
                    if def.place == Place::Property { format!("{}=", def.name) } else { String::new() };
                for (value, span) in setting.values() {
                    words.push(format!("{lead}{}", word(&self.text(&setting, value, span, copy))));
                }
            }
            words.join(" ")
        })
    }

    /// The next runs of what is scheduled; none of what is not.
    pub(super) fn next_runs(&self, setting: &Setting<'_>) -> Vec<String> {
        let is_schedule = setting.scalar().is_some_and(|scalar| scalar.of.base == Base::Schedule);
        let schedules = setting.values().filter(|_| is_schedule).filter_map(|(value, _)| value.text());
        let runs = schedules.filter_map(|text| text.parse::<Schedule>().ok());
        runs.flat_map(|schedule| schedule.next_runs(self.now, SHOWN_RUNS))
            .map(|run| run.to_string())
            .collect()
    }

    /// Of all that stands on a node's own line.
    pub(super) fn next_runs_on_line(&self, node: &Node) -> Vec<String> {
        let kind = self.view.schema.kind(node.kind);
        let settings = node.fields.iter().map(|field| {
            let def = &kind.fields[usize::from(field.def)];
            Setting { def, value: &field.value, span: field.span }
        });
        settings.filter(stands_on_the_line).flat_map(|setting| self.next_runs(&setting)).collect()
    }

    /// Reads in each copy, and as it is written.
    fn shown(&self, read: impl Fn(Option<Copy>) -> String) -> Shown {
        let copies = self.view.copies().iter();
        let shown = Shown::of_copies(copies.map(|copy| (*copy, read(Some(*copy)))).collect());
        let written = read(None);
        let is_other = shown.here.iter().any(|(_, text)| *text != written);
        Shown { written: is_other.then_some(written), ..shown }
    }

    /// One value, in a copy or as it is written.
    fn text(&self, setting: &Setting<'v>, value: &Value, span: Span, copy: Option<Copy>) -> String {
        if self.sources.is_concealed(span) {
            return CONCEALED.to_string();
        }
        copy.and_then(|copy| self.view.evaluate(setting, value, copy)).unwrap_or_else(|| literal(value))
    }

    /// The value for programs: in a copy, or as it is written. Nothing stands for what nobody is to see.
    pub(crate) fn typed(&self, setting: &Setting<'v>, copy: Option<Copy>) -> Json {
        let one = |value: &Value, span: Span| match value {
            _ if self.sources.is_concealed(span) => Json::Null,
            Value::Bool(truth) => Json::from(*truth),
            Value::Integer(integer) => Json::from(*integer),
            Value::Number(number) => Json::from(*number),
            _ => Json::from(self.text(setting, value, span, copy)),
        };
        let is_list = matches!(setting.def.shape, Shape::List(_));
        let mut values = setting.values().map(|(value, span)| one(value, span));
        if is_list { values.collect() } else { values.next().unwrap_or_default() }
    }

    /// `formwork.kdl:42`, or `environment production, formwork.kdl:88 (was 1, formwork.kdl:30)`.
    pub(super) fn origin(&self, origin: &Origin<Setting<'v>>, shown: &Shown) -> String {
        let before = origin.before.as_ref().map(|before| {
            let place = if before.is_default() { self.default(before.span) } else { self.place(before.span) };
            (self.setting(before), place)
        });
        self.origin_words(origin.cause, origin.span, shown, before)
    }

    /// The same of the line of a node.
    pub(super) fn line_origin(&self, origin: &Origin<&'v Node>, shown: &Shown, is_named: bool) -> String {
        let before = origin.before.map(|before| (self.line(before, is_named), self.place(before.span)));
        self.origin_words(origin.cause, origin.span, shown, before)
    }

    fn origin_words(
        &self,
        cause: Cause,
        span: Span,
        shown: &Shown,
        before: Option<(Shown, String)>,
    ) -> String {
        let mut words = match (cause, self.view.environment) {
            (Cause::Environment, Some(environment)) => {
                format!("environment {environment}, {}", self.place(span))
            }
            (Cause::Default, _) => self.default(span),
            _ => self.place(span),
        };
        if let Some((before, place)) = before.filter(|(before, _)| before != shown) {
            words.push_str(&format!(" (was {}, {place})", before.as_written()));
        }
        words
    }

    /// A default of the standard library needs no place.
    fn default(&self, span: Span) -> String {
        if self.sources.is_standard_library(span) {
            "default".to_string()
        } else {
            format!("default, {}", self.place(span))
        }
    }

    /// `formwork.kdl:42`.
    pub(crate) fn place(&self, span: Span) -> String {
        let file = self.sources.get(span.file);
        format!("{}:{}", file.name, file.position(span.start).line)
    }

    /// Where a thing is declared; for what a component makes, also the line that asks for it.
    pub(super) fn declared_at(&self, span: Span) -> String {
        match self.sources.instance(span) {
            Some(instance) => format!("{}, made at {}", self.place(span), self.place(instance)),
            None => self.place(span),
        }
    }
}

/// What somebody wrote on the line of a node. Defaults have lines of their own.
pub(super) fn stands_on_the_line(setting: &Setting<'_>) -> bool {
    match setting.def.place {
        Place::Argument | Place::Arguments => true,
        Place::Property => !setting.is_default(),
        Place::Child => false,
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Bool(truth) => format!("#{truth}"),
        other => other.plain(),
    }
}

/// One of several on a line: in quotation marks where its end would not be seen.
fn word(text: &str) -> String {
    let is_plain =
        !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c == '"' || is_harmful(c));
    if is_plain || text == CONCEALED { text.to_string() } else { syntax::quoted(text) }
}

/// All that is on a line: in quotation marks where its ends, or lines in it, would not be seen.
fn whole(text: &str) -> String {
    let is_plain =
        !text.is_empty() && text.trim() == text && !text.contains("  ") && !text.contains(is_harmful);
    if is_plain { text.to_string() } else { syntax::quoted(text) }
}
