//! The five fields of cron as sets: minutes, hours, days of the month, months, days of the week. In: text such as
//! `*/15` or `MON-FRI`. Out: a set, and a set as text again.

use crate::types::shorten;

/// A set of small numbers, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Set(u64);

/// What a field counts.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) least: u8,
    pub(super) most: u8,
    /// Names that stand for numbers, from the least on.
    names: &'static [&'static str],
}

pub(super) const MINUTE: Field = Field { name: "minute", least: 0, most: 59, names: &[] };
pub(super) const HOUR: Field = Field { name: "hour", least: 0, most: 23, names: &[] };
pub(super) const DAY: Field = Field { name: "day of the month", least: 1, most: 31, names: &[] };
pub(super) const MONTH: Field = Field {
    name: "month",
    least: 1,
    most: 12,
    names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
};
pub(super) const WEEKDAY: Field = Field {
    name: "day of the week",
    least: 0,
    most: 6,
    names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
};

impl Set {
    pub(super) fn of(numbers: impl IntoIterator<Item = u8>) -> Self {
        Self(numbers.into_iter().fold(0, |bits, number| bits | 1 << number))
    }

    pub(super) fn all(field: &Field) -> Self {
        Self::of(field.least..=field.most)
    }

    pub(super) fn has(self, number: u8) -> bool {
        self.0 >> number & 1 == 1
    }

    pub(super) fn numbers(self) -> impl Iterator<Item = u8> {
        (0..64).filter(move |number| self.has(*number))
    }

    /// The number, when it is the only one.
    pub(super) fn only(self) -> Option<u8> {
        (self.0.count_ones() == 1).then(|| self.0.trailing_zeros() as u8)
    }

    /// First and step, when the numbers go from the first to the end of the field in equal steps.
    pub(super) fn steps(self, field: &Field) -> Option<(u8, u8)> {
        let mut numbers = self.numbers();
        let (first, second) = (numbers.next()?, numbers.next()?);
        let step = second - first;
        let equal = Self::of((first..=field.most).step_by(usize::from(step)));
        (equal == self && first < field.least + step).then_some((first, step))
    }

    /// As cron writes it, as short as it goes.
    pub(super) fn text(self, field: &Field) -> String {
        if self == Self::all(field) {
            return "*".to_string();
        }
        // Months and days of the week are few, and read better one by one.
        match self.steps(field).filter(|_| field.names.is_empty()) {
            Some((first, step)) if first == field.least && step > 1 => return format!("*/{step}"),
            Some((first, step)) if step > 1 && self.0.count_ones() > 2 => {
                return format!("{first}-{}/{step}", field.most);
            }
            _ => {}
        }
        let mut runs: Vec<(u8, u8)> = Vec::new();
        for number in self.numbers() {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == number => *last = number,
                _ => runs.push((number, number)),
            }
        }
        let run = |(first, last): &(u8, u8)| match last - first {
            0 => first.to_string(),
            1 => format!("{first},{last}"),
            _ => format!("{first}-{last}"),
        };
        runs.iter().map(run).collect::<Vec<_>>().join(",")
    }
}

/// Reads a field, or says what is wrong with it.
pub(super) fn parse(text: &str, field: &Field) -> Result<Set, String> {
    let mut all = Set(0);
    for part in text.split(',') {
        all.0 |= parse_part(part, field)?.0;
    }
    Ok(all)
}

fn parse_part(part: &str, field: &Field) -> Result<Set, String> {
    if part == "?" || part.ends_with(['L', 'W', '#']) {
        return Err(format!("`{part}` is of another cron; there are * , - and /"));
    }
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => {
            (range, step.parse::<u8>().ok().filter(|step| *step > 0 && is_number(part, '/')))
        }
        None => (part, Some(1)),
    };
    let step = step.ok_or_else(|| format!("`{}` has a step that is not a number", shorten(part)))?;
    let (first, last) = match range.split_once('-') {
        _ if range == "*" => (field.least, field.most),
        Some((first, last)) => (number(first, field)?, last_number(last, field)?),
        None if step > 1 || part.contains('/') => {
            let first = number(range, field)?;
            return Err(format!("`{part}` has a step and no range; write {first}-{}/{step}", field.most));
        }
        None => (number(range, field)?, number(range, field)?),
    };
    if first > last {
        return Err(format!("`{}` goes backwards", shorten(part)));
    }
    // Sunday is 0, and 7 at the end of a week.
    let wrapped = (first..=last).step_by(usize::from(step)).map(|number| match number {
        7 if field.most == 6 => 0,
        other => other,
    });
    Ok(Set::of(wrapped))
}

fn is_number(part: &str, behind: char) -> bool {
    let (_, number) = part.split_once(behind).unwrap_or(("", part));
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(text: &str, field: &Field) -> Result<u8, String> {
    match last_number(text, field)? {
        7 if field.most == 6 => Ok(0),
        other => Ok(other),
    }
}

/// The same, where 7 is the Sunday that ends a week.
fn last_number(text: &str, field: &Field) -> Result<u8, String> {
    let named = field.names.iter().position(|name| name.eq_ignore_ascii_case(text));
    if let Some(index) = named {
        return Ok(field.least + index as u8);
    }
    let most = if field.most == 6 { 7 } else { field.most };
    let number = text.parse::<u8>().ok().filter(|_| is_number(text, ' '));
    number.filter(|number| (field.least..=most).contains(number)).ok_or_else(|| {
        format!("`{}` is not a {}, {} to {}", shorten(text), field.name, field.least, field.most)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_read_and_written() {
        for (text, field, normal) in [
            ("*", &MINUTE, "*"),
            ("0-59", &MINUTE, "*"),
            ("*/15", &MINUTE, "*/15"),
            ("0,15,30,45", &MINUTE, "*/15"),
            ("5-59/15", &MINUTE, "5-59/15"),
            ("5,20,35,50", &MINUTE, "5-59/15"),
            ("*/7", &MINUTE, "*/7"),
            ("17", &MINUTE, "17"),
            ("1,2,3,7,9,10", &MINUTE, "1-3,7,9,10"),
            ("0,12", &HOUR, "*/12"),
            ("8-18", &HOUR, "8-18"),
            ("8-18/2", &HOUR, "8,10,12,14,16,18"),
            ("1,15", &DAY, "1,15"),
            ("*/2", &DAY, "*/2"),
            ("jan,APR,Jul,10", &MONTH, "1,4,7,10"),
            ("*/2", &WEEKDAY, "0,2,4,6"),
            ("MON-FRI", &WEEKDAY, "1-5"),
            ("5-7", &WEEKDAY, "0,5,6"),
            ("7", &WEEKDAY, "0"),
            ("0-7", &WEEKDAY, "*"),
        ] {
            let set = parse(text, field).unwrap();
            assert_eq!(set.text(field), normal, "{text}");
            assert_eq!(parse(normal, field).unwrap(), set, "{normal}");
        }
    }

    #[test]
    fn what_is_none_says_why() {
        for (text, field, why) in [
            ("60", &MINUTE, "`60` is not a minute, 0 to 59"),
            ("", &MINUTE, "`` is not a minute, 0 to 59"),
            ("+5", &MINUTE, "`+5` is not a minute, 0 to 59"),
            ("24", &HOUR, "`24` is not a hour, 0 to 23"),
            ("0", &DAY, "`0` is not a day of the month, 1 to 31"),
            ("13", &MONTH, "`13` is not a month, 1 to 12"),
            ("8", &WEEKDAY, "`8` is not a day of the week, 0 to 6"),
            ("mon", &MONTH, "`mon` is not a month, 1 to 12"),
            ("5-1", &HOUR, "`5-1` goes backwards"),
            ("*/0", &HOUR, "`*/0` has a step that is not a number"),
            ("*/x", &HOUR, "`*/x` has a step that is not a number"),
            ("5/15", &MINUTE, "`5/15` has a step and no range; write 5-59/15"),
            ("1,,2", &MINUTE, "`` is not a minute, 0 to 59"),
            ("L", &DAY, "`L` is of another cron; there are * , - and /"),
            ("?", &WEEKDAY, "`?` is of another cron; there are * , - and /"),
        ] {
            assert_eq!(parse(text, field), Err(why.to_string()), "{text}");
        }
    }
}
