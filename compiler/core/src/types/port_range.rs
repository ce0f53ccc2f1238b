//! Neighbouring TCP ports: `"8000-8099"`, both ends included.

use super::Misfit;
use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PortRange {
    pub first: u16,
    pub last: u16,
}

impl PortRange {
    pub fn contains(&self, port: u16) -> bool {
        (self.first..=self.last).contains(&port)
    }
}

fn port(text: &str) -> Option<u16> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| is_number && *port > 0)
}

impl FromStr for PortRange {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        let wrong = |why: &str| {
            let misfit =
                Misfit::new("is not a range of ports").write("write the first and the last: \"8000-8099\"");
            let misfit = misfit.meant(meant(text));
            if why.is_empty() { misfit } else { misfit.why(why) }
        };
        let Some((first, last)) = text.split_once('-') else {
            return Err(wrong(if port(text).is_some() { "it is a single port" } else { "" }));
        };
        if text.contains(char::is_whitespace) {
            return Err(wrong("it has a space"));
        }
        match (port(first), port(last)) {
            (Some(first), Some(last)) if first <= last => Ok(Self { first, last }),
            (Some(_), Some(_)) => Err(wrong("the first is above the last")),
            _ => Err(wrong("a port is a number from 1 to 65535")),
        }
    }
}

/// `8000-8099` of `8000 - 8099`, `8000..8099`, `8000:8099` or `8099-8000`.
fn meant(text: &str) -> Option<String> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).map(port);
    let between: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let first = numbers.next()??;
    let last = match between.trim() {
        "" => first,
        _ => numbers.next()??,
    };
    let is_plain = matches!(between.trim(), "" | "-" | "–" | "—" | ".." | "..." | "..=" | ":" | "to" | ",");
    (is_plain && numbers.next().is_none())
        .then(|| PortRange { first: first.min(last), last: first.max(last) }.to_string())
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[test]
    fn the_first_and_the_last() {
        table::good::<PortRange>(&[
            ("8000-8099", "8000-8099"),
            ("080-0080", "80-80"),
            ("1-65535", "1-65535"),
        ]);
        let range: PortRange = "8000-8099".parse().unwrap();
        assert!(
            range.contains(8000) && range.contains(8099) && !range.contains(7999) && !range.contains(8100)
        );
        let is =
            |why: &str| format!("is not a range of ports{why}; write the first and the last: \"8000-8099\"");
        let meant = |why: &str, meant: &str| format!("{}; did you mean \"{meant}\"?", is(why));
        table::bad::<PortRange>(&[
            ("", &is("")),
            ("many", &is("")),
            ("8000", &meant("; it is a single port", "8000-8000")),
            ("8099-8000", &meant("; the first is above the last", "8000-8099")),
            ("8000 - 8099", &meant("; it has a space", "8000-8099")),
            ("8000..8099", &meant("", "8000-8099")),
            ("8000:8099", &meant("", "8000-8099")),
            ("8000–8099", &meant("", "8000-8099")),
            ("8000-", &is("; a port is a number from 1 to 65535")),
            ("0-80", &is("; a port is a number from 1 to 65535")),
            ("80-65536", &is("; a port is a number from 1 to 65535")),
            ("1-2-3", &is("; a port is a number from 1 to 65535")),
            ("+1-2", &is("; a port is a number from 1 to 65535")),
        ]);
    }
}
