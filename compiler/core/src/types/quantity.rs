//! Whole numbers with units that a declaration names: `"100 kbit/s"` is none, `"100kbit/s"` is. In: text and the units.
//! Out: how many of the smallest unit.

use super::Misfit;
use super::number::{self, Parts};
use std::sync::Arc;

/// A number of the smallest of some units.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Quantity {
    pub count: u64,
}

/// A unit, and how many of the smallest it is.
type Unit = (Arc<str>, u64);

impl Quantity {
    pub fn read(text: &str, units: &[Unit]) -> Result<Self, Misfit> {
        let parts = number::parts(text);
        let wrong = || {
            let names: Vec<&str> = units.iter().map(|(name, _)| &**name).collect();
            let write = format!("write a whole number and its unit: {}", names.join(", "));
            let sum = number::generous_sum(text, |unit| factor(unit, units));
            let meant = sum.map(|count| Self { count }.words(units));
            let misfit = Misfit::new("is not a quantity").write(write).meant(meant);
            Misfit { why: number::why(parts, &names), ..misfit }
        };
        let Parts::Whole(number, unit) = parts else { return Err(wrong()) };
        let (_, factor) = units.iter().find(|(name, _)| **name == *unit).ok_or_else(wrong)?;
        let count = number.parse::<u64>().ok().and_then(|number| number.checked_mul(*factor));
        count.map(|count| Self { count }).ok_or_else(|| Misfit::new("is more than can be counted"))
    }

    /// In the largest unit that leaves it whole.
    pub fn words(self, units: &[Unit]) -> String {
        let fits = |factor: u64| factor == 1 || (self.count > 0 && self.count.is_multiple_of(factor));
        let fitting = units.iter().filter(|(_, factor)| fits(*factor));
        let (unit, factor) =
            fitting.max_by_key(|(_, factor)| *factor).map_or(("", 1), |(name, factor)| (name, *factor));
        format!("{}{unit}", self.count / factor)
    }
}

/// The unit, however its letters are written, when that is clear.
fn factor(unit: &str, units: &[Unit]) -> Option<u64> {
    let mut alike = units.iter().filter(|(name, _)| name.eq_ignore_ascii_case(unit));
    let (_, factor) = alike.next()?;
    alike.next().is_none().then_some(*factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_declared() {
        let units: Vec<Unit> =
            [("kbit/s", 1), ("Mbit/s", 1000)].map(|(name, factor)| (name.into(), factor)).into();
        let read = |text: &str| match Quantity::read(text, &units) {
            Ok(quantity) => quantity.words(&units),
            Err(misfit) => misfit.to_string(),
        };
        let write = "write a whole number and its unit: kbit/s, Mbit/s";
        for (text, result) in [
            ("0kbit/s", "0kbit/s".to_string()),
            ("0Mbit/s", "0kbit/s".to_string()),
            ("5000kbit/s", "5Mbit/s".to_string()),
            ("1500kbit/s", "1500kbit/s".to_string()),
            ("5", format!("is not a quantity; it has no unit; {write}")),
            ("5 mbit/s", format!("is not a quantity; it has a space; {write}; did you mean \"5Mbit/s\"?")),
            (
                "1.5Mbit/s",
                format!("is not a quantity; the number is not whole; {write}; did you mean \"1500kbit/s\"?"),
            ),
            ("5Gbit/s", format!("is not a quantity; `Gbit/s` is none of the units: kbit/s, Mbit/s; {write}")),
            ("99999999999999999999Mbit/s", "is more than can be counted".to_string()),
        ] {
            assert_eq!(read(text), result, "{text}");
        }
    }
}
