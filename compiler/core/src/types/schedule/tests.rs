//! Schedules as they are read, written and run.

use super::super::table;
use super::*;
use crate::types::Duration;

fn schedule(text: &str) -> Schedule {
    text.parse().unwrap_or_else(|misfit| panic!("{text:?} {misfit}"))
}

#[test]
fn two_spellings_one_meaning() {
    let rows: &[(&str, &str, &str)] = &[
        ("every 15 minutes", "*/15 * * * *", "every 15 minutes"),
        ("every 1 minutes", "* * * * *", "every 1 minutes"),
        ("hourly", "23 * * * *", "hourly"),
        ("hourly at :07", "7 * * * *", "hourly at :07"),
        ("every 6 hours", "23 */6 * * *", "every 6 hours at 00:23 UTC"),
        ("every 4 hours at 03:17 UTC", "17 3-23/4 * * *", "every 4 hours at 03:17 UTC"),
        ("every 4 hours at 15:17 UTC", "17 3-23/4 * * *", "every 4 hours at 03:17 UTC"),
        ("every 12 hours at 06:00 UTC", "0 6,18 * * *", "every 12 hours at 06:00 UTC"),
        ("daily", "23 4 * * *", "daily at 04:23 UTC"),
        ("daily  at 03:17  Europe/Berlin", "17 3 * * *", "daily at 03:17 Europe/Berlin"),
        ("every 2 days at 03:17 UTC", "17 3 */2 * *", "every 2 days at 03:17 UTC"),
        ("every 15 days at 03:17 UTC", "17 3 */15 * *", "every 15 days at 03:17 UTC"),
        ("weekdays at 08:00 UTC", "0 8 * * 1-5", "weekdays at 08:00 UTC"),
        ("weekly", "23 4 * * 0", "weekly on sunday at 04:23 UTC"),
        ("weekly on saturday at 04:00 UTC", "0 4 * * 6", "weekly on saturday at 04:00 UTC"),
        ("monthly", "23 4 1 * *", "monthly at 04:23 UTC"),
        ("monthly on the 1st", "23 4 1 * *", "monthly at 04:23 UTC"),
        ("monthly on the 15th at 04:00 UTC", "0 4 15 * *", "monthly on the 15th at 04:00 UTC"),
        ("monthly on the 22nd", "23 4 22 * *", "monthly on the 22nd at 04:23 UTC"),
        ("quarterly", "23 4 1 1,4,7,10 *", "quarterly at 04:23 UTC"),
        ("yearly at 00:00 UTC", "0 0 1 1 *", "yearly at 00:00 UTC"),
        ("cron 17 3 * * * UTC", "17 3 * * *", "daily at 03:17 UTC"),
        ("cron */15 * * * * UTC", "*/15 * * * *", "every 15 minutes"),
        ("cron 17 3 * * MON-FRI Europe/Berlin", "17 3 * * 1-5", "weekdays at 03:17 Europe/Berlin"),
        ("cron 17 3 * * 1,4 UTC", "17 3 * * 1,4", "cron 17 3 * * 1,4 UTC"),
        ("cron 0,30 8-17 * * 1-5 Asia/Tokyo", "*/30 8-17 * * 1-5", "cron */30 8-17 * * 1-5 Asia/Tokyo"),
        ("cron 17 * * * * Asia/Kolkata", "17 * * * *", "cron 17 * * * * Asia/Kolkata"),
        (
            "cron 0 0 31 1,3,5,7,8,10,12 * UTC",
            "0 0 31 1,3,5,7,8,10,12 *",
            "cron 0 0 31 1,3,5,7,8,10,12 * UTC",
        ),
        ("cron 0 0 28-31 * * UTC", "0 0 28-31 * *", "cron 0 0 28-31 * * UTC"),
    ];
    for (text, cron, normal) in rows {
        assert_eq!(schedule(text).cron(), *cron, "{text}");
        table::good::<Schedule>(&[(text, normal)]);
        assert_eq!(schedule(normal), schedule(text), "{text}");
    }
    assert_eq!(schedule("cron 17 3 * * 1,4 UTC").words(), "on the cron schedule 17 3 * * 1,4, UTC");
    assert_eq!(schedule("quarterly").words(), "quarterly at 04:23 UTC");
}

/// The message, without the words that all share.
fn why(text: &str) -> String {
    let misfit = text.parse::<Schedule>().unwrap_err();
    let why = misfit.why.unwrap_or(misfit.what);
    match misfit.meant {
        Some(meant) => format!("{why} -> {meant}"),
        None => why,
    }
}

#[test]
fn what_is_none_says_why() {
    let rows: &[(&str, &str)] = &[
        ("", "is not a schedule"),
        ("sometimes", "is not a schedule"),
        ("daily at 25:00 UTC", "`25:00` is not a time of day, such as 03:17"),
        ("daily at 3 UTC", "`3` is not a time of day, such as 03:17 -> daily at 03:00 UTC"),
        ("daily at 3:17 UTC", "`3:17` is not a time of day, such as 03:17 -> daily at 03:17 UTC"),
        ("daily at 3:17pm UTC", "`3:17pm` is not a time of day, such as 03:17 -> daily at 15:17 UTC"),
        ("daily at 12am UTC", "`12am` is not a time of day, such as 03:17 -> daily at 00:00 UTC"),
        ("daily at 24:00 UTC", "`24:00` is not a time of day, such as 03:17 -> daily at 00:00 UTC"),
        ("daily at 03:17", "it has no time zone -> daily at 03:17 UTC"),
        ("daily at 03:17 utc", "`utc` is not a time zone -> daily at 03:17 UTC"),
        ("daily at 03:17 CST", "`CST` is not a time zone"),
        ("daily at 03:17 Berlin", "`Berlin` is not a time zone -> daily at 03:17 Europe/Berlin"),
        ("daily at 03:17 Europe/Berln", "`Europe/Berln` is not a time zone -> daily at 03:17 Europe/Berlin"),
        ("daily 03:17 UTC", "is not a schedule -> daily at 03:17 UTC"),
        ("Daily", "is not a schedule -> daily at 04:23 UTC"),
        ("nightly", "is not a schedule -> daily at 04:23 UTC"),
        ("@daily", "is not a schedule -> daily at 04:23 UTC"),
        ("every day at 8:00 UTC", "is not a schedule -> daily at 08:00 UTC"),
        ("every monday at 08:00 UTC", "is not a schedule -> weekly on monday at 08:00 UTC"),
        ("mondays at 08:00 UTC", "is not a schedule -> weekly on monday at 08:00 UTC"),
        (
            "weekly on mon",
            "`mon` is none of sunday, monday, tuesday, wednesday, thursday, friday, saturday -> weekly on monday at 04:23 UTC",
        ),
        (
            "weekly on sundey",
            "`sundey` is none of sunday, monday, tuesday, wednesday, thursday, friday, saturday -> weekly on sunday at 04:23 UTC",
        ),
        ("every hour", "is not a schedule -> hourly"),
        ("every 15m", "is not a schedule -> every 15 minutes"),
        ("every 15 min", "is not a schedule -> every 15 minutes"),
        ("every 6h", "is not a schedule -> every 6 hours at 00:23 UTC"),
        (
            "every 45 minutes",
            "45 minutes do not come round at the same minutes each hour; use 5, 10, 12, 15, 20 or 30",
        ),
        ("every 5 hours", "5 hours do not come round at the same hours each day; use 2, 3, 4, 6, 8 or 12"),
        ("every 40 days", "40 days cannot be counted within a month; use 2 to 15, or weekly, or monthly"),
        ("every +6 hours", "+6 hours do not come round at the same hours each day; use 2, 3, 4, 6, 8 or 12"),
        ("every 15 minutes at 03:00 UTC", "minutes are counted from the full hour, and have no time"),
        ("hourly at 03:17 UTC", "hourly has a minute and no hour -> hourly at :17"),
        ("hourly at :60", "`00:60` is not a time of day, such as 03:17"),
        (
            "monthly on the 15",
            "`15` is not a day of the month, 1st to 28th -> monthly on the 15th at 04:23 UTC",
        ),
        (
            "monthly on the 2th",
            "`2th` is not a day of the month, 1st to 28th -> monthly on the 2nd at 04:23 UTC",
        ),
        ("monthly on the 31st", "February has no 31st"),
        ("monthly on the 29th at 04:00 UTC", "February has a 29th in leap years only"),
        ("monthly on the 32nd", "`32nd` is not a day of the month, 1st to 28th"),
        ("17 3 * * *", "is not a schedule -> daily at 03:17 UTC"),
        ("*/5 * * * *", "is not a schedule -> every 5 minutes"),
        ("0 9 * * 1-5 Europe/Berlin", "is not a schedule -> weekdays at 09:00 Europe/Berlin"),
        ("cron 17 3 * * *", "it has no time zone -> daily at 03:17 UTC"),
        ("cron 17 3 * *", "cron has five fields, and here are 4"),
        ("cron 0 17 3 * * * UTC", "cron has five fields and a zone; the first field is the minute"),
        ("cron 60 3 * * * UTC", "`60` is not a minute, 0 to 59"),
        (
            "cron 17 3 15 * 1 UTC",
            "with a day of the month and a day of the week, some schedulers want both and some either",
        ),
        ("cron 0 0 30 2 * UTC", "February has no 30th"),
        ("cron 0 0 31 4,6 * UTC", "April has no 31st"),
        ("cron 0 0 29 2 * UTC", "February has a 29th in leap years only"),
        ("cron 17 3 * * * Mars/Olympus", "`Mars/Olympus` is not a time zone"),
    ];
    for (text, message) in rows {
        assert_eq!(why(text), *message, "{text}");
    }
    let what = |text: &str| text.parse::<Schedule>().unwrap_err().what;
    assert_eq!(what("cron 0 0 30 2 * UTC"), "never happens");
    assert_eq!(what("monthly on the 31st"), "leaves out some months");
    assert_eq!(what("cron 0 0 29 2 * UTC"), "leaves out most years");
}

/// Sat 2026-11-21 12:00 UTC.
const NOVEMBER: i64 = 1_795_262_400;

fn runs(text: &str, after: i64, count: usize) -> Vec<String> {
    schedule(text).next_runs(after, count).iter().map(ToString::to_string).collect()
}

#[test]
fn the_next_runs() {
    let three = |text: &str| runs(text, NOVEMBER, 3);
    assert_eq!(
        three("daily at 03:17 UTC"),
        ["Sun 2026-11-22 03:17 +00:00", "Mon 2026-11-23 03:17 +00:00", "Tue 2026-11-24 03:17 +00:00"]
    );
    // Noon itself is not after noon.
    assert_eq!(
        three("every 6 hours at 00:00 UTC"),
        ["Sat 2026-11-21 18:00 +00:00", "Sun 2026-11-22 00:00 +00:00", "Sun 2026-11-22 06:00 +00:00"]
    );
    assert_eq!(
        three("weekdays at 08:00 America/New_York"),
        ["Mon 2026-11-23 08:00 -05:00", "Tue 2026-11-24 08:00 -05:00", "Wed 2026-11-25 08:00 -05:00"]
    );
    assert_eq!(
        three("quarterly"),
        ["Fri 2027-01-01 04:23 +00:00", "Thu 2027-04-01 04:23 +00:00", "Thu 2027-07-01 04:23 +00:00"]
    );
    assert_eq!(
        three("cron 0 0 28-31 * * Asia/Kolkata"),
        ["Sat 2026-11-28 00:00 +05:30", "Sun 2026-11-29 00:00 +05:30", "Mon 2026-11-30 00:00 +05:30"]
    );
    assert_eq!(runs("yearly at 00:00 UTC", NOVEMBER, 1), ["Fri 2027-01-01 00:00 +00:00"]);
    assert!(runs("daily", i64::MAX, 3).is_empty() && runs("daily", i64::MIN, 3).is_empty());
    // The last days that there are.
    assert!(runs("daily", 253_402_000_000, 30).len() < 30);
}

/// The day before the clocks of Berlin go forward, 2027-03-28 at 02:00, at noon.
const SPRING: i64 = 1_806_145_200;
/// The day before they go back, 2027-10-31 at 03:00, at noon.
const AUTUMN: i64 = 1_824_890_400;

#[test]
fn when_clocks_go_forward_a_skipped_time_runs_at_the_change() {
    assert_eq!(
        runs("daily at 02:30 Europe/Berlin", SPRING, 2),
        ["Sun 2027-03-28 03:00 +02:00", "Mon 2027-03-29 02:30 +02:00"]
    );
    // Once, although two times have become one.
    assert_eq!(
        runs("cron 0 2,3 * * * Europe/Berlin", SPRING, 2),
        ["Sun 2027-03-28 03:00 +02:00", "Mon 2027-03-29 02:00 +02:00"]
    );
    let hourly = runs("cron 30 * * * * Europe/Berlin", SPRING + 13 * 3600, 3);
    assert_eq!(
        hourly,
        ["Sun 2027-03-28 01:30 +01:00", "Sun 2027-03-28 03:30 +02:00", "Sun 2027-03-28 04:30 +02:00"]
    );
}

#[test]
fn when_clocks_go_back_a_doubled_time_runs_once() {
    assert_eq!(
        runs("daily at 02:30 Europe/Berlin", AUTUMN, 2),
        ["Sun 2027-10-31 02:30 +02:00", "Mon 2027-11-01 02:30 +01:00"]
    );
    let hourly = runs("cron 30 * * * * Europe/Berlin", AUTUMN + 13 * 3600, 4);
    assert_eq!(
        hourly,
        [
            "Sun 2027-10-31 01:30 +02:00",
            "Sun 2027-10-31 02:30 +02:00",
            "Sun 2027-10-31 02:30 +01:00",
            "Sun 2027-10-31 03:30 +01:00"
        ]
    );
}

#[test]
fn the_gap_is_the_loss() {
    let gaps = |text: &str| {
        let schedule = schedule(text);
        (schedule.shortest_gap().to_string(), schedule.longest_gap().to_string())
    };
    let rows: &[(&str, &str, &str)] = &[
        ("every 15 minutes", "15m", "15m"),
        ("hourly", "1h", "1h"),
        ("every 4 hours at 03:17 UTC", "4h", "4h"),
        ("daily", "24h", "24h"),
        // From the 31st to the 1st is a day.
        ("every 2 days", "24h", "2d"),
        ("weekdays at 08:00 UTC", "24h", "3d"),
        ("weekly", "7d", "7d"),
        ("monthly", "28d", "31d"),
        ("quarterly", "90d", "92d"),
        ("yearly", "365d", "366d"),
        ("cron 0 8,17 * * 1-5 UTC", "9h", "63h"),
        ("cron */15 * * * * Europe/Berlin", "15m", "15m"),
        ("daily at 03:17 Asia/Tokyo", "24h", "24h"),
        // The night in which clocks are set back is an hour longer.
        ("daily at 03:17 Europe/Berlin", "24h", "25h"),
        ("weekly on sunday at 04:00 America/New_York", "7d", "169h"),
        ("monthly at 04:00 Europe/Berlin", "28d", "745h"),
        // There, clocks change by half an hour.
        ("daily at 03:17 Australia/Lord_Howe", "24h", "1470m"),
    ];
    for (text, shortest, longest) in rows {
        assert_eq!(gaps(text), (shortest.to_string(), longest.to_string()), "{text}");
    }
}

#[test]
fn the_same_time_of_day_at_other_intervals() {
    let daily = schedule("weekly on monday at 15:17 Europe/Berlin").at_intervals_of(Every::Days(1));
    assert_eq!(daily.to_string(), "daily at 15:17 Europe/Berlin");
    assert_eq!(daily.at_intervals_of(Every::Hours(4)).to_string(), "every 4 hours at 03:17 Europe/Berlin");
    assert_eq!(daily.longest_gap(), Duration::from_seconds(25 * 3600));
}
