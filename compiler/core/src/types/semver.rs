//! Semantic versions, as semver.org 2.0.0 defines them: `1.4.2`, `1.0.0-rc.1`, `1.0.0+build.5`, with their precedence.

use super::Misfit;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Ordered by precedence; what stands behind `+` orders those that are otherwise alike, so that the order is total.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Semver {
    pub numbers: [u64; 3],
    pre_release: PreRelease,
    build: Vec<String>,
}

/// A version without a pre-release comes after all that have one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum PreRelease {
    Of(Vec<Part>),
    None,
}

/// Numbers come before words, and fewer parts before more.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Part {
    Number(u64),
    Word(String),
}

const LONGEST: usize = 128;

impl Semver {
    /// Which comes first, by what the standard calls precedence: a build says nothing.
    pub fn precedence(&self, other: &Self) -> Ordering {
        (self.numbers, &self.pre_release).cmp(&(other.numbers, &other.pre_release))
    }

    pub fn is_pre_release(&self) -> bool {
        self.pre_release != PreRelease::None
    }
}

fn number(text: &str) -> Result<u64, String> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("`{}` is not a number", super::shorten(text)));
    }
    if text.len() > 1 && text.starts_with('0') {
        return Err(format!("`{}` begins with 0", super::shorten(text)));
    }
    text.parse().map_err(|_| format!("`{}` is too large", super::shorten(text)))
}

fn word(text: &str) -> Result<String, String> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if text.is_empty() || !text.bytes().all(good) {
        return Err(format!("`{}` is not of letters, digits and dashes", super::shorten(text)));
    }
    Ok(text.to_string())
}

fn part(text: &str) -> Result<Part, String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return number(text).map(Part::Number);
    }
    word(text).map(Part::Word)
}

fn read(text: &str) -> Result<Semver, String> {
    if text.len() > LONGEST {
        return Err(format!("it has {} characters", text.len()));
    }
    let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
    let (core, pre_release) = text.split_once('-').map_or((text, None), |(core, pre)| (core, Some(pre)));
    let numbers: Vec<&str> = core.split('.').collect();
    let [major, minor, patch] = numbers[..] else {
        return Err(format!("it has {} and not three numbers", numbers.len()));
    };
    let pre_release = match pre_release {
        Some(parts) => PreRelease::Of(parts.split('.').map(part).collect::<Result<_, _>>()?),
        None => PreRelease::None,
    };
    let build = build.map_or(Ok(Vec::new()), |parts| parts.split('.').map(word).collect::<Result<_, _>>())?;
    Ok(Semver { numbers: [number(major)?, number(minor)?, number(patch)?], pre_release, build })
}

impl FromStr for Semver {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        read(text).map_err(|why| {
            let write = "write three numbers, perhaps with a pre-release: \"1.4.2\", \"2.0.0-rc.1\"";
            Misfit::new("is not a semantic version").why(why).write(write).meant(meant(text))
        })
    }
}

/// `1.2.0` of `v1.2`.
fn meant(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches(['v', 'V']);
    let (core, rest) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let plain =
        |number: &str| -> Option<String> { number.parse::<u64>().ok().map(|number| number.to_string()) };
    let mut numbers = core.split('.').map(plain).collect::<Option<Vec<_>>>()?;
    if numbers.len() > 3 {
        return None;
    }
    numbers.resize(3, "0".to_string());
    let meant = format!("{}{rest}", numbers.join("."));
    read(&meant).is_ok().then_some(meant)
}

impl fmt::Display for Semver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}")?;
        if let PreRelease::Of(parts) = &self.pre_release {
            let parts = parts.iter().map(|part| match part {
                Part::Number(number) => number.to_string(),
                Part::Word(word) => word.clone(),
            });
            write!(f, "-{}", parts.collect::<Vec<_>>().join("."))?;
        }
        if !self.build.is_empty() {
            write!(f, "+{}", self.build.join("."))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[test]
    fn the_order_of_the_standard() {
        let rising = [
            "0.9.9",
            "1.0.0-0",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.10",
            "1.2.0",
        ];
        let read: Vec<Semver> = rising.iter().map(|text| text.parse().unwrap()).collect();
        for (low, high) in read.iter().zip(&read[1..]) {
            assert!(low.precedence(high).is_lt() && low < high, "{low} comes before {high}");
        }
        let builds = ["1.0.0+a", "1.0.0+b"].map(|text| text.parse::<Semver>().unwrap());
        assert!(builds[0].precedence(&builds[1]).is_eq() && builds[0] != builds[1]);
        assert!(read[1].is_pre_release() && !read[9].is_pre_release());
    }

    #[test]
    fn what_is_none_says_why() {
        table::good::<Semver>(&[
            ("1.4.2", "1.4.2"),
            ("1.0.0-rc.1+exp.sha-5114f85", "1.0.0-rc.1+exp.sha-5114f85"),
            ("1.0.0--", "1.0.0--"),
            ("1.0.0-0a", "1.0.0-0a"),
            ("1.0.0+001", "1.0.0+001"),
        ]);
        let is = |why: &str| {
            let write = "write three numbers, perhaps with a pre-release: \"1.4.2\", \"2.0.0-rc.1\"";
            format!("is not a semantic version; {why}; {write}")
        };
        let meant = |why: &str, meant: &str| format!("{}; did you mean \"{meant}\"?", is(why));
        table::bad::<Semver>(&[
            ("", &is("it has 1 and not three numbers")),
            ("1.2", &meant("it has 2 and not three numbers", "1.2.0")),
            ("v1.2.3", &meant("`v1` is not a number", "1.2.3")),
            ("01.2.3", &meant("`01` begins with 0", "1.2.3")),
            ("1.2.3.4", &is("it has 4 and not three numbers")),
            ("1.2.x", &is("`x` is not a number")),
            ("1.0.0-", &is("`` is not of letters, digits and dashes")),
            ("1.0.0-01", &is("`01` begins with 0")),
            ("1.0.0-a..b", &is("`` is not of letters, digits and dashes")),
            ("1.0.0+", &is("`` is not of letters, digits and dashes")),
            ("1.0.0-a_b", &is("`a_b` is not of letters, digits and dashes")),
            ("99999999999999999999.0.0", &is("`99999999999999999999` is too large")),
            (&format!("1.0.0-{}", "a".repeat(123)), &is("it has 129 characters")),
        ]);
    }
}
