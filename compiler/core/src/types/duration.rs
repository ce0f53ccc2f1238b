//! Lengths of time: `"90s"`, `"10m"`, `"24h"`, `"90d"`, `"4w"`.

use super::Misfit;
use super::number::{self, Parts};
use std::fmt;
use std::str::FromStr;

/// A length of time in whole seconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Duration {
    pub seconds: u64,
}

/// Units from the largest to the smallest, with their length in seconds.
const UNITS: &[(&str, u64)] = &[("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];
const NAMES: &[&str] = &["s", "m", "h", "d", "w"];

impl FromStr for Duration {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        let parts = number::parts(text);
        let wrong = || {
            let misfit = Misfit::new("is not a duration");
            let misfit = misfit
                .write("write a whole number and its unit: \"30s\", \"10m\", \"24h\", \"90d\"")
                .meant(meant(text));
            Misfit { why: why(text, parts), ..misfit }
        };
        let Parts::Whole(count, unit) = parts else { return Err(wrong()) };
        let (_, length) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?;
        let seconds = count.parse::<u64>().ok().and_then(|count| count.checked_mul(*length));
        let seconds = seconds.filter(|seconds| *seconds <= Self::LONGEST);
        seconds
            .map(Self::from_seconds)
            .ok_or_else(|| Misfit::new("is longer than 100 years").write("write a shorter time"))
    }
}

fn why(text: &str, parts: Parts<'_>) -> Option<String> {
    match parts {
        Parts::Whole(_, "ms") => Some("the shortest unit is the second".to_string()),
        // 5M: minutes, or months?
        _ if text.contains("mo") || text.ends_with('y') || text.contains("year") => {
            Some("months and years differ in length; count days".to_string())
        }
        _ => number::why(parts, NAMES),
    }
}

/// `5m` of `5 minutes`.
fn meant(text: &str) -> Option<String> {
    let length = |unit: &str| {
        let unit = if unit.len() > 1 { unit.to_lowercase() } else { unit.to_string() };
        let short = match &*unit {
            "s" | "S" | "sec" | "secs" | "second" | "seconds" => "s",
            "m" | "min" | "mins" | "minute" | "minutes" => "m",
            "h" | "H" | "hr" | "hrs" | "hour" | "hours" => "h",
            "d" | "D" | "day" | "days" => "d",
            "w" | "W" | "wk" | "week" | "weeks" => "w",
            _ => return None,
        };
        UNITS.iter().find(|(name, _)| *name == short).map(|(_, length)| *length)
    };
    let seconds = number::generous_sum(text, length).filter(|seconds| *seconds <= Duration::LONGEST)?;
    Some(Duration { seconds }.to_string())
}

impl Duration {
    const LONGEST: u64 = 100 * 366 * 86_400;

    pub const fn from_seconds(seconds: u64) -> Self {
        Self { seconds }
    }

    /// For people: `10 minutes`, `24 hours`.
    pub fn words(self) -> String {
        let (unit, length) = self.largest_unit();
        let name = match unit {
            "w" => "week",
            "d" => "day",
            "h" => "hour",
            "m" => "minute",
            _ => "second",
        };
        let count = self.seconds / length;
        format!("{count} {name}{}", if count == 1 { "" } else { "s" })
    }

    /// Weeks and days are only used when the author could have meant them: 24 h stays 24 h.
    fn largest_unit(self) -> (&'static str, u64) {
        let fits = |length: u64| self.seconds > 0 && self.seconds.is_multiple_of(length);
        if fits(86_400) && self.seconds > 86_400 {
            return ("d", 86_400);
        }
        *UNITS.iter().skip(2).find(|(_, length)| fits(*length)).unwrap_or(&("s", 1))
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, length) = self.largest_unit();
        write!(f, "{}{unit}", self.seconds / length)
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    const WRITE: &str = "write a whole number and its unit: \"30s\", \"10m\", \"24h\", \"90d\"";

    #[test]
    fn the_unit_that_was_meant_is_kept() {
        table::good::<Duration>(&[
            ("0s", "0s"),
            ("0h", "0s"),
            ("90s", "90s"),
            ("60s", "1m"),
            ("05m", "5m"),
            ("24h", "24h"),
            ("1d", "24h"),
            ("48h", "2d"),
            ("90d", "90d"),
            ("2w", "14d"),
        ]);
        assert_eq!("10m".parse::<Duration>().unwrap().words(), "10 minutes");
        assert_eq!("1h".parse::<Duration>().unwrap().words(), "1 hour");
    }

    #[test]
    fn what_is_none_says_why() {
        let units = "is none of the units: s, m, h, d, w";
        table::bad::<Duration>(&[
            ("", &format!("is not a duration; {WRITE}")),
            ("soon", &format!("is not a duration; {WRITE}")),
            ("30", &format!("is not a duration; it has no unit; {WRITE}")),
            ("10 min", &format!("is not a duration; it has a space; {WRITE}; did you mean \"10m\"?")),
            ("10 m", &format!("is not a duration; it has a space; {WRITE}; did you mean \"10m\"?")),
            (" 10m", &format!("is not a duration; {WRITE}; did you mean \"10m\"?")),
            ("5 minutes", &format!("is not a duration; it has a space; {WRITE}; did you mean \"5m\"?")),
            ("30sec", &format!("is not a duration; `sec` {units}; {WRITE}; did you mean \"30s\"?")),
            ("2H", &format!("is not a duration; `H` {units}; {WRITE}; did you mean \"2h\"?")),
            // Minutes, or months?
            ("5M", &format!("is not a duration; `M` {units}; {WRITE}")),
            ("1.5h", &format!("is not a duration; the number is not whole; {WRITE}; did you mean \"90m\"?")),
            ("1,5h", &format!("is not a duration; the number is not whole; {WRITE}; did you mean \"90m\"?")),
            ("0.1s", &format!("is not a duration; the number is not whole; {WRITE}")),
            ("1h30m", &format!("is not a duration; `h30m` {units}; {WRITE}; did you mean \"90m\"?")),
            ("1h 30m", &format!("is not a duration; it has a space; {WRITE}; did you mean \"90m\"?")),
            ("-5m", &format!("is not a duration; it has a sign; {WRITE}")),
            ("+5m", &format!("is not a duration; it has a sign; {WRITE}; did you mean \"5m\"?")),
            ("250ms", &format!("is not a duration; the shortest unit is the second; {WRITE}")),
            ("3mo", &format!("is not a duration; months and years differ in length; count days; {WRITE}")),
            ("1 year", &format!("is not a duration; months and years differ in length; count days; {WRITE}")),
            ("1e3s", &format!("is not a duration; `e3s` {units}; {WRITE}")),
            ("9999999999999w", "is longer than 100 years; write a shorter time"),
            ("99999999999999999999999s", "is longer than 100 years; write a shorter time"),
        ]);
    }
}
