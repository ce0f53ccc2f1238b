//! What a value means, so that two of a type can be compared: `60s` is `1m`, and `3.9` comes before `3.12`.

use crate::check::Value;
use crate::schema::{Base, ScalarType};
use crate::types::{Duration, Percentage, Rate, Schedule, Size, Threshold, Version};
use std::cmp::Ordering;
use std::fmt::Display;
use std::str::FromStr;

/// A value in its normal spelling, and how much it is, if it is an amount of something.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Measure {
    normal: String,
    amount: Option<Amount>,
}

#[derive(Clone, PartialEq, PartialOrd, Debug)]
enum Amount {
    Number(f64),
    /// Of the smallest unit: seconds, bytes, thousandths of a percent, events in a thousand years.
    Count(u128),
    /// As many numbers as a version can have.
    Version([u32; 4]),
}

impl Measure {
    /// Of a value that the type has been found to allow.
    pub(super) fn of(of: &ScalarType, value: &Value) -> Self {
        match value {
            Value::Integer(integer) => Self::number(*integer as f64, value),
            Value::Number(number) => Self::number(*number, value),
            Value::Text(text) => Self::text(of.base, text),
            other => Self { normal: other.plain(), amount: None },
        }
    }

    fn number(number: f64, value: &Value) -> Self {
        Self { normal: value.plain(), amount: Some(Amount::Number(number)) }
    }

    /// Of text, which may be what other text stands for.
    pub(super) fn text(base: Base, text: &str) -> Self {
        let measure = match base {
            Base::Duration => read(text, |time: &Duration| Some(Amount::Count(time.seconds.into()))),
            Base::Size => read(text, |size: &Size| Some(Amount::Count(size.bytes.into()))),
            Base::Percentage => {
                read(text, |share: &Percentage| Some(Amount::Count(share.thousandths.into())))
            }
            Base::Rate => read(text, |rate: &Rate| Some(Amount::Count(in_a_day(rate)))),
            Base::Version => read(text, |version: &Version| {
                let mut numbers = [0; 4];
                numbers.iter_mut().zip(version.numbers()).for_each(|(place, number)| *place = number);
                Some(Amount::Version(numbers))
            }),
            Base::Schedule => read(text, |_: &Schedule| None),
            Base::Threshold => read(text, |_: &Threshold| None),
            _ => None,
        };
        measure.unwrap_or_else(|| Self { normal: text.to_string(), amount: None })
    }

    /// Whether values of a base are more or less than one another.
    pub(super) fn has_order(base: Base) -> bool {
        matches!(
            base,
            Base::Integer
                | Base::Number
                | Base::Duration
                | Base::Size
                | Base::Percentage
                | Base::Rate
                | Base::Version
        )
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        match (&self.amount, &other.amount) {
            (Some(own), Some(other)) => own == other,
            _ => self.normal == other.normal,
        }
    }

    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        self.amount.as_ref()?.partial_cmp(other.amount.as_ref()?)
    }
}

fn read<T: FromStr + Display>(text: &str, amount: impl Fn(&T) -> Option<Amount>) -> Option<Measure> {
    let value: T = text.parse().ok()?;
    Some(Measure { normal: value.to_string(), amount: amount(&value) })
}

fn in_a_day(rate: &Rate) -> u128 {
    u128::from(rate.count) * 86_400 / u128::from(rate.period.seconds.max(1))
}
