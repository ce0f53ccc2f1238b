//! Numbers with units, strictly and generously: `10m` is read; of `10 minutes` it is found that `10m` was meant.

/// What text that is to be a whole number and a unit consists of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Parts<'t> {
    /// Decimal digits, and what follows them.
    Whole(&'t str, &'t str),
    /// The same with a point in the number.
    Fraction(&'t str),
    Signed,
    Spaced,
    NoNumber,
}

pub(super) fn parts(text: &str) -> Parts<'_> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    if text.starts_with(['+', '-']) {
        Parts::Signed
    } else if number.is_empty() {
        Parts::NoNumber
    } else if text.contains(char::is_whitespace) {
        Parts::Spaced
    } else if unit.starts_with(['.', ',']) {
        Parts::Fraction(unit.trim_start_matches(|c: char| !c.is_alphabetic()))
    } else {
        Parts::Whole(number, unit)
    }
}

/// Why parts are no value, when the unit is one of `units`.
pub(super) fn why(parts: Parts<'_>, units: &[&str]) -> Option<String> {
    let known = |unit: &str| units.contains(&unit);
    Some(match parts {
        Parts::Whole(_, "") => "it has no unit".to_string(),
        Parts::Whole(_, unit) if !known(unit) => {
            format!("`{}` is none of the units: {}", super::shorten(unit), units.join(", "))
        }
        Parts::Whole(..) | Parts::NoNumber => return None,
        Parts::Fraction(_) => "the number is not whole".to_string(),
        Parts::Signed => "it has a sign".to_string(),
        Parts::Spaced => "it has a space".to_string(),
    })
}

/// The sum of `1h 30m`, `1.5 h` or `90 minutes`, when `length` knows every unit and the sum is whole.
pub(super) fn generous_sum(text: &str, length: impl Fn(&str) -> Option<u64>) -> Option<u64> {
    const LONGEST: usize = 60;
    let mut rest = text.trim().trim_start_matches('+');
    if rest.is_empty() || rest.len() > LONGEST {
        return None;
    }
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')?;
        let (number, behind) = rest.split_at(number_end);
        let behind = behind.trim_start();
        let is_end = |c: char| c.is_ascii_digit() || c.is_whitespace() || c == ',';
        let (unit, behind) = behind.split_at(behind.find(is_end).unwrap_or(behind.len()));
        sum = sum.checked_add(exact_product(number, length(unit)?)?)?;
        rest = behind.trim_start_matches([' ', ',']);
    }
    Some(sum)
}

/// `1.5` times `60`; nothing when the product is not whole.
pub(super) fn exact_product(number: &str, factor: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, ""));
    if whole.is_empty() || fraction.len() > 6 {
        return None;
    }
    let scale = 10_u64.pow(fraction.len() as u32);
    let fraction: u64 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let small = fraction.checked_mul(factor)?;
    let whole = whole.parse::<u64>().ok()?.checked_mul(factor)?;
    small.is_multiple_of(scale).then(|| whole.checked_add(small / scale)).flatten()
}
