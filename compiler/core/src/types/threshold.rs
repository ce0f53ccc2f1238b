//! Conditions on a measure: `"errors > 1%"`, `"errors > 10/min"`, `"latency > 2s"`.

use super::{Duration, Percentage, Rate};
use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    Above,
    Below,
}

/// What a measure is held against; its unit says what kind of measure is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    Share(Percentage),
    Rate(Rate),
    Time(Duration),
}

/// `measure > limit` or `measure < limit`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Threshold {
    pub measure: String,
    pub comparison: Comparison,
    pub limit: Limit,
}

/// The measures an edge or a probe can take, and which limits make sense for them.
const MEASURES: &[(&str, &str)] = &[
    ("errors", "a share such as \"1%\" or a rate such as \"10/min\""),
    ("latency", "a time such as \"2s\""),
    ("disk", "a share such as \"80%\""),
];

impl FromStr for Threshold {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [measure, comparison, limit] = words[..] else {
            return Err(format!(
                "`{text}` is not a condition; write a measure, > or <, and a limit, such as \"errors > 1%\""
            ));
        };
        let comparison = match comparison {
            ">" => Comparison::Above,
            "<" => Comparison::Below,
            other => return Err(format!("`{other}` is not a comparison; use > or <")),
        };
        let Some((_, wanted)) = MEASURES.iter().find(|(name, _)| *name == measure) else {
            let known: Vec<_> = MEASURES.iter().map(|(name, _)| *name).collect();
            return Err(format!("`{measure}` is not a measure; the measures are {}", known.join(", ")));
        };
        let limit = parse_limit(measure, limit).ok_or(format!("{measure} are held against {wanted}"))?;
        Ok(Self { measure: measure.to_string(), comparison, limit })
    }
}

fn parse_limit(measure: &str, text: &str) -> Option<Limit> {
    match measure {
        "latency" => text.parse().ok().map(Limit::Time),
        "disk" => text.parse().ok().map(Limit::Share),
        _ => text.parse().ok().map(Limit::Share).or_else(|| text.parse().ok().map(Limit::Rate)),
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Share(share) => share.fmt(f),
            Limit::Rate(rate) => rate.fmt(f),
            Limit::Time(time) => time.fmt(f),
        }
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let comparison = match self.comparison {
            Comparison::Above => '>',
            Comparison::Below => '<',
        };
        write!(f, "{} {comparison} {}", self.measure, self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_says_what_is_measured() {
        assert_eq!("errors > 1%".parse::<Threshold>().unwrap().to_string(), "errors > 1%");
        assert!(matches!("errors > 10/min".parse::<Threshold>().unwrap().limit, Limit::Rate(_)));
        for bad in ["errors", "errors = 1%", "errors > 2s", "mood > 1%", "latency > 1%"] {
            assert!(bad.parse::<Threshold>().is_err(), "{bad}");
        }
    }
}
