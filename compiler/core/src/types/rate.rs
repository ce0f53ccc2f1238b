//! So many events in a period: `"20/s"`, `"500/min"`, `"1000/h"`.

use super::{Duration, Misfit};
use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    pub count: u32,
    pub period: Duration,
}

const PERIODS: &[(&str, u64)] = &[("s", 1), ("min", 60), ("h", 3_600), ("d", 86_400)];

fn period(name: &str) -> Option<Duration> {
    let known = PERIODS.iter().find(|(known, _)| *known == name)?;
    Some(Duration::from_seconds(known.1))
}

impl FromStr for Rate {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        read(text).map_err(|misfit| misfit.meant(meant(text)))
    }
}

fn read(text: &str) -> Result<Rate, Misfit> {
    let wrong = || {
        let misfit = Misfit::new("is not a rate");
        let misfit = misfit.write("write a count and a period: \"20/s\", \"500/min\", \"1000/h\"");
        Misfit { why: why(text), ..misfit }
    };
    let (count, name) = text.split_once('/').ok_or_else(wrong)?;
    let period = period(name).ok_or_else(wrong)?;
    if count.is_empty() || !count.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    match count.parse() {
        Ok(0) => Err(Misfit::new("lets nothing through").write("write a count of 1 or more")),
        Ok(count) => Ok(Rate { count, period }),
        Err(_) => Err(Misfit::new("is more than can be counted")),
    }
}

fn why(text: &str) -> Option<String> {
    if text.starts_with(['-', '+']) {
        return Some("it has a sign".to_string());
    }
    if text.contains(char::is_whitespace) {
        return Some("it has a space".to_string());
    }
    match text.split_once('/') {
        None if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() => {
            Some("it has no period".to_string())
        }
        Some((count, _)) if count.contains(['.', ',']) => Some("the count is not whole".to_string()),
        Some((_, name)) if period(name).is_none() => {
            Some(format!("`{}` is none of the periods: s, min, h, d", super::shorten(name)))
        }
        _ => None,
    }
}

/// `20/min` of `20/m`, `20 per minute` or `20 / min`.
fn meant(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let rps = text.strip_suffix("rps").map(|count| format!("{count}/s"));
    let text = rps.as_deref().unwrap_or(&text);
    let (count, name) = text.split_once('/').or_else(|| text.split_once(" per "))?;
    let period = match name.trim() {
        "s" | "sec" | "second" => "s",
        "m" | "min" | "minute" => "min",
        "h" | "hr" | "hour" => "h",
        "d" | "day" => "d",
        _ => return None,
    };
    let meant = format!("{}/{period}", count.trim().trim_start_matches('+').trim_end_matches(['r', ' ']));
    read(&meant).is_ok().then_some(meant)
}

impl Rate {
    /// The events of a day, by which rates of different periods compare.
    pub fn in_a_day(self) -> u64 {
        u64::from(self.count) * (86_400 / self.period.seconds.max(1))
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
    use super::super::table;
    use super::*;

    const WRITE: &str = "write a count and a period: \"20/s\", \"500/min\", \"1000/h\"";

    #[test]
    fn a_count_and_a_period() {
        table::good::<Rate>(&[
            ("20/s", "20/s"),
            ("0500/min", "500/min"),
            ("1000/h", "1000/h"),
            ("7/d", "7/d"),
        ]);
        let day = |text: &str| text.parse::<Rate>().unwrap().in_a_day();
        assert!(day("1/s") == day("60/min") && day("59/min") < day("3600/h"));
    }

    #[test]
    fn what_is_none_says_why() {
        let other = |name: &str| format!("`{name}` is none of the periods: s, min, h, d");
        table::bad::<Rate>(&[
            ("", &format!("is not a rate; {WRITE}")),
            ("/s", &format!("is not a rate; {WRITE}")),
            ("often", &format!("is not a rate; {WRITE}")),
            ("20", &format!("is not a rate; it has no period; {WRITE}")),
            ("20/m", &format!("is not a rate; {}; {WRITE}; did you mean \"20/min\"?", other("m"))),
            ("20/second", &format!("is not a rate; {}; {WRITE}; did you mean \"20/s\"?", other("second"))),
            ("20/5min", &format!("is not a rate; {}; {WRITE}", other("5min"))),
            ("20rps", &format!("is not a rate; {WRITE}; did you mean \"20/s\"?")),
            ("20r/s", &format!("is not a rate; {WRITE}; did you mean \"20/s\"?")),
            ("500 per minute", &format!("is not a rate; it has a space; {WRITE}; did you mean \"500/min\"?")),
            ("20 / s", &format!("is not a rate; it has a space; {WRITE}; did you mean \"20/s\"?")),
            ("1.5/s", &format!("is not a rate; the count is not whole; {WRITE}")),
            ("+2/s", &format!("is not a rate; it has a sign; {WRITE}; did you mean \"2/s\"?")),
            ("-2/s", &format!("is not a rate; it has a sign; {WRITE}")),
            ("0/s", "lets nothing through; write a count of 1 or more"),
            ("99999999999/s", "is more than can be counted"),
        ]);
    }
}
