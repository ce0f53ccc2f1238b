//! Declared types: a base, narrowed by what the declaration says. In: text or a number. Out: its normal spelling, or
//! why it is not of the type.

use super::base::Measured;
use super::pattern::Pattern;
use super::range::{Amount, Extent, Range};
use super::{Base, KindId, Literal};
use crate::nearest::nearest;
use crate::source::Span;
use crate::types::{Condition, Misfit, Quantity, Threshold, shorten};
use std::sync::Arc;

/// A declared type.
#[derive(Clone, Debug)]
pub struct ScalarType {
    pub name: Arc<str>,
    pub about: String,
    /// The line of its declaration.
    pub span: Span,
    pub base: Base,
    pub range: Range,
    /// Shapes of text, all of which a value has: its own, and those of the types it narrows.
    pub(crate) patterns: Vec<Arc<Pattern>>,
    /// For a choice: what there is, and what each means. For a template: what there is.
    pub options: Vec<(Arc<str>, String)>,
    /// For a choice: what an option was called before, and what it is called now.
    pub renamed: Vec<(Arc<str>, Arc<str>)>,
    /// For a quantity: each unit, and how many of the smallest it is.
    pub units: Vec<(Arc<str>, u64)>,
    /// For a threshold: each measure, and the types of its limits.
    pub measures: Vec<(Arc<str>, Vec<Arc<ScalarType>>)>,
    /// How a value is written, part by part, for people.
    pub forms: Vec<String>,
    /// Values that are of the type, and values that are not.
    pub good: Vec<Literal>,
    pub bad: Vec<Literal>,
    /// Its declaration is at fault, which has been reported: any value will do.
    pub is_broken: bool,
}

/// A type as a field uses it.
#[derive(Clone, Debug)]
pub struct Scalar {
    pub of: Arc<ScalarType>,
    /// For a reference: the kinds it may lead to.
    pub to: Vec<KindId>,
}

impl ScalarType {
    /// What the range allows, for people: `1s to 24h`.
    pub fn range_words(&self) -> Option<String> {
        self.range.words(self.base)
    }

    /// The regular expressions that the whole of a text has to match.
    pub fn expressions(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(|pattern| &*pattern.expression)
    }

    /// The normal spelling of a text, where it is another one.
    pub fn read(&self, text: &str) -> Result<Option<String>, Misfit> {
        self.read_strictly(text).map_err(|misfit| self.with_meaning(misfit, text))
    }

    /// The one spelling of a text that is of the type.
    pub fn normal(&self, text: &str) -> String {
        self.read(text).ok().flatten().unwrap_or_else(|| text.to_string())
    }

    fn read_strictly(&self, text: &str) -> Result<Option<String>, Misfit> {
        if self.is_broken {
            return Ok(None);
        }
        let reading = self.base.read(text)?;
        let (normal, extent) = match self.base {
            Base::Choice | Base::Template => {
                let now = self.renamed(text);
                now.map_or_else(|| self.check_option(text), |_| Ok(()))?;
                (now.map(str::to_owned), None)
            }
            Base::Quantity => {
                let quantity = Quantity::read(text, &self.units)?;
                (Some(quantity.words(&self.units)), Some(Extent::exactly(Amount::Count(quantity.count))))
            }
            Base::Threshold => (Some(self.read_condition(text)?), None),
            _ => (reading.normal, reading.extent),
        };
        if let Some(pattern) = self.patterns.iter().find(|pattern| !pattern.fits(text)) {
            let misfit = Misfit::new(format!("is not of type `{}`", self.name));
            return Err(misfit.why(&self.about).write(&pattern.otherwise));
        }
        let is_bounded = self.base.is_text() && !self.range.is_open();
        let characters = || Extent::exactly(Amount::Count(text.chars().count() as u64));
        if let Some(extent) = extent.or_else(|| is_bounded.then(characters)) {
            self.range.check(&extent, self.base).map_err(|misfit| misfit.why(&self.about))?;
        }
        Ok(normal.filter(|normal| normal != text))
    }

    /// Whether a number is within the range.
    pub fn check_number(&self, number: f64) -> Result<(), Misfit> {
        if !number.is_finite() {
            return Err(Misfit::new("is not a number that can be counted with"));
        }
        let extent = Extent::exactly(Amount::Number(number));
        self.range.check(&extent, self.base).map_err(|misfit| misfit.why(&self.about))
    }

    /// By what values of the type compare, where the value itself is an amount.
    pub(crate) fn amount(&self, text: &str) -> Option<Amount> {
        match (self.base.measured(), self.base) {
            (Measured::AsItself, Base::Quantity) => {
                Quantity::read(text, &self.units).ok().map(|quantity| Amount::Count(quantity.count))
            }
            (Measured::AsItself, base) => base.read(text).ok()?.extent.map(|extent| extent.low),
            _ => None,
        }
    }

    /// What was meant has to be of the whole type, not of its base only; and what has spaces around it was meant without.
    fn with_meaning(&self, misfit: Misfit, text: &str) -> Misfit {
        let trimmed = text.trim();
        let meant = misfit.meant.clone().or_else(|| (trimmed != text).then(|| trimmed.to_string()));
        let fits = |meant: &String| self.read_strictly(meant).is_ok();
        Misfit { meant: meant.filter(fits), ..misfit }
    }

    /// What an option is called now that goes by an old name.
    pub fn renamed(&self, text: &str) -> Option<&str> {
        self.renamed.iter().find(|(old, _)| **old == *text).map(|(_, new)| &**new)
    }

    fn check_option(&self, text: &str) -> Result<(), Misfit> {
        if self.options.iter().any(|(option, _)| **option == *text) {
            return Ok(());
        }
        let names: Vec<&str> = self.options.iter().map(|(option, _)| &**option).collect();
        let list = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let misfit = Misfit::new("is none of the options");
        Err(match nearest(text, names) {
            Some(near) => misfit.why(format!("there are {list}")).meant(Some(near.to_string())),
            None => misfit.write(format!("write one of: {list}")),
        })
    }

    fn read_condition(&self, text: &str) -> Result<String, Misfit> {
        let condition = Condition::split(text)?;
        let wrong = || Misfit::new("is not a condition");
        let known = self.measures.iter().find(|(name, _)| **name == *condition.measure);
        let Some((name, limits)) = known else {
            let names: Vec<&str> = self.measures.iter().map(|(name, _)| &**name).collect();
            let near = nearest(condition.measure, names.iter().copied());
            let meant = near.map(|near| text.replacen(condition.measure, near, 1));
            let why =
                format!("`{}` is none of the measures: {}", shorten(condition.measure), names.join(", "));
            return Err(wrong().why(why).meant(meant));
        };
        let mut faults = Vec::new();
        for limit in limits {
            match limit.read(condition.limit) {
                Ok(_) => return text.parse::<Threshold>().map(|condition| condition.to_string()),
                Err(fault) => faults.push((limit, fault)),
            }
        }
        // Of several types that do not fit, the one that is only out of range is the one that was meant.
        let closest = faults.iter().find(|(_, fault)| !fault.what.starts_with("is not"));
        let why = match closest {
            Some((_, fault)) => format!("`{}` {}", shorten(condition.limit), fault.what),
            None => format!("`{}` is no limit of {name}", shorten(condition.limit)),
        };
        let allowed: Vec<String> = limits.iter().map(|limit| limit.in_a_few_words()).collect();
        let meant = faults.iter().find_map(|(_, fault)| fault.meant.as_ref());
        let meant = meant.map(|meant| text.trim_end().trim_end_matches(condition.limit).to_string() + meant);
        let write = format!("hold {name} against a {}", allowed.join(" or a "));
        Err(wrong().why(why).write(write).meant(meant))
    }

    /// `percentage (0% to 100%)`.
    fn in_a_few_words(&self) -> String {
        match self.range_words() {
            Some(range) => format!("{} ({range})", self.name),
            None => self.name.to_string(),
        }
    }
}
