//! Numbers. In: the text of a number token. Out: what is wrong with it, its value, its canonical spelling.
//! KDL sets no range; Formwork takes integers of 128 bits with sign and finite floats of 64 bits.

use std::borrow::Cow;

/// Why a text that begins like a number is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// `.5`
    NoLeadingDigit,
    /// `1.`, `0x`, `1e`
    Unfinished,
    /// `10,`
    Comma,
    /// `1,5`
    DecimalComma,
    /// `1,000`
    Thousands,
    /// `80:8000`
    Several,
    /// `10s`, `70%`, `10.0.0.1`
    Suffix,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Number {
    Integer(i128),
    Float(f64),
    /// Legal KDL that no value of Formwork can hold; the nearest float.
    OutOfRange(f64),
}

/// The parts of a well-formed number, as written.
struct Parts<'t> {
    negative: bool,
    radix: u32,
    /// Digits before the point, perhaps with underscores.
    whole: &'t str,
    fraction: Option<&'t str>,
    exponent: Option<&'t str>,
}

pub(super) fn check(text: &str) -> Result<(), Fault> {
    parts(text).map(|_| ())
}

/// The value of a number token. A malformed one counts as zero; it was reported.
pub(super) fn value(text: &str) -> Number {
    let Ok(parts) = parts(text) else { return Number::Integer(0) };
    if parts.fraction.is_some() || parts.exponent.is_some() {
        return float(text, &parts);
    }
    let digits = match (parts.radix, parts.negative) {
        (10, _) => without_underscores(text),
        (_, true) => format!("-{}", without_underscores(parts.whole)).into(),
        (_, false) => without_underscores(parts.whole),
    };
    match i128::from_str_radix(&digits, parts.radix) {
        Ok(integer) => Number::Integer(integer),
        Err(_) if parts.negative => Number::OutOfRange(f64::NEG_INFINITY),
        Err(_) => Number::OutOfRange(f64::INFINITY),
    }
}

fn float(text: &str, parts: &Parts<'_>) -> Number {
    let float = without_underscores(text).parse().unwrap_or(f64::NAN);
    let digits = [parts.whole, parts.fraction.unwrap_or_default()];
    let is_zero = digits.iter().all(|digits| digits.bytes().all(|byte| matches!(byte, b'0' | b'_')));
    if float.is_finite() && (is_zero || float != 0.0) {
        Number::Float(float)
    } else {
        Number::OutOfRange(float)
    }
}

/// The simplest decimal spelling; a number beyond the range keeps its radix.
pub(super) fn canonical(text: &str) -> String {
    let Ok(parts) = parts(text) else { return text.to_owned() };
    if let (Number::Integer(integer), None, None) = (value(text), parts.fraction, parts.exponent) {
        return integer.to_string();
    }
    let mut out = String::from(if parts.negative { "-" } else { "" });
    out.push_str(match parts.radix {
        16 => "0x",
        8 => "0o",
        2 => "0b",
        _ => "",
    });
    out.push_str(&without_leading_zeros(parts.whole));
    if let Some(fraction) = parts.fraction {
        out.push('.');
        out.push_str(&without_underscores(fraction));
    }
    if let Some(exponent) = parts.exponent {
        out.push_str(if exponent.starts_with('-') { "E-" } else { "E+" });
        out.push_str(&without_leading_zeros(exponent.trim_start_matches(['+', '-'])));
    }
    out
}

fn without_underscores(digits: &str) -> Cow<'_, str> {
    if digits.contains('_') { digits.replace('_', "").into() } else { digits.into() }
}

fn without_leading_zeros(digits: &str) -> String {
    let plain = without_underscores(digits);
    let significant = plain.trim_start_matches('0');
    if significant.is_empty() { "0".to_owned() } else { significant.to_owned() }
}

fn parts(text: &str) -> Result<Parts<'_>, Fault> {
    let negative = text.starts_with('-');
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let radix = match unsigned.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => 10,
    };
    if radix == 10 {
        return decimal(negative, unsigned);
    }
    let (whole, rest) = digits(&unsigned[2..], radix).ok_or(Fault::Unfinished)?;
    nothing_after(rest)?;
    Ok(Parts { negative, radix, whole, fraction: None, exponent: None })
}

fn decimal(negative: bool, unsigned: &str) -> Result<Parts<'_>, Fault> {
    let (whole, mut rest) = digits(unsigned, 10).ok_or(Fault::NoLeadingDigit)?;
    let mut fraction = None;
    if let Some(after) = rest.strip_prefix('.') {
        let (found, left) = digits(after, 10).ok_or_else(|| unfinished(after))?;
        (fraction, rest) = (Some(found), left);
    }
    let mut exponent = None;
    if let Some(after) = rest.strip_prefix(['e', 'E']) {
        let unsigned = after.strip_prefix(['+', '-']).unwrap_or(after);
        let (_, left) = digits(unsigned, 10).ok_or_else(|| unfinished(unsigned))?;
        (exponent, rest) = (Some(&after[..after.len() - left.len()]), left);
    }
    nothing_after(rest)?;
    Ok(Parts { negative, radix: 10, whole, fraction, exponent })
}

/// A number that breaks off is unfinished; one that goes on with something else has a suffix, as in `1em`.
fn unfinished(rest: &str) -> Fault {
    if rest.is_empty() { Fault::Unfinished } else { Fault::Suffix }
}

fn nothing_after(rest: &str) -> Result<(), Fault> {
    match rest {
        "" => Ok(()),
        "," => Err(Fault::Comma),
        _ if rest.starts_with(':') => Err(Fault::Several),
        _ => Err(rest.strip_prefix(',').and_then(after_comma).unwrap_or(Fault::Suffix)),
    }
}

fn after_comma(rest: &str) -> Option<Fault> {
    let groups = || rest.split(',');
    let are_digits =
        groups().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    match groups().count() {
        _ if !are_digits => None,
        _ if groups().all(|group| group.len() == 3) => Some(Fault::Thousands),
        1 => Some(Fault::DecimalComma),
        _ => None,
    }
}

/// One digit, then digits and underscores; and what follows them.
fn digits(text: &str, radix: u32) -> Option<(&str, &str)> {
    let is_digit = |byte: u8| char::from(byte).is_digit(radix);
    text.bytes().next().filter(|first| is_digit(*first))?;
    let len = text.bytes().take_while(|byte| *byte == b'_' || is_digit(*byte)).count();
    Some(text.split_at(len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_of_integers_is_128_bits_with_sign() {
        let lowest = "-170141183460469231731687303715884105728";
        assert_eq!(value(lowest), Number::Integer(i128::MIN));
        assert_eq!(canonical(lowest), lowest);
        assert_eq!(value("0xff_ff"), Number::Integer(0xffff));
        assert_eq!(value("170141183460469231731687303715884105728"), Number::OutOfRange(f64::INFINITY));
    }

    #[test]
    fn floats_that_leave_their_range_are_noticed() {
        assert_eq!(value("1e999"), Number::OutOfRange(f64::INFINITY));
        assert_eq!(value("1.5e-999"), Number::OutOfRange(0.0));
        assert_eq!(value("0.0e999"), Number::Float(0.0));
        assert_eq!(value("-1_0.5e+0_1"), Number::Float(-105.0));
    }

    #[test]
    fn faults_are_told_apart() {
        for (text, fault) in [
            (".5", Fault::NoLeadingDigit),
            ("1.", Fault::Unfinished),
            ("0x", Fault::Unfinished),
            ("1e", Fault::Unfinished),
            ("10,", Fault::Comma),
            ("1,5", Fault::DecimalComma),
            ("1,000", Fault::Thousands),
            ("1,000,000", Fault::Thousands),
            ("1,5,7", Fault::Suffix),
            ("80:8000", Fault::Several),
            ("10s", Fault::Suffix),
            ("1em", Fault::Suffix),
            ("10.0.0.1", Fault::Suffix),
            ("1._7", Fault::Suffix),
            ("2024-01-01", Fault::Suffix),
        ] {
            assert_eq!(check(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn canonical_spellings() {
        for (text, expected) in
            [("+010", "10"), ("1e1_0", "1E+10"), ("01.50E-007", "1.50E-7"), ("0b1_1", "3"), ("-0", "0")]
        {
            assert_eq!(canonical(text), expected);
        }
    }
}
