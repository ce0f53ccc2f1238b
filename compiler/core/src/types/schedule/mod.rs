//! When something repeats. Two spellings, one meaning: plain English, and cron with its zone behind it.
//!
//! ```text
//! every 15 minutes                       a part of an hour
//! hourly           hourly at :17         hourly alone is at minute 23
//! every 6 hours    every 6 hours at 03:17 UTC
//! daily            daily at 03:17 UTC    without a time: at 04:23 UTC
//! every 2 days     weekdays   weekly on sunday   monthly on the 15th   quarterly   yearly
//!                                        each with `at HH:MM ZONE` behind it, or without
//! cron 17 3 * * 1-5 Europe/Berlin        minute, hour, day, month, day of the week, zone
//! ```
//!
//! The zone is `UTC` or a name such as `Europe/Berlin`. A day that some months lack, and a combination of a day of the
//! month with a day of the week, which every scheduler reads differently, are refused.

mod cron;
mod english;
mod fields;
mod guess;
mod runs;
mod zone;

pub use english::Every;
pub use runs::Run;
pub use zone::Zone;

use super::Misfit;
use fields::{DAY, HOUR, MINUTE, MONTH, Set, WEEKDAY};
use std::fmt;
use std::str::FromStr;

/// A repeated moment: the minutes of the days on which its clock shows one of its times.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Schedule {
    minutes: Set,
    hours: Set,
    days: Set,
    months: Set,
    weekdays: Set,
    zone: Zone,
}

impl Schedule {
    /// Five-field cron, to be read in [`Schedule::zone`].
    pub fn cron(&self) -> String {
        let Self { minutes, hours, days, months, weekdays, .. } = self;
        let fields = [
            minutes.text(&MINUTE),
            hours.text(&HOUR),
            days.text(&DAY),
            months.text(&MONTH),
            weekdays.text(&WEEKDAY),
        ];
        fields.join(" ")
    }

    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// For a sentence: `made daily at 03:17 UTC`.
    pub fn words(&self) -> String {
        english::words(self).unwrap_or_else(|| format!("on the cron schedule {}, {}", self.cron(), self.zone))
    }

    /// Whether every month in it has one of its days, in every year.
    fn check_days(&self) -> Result<(), Misfit> {
        let write = "choose a day up to the 28th";
        for month in self.months.numbers() {
            let has_day_up_to = |length: u8| self.days.numbers().any(|day| day <= length);
            if has_day_up_to(shortest_month(month)) {
                continue;
            }
            let first = self.days.numbers().next().unwrap_or_default();
            let name = MONTHS[usize::from(month) - 1];
            let why = format!("{name} has no {}", english::ordinal(first));
            if month == 2 && has_day_up_to(29) {
                let misfit = Misfit::new("leaves out most years");
                return Err(misfit.why("February has a 29th in leap years only").write(write));
            }
            let never = self.months.only().is_some();
            let what = if never { "never happens" } else { "leaves out some months" };
            return Err(Misfit::new(what).why(why).write(write));
        }
        Ok(())
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn shortest_month(month: u8) -> u8 {
    match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn wrong() -> Misfit {
    Misfit::new("is not a schedule").write(
        "write for example \"every 6 hours\", \"daily at 03:17 UTC\", \"weekly on sunday at 04:00 UTC\", \"monthly on the 15th\" or \"cron 17 3 * * 1-5 UTC\"",
    )
}

fn read(text: &str) -> Result<Schedule, Misfit> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let schedule = match words[..] {
        ["cron", ref fields @ ..] => cron::read(fields)?,
        _ => english::read(&words)?,
    };
    schedule.check_days().map(|()| schedule)
}

impl FromStr for Schedule {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        read(text).map_err(|misfit| {
            let meant = guess::meant(text).map(|schedule| schedule.to_string());
            Misfit { meant, ..misfit }
        })
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match english::words(self) {
            Some(words) => f.write_str(&words),
            None => write!(f, "cron {} {}", self.cron(), self.zone),
        }
    }
}

#[cfg(test)]
mod tests;
