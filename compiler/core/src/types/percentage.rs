//! Shares of a whole, from 0 % to 100 %, to a thousandth of a percent: `"41%"`, `"99.95%"`.

use super::Misfit;
use super::number::exact_product;
use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Percentage {
    /// In thousandths of a percent.
    pub thousandths: u32,
}

impl FromStr for Percentage {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        let wrong = || {
            let misfit = Misfit::new("is not a percentage");
            let misfit =
                misfit.write("write a number and a percent sign: \"85%\", \"99.5%\"").meant(meant(text));
            Misfit { why: why(text).map(String::from), ..misfit }
        };
        let number = text.strip_suffix('%').ok_or_else(wrong)?;
        let fraction = number.split_once('.').map(|(_, fraction)| fraction);
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if !is_number || fraction.is_some_and(|fraction| fraction.is_empty() || fraction.len() > 3) {
            return Err(wrong());
        }
        let digits = number.split('.').next().unwrap_or_default().trim_start_matches('0');
        if digits.len() > 3 {
            return Err(Misfit::new("is more than 100%").write("write 0% to 100%"));
        }
        let thousandths = exact_product(number, 1000).ok_or_else(wrong)?;
        let thousandths = u32::try_from(thousandths).ok().filter(|thousandths| *thousandths <= 100_000);
        thousandths
            .map(|thousandths| Self { thousandths })
            .ok_or_else(|| Misfit::new("is more than 100%").write("write 0% to 100%"))
    }
}

fn why(text: &str) -> Option<&'static str> {
    let number = text.trim_end_matches('%');
    if text.starts_with(['-', '+']) {
        Some("it has a sign")
    } else if text.contains(char::is_whitespace) {
        Some("it has a space")
    } else if number.contains(',') {
        Some("the decimal sign is a point")
    } else if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        None
    } else if !text.ends_with('%') {
        Some("it has no percent sign")
    } else if number.split_once('.').is_some_and(|(_, fraction)| fraction.len() > 3) {
        Some("it is finer than a thousandth of a percent")
    } else {
        None
    }
}

/// `85%` of `85`. Not of `0.85`, which may be either.
fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    let number = ["%", "percent", "pct"].iter().find_map(|sign| text.strip_suffix(sign));
    let number = match number {
        Some(number) => number.trim_end(),
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => text,
        None => return None,
    };
    let thousandths = exact_product(number.trim_start_matches('+'), 1000)?;
    let thousandths = u32::try_from(thousandths).ok().filter(|thousandths| *thousandths <= 100_000)?;
    Some(Percentage { thousandths }.to_string())
}

impl Percentage {
    /// The number without its sign: `99.5`.
    pub fn number(self) -> String {
        let (whole, fraction) = (self.thousandths / 1000, self.thousandths % 1000);
        if fraction == 0 {
            whole.to_string()
        } else {
            format!("{whole}.{fraction:03}").trim_end_matches('0').to_string()
        }
    }
}

impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    const WRITE: &str = "write a number and a percent sign: \"85%\", \"99.5%\"";

    #[test]
    fn to_a_thousandth() {
        table::good::<Percentage>(&[
            ("0%", "0%"),
            ("99.50%", "99.5%"),
            ("099.5%", "99.5%"),
            ("99.999%", "99.999%"),
            ("100%", "100%"),
        ]);
    }

    #[test]
    fn what_is_none_says_why() {
        table::bad::<Percentage>(&[
            ("", &format!("is not a percentage; {WRITE}")),
            ("%", &format!("is not a percentage; {WRITE}")),
            ("most", &format!("is not a percentage; {WRITE}")),
            ("5.%", &format!("is not a percentage; {WRITE}; did you mean \"5%\"?")),
            ("1.2.3%", &format!("is not a percentage; {WRITE}")),
            ("85", &format!("is not a percentage; it has no percent sign; {WRITE}; did you mean \"85%\"?")),
            ("0.85", &format!("is not a percentage; it has no percent sign; {WRITE}")),
            ("85 %", &format!("is not a percentage; it has a space; {WRITE}; did you mean \"85%\"?")),
            ("85 percent", &format!("is not a percentage; it has a space; {WRITE}; did you mean \"85%\"?")),
            (
                "99,5%",
                &format!(
                    "is not a percentage; the decimal sign is a point; {WRITE}; did you mean \"99.5%\"?"
                ),
            ),
            ("-1%", &format!("is not a percentage; it has a sign; {WRITE}")),
            ("1.2345%", &format!("is not a percentage; it is finer than a thousandth of a percent; {WRITE}")),
            ("100.001%", "is more than 100%; write 0% to 100%"),
            ("120%", "is more than 100%; write 0% to 100%"),
            ("99999999999999999999%", "is more than 100%; write 0% to 100%"),
        ]);
    }
}
