//! Ranges of types: what of a value is bounded, and the words for a value beyond. In: bounds as a declaration writes
//! them. Out: whether a value is within, and if not, a sentence that says how.

use super::Base;
use crate::types::{Misfit, Semver, Version};
use std::cmp::Ordering;

/// How much of something: values of one type compare by it.
#[derive(Clone, PartialEq, PartialOrd, Debug)]
pub(crate) enum Amount {
    Number(f64),
    /// Seconds, bytes, characters, ports.
    Count(u64),
    Version([u32; 4]),
    Semver(Box<Semver>),
}

impl Amount {
    pub(super) fn version(version: &Version) -> Self {
        let mut numbers = [0; 4];
        numbers.iter_mut().zip(version.numbers()).for_each(|(place, number)| *place = number);
        Amount::Version(numbers)
    }
}

/// From where to where a value goes; most are a single amount.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Extent {
    pub(crate) low: Amount,
    pub(crate) high: Amount,
}

impl Extent {
    pub(crate) fn exactly(amount: Amount) -> Self {
        Self { low: amount.clone(), high: amount }
    }
}

/// An end of a range, as it is written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Bound {
    pub(crate) amount: Amount,
    pub(crate) words: String,
}

/// The least and the greatest that a type allows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Range {
    pub(crate) least: Option<Bound>,
    pub(crate) most: Option<Bound>,
}

impl Range {
    pub(super) fn is_open(&self) -> bool {
        self.least.is_none() && self.most.is_none()
    }

    /// For people: `1s to 24h`, `at most 30d`, `1 to 200 characters`.
    pub fn words(&self, base: Base) -> Option<String> {
        let unit = unit(base);
        Some(match (&self.least, &self.most) {
            (Some(least), Some(most)) => format!("{} to {}{unit}", least.words, most.words),
            (Some(least), None) => format!("at least {}{unit}", least.words),
            (None, Some(most)) => format!("at most {}{unit}", most.words),
            (None, None) => return None,
        })
    }

    /// Why a value is not within.
    pub(super) fn check(&self, extent: &Extent, base: Base) -> Result<(), Misfit> {
        let beyond = |bound: &Option<Bound>, amount: &Amount, side: Ordering| {
            bound.as_ref().is_some_and(|bound| amount.partial_cmp(&bound.amount) == Some(side))
        };
        let (words, bound) = if beyond(&self.least, &extent.low, Ordering::Less) {
            (below(base), &self.least)
        } else if beyond(&self.most, &extent.high, Ordering::Greater) {
            (above(base), &self.most)
        } else {
            return Ok(());
        };
        let bound = bound.as_ref().map_or("", |bound| &bound.words);
        let misfit = Misfit::new(format!("{words} {bound}{}", unit(base)));
        let range = self.words(base).unwrap_or_default();
        Err(match base {
            Base::Schedule => misfit.write(format!("leave {range} between two runs")),
            Base::Integer | Base::Number => misfit.write(format!("write a number: {range}")),
            // How long a text is says more than the text.
            Base::Text | Base::Interpolated => misfit.write(format!("write {range}")).private(),
            _ => misfit.write(format!("write {range}")),
        })
    }

    /// Narrowed to what another allows too; the first of its ends that lies outside, if one does.
    pub(super) fn within<'r>(&'r self, outer: &'r Range) -> Result<Range, (&'r Bound, &'r Bound)> {
        let ends =
            [(&self.least, &outer.least, Ordering::Less), (&self.most, &outer.most, Ordering::Greater)];
        for (own, outer, side) in ends {
            if let (Some(own), Some(outer)) = (own, outer)
                && own.amount.partial_cmp(&outer.amount) == Some(side)
            {
                return Err((own, outer));
            }
        }
        let least = self.least.as_ref().or(outer.least.as_ref());
        let most = self.most.as_ref().or(outer.most.as_ref());
        Ok(Range { least: least.cloned(), most: most.cloned() })
    }
}

fn unit(base: Base) -> &'static str {
    match base.measured() {
        super::base::Measured::Characters => " characters",
        _ => "",
    }
}

fn below(base: Base) -> &'static str {
    match base {
        Base::Duration => "is shorter than",
        Base::Size => "is smaller than",
        Base::Version | Base::Semver => "is older than",
        Base::Schedule => "runs more often than every",
        Base::PortRange => "begins below",
        _ if !unit(base).is_empty() => "is shorter than",
        _ => "is less than",
    }
}

fn above(base: Base) -> &'static str {
    match base {
        Base::Duration => "is longer than",
        Base::Size => "is larger than",
        Base::Version | Base::Semver => "is newer than",
        Base::Schedule => "can leave more between two runs than",
        Base::PortRange => "ends above",
        _ if !unit(base).is_empty() => "is longer than",
        _ => "is more than",
    }
}
