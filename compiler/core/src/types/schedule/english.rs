//! The plain English of schedules, read strictly and written in one way.

use super::fields::{DAY, HOUR, MINUTE, MONTH, Set, WEEKDAY};
use super::{Schedule, Zone, wrong};
use crate::types::{Misfit, shorten};

/// How often, in the words there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Every {
    /// Every so many minutes, a divisor of 60, from the full hour on.
    Minutes(u8),
    /// Every so many hours, a divisor of 24, so that the hours are the same each day.
    Hours(u8),
    /// Every so many days of the month, counted from its first.
    Days(u8),
    /// From Monday to Friday.
    Weekdays,
    /// On a day of the week, 0 is Sunday.
    Week(u8),
    /// On a day of each month.
    Month(u8),
    /// On the first of January, April, July and October.
    Quarter,
    /// On the first of January.
    Year,
}

pub(super) const WEEKDAYS: &[&str] =
    &["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// When no time is given: at night in most of Europe and America, and off the full hour, when runners are busiest.
const DEFAULT_HOUR: u8 = 4;
const DEFAULT_MINUTE: u8 = 23;

impl Schedule {
    /// That often, at that time of the zone's day. Of hours, the time is one of theirs; minutes have no time.
    pub fn every(every: Every, hour: u8, minute: u8, zone: Zone) -> Self {
        let mut schedule = Self {
            minutes: Set::of([minute]),
            hours: Set::of([hour]),
            days: Set::all(&DAY),
            months: Set::all(&MONTH),
            weekdays: Set::all(&WEEKDAY),
            zone,
        };
        match every {
            Every::Minutes(step) => {
                schedule.minutes = Set::of((0..60).step_by(usize::from(step)));
                schedule.hours = Set::all(&HOUR);
            }
            Every::Hours(step) => schedule.hours = Set::of((hour % step..24).step_by(usize::from(step))),
            Every::Days(step) => schedule.days = Set::of((1..=31).step_by(usize::from(step))),
            Every::Weekdays => schedule.weekdays = Set::of(1..=5),
            Every::Week(day) => schedule.weekdays = Set::of([day]),
            Every::Month(day) => schedule.days = Set::of([day]),
            Every::Quarter => {
                (schedule.days, schedule.months) = (Set::of([1]), Set::of([1, 4, 7, 10]));
            }
            Every::Year => (schedule.days, schedule.months) = (Set::of([1]), Set::of([1])),
        }
        schedule
    }

    /// The same time of the day, that often.
    pub fn at_intervals_of(&self, every: Every) -> Self {
        let first = |set: Set| set.numbers().next().unwrap_or_default();
        Self::every(every, first(self.hours), first(self.minutes), self.zone)
    }
}

pub(super) fn read(words: &[&str]) -> Result<Schedule, Misfit> {
    let (every, rest) = read_every(words)?;
    let (hour, minute, zone) = read_time(every, rest)?;
    Ok(Schedule::every(every, hour, minute, zone))
}

fn read_every<'w, 't>(words: &'w [&'t str]) -> Result<(Every, &'w [&'t str]), Misfit> {
    let known = match words {
        ["hourly", rest @ ..] => (Every::Hours(1), rest),
        ["daily", rest @ ..] => (Every::Days(1), rest),
        ["weekdays", rest @ ..] => (Every::Weekdays, rest),
        ["weekly", "on", day, rest @ ..] => {
            let index = WEEKDAYS.iter().position(|name| name == day);
            let why = || format!("`{}` is none of {}", shorten(day), WEEKDAYS.join(", "));
            (Every::Week(index.ok_or_else(|| wrong().why(why()))? as u8), rest)
        }
        ["weekly", rest @ ..] => (Every::Week(0), rest),
        ["monthly", "on", "the", day, rest @ ..] => (Every::Month(read_ordinal(day)?), rest),
        ["monthly", rest @ ..] => (Every::Month(1), rest),
        ["quarterly", rest @ ..] => (Every::Quarter, rest),
        ["yearly", rest @ ..] => (Every::Year, rest),
        ["every", count, unit @ ("minutes" | "hours" | "days"), rest @ ..] => {
            (read_count(count, unit)?, rest)
        }
        _ => return Err(wrong()),
    };
    Ok(known)
}

fn read_count(count: &str, unit: &str) -> Result<Every, Misfit> {
    let is_number = count.bytes().all(|byte| byte.is_ascii_digit());
    let number = count.parse::<u8>().ok().filter(|_| is_number);
    let why = match (unit, number) {
        ("minutes", Some(step)) if step > 0 && step < 60 && 60 % step == 0 => {
            return Ok(Every::Minutes(step));
        }
        ("hours", Some(step)) if step > 1 && step < 24 && 24 % step == 0 => return Ok(Every::Hours(step)),
        ("days", Some(step @ 2..=15)) => return Ok(Every::Days(step)),
        ("minutes", _) => "do not come round at the same minutes each hour; use 5, 10, 12, 15, 20 or 30",
        ("hours", _) => "do not come round at the same hours each day; use 2, 3, 4, 6, 8 or 12",
        _ => "cannot be counted within a month; use 2 to 15, or weekly, or monthly",
    };
    Err(wrong().why(format!("{} {unit} {why}", shorten(count))))
}

/// `1st`, `2nd`, `15th`.
fn read_ordinal(text: &str) -> Result<u8, Misfit> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number = digits.parse::<u8>().ok().filter(|number| (1..=31).contains(number));
    let number = number.filter(|number| ordinal(*number) == text);
    number.ok_or_else(|| wrong().why(format!("`{}` is not a day of the month, 1st to 28th", shorten(text))))
}

pub(super) fn ordinal(day: u8) -> String {
    let ending = match (day % 100, day % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{day}{ending}")
}

fn read_time(every: Every, words: &[&str]) -> Result<(u8, u8, Zone), Misfit> {
    match (every, words) {
        (Every::Minutes(_), []) => Ok((0, 0, Zone::UTC)),
        (Every::Minutes(_), _) => {
            Err(wrong().why("minutes are counted from the full hour, and have no time"))
        }
        (Every::Hours(_), []) => Ok((0, DEFAULT_MINUTE, Zone::UTC)),
        (Every::Hours(1), ["at", minute]) if minute.starts_with(':') => {
            let (_, minute) = read_clock(&format!("00{minute}"))?;
            Ok((0, minute, Zone::UTC))
        }
        (Every::Hours(1), ["at", ..]) => {
            Err(wrong().why("hourly has a minute and no hour").write("write the minute: \"hourly at :17\""))
        }
        (_, []) => Ok((DEFAULT_HOUR, DEFAULT_MINUTE, Zone::UTC)),
        (_, ["at", time]) => {
            read_clock(time)?;
            Err(wrong()
                .why("it has no time zone")
                .write("write UTC or a city behind the time: \"Europe/Berlin\""))
        }
        (_, ["at", time, zone]) => {
            let (hour, minute) = read_clock(time)?;
            let zone = zone.parse::<Zone>().map_err(|misfit| Misfit {
                why: Some(format!("`{}` {}", shorten(zone), misfit.what)),
                write: misfit.write,
                ..wrong()
            })?;
            Ok((hour, minute, zone))
        }
        _ => Err(wrong()),
    }
}

/// `03:17`.
fn read_clock(text: &str) -> Result<(u8, u8), Misfit> {
    let wrong = || wrong().why(format!("`{}` is not a time of day, such as 03:17", shorten(text)));
    let two = |digits: &str| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (hour, minute) =
        text.split_once(':').filter(|(hour, minute)| two(hour) && two(minute)).ok_or_else(wrong)?;
    match (hour.parse(), minute.parse()) {
        (Ok(hour @ 0..=23), Ok(minute @ 0..=59)) => Ok((hour, minute)),
        _ => Err(wrong()),
    }
}

/// The English for a schedule, if there is any.
pub(super) fn words(schedule: &Schedule) -> Option<String> {
    let Schedule { minutes, hours, days, months, weekdays, zone } = *schedule;
    let on_all_days = days == Set::all(&DAY) && months == Set::all(&MONTH) && weekdays == Set::all(&WEEKDAY);
    if hours == Set::all(&HOUR) {
        if !on_all_days || !zone.is_utc() {
            return None;
        }
        return match (minutes.only(), minutes.steps(&MINUTE)) {
            (Some(DEFAULT_MINUTE), _) => Some("hourly".to_string()),
            (Some(minute), _) => Some(format!("hourly at :{minute:02}")),
            (None, Some((0, step))) if 60 % step == 0 => Some(format!("every {step} minutes")),
            _ => None,
        };
    }
    let minute = minutes.only()?;
    let at = |hour: u8| format!("at {hour:02}:{minute:02} {zone}");
    let Some(hour) = hours.only() else {
        let (first, step) = hours.steps(&HOUR).filter(|(_, step)| on_all_days && 24 % step == 0)?;
        return Some(format!("every {step} hours {}", at(first)));
    };
    let every = read_back(days, months, weekdays)?;
    let often = match every {
        Every::Days(1) => "daily".to_string(),
        Every::Days(step) => format!("every {step} days"),
        Every::Weekdays => "weekdays".to_string(),
        Every::Week(day) => format!("weekly on {}", WEEKDAYS[usize::from(day)]),
        Every::Month(1) => "monthly".to_string(),
        Every::Month(day) => format!("monthly on the {}", ordinal(day)),
        Every::Quarter => "quarterly".to_string(),
        _ => "yearly".to_string(),
    };
    Some(format!("{often} {}", at(hour)))
}

/// What the sets of days say in words.
fn read_back(days: Set, months: Set, weekdays: Set) -> Option<Every> {
    let single_days = (0..7).map(Every::Week).chain((1..=28).map(Every::Month));
    let steps = (1..=15).map(Every::Days);
    let mut known = steps.chain(single_days).chain([Every::Weekdays, Every::Quarter, Every::Year]);
    known.find(|every| {
        let same = Schedule::every(*every, 0, 0, Zone::UTC);
        (same.days, same.months, same.weekdays) == (days, months, weekdays)
    })
}
