//! The cron spelling: five fields and a zone.

use super::fields::{DAY, HOUR, MINUTE, MONTH, Set, WEEKDAY, parse};
use super::{Schedule, Zone, wrong};
use crate::types::Misfit;

/// What stands behind the word `cron`.
pub(super) fn read(words: &[&str]) -> Result<Schedule, Misfit> {
    let (fields, zone) = match words {
        [fields @ .., zone] if fields.len() == 5 => (fields, zone.parse::<Zone>()),
        fields if fields.len() == 5 => (fields, Err(Misfit::new("has no time zone"))),
        fields if fields.len() < 5 => {
            return Err(wrong().why(format!("cron has five fields, and here are {}", fields.len())));
        }
        _ => return Err(wrong().why("cron has five fields and a zone; the first field is the minute")),
    };
    let field = |index: usize, field| parse(fields[index], field).map_err(|why| wrong().why(why));
    let zone = zone.map_err(|misfit| match words.get(5) {
        Some(zone) => wrong().why(format!("`{}` {}", crate::types::shorten(zone), misfit.what)),
        None => wrong().why("it has no time zone"),
    });
    let schedule = Schedule {
        minutes: field(0, &MINUTE)?,
        hours: field(1, &HOUR)?,
        days: field(2, &DAY)?,
        months: field(3, &MONTH)?,
        weekdays: field(4, &WEEKDAY)?,
        zone: zone?,
    };
    if schedule.days != Set::all(&DAY) && schedule.weekdays != Set::all(&WEEKDAY) {
        let why = "with a day of the month and a day of the week, some schedulers want both and some either";
        return Err(wrong().why(why).write("give one of the two, and * for the other"));
    }
    Ok(schedule)
}
