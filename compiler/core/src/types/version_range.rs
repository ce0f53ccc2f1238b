//! Ranges of versions: comparisons that all hold. `>=3.12 <4`, `>2.0`, `=1.4.2`; `^1.2` keeps the first number that is
//! not zero, so it ends before `2`; `~1.2` keeps the first two, so it ends before `1.3`.

use super::version::MOST_NUMBERS;
use super::{Misfit, Version, shorten};
use std::fmt;
use std::str::FromStr;

/// Versions that all of some comparisons admit: `>=3.12 <4`, `^1.2`, `~1.2`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VersionRange {
    comparisons: Vec<(Operator, Version)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operator {
    AtLeast,
    AtMost,
    Above,
    Below,
    Exactly,
    /// The same first number that is not zero.
    Compatible,
    /// The same first two numbers, or the same one when there is only one.
    Near,
}

/// The longer come first.
const OPERATORS: &[(&str, Operator)] = &[
    (">=", Operator::AtLeast),
    ("<=", Operator::AtMost),
    (">", Operator::Above),
    ("<", Operator::Below),
    ("=", Operator::Exactly),
    ("^", Operator::Compatible),
    ("~", Operator::Near),
];

impl VersionRange {
    const MOST: usize = 8;

    pub fn contains(&self, version: &Version) -> bool {
        self.admits(&version.padded())
    }

    fn admits(&self, version: &[u32; MOST_NUMBERS]) -> bool {
        self.comparisons.iter().all(|(operator, limit)| operator.admits(limit, version))
    }

    /// Whether there can be a version in it: the lowest that a comparison begins at, or one just above it.
    fn is_possible(&self) -> bool {
        let begins = self.comparisons.iter().map(|(_, limit)| limit.padded());
        let mut candidates = begins.chain([[0; MOST_NUMBERS]]).flat_map(|numbers| {
            let mut next = numbers;
            next[MOST_NUMBERS - 1] += 1;
            [numbers, next]
        });
        candidates.any(|numbers| self.admits(&numbers))
    }
}

impl Operator {
    fn admits(self, limit: &Version, version: &[u32; MOST_NUMBERS]) -> bool {
        let order = version.cmp(&limit.padded());
        match self {
            Operator::AtLeast => order.is_ge(),
            Operator::AtMost => order.is_le(),
            Operator::Above => order.is_gt(),
            Operator::Below => order.is_lt(),
            Operator::Exactly => order.is_eq(),
            Operator::Compatible | Operator::Near => order.is_ge() && version.starts_with(&self.line(limit)),
        }
    }

    /// The leading numbers that stay.
    fn line(self, limit: &Version) -> Vec<u32> {
        let numbers = limit.numbers();
        let length = match self {
            Operator::Near => numbers.len().min(2),
            _ => numbers.iter().position(|number| *number > 0).map_or(numbers.len(), |at| at + 1),
        };
        numbers[..length].to_vec()
    }
}

impl FromStr for VersionRange {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        read(text).map_err(|misfit| misfit.meant(meant(text)))
    }
}

fn read(text: &str) -> Result<VersionRange, Misfit> {
    let wrong = |why: String| {
        let write =
            "write comparisons that all hold: \">=3.12 <4\", \"^1.2\" (before 2), \"~1.2\" (before 1.3)";
        Misfit::new("is not a range of versions").why(why).write(write)
    };
    if text.is_empty() {
        return Err(wrong("it is empty".into()));
    }
    if text.contains("||") || text.contains(',') {
        return Err(wrong("only a space stands between comparisons, and all must hold".into()));
    }
    let comparisons = text.split(' ').map(read_comparison).collect::<Result<Vec<_>, _>>().map_err(wrong)?;
    if comparisons.len() > VersionRange::MOST {
        return Err(wrong(format!("it has {} comparisons", comparisons.len())));
    }
    let range = VersionRange { comparisons };
    if range.is_possible() { Ok(range) } else { Err(Misfit::new("admits no version")) }
}

fn read_comparison(word: &str) -> Result<(Operator, Version), String> {
    let mut known =
        OPERATORS.iter().filter_map(|(sign, operator)| Some((*operator, word.strip_prefix(sign)?)));
    let Some((operator, version)) = known.next() else {
        return Err(format!("`{}` does not begin with >=, <=, >, <, =, ^ or ~", shorten(word)));
    };
    let read = version.parse().map_err(|_: Misfit| format!("`{}` is not a version", shorten(version)))?;
    Ok((operator, read))
}

/// `>=3.12 <4` of `>= 3.12, < 4`; `>=1.2 <=1.4` of `1.2 - 1.4`; `~3.12` of `3.12.x`.
fn meant(text: &str) -> Option<String> {
    let text = text.trim().replace(',', " ").replace("==", "=");
    let meant = match text.split_once(" - ") {
        Some((low, high)) => format!(">={} <={}", low.trim(), high.trim()),
        None => match text.strip_suffix(".x").or_else(|| text.strip_suffix(".*")) {
            Some(line) => format!("~{line}"),
            None => joined(&text),
        },
    };
    read(&meant).is_ok().then_some(meant)
}

/// Words, with a sign that stands alone put before what follows it, and without the `v` of `v1.2`.
fn joined(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() && !out.ends_with(['>', '<', '=', '^', '~']) {
            out.push(' ');
        }
        out.push_str(&word.replace('v', ""));
    }
    out
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (operator, version)) in self.comparisons.iter().enumerate() {
            let sign = OPERATORS.iter().find(|(_, known)| known == operator).map_or("", |(sign, _)| sign);
            write!(f, "{}{sign}{version}", if index > 0 { " " } else { "" })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[test]
    fn what_a_range_admits() {
        let rows: &[(&str, &[&str], &[&str])] = &[
            (">=3.12 <4", &["3.12", "3.13.1", "3.99"], &["3.11.9", "4", "4.0"]),
            (">3.12", &["3.12.1", "4"], &["3.12", "3.12.0", "3"]),
            ("<=3.12", &["3.12.0", "0"], &["3.12.1"]),
            ("=3.12", &["3.12", "3.12.0.0"], &["3.12.1"]),
            ("^1.2", &["1.2", "1.99"], &["1.1", "2", "0.2"]),
            ("^0.2", &["0.2", "0.2.9"], &["0.3", "1.2"]),
            ("^0", &["0", "0.9"], &["1"]),
            ("~1.2", &["1.2", "1.2.9"], &["1.3", "1.1"]),
            ("~1.2.3", &["1.2.3", "1.2.4"], &["1.2.2", "1.3"]),
            ("~1", &["1.9"], &["2"]),
        ];
        for (range, inside, outside) in rows {
            let range: VersionRange = range.parse().unwrap();
            let contains = |version: &&str| range.contains(&version.parse().unwrap());
            assert!(inside.iter().all(contains), "{range} contains {inside:?}");
            assert!(!outside.iter().any(contains), "{range} contains none of {outside:?}");
        }
    }

    #[test]
    fn what_is_none_says_why() {
        table::good::<VersionRange>(&[(">=3.12 <4", ">=3.12 <4"), ("^1.2", "^1.2"), ("=1", "=1")]);
        let is = |why: &str| {
            let write =
                "write comparisons that all hold: \">=3.12 <4\", \"^1.2\" (before 2), \"~1.2\" (before 1.3)";
            format!("is not a range of versions; {why}; {write}")
        };
        let meant = |why: &str, meant: &str| format!("{}; did you mean \"{meant}\"?", is(why));
        let sign = |word: &str| format!("`{word}` does not begin with >=, <=, >, <, =, ^ or ~");
        table::bad::<VersionRange>(&[
            ("", &is("it is empty")),
            // This one, or all that begin so?
            ("3.12", &is(&sign("3.12"))),
            ("3.12.x", &meant(&sign("3.12.x"), "~3.12")),
            (">= 3.12", &meant("`` is not a version", ">=3.12")),
            (">=v3.12", &meant("`v3.12` is not a version", ">=3.12")),
            (">=3.12, <4", &meant("only a space stands between comparisons, and all must hold", ">=3.12 <4")),
            ("1.2 - 1.4", &meant(&sign("1.2"), ">=1.2 <=1.4")),
            ("==3.12", &meant("`=3.12` is not a version", "=3.12")),
            ("^1 || ^2", &is("only a space stands between comparisons, and all must hold")),
            ("!=3", &is(&sign("!=3"))),
            (">4 <3", "admits no version"),
            ("~1.2 ^2", "admits no version"),
            ("<0", "admits no version"),
            (">1 >1 >1 >1 >1 >1 >1 >1 >1", &is("it has 9 comparisons")),
        ]);
    }
}
