//! The `min` and `max` of a type, in its own units. In: a declaration. Out: the range, or the finding that says why it is
//! none.

use super::Base;
use super::base::Measured;
use super::errors::BAD_DECLARATION;
use super::range::{Amount, Bound, Range};
use super::read::entry;
use crate::diag::Diagnostic;
use crate::syntax::{Entry, Node, Value};
use crate::types::{Duration, Quantity};
use std::cmp::Ordering;
use std::sync::Arc;

/// The range of a declaration, within the one of the type that it narrows.
pub(super) fn read_range(
    node: Node<'_>,
    base: Base,
    units: &[(Arc<str>, u64)],
    outer: &Range,
) -> Result<Range, Diagnostic> {
    let read = |name| entry(node, name).map(|entry| read_bound(entry, name, base, units)).transpose();
    let own = Range { least: read("min")?, most: read("max")? };
    if let (Some(least), Some(most)) = (&own.least, &own.most)
        && least.amount.partial_cmp(&most.amount) == Some(Ordering::Greater)
    {
        let span = entry(node, "min").map_or(node.header_span(), |entry| entry.span());
        let message = format!("the least, {}, is above the greatest, {}", least.words, most.words);
        return Err(
            Diagnostic::new(&BAD_DECLARATION, span, message).help("no value would be allowed: swap them")
        );
    }
    own.within(outer).map_err(|(own, outer)| {
        let message = format!("{} is beyond what the narrowed type allows, {}", own.words, outer.words);
        Diagnostic::new(&BAD_DECLARATION, node.header_span(), message)
            .help("a type narrows what it is of; it cannot allow more")
    })
}

fn read_bound(
    entry: Entry<'_>,
    name: &str,
    base: Base,
    units: &[(Arc<str>, u64)],
) -> Result<Bound, Diagnostic> {
    let refuse = |message: String| Diagnostic::new(&BAD_DECLARATION, entry.value_span(), message);
    let value = entry.value();
    let bound = match (base.measured(), &value) {
        (Measured::Nothing, _) => return Err(refuse(format!("a `{}` has no range", base.name()))),
        (Measured::AsItself, Value::Integer(number)) if base.is_bare() => {
            Some(Bound { amount: Amount::Number(*number as f64), words: number.to_string() })
        }
        (Measured::AsItself, Value::Float(number)) if base == Base::Number && number.is_finite() => {
            Some(Bound { amount: Amount::Number(*number), words: number.to_string() })
        }
        (Measured::AsItself, Value::String(text)) if !base.is_bare() => {
            return read_as_itself(text, base, units).map_err(|misfit| refuse(format!("`{text}` {misfit}")));
        }
        (Measured::TimeBetween, Value::String(text)) => {
            let time: Duration = text.parse().map_err(|misfit| refuse(format!("`{text}` {misfit}")))?;
            Some(Bound { amount: Amount::Count(time.seconds), words: time.to_string() })
        }
        (Measured::Characters | Measured::Ports, Value::Integer(number)) => {
            let count = u64::try_from(*number).ok();
            count.map(|count| Bound { amount: Amount::Count(count), words: count.to_string() })
        }
        _ => None,
    };
    bound.ok_or_else(|| {
        let wanted = match base.measured() {
            Measured::AsItself if base.is_bare() => "a number",
            Measured::AsItself => "a value of it, in quotation marks",
            Measured::TimeBetween => "the time between two runs, such as \"1h\"",
            Measured::Ports => "a port",
            Measured::Characters | Measured::Nothing => "a number of characters",
        };
        refuse(format!("the `{name}` of a `{}` is {wanted}", base.name()))
    })
}

fn read_as_itself(text: &str, base: Base, units: &[(Arc<str>, u64)]) -> Result<Bound, crate::types::Misfit> {
    if base == Base::Quantity {
        let quantity = Quantity::read(text, units)?;
        return Ok(Bound { amount: Amount::Count(quantity.count), words: quantity.words(units) });
    }
    let reading = base.read(text)?;
    let words = reading.normal.unwrap_or_else(|| text.to_string());
    let amount = reading.extent.map_or(Amount::Count(0), |extent| extent.low);
    Ok(Bound { amount, words })
}
