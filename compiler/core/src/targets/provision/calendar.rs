//! Schedules as systemd's timers have them. In: a schedule, of which the line of cron is known; it restricts the days of
//! the month or those of the week, never both. Out: a line for `OnCalendar`.

use crate::types::Schedule;

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

pub(super) fn calendar(schedule: &Schedule) -> String {
    let cron = schedule.cron();
    let fields: Vec<&str> = cron.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields[..] else { return cron };
    let zone = schedule.zone();
    let time = format!("{}:{}:00 {zone}", numbers(hour, 0), numbers(minute, 0));
    let date = format!("*-{}-{} {time}", numbers(month, 1), numbers(day, 1));
    if weekday == "*" { date } else { format!("{} {date}", weekdays(weekday)) }
}

/// `*/15` begins with the first number there is; a range has two points.
fn numbers(field: &str, first: u8) -> String {
    let part = |part: &str| match part.strip_prefix("*/") {
        Some(step) => format!("{first:02}/{step}"),
        None if part == "*" => part.to_string(),
        None => part.split('-').map(|number| format!("{number:0>2}")).collect::<Vec<_>>().join(".."),
    };
    field.split(',').map(part).collect::<Vec<_>>().join(",")
}

fn weekdays(field: &str) -> String {
    let day = |number: &str| number.parse().ok().and_then(|day: usize| DAYS.get(day % 7)).copied();
    let name = |number: &str| day(number).unwrap_or(number).to_string();
    let part = |part: &str| part.split('-').map(name).collect::<Vec<_>>().join("..");
    field.split(',').map(part).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What systemd itself makes of the right side was seen with `systemd-analyze calendar`.
    #[test]
    fn timers_run_when_schedules_do() {
        for (schedule, lines) in [
            ("daily at 03:17 UTC", "*-*-* 03:17:00 UTC"),
            ("every 15 minutes", "*-*-* *:00/15:00 UTC"),
            ("weekdays at 08:00 Europe/Berlin", "Mon..Fri *-*-* 08:00:00 Europe/Berlin"),
            ("quarterly at 04:23 UTC", "*-01,04,07,10-01 04:23:00 UTC"),
            ("weekly on sunday at 04:00 UTC", "Sun *-*-* 04:00:00 UTC"),
        ] {
            let schedule: Schedule = schedule.parse().unwrap();
            assert_eq!(calendar(&schedule), lines, "{}", schedule.cron());
        }
    }
}
