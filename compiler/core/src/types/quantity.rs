//! Numbers with units: durations, sizes, percentages, rates.

use std::fmt;
use std::str::FromStr;

/// A length of time in whole seconds: `"90s"`, `"10m"`, `"24h"`, `"90d"`, `"4w"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Duration {
    pub seconds: u64,
}

/// Units from the largest to the smallest, with their length in seconds.
const TIME_UNITS: &[(&str, u64)] = &[("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// Splits `10MiB` into the number and the unit. The number is decimal digits, with at most one point.
fn number_and_unit(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let well_formed = !number.is_empty()
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.ends_with(|c: char| c.is_ascii_digit())
        && number.matches('.').count() <= 1;
    well_formed.then_some((number, unit))
}

impl FromStr for Duration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not a duration; write a whole number and a unit, such as \"30s\", \"10m\", \"24h\" or \"90d\""
            )
        };
        let (number, unit) = number_and_unit(text).ok_or_else(wrong)?;
        let (_, length) = TIME_UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?;
        let count: u64 = number.parse().map_err(|_| wrong())?;
        let seconds = count.checked_mul(*length).filter(|seconds| *seconds <= Self::LONGEST);
        seconds.map(|seconds| Self { seconds }).ok_or_else(|| format!("`{text}` is longer than 100 years"))
    }
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
        *TIME_UNITS.iter().skip(2).find(|(_, length)| fits(*length)).unwrap_or(&("s", 1))
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, length) = self.largest_unit();
        write!(f, "{}{unit}", self.seconds / length)
    }
}

/// An amount of memory or disk in bytes: `"512MiB"`, `"10GiB"`, `"64KiB"`. Binary units only, so that no two readers
/// differ on what was meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Size {
    pub bytes: u64,
}

const SIZE_UNITS: &[(&str, u64)] = &[("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not a size; write a whole number and KiB, MiB, GiB or TiB, such as \"512MiB\""
            )
        };
        let (number, unit) = number_and_unit(text).ok_or_else(wrong)?;
        let (_, factor) = SIZE_UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?;
        let count: u64 = number.parse().map_err(|_| wrong())?;
        let bytes = count.checked_mul(*factor).ok_or_else(|| format!("`{text}` is too large"))?;
        Ok(Self { bytes })
    }
}

impl Size {
    /// Count and unit letter as nginx and Docker write them: `10m`, `512m`, `2g`.
    pub fn short(self) -> String {
        let (unit, factor) = self.largest_unit();
        match unit.chars().next() {
            Some('T') => format!("{}g", self.bytes / factor * 1024),
            Some(letter) => format!("{}{}", self.bytes / factor, letter.to_ascii_lowercase()),
            None => self.bytes.to_string(),
        }
    }

    fn largest_unit(self) -> (&'static str, u64) {
        let fits = |factor: u64| self.bytes > 0 && self.bytes.is_multiple_of(factor);
        *SIZE_UNITS.iter().find(|(_, factor)| fits(*factor)).unwrap_or(&("KiB", 1 << 10))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, factor) = self.largest_unit();
        write!(f, "{}{unit}", self.bytes / factor)
    }
}

/// A share of a whole, from 0 % to 100 %, to a thousandth of a percent: `"41%"`, `"99.95%"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Percentage {
    /// In thousandths of a percent.
    pub thousandths: u32,
}

impl FromStr for Percentage {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not a percentage; write a number and a percent sign, such as \"85%\" or \"99.5%\""
            )
        };
        let number = text.strip_suffix('%').ok_or_else(wrong)?;
        let (number, unit) = number_and_unit(number).ok_or_else(wrong)?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if !unit.is_empty() || fraction.len() > 3 {
            return Err(wrong());
        }
        let whole: u32 = whole.parse().map_err(|_| wrong())?;
        let fraction: u32 = format!("{fraction:0<3}").parse().map_err(|_| wrong())?;
        match whole.checked_mul(1000).and_then(|thousandths| thousandths.checked_add(fraction)) {
            Some(thousandths) if thousandths <= 100_000 => Ok(Self { thousandths }),
            _ => Err(format!("`{text}` is more than 100%")),
        }
    }
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

/// So many events in a period: `"20/s"`, `"500/min"`, `"1000/h"`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    pub count: u32,
    pub period: Duration,
}

const PERIODS: &[(&str, u64)] = &[("s", 1), ("min", 60), ("h", 3_600), ("d", 86_400)];

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not a rate; write a count and a period, such as \"20/s\", \"500/min\" or \"1000/h\""
            )
        };
        let (count, period) = text.split_once('/').ok_or_else(wrong)?;
        let (_, seconds) = PERIODS.iter().find(|(name, _)| *name == period).ok_or_else(wrong)?;
        if !count.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        match count.parse() {
            Ok(0) => Err(format!("`{text}` lets nothing through; a rate counts from 1")),
            Ok(count) => Ok(Self { count, period: Duration::from_seconds(*seconds) }),
            Err(_) => Err(wrong()),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit =
            PERIODS.iter().find(|(_, seconds)| *seconds == self.period.seconds).map_or("s", |(name, _)| name);
        write!(f, "{}/{unit}", self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal<T: FromStr<Err = String> + fmt::Display>(text: &str) -> String {
        text.parse::<T>().map_or_else(|error| format!("error: {error}"), |value| value.to_string())
    }

    #[test]
    fn durations_keep_the_unit_people_meant() {
        assert_eq!(normal::<Duration>("90s"), "90s");
        assert_eq!(normal::<Duration>("60s"), "1m");
        assert_eq!(normal::<Duration>("24h"), "24h");
        assert_eq!(normal::<Duration>("90d"), "90d");
        assert_eq!("10m".parse::<Duration>().unwrap().words(), "10 minutes");
        for bad in ["", "10", "s", "-1s", "1.5h", "10 m", "9999999999999w", "1e3s"] {
            assert!(bad.parse::<Duration>().is_err(), "{bad}");
        }
    }

    #[test]
    fn sizes_are_binary() {
        assert_eq!(normal::<Size>("1024KiB"), "1MiB");
        assert_eq!("10MiB".parse::<Size>().unwrap().short(), "10m");
        for bad in ["10MB", "10m", "ten", "", "99999999999999999999GiB"] {
            assert!(bad.parse::<Size>().is_err(), "{bad}");
        }
    }

    #[test]
    fn percentages_end_at_a_hundred() {
        assert_eq!(normal::<Percentage>("99.50%"), "99.5%");
        assert_eq!(normal::<Percentage>("0%"), "0%");
        for bad in ["101%", "85", "%", "1.2345%", "-1%"] {
            assert!(bad.parse::<Percentage>().is_err(), "{bad}");
        }
    }

    #[test]
    fn rates_have_a_period() {
        assert_eq!(normal::<Rate>("500/min"), "500/min");
        for bad in ["0/s", "20", "20/m", "/s", "+2/s"] {
            assert!(bad.parse::<Rate>().is_err(), "{bad}");
        }
    }
}
