//! The bases of types: how a value is read, and what of it a range measures. In: text. Out: its normal spelling and its
//! measure, or why it is none. Everything else about a type is declared.

use super::range::{Amount, Extent};
use crate::terminal::is_harmful;
use crate::types::{
    Duration, EmailAddress, EnvName, Glob, HostName, Identifier, Interpolated, Misfit, Percentage, PortRange,
    Rate, RepoPath, Schedule, Semver, Size, Thing, Url, Version, VersionRange, Zone, has_dollar,
};
use std::fmt::Display;
use std::str::FromStr;

/// How a value is read. These are the readings `crate::types` defines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Base {
    Text,
    Integer,
    Number,
    Boolean,
    /// One of the declared options.
    Choice,
    Reference,
    /// A thing by kind and name.
    Thing,
    Identifier,
    EnvName,
    Host,
    Url,
    Email,
    Path,
    Glob,
    Version,
    VersionRange,
    Semver,
    Duration,
    Size,
    Percentage,
    Rate,
    /// A whole number and one of the declared units.
    Quantity,
    PortRange,
    Schedule,
    TimeZone,
    /// One of the declared measures, held against a limit.
    Threshold,
    Interpolated,
    /// The name of a template in the declared folder.
    Template,
    /// A declared secret, by name.
    Secret,
    /// Text in which `${…}` is what it is: pieces of spec, and what is looked for in artifacts.
    Verbatim,
    /// Any scalar: what a declaration gives as a default.
    Literal,
}

const BASES: &[(&str, Base)] = &[
    ("text", Base::Text),
    ("integer", Base::Integer),
    ("number", Base::Number),
    ("boolean", Base::Boolean),
    ("choice", Base::Choice),
    ("reference", Base::Reference),
    ("thing", Base::Thing),
    ("identifier", Base::Identifier),
    ("env-name", Base::EnvName),
    ("host", Base::Host),
    ("url", Base::Url),
    ("email", Base::Email),
    ("path", Base::Path),
    ("glob", Base::Glob),
    ("version", Base::Version),
    ("version-range", Base::VersionRange),
    ("semver", Base::Semver),
    ("duration", Base::Duration),
    ("size", Base::Size),
    ("percentage", Base::Percentage),
    ("rate", Base::Rate),
    ("quantity", Base::Quantity),
    ("port-range", Base::PortRange),
    ("schedule", Base::Schedule),
    ("time-zone", Base::TimeZone),
    ("threshold", Base::Threshold),
    ("interpolated", Base::Interpolated),
    ("template", Base::Template),
    ("secret", Base::Secret),
    ("verbatim", Base::Verbatim),
    ("literal", Base::Literal),
];

/// A value as it was understood.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The one spelling, where it may be another than the one that was read.
    pub(crate) normal: Option<String>,
    /// What a range bounds, but for the number of characters.
    pub(crate) extent: Option<Extent>,
}

/// What the `min` and `max` of a type are written as, and measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Measured {
    /// The value itself, as it is written.
    AsItself,
    /// The number of its characters.
    Characters,
    /// The time between runs.
    TimeBetween,
    /// The ports at its ends.
    Ports,
    Nothing,
}

impl Base {
    pub fn named(name: &str) -> Option<Self> {
        BASES.iter().find(|(known, _)| *known == name).map(|(_, base)| *base)
    }

    pub fn names() -> impl Iterator<Item = &'static str> {
        BASES.iter().map(|(name, _)| *name)
    }

    pub fn name(self) -> &'static str {
        BASES.iter().find(|(_, base)| *base == self).map_or("", |(name, _)| name)
    }

    /// Whether it is the name of a declared thing.
    pub fn is_reference(self) -> bool {
        matches!(self, Base::Reference | Base::Secret)
    }

    /// Whether a value stands without quotation marks.
    pub fn is_bare(self) -> bool {
        matches!(self, Base::Integer | Base::Number | Base::Boolean)
    }

    /// Whether the characters are the value, so that a declaration can give their shape.
    pub(super) fn is_text(self) -> bool {
        self.measured() == Measured::Characters
    }

    pub(super) fn measured(self) -> Measured {
        match self {
            Base::Integer
            | Base::Number
            | Base::Version
            | Base::Semver
            | Base::Duration
            | Base::Size
            | Base::Percentage
            | Base::Rate
            | Base::Quantity => Measured::AsItself,
            Base::Text
            | Base::Interpolated
            | Base::Identifier
            | Base::EnvName
            | Base::Host
            | Base::Url
            | Base::Email
            | Base::Path
            | Base::Glob => Measured::Characters,
            Base::Schedule => Measured::TimeBetween,
            Base::PortRange => Measured::Ports,
            _ => Measured::Nothing,
        }
    }

    /// Reads text, as far as the base alone says what it means.
    pub(crate) fn read(self, text: &str) -> Result<Reading, Misfit> {
        let shaped = |checked: Result<(), Misfit>| checked.map(|()| Reading::default());
        match self {
            Base::Thing => text.parse::<Thing>().map(|_| Reading::default()),
            Base::Identifier => shaped(Identifier::check(text)),
            Base::EnvName => shaped(EnvName::check(text)),
            Base::Host => shaped(HostName::check(text)),
            Base::Url => shaped(Url::check(text)),
            Base::Email => shaped(EmailAddress::check(text)),
            Base::Path => shaped(RepoPath::check(text)),
            Base::Glob => text.parse::<Glob>().map(|_| Reading::default()),
            Base::TimeZone => text.parse::<Zone>().map(|_| Reading::default()),
            Base::VersionRange => text.parse::<VersionRange>().map(|_| Reading::default()),
            Base::Version => {
                Version::check(text)?;
                let version: Version = text.parse()?;
                Ok(Reading { normal: None, extent: Some(Extent::exactly(Amount::version(&version))) })
            }
            Base::Semver => measured(text, |version: &Semver| Amount::Semver(Box::new(version.clone()))),
            Base::Duration => measured(text, |time: &Duration| Amount::Count(time.seconds)),
            Base::Size => measured(text, |size: &Size| Amount::Count(size.bytes)),
            Base::Percentage => measured(text, |share: &Percentage| Amount::Count(share.thousandths.into())),
            Base::Rate => measured(text, |rate: &Rate| Amount::Count(rate.in_a_day())),
            Base::PortRange => {
                let ports: PortRange = text.parse()?;
                let (low, high) = (Amount::Count(ports.first.into()), Amount::Count(ports.last.into()));
                Ok(Reading { normal: Some(ports.to_string()), extent: Some(Extent { low, high }) })
            }
            Base::Schedule => {
                let schedule: Schedule = text.parse()?;
                let low = Amount::Count(schedule.shortest_gap().seconds);
                let high = Amount::Count(schedule.longest_gap().seconds);
                Ok(Reading { normal: Some(schedule.to_string()), extent: Some(Extent { low, high }) })
            }
            Base::Interpolated => {
                check_characters(text, LONGEST_VALUE)?;
                Interpolated::check(text)?;
                let spaced = has_dollar(text) && (text.contains("${ ") || text.contains(" }"));
                let normal = spaced.then(|| text.parse::<Interpolated>().map(|text| text.to_string()));
                Ok(Reading { normal: normal.transpose()?, extent: None })
            }
            Base::Text
            | Base::Reference
            | Base::Secret
            | Base::Choice
            | Base::Template
            | Base::Verbatim
            | Base::Literal => check_characters(text, LONGEST_VALUE).map(|()| Reading::default()),
            Base::Integer | Base::Number | Base::Boolean | Base::Quantity | Base::Threshold => {
                Ok(Reading::default())
            }
        }
    }
}

fn measured<T: FromStr<Err = Misfit> + Display>(
    text: &str,
    amount: fn(&T) -> Amount,
) -> Result<Reading, Misfit> {
    let value: T = text.parse()?;
    Ok(Reading { normal: Some(value.to_string()), extent: Some(Extent::exactly(amount(&value))) })
}

/// A chain of certificates fits.
const LONGEST_VALUE: usize = 32_000;

/// Text has an end, and no character that nobody sees: one that ends a line in some outputs and not in others, or that
/// makes a line read otherwise than it is.
fn check_characters(text: &str, longest: usize) -> Result<(), Misfit> {
    if text.len() > longest {
        return Err(Misfit::new(format!("has {} bytes", text.len()))
            .write(format!("shorten it to at most {longest}"))
            .private());
    }
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(());
    }
    match text.chars().find(|c| is_unseen(*c)) {
        Some(unseen) => {
            let misfit = Misfit::new(format!("holds the invisible character U+{:04X}", unseen as u32));
            Err(misfit.write("remove it").private())
        }
        None => Ok(()),
    }
}

fn is_unseen(c: char) -> bool {
    (is_harmful(c) && !matches!(c, '\n' | '\t')) || matches!(c, '\u{2028}' | '\u{2029}')
}
