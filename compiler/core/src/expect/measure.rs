//! What a value means, so that two of a type can be compared: `60s` is `1m`, and `3.9` comes before `3.12`.

use crate::check::Value;
use crate::schema::{Amount, ScalarType};
use std::cmp::Ordering;

/// A value in its normal spelling, and how much it is, if it is an amount of something.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Measure {
    normal: String,
    amount: Option<Amount>,
}

impl Measure {
    /// Of a value that the type has been found to allow.
    pub(super) fn of(of: &ScalarType, value: &Value) -> Self {
        let amount = match value {
            Value::Integer(integer) => Some(Amount::Number(*integer as f64)),
            Value::Number(number) => Some(Amount::Number(*number)),
            Value::Text(text) => of.amount(text),
            _ => None,
        };
        Self { normal: value.plain(), amount }
    }

    /// Of what other text stands for.
    pub(super) fn text(text: &str) -> Self {
        Self { normal: text.to_string(), amount: None }
    }

    /// Whether it is more or less than others of its type.
    pub(super) fn has_order(&self) -> bool {
        self.amount.is_some()
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
