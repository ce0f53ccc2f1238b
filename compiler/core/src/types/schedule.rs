//! When something repeats, in plain English and in UTC: `"daily at 03:17 UTC"`, `"every 2 days at 03:17 UTC"`,
//! `"weekly on sunday at 04:00 UTC"`, `"monthly"`, `"quarterly"`.

use super::Duration;
use std::fmt;
use std::str::FromStr;

/// How often.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Every {
    /// Every so many hours, a divisor of 24, on the hour's minute.
    Hours(u8),
    /// Every so many days of the month, counted from its first.
    Days(u8),
    /// On a day of the week, 0 is Sunday.
    Week(u8),
    /// On the first of each month.
    Month,
    /// On the first of January, April, July and October.
    Quarter,
}

/// A repeated moment. Always UTC: a time zone with summer time would skip or repeat a run each year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Schedule {
    pub every: Every,
    pub hour: u8,
    pub minute: u8,
}

const WEEKDAYS: &[&str] = &["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// When no time is given: at night in most of Europe and America, and off the full hour, when runners are busiest.
const DEFAULT_TIME: (u8, u8) = (4, 23);

impl Schedule {
    /// Five-field cron, in UTC.
    pub fn cron(&self) -> String {
        let Self { every, hour, minute } = self;
        match every {
            Every::Hours(24) => format!("{minute} {hour} * * *"),
            Every::Hours(1) => format!("{minute} * * * *"),
            Every::Hours(hours) => format!("{minute} */{hours} * * *"),
            Every::Days(1) => format!("{minute} {hour} * * *"),
            Every::Days(days) => format!("{minute} {hour} */{days} * *"),
            Every::Week(day) => format!("{minute} {hour} * * {day}"),
            Every::Month => format!("{minute} {hour} 1 * *"),
            Every::Quarter => format!("{minute} {hour} 1 1,4,7,10 *"),
        }
    }

    /// The longest time that can pass between two runs.
    pub fn longest_gap(&self) -> Duration {
        const DAY: u64 = 86_400;
        Duration::from_seconds(match self.every {
            Every::Hours(hours) => u64::from(hours) * 3_600,
            Every::Days(days) => u64::from(days) * DAY,
            Every::Week(_) => 7 * DAY,
            Every::Month => 31 * DAY,
            Every::Quarter => 92 * DAY,
        })
    }
}

impl FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (every, rest) = parse_every(text, &words)?;
        let (hour, minute) = parse_time(text, rest)?;
        Ok(Self { every, hour, minute })
    }
}

fn unknown(text: &str) -> String {
    format!(
        "`{text}` is not a schedule; write for example \"hourly\", \"every 6 hours\", \"daily at 03:17 UTC\", \"weekly on sunday at 04:00 UTC\", \"monthly\" or \"quarterly\""
    )
}

fn parse_every<'w, 't>(text: &str, words: &'w [&'t str]) -> Result<(Every, &'w [&'t str]), String> {
    match words {
        ["hourly", rest @ ..] => Ok((Every::Hours(1), rest)),
        ["daily", rest @ ..] => Ok((Every::Days(1), rest)),
        ["weekly", "on", day, rest @ ..] => {
            let index = WEEKDAYS.iter().position(|name| name == day);
            let index = index.ok_or_else(|| {
                format!("`{day}` is not a day of the week; the days are {}", WEEKDAYS.join(", "))
            })?;
            Ok((Every::Week(index as u8), rest))
        }
        ["weekly", rest @ ..] => Ok((Every::Week(0), rest)),
        ["monthly", rest @ ..] => Ok((Every::Month, rest)),
        ["quarterly", rest @ ..] => Ok((Every::Quarter, rest)),
        ["every", count, "hours", rest @ ..] => match count.parse::<u8>() {
            Ok(hours) if hours > 1 && 24 % hours == 0 => Ok((Every::Hours(hours), rest)),
            _ => Err(format!(
                "every `{count}` hours does not come round at the same hours each day; use 2, 3, 4, 6, 8 or 12"
            )),
        },
        ["every", count, "days", rest @ ..] => match count.parse::<u8>() {
            Ok(days @ 2..=15) => Ok((Every::Days(days), rest)),
            _ => Err(format!("every `{count}` days cannot be scheduled; use 2 to 15, or weekly, or monthly")),
        },
        _ => Err(unknown(text)),
    }
}

fn parse_time(text: &str, words: &[&str]) -> Result<(u8, u8), String> {
    match words {
        [] => Ok(DEFAULT_TIME),
        ["at", time, "UTC"] => {
            let (hour, minute) = time.split_once(':').ok_or_else(|| unknown(text))?;
            match (hour.parse(), minute.parse()) {
                (Ok(hour @ 0..=23), Ok(minute @ 0..=59)) => Ok((hour, minute)),
                _ => Err(format!("`{time}` is not a time of day; write it as 03:17")),
            }
        }
        ["at", time] => Err(format!("`{time}` has no time zone; write `at {time} UTC`")),
        _ => Err(unknown(text)),
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { every, hour, minute } = self;
        match every {
            Every::Hours(1) => write!(f, "hourly")?,
            Every::Hours(hours) => write!(f, "every {hours} hours")?,
            Every::Days(1) => write!(f, "daily")?,
            Every::Days(days) => write!(f, "every {days} days")?,
            Every::Week(day) => write!(f, "weekly on {}", WEEKDAYS[usize::from(*day)])?,
            Every::Month => write!(f, "monthly")?,
            Every::Quarter => write!(f, "quarterly")?,
        }
        write!(f, " at {hour:02}:{minute:02} UTC")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_becomes_cron() {
        let cron = |text: &str| text.parse::<Schedule>().map(|schedule| schedule.cron());
        assert_eq!(cron("daily at 03:17 UTC").unwrap(), "17 3 * * *");
        assert_eq!(cron("every 2 days at 03:17 UTC").unwrap(), "17 3 */2 * *");
        assert_eq!(cron("every 6 hours").unwrap(), "23 */6 * * *");
        assert_eq!(cron("weekly on sunday at 04:00 UTC").unwrap(), "0 4 * * 0");
        assert_eq!(cron("quarterly").unwrap(), "23 4 1 1,4,7,10 *");
        for bad in [
            "",
            "sometimes",
            "daily at 25:00 UTC",
            "daily at 3",
            "daily at 03:17",
            "every 5 hours",
            "every 40 days",
        ] {
            assert!(cron(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_gap_is_the_loss() {
        let gap = |text: &str| text.parse::<Schedule>().unwrap().longest_gap().to_string();
        assert_eq!(gap("daily"), "24h");
        assert_eq!(gap("every 2 days"), "2d");
        assert_eq!(gap("monthly"), "31d");
    }
}
