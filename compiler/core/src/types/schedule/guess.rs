//! What somebody most likely meant who wrote no schedule: other words for the same, times and zones as people write
//! them, and cron without its word or its zone.

use super::english::WEEKDAYS;
use super::{Schedule, Zone, read, zone};

/// The schedule that was plainly meant.
pub(super) fn meant(text: &str) -> Option<Schedule> {
    const LONGEST: usize = 80;
    if text.len() > LONGEST {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    match words[..] {
        ["cron", ref fields @ ..] => with_zone("cron", fields, 5),
        [first, ..] if words.len() >= 5 && is_cron_field(first) => with_zone("cron", &words, 5),
        _ => from_english(text),
    }
}

fn is_cron_field(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit() || c == '*') && !word.contains(':')
}

/// The first words as they are, and a zone: the one that follows, or UTC.
fn with_zone(lead: &str, words: &[&str], count: usize) -> Option<Schedule> {
    let (fixed, rest) = words.split_at_checked(count)?;
    let zone = if rest.is_empty() { Zone::UTC } else { zone::meant(&rest.join(" "))? };
    read(&format!("{lead} {} {zone}", fixed.join(" "))).ok()
}

fn from_english(text: &str) -> Option<Schedule> {
    let lower = text.trim().trim_start_matches('@').to_lowercase();
    let (often, time) = split_time(&lower);
    let often = often_words(often.trim())?;
    let Some(time) = time else { return read(&often).ok() };
    let (clock, zone) = clock_and_zone(time)?;
    // Of an hourly schedule, the hour says nothing.
    if often == "hourly" {
        return read(&format!("hourly at {}", clock.get(2..)?)).ok();
    }
    read(&format!("{often} at {clock} {zone}")).ok()
}

/// What stands before and behind the time of day, whether or not there is an `at`.
fn split_time(text: &str) -> (&str, Option<&str>) {
    if let Some((often, time)) = text.split_once(" at ") {
        return (often, Some(time));
    }
    let clock = text.match_indices(' ').find(|(at, _)| {
        let word = text[at + 1..].split(' ').next().unwrap_or_default();
        word.contains(':')
            || (word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with(['m']) && word.len() > 2)
    });
    match clock {
        Some((at, _)) if !text[..at].ends_with("every") => (&text[..at], Some(&text[at + 1..])),
        _ => (text, None),
    }
}

fn often_words(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(match words[..] {
        ["nightly" | "daily" | "midnight"] | ["every" | "each", "day" | "night"] => "daily".to_string(),
        ["hourly"] | ["every" | "each", "hour"] | ["every", "1", "hour" | "hours"] => "hourly".to_string(),
        ["weekly"] | ["every" | "each", "week"] => "weekly".to_string(),
        ["monthly"] | ["every" | "each", "month"] => "monthly".to_string(),
        ["quarterly"] | ["every" | "each", "quarter"] | ["every", "3", "months"] => "quarterly".to_string(),
        ["yearly" | "annually"] | ["every" | "each", "year"] => "yearly".to_string(),
        ["weekday" | "weekdays"] | ["every" | "on", "weekday" | "weekdays"] => "weekdays".to_string(),
        ["every", "other", "day"] => "every 2 days".to_string(),
        ["every", "1", "day" | "days"] => "daily".to_string(),
        ["every", count, unit] => format!("every {count} {}", unit_name(unit)?),
        ["weekly", "on", day] | ["every" | "each" | "on", day] if weekday(day).is_some() => {
            format!("weekly on {}", weekday(day)?)
        }
        ["every", both] => {
            let (count, unit) = both.split_at(both.find(|c: char| !c.is_ascii_digit())?);
            format!("every {count} {}", unit_name(unit)?)
        }
        [day] => format!("weekly on {}", weekday(day)?),
        ["monthly", "on", "the", day] | ["monthly", "on", day] => {
            let number = day.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?;
            format!("monthly on the {}", super::english::ordinal(number))
        }
        _ => return None,
    })
}

fn unit_name(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "m" | "min" | "mins" | "minute" | "minutes" => "minutes",
        "h" | "hr" | "hrs" | "hour" | "hours" => "hours",
        "d" | "day" | "days" => "days",
        _ => return None,
    })
}

/// `monday` of `mon`, `mondays` or `mnday`.
fn weekday(word: &str) -> Option<&'static str> {
    let word = word.strip_suffix('s').unwrap_or(word);
    let short = WEEKDAYS.iter().copied().find(|name| word.len() >= 3 && name.starts_with(word));
    short.or_else(|| crate::nearest::nearest(word, WEEKDAYS.iter().copied()))
}

/// `03:17` and the zone of `3:17am europe/berlin`; UTC when there is none.
fn clock_and_zone(text: &str) -> Option<(String, Zone)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(text.len());
    let (clock, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let (half, rest) = match (rest.strip_prefix("am"), rest.strip_prefix("pm")) {
        (Some(rest), _) if !rest.starts_with(char::is_alphabetic) => (Some(0), rest),
        (_, Some(rest)) if !rest.starts_with(char::is_alphabetic) => (Some(12), rest),
        _ => (None, rest),
    };
    let (hour, minute) = clock.split_once(':').unwrap_or((clock, "00"));
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None if hour == 24 => 0,
        None => hour,
    };
    let zone = if rest.trim().is_empty() { Zone::UTC } else { zone::meant(rest)? };
    Some((format!("{hour:02}:{minute:02}"), zone))
}
