//! The moments a schedule stands for. In: a moment to begin after; there is no clock here. Out: moments.
//!
//! When clocks are set forward, a time that is skipped runs at the moment of the change: 02:30 at 03:00. When they are
//! set back, a time that comes twice runs the first time only. A schedule of every hour counts real hours instead: it
//! runs through both, and skips nothing, as cron does.

use super::Schedule;
use super::fields::{HOUR, Set};
use crate::types::Duration;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::fmt;

/// A run: the moment, and how far the clocks of the zone are ahead of UTC then.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Run {
    /// Seconds since the beginning of 1970 in UTC.
    pub seconds: i64,
    pub offset_seconds: i32,
}

/// `Sat 2026-11-21 03:17 +01:00`, as the clocks of the zone show it.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = Timestamp::from_second(self.seconds + i64::from(self.offset_seconds));
        let local = TimeZone::UTC.to_datetime(local.unwrap_or(Timestamp::UNIX_EPOCH));
        let sign = if self.offset_seconds < 0 { '-' } else { '+' };
        let minutes = self.offset_seconds.unsigned_abs() / 60;
        write!(f, "{} {sign}{:02}:{:02}", local.strftime("%a %Y-%m-%d %H:%M"), minutes / 60, minutes % 60)
    }
}

/// A year has one of the days of every schedule, and leap years are over after four.
const SEARCHED_DAYS: usize = 4 * 366;

impl Schedule {
    /// The next runs after a moment, given as seconds since the beginning of 1970 in UTC; none beyond the year 9999.
    pub fn next_runs(&self, after: i64, count: usize) -> Vec<Run> {
        let Ok(start) = Timestamp::from_second(after) else { return Vec::new() };
        let rules = self.zone.rules();
        let mut runs: Vec<Run> = Vec::new();
        let mut day = rules.to_datetime(start).date();
        let mut left = SEARCHED_DAYS;
        while runs.len() < count && left > 0 {
            let found = self.runs_on(day, &rules).into_iter();
            runs.extend(found.filter(|run| run.seconds > after));
            // A skipped time may run when the next one does.
            runs.dedup_by_key(|run| run.seconds);
            left = if runs.is_empty() { left - 1 } else { SEARCHED_DAYS };
            match day.tomorrow() {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        runs.truncate(count);
        runs
    }

    fn is_on(&self, day: Date) -> bool {
        self.days.has(day.day() as u8)
            && self.months.has(day.month() as u8)
            && self.weekdays.has(day.weekday().to_sunday_zero_offset() as u8)
    }

    /// The minutes of the day, rising.
    fn times(&self) -> impl Iterator<Item = (u8, u8)> {
        self.hours.numbers().flat_map(|hour| self.minutes.numbers().map(move |minute| (hour, minute)))
    }

    /// The runs of a day of the zone, rising, each moment once.
    fn runs_on(&self, day: Date, rules: &TimeZone) -> Vec<Run> {
        if !self.is_on(day) {
            return Vec::new();
        }
        let counts_real_hours = self.hours == Set::all(&HOUR);
        let mut runs = Vec::new();
        for (hour, minute) in self.times() {
            let local = day.at(hour as i8, minute as i8, 0, 0);
            let ambiguous = rules.to_ambiguous_timestamp(local);
            match ambiguous.offset() {
                AmbiguousOffset::Unambiguous { offset } => runs.extend(moment(local, offset)),
                AmbiguousOffset::Fold { before, after } => {
                    runs.extend(moment(local, before));
                    runs.extend(moment(local, after).filter(|_| counts_real_hours));
                }
                AmbiguousOffset::Gap { before, .. } if !counts_real_hours => {
                    runs.extend(moment(local, before).and_then(|run| change_before(run, rules)));
                }
                AmbiguousOffset::Gap { .. } => {}
            }
        }
        runs.sort_unstable();
        runs.dedup_by_key(|run| run.seconds);
        runs
    }

    /// The longest time that can pass between two runs, the changes of the zone's clocks included.
    pub fn longest_gap(&self) -> Duration {
        let on_the_clock = self.gaps().max().unwrap_or_default();
        let rules = self.zone.rules();
        let start = rules.to_timestamp(OBSERVED.0.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
        let changes = rules.following(start).map(|change| rules.to_datetime(change.timestamp()).date());
        let around =
            changes.take_while(|day| *day < OBSERVED.1).map(|day| self.longest_gap_around(day, &rules));
        Duration::from_seconds(around.max().unwrap_or_default().max(on_the_clock))
    }

    /// The shortest time on the clock between two runs.
    pub fn shortest_gap(&self) -> Duration {
        Duration::from_seconds(self.gaps().min().unwrap_or_default())
    }

    /// The times on the clock, in seconds, between runs of one day, and from one day to the next that has any.
    fn gaps(&self) -> impl Iterator<Item = u64> {
        let minutes: Vec<u64> =
            self.times().map(|(hour, minute)| u64::from(hour) * 60 + u64::from(minute)).collect();
        let over_night = match minutes[..] {
            [first, .., last] => (first, last),
            [only] => (only, only),
            [] => (0, 0),
        };
        let within: Vec<u64> = minutes.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let days = self.observed_days();
        let between: Vec<u64> =
            days.windows(2).map(|pair| (pair[1] - pair[0]) * 1440 + over_night.0 - over_night.1).collect();
        within.into_iter().chain(between).map(|minutes| minutes * 60)
    }

    /// The days of the observed years on which it runs, counted from their first.
    fn observed_days(&self) -> Vec<u64> {
        let months = (2025..=2029).flat_map(|year| (1..=12).map(move |month| date(year, month, 1)));
        let mut weekdays = (0..7).cycle().skip(OBSERVED.0.weekday().to_sunday_zero_offset() as usize);
        let (mut index, mut on) = (0, Vec::new());
        for month in months.take_while(|month| *month < OBSERVED.1) {
            let is_month = self.months.has(month.month() as u8);
            for day in 1..=month.days_in_month() as u8 {
                let is_weekday = weekdays.next().is_some_and(|weekday| self.weekdays.has(weekday));
                if is_month && is_weekday && self.days.has(day) {
                    on.push(index);
                }
                index += 1;
            }
        }
        on
    }

    /// The longest gap among the runs of a day, of the last one with runs before it and the first one after it.
    fn longest_gap_around(&self, day: Date, rules: &TimeZone) -> u64 {
        let near = |step: i64| {
            let mut days = day.series(step.days()).skip(1).take(SEARCHED_DAYS);
            days.find(|day| self.is_on(*day))
        };
        let days = [near(-1), Some(day), near(1)];
        let runs: Vec<Run> = days.into_iter().flatten().flat_map(|day| self.runs_on(day, rules)).collect();
        let gaps = runs.windows(2).map(|pair| pair[1].seconds - pair[0].seconds);
        gaps.max().and_then(|gap| u64::try_from(gap).ok()).unwrap_or_default()
    }
}

/// The years by which gaps are judged: one leap year and three others.
const OBSERVED: (Date, Date) = (date(2025, 1, 1), date(2029, 2, 1));

fn moment(local: DateTime, offset: jiff::tz::Offset) -> Option<Run> {
    let timestamp = offset.to_timestamp(local).ok()?;
    Some(Run { seconds: timestamp.as_second(), offset_seconds: offset.seconds() })
}

/// The moment at which the clocks were set forward, for a run that they skipped.
fn change_before(run: Run, rules: &TimeZone) -> Option<Run> {
    let after = Timestamp::from_second(run.seconds).ok()?.checked_add(SignedDuration::from_secs(1)).ok()?;
    let change = rules.preceding(after).next()?;
    Some(Run { seconds: change.timestamp().as_second(), offset_seconds: change.offset().seconds() })
}
