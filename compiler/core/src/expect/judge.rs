//! Whether an expectation holds, where settings are looked at.

use super::measure::Measure;
use super::{Comparison, Expectation, Operand};
use crate::check::Node;
use crate::effective::{Found, Setting, View, find};
use crate::source::Span;
use std::cmp::Ordering;

/// A setting of which an expectation does not hold.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Failure {
    /// From the thing on, without `*`.
    pub path: String,
    /// The value, where there is one, and whether it is a default.
    pub found: Option<(Span, bool)>,
    /// What it is, in words; None when there is nothing to say beyond that it is there.
    pub actual: Option<String>,
}

impl Expectation {
    /// What speaks against it in a thing; nothing when it holds.
    pub fn judge(&self, view: &View<'_>, node: &Node) -> Vec<Failure> {
        let found = find(view.schema, node, &self.path);
        found.into_iter().filter_map(|(path, found)| self.failure(view, path, &found)).collect()
    }

    /// What has to hold, in words that follow `expected`: `at least 256MiB`.
    pub fn words(&self) -> String {
        match &self.comparison {
            Comparison::Is(operand) => operand.words.clone(),
            Comparison::IsNot(operand) => format!("anything but {}", operand.words),
            Comparison::AtLeast(operand) => format!("at least {}", operand.words),
            Comparison::AtMost(operand) => format!("at most {}", operand.words),
            Comparison::OneOf(operands) => {
                let words: Vec<&str> = operands.iter().map(|operand| operand.words.as_str()).collect();
                format!("one of {}", words.join(", "))
            }
            Comparison::Includes(operand) => format!("a list with {}", operand.words),
            Comparison::Matches(_, expression) => format!("text like {expression}"),
            Comparison::Exists(true) => "that it is set".to_string(),
            Comparison::Exists(false) => "that it is not set".to_string(),
        }
    }

    fn failure(&self, view: &View<'_>, path: String, found: &Found<'_>) -> Option<Failure> {
        let nothing = Failure { path: path.clone(), found: None, actual: None };
        match (&self.comparison, found) {
            (Comparison::Exists(true) | Comparison::IsNot(_), Found::Nothing) => {
                matches!(self.comparison, Comparison::Exists(_)).then_some(nothing)
            }
            (Comparison::Exists(false), Found::Nothing) => None,
            (_, Found::Nothing) => Some(nothing),
            (Comparison::Exists(wanted), Found::Setting(setting)) => {
                (!wanted).then(|| Failure { found: Some((setting.span, setting.is_default())), ..nothing })
            }
            (Comparison::Exists(wanted), Found::Node(node)) => {
                (!wanted).then_some(Failure { found: Some((node.span, false)), ..nothing })
            }
            (_, Found::Node(node)) => Some(Failure { found: Some((node.span, false)), ..nothing }),
            (_, Found::Setting(setting)) => self.of_values(view, path, setting),
        }
    }

    /// Every value has to hold, in each copy; of a list that is to include something, one.
    fn of_values(&self, view: &View<'_>, path: String, setting: &Setting<'_>) -> Option<Failure> {
        let scalar = setting.scalar()?;
        let mut wrong: Vec<String> = Vec::new();
        let mut span = setting.span;
        let mut is_included = false;
        for (value, place) in setting.values() {
            for copy in view.copies() {
                let evaluated = view.evaluate(setting, value, *copy);
                let measure = match &evaluated {
                    Some(text) => Measure::text(text),
                    None => Measure::of(&scalar.of, value),
                };
                let text = evaluated.unwrap_or_else(|| value.plain());
                let holds = self.holds(&measure, &text);
                is_included |= holds;
                if !holds && !wrong.contains(&text) {
                    span = if wrong.is_empty() { place } else { setting.span };
                    wrong.push(text);
                }
            }
        }
        let is_fine = match self.comparison {
            Comparison::Includes(_) => is_included,
            _ => wrong.is_empty(),
        };
        let found = Some((span, setting.is_default()));
        (!is_fine).then(|| Failure { path, found, actual: Some(wrong.join(" ")) })
    }

    fn holds(&self, measure: &Measure, text: &str) -> bool {
        let is = |operand: &Operand| measure.is(&operand.measure);
        let order = |operand: &Operand| measure.order(&operand.measure);
        match &self.comparison {
            Comparison::Is(operand) | Comparison::Includes(operand) => is(operand),
            Comparison::IsNot(operand) => !is(operand),
            Comparison::AtLeast(operand) => order(operand).is_some_and(Ordering::is_ge),
            Comparison::AtMost(operand) => order(operand).is_some_and(Ordering::is_le),
            Comparison::OneOf(operands) => operands.iter().any(is),
            Comparison::Matches(regex, _) => regex.is_match(text),
            Comparison::Exists(wanted) => *wanted,
        }
    }
}
