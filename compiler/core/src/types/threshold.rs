//! Conditions on a measure: `"errors > 1%"`, `"errors > 10/min"`, `"latency > 2s"`. Which measures there are, and what
//! each is held against, is declared; here is how a condition reads.

use super::{Duration, Misfit, Percentage, Rate, shorten};
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

/// The three parts of a condition, as they are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Condition<'t> {
    pub measure: &'t str,
    pub comparison: Comparison,
    pub limit: &'t str,
}

impl<'t> Condition<'t> {
    pub fn split(text: &'t str) -> Result<Self, Misfit> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [measure, comparison, limit] = words[..] else { return Err(wrong().meant(meant(text))) };
        let comparison = match comparison {
            ">" => Comparison::Above,
            "<" => Comparison::Below,
            other => {
                let why = format!("`{}` is neither > nor <", shorten(other));
                return Err(wrong().why(why));
            }
        };
        Ok(Self { measure, comparison, limit })
    }
}

fn wrong() -> Misfit {
    Misfit::new("is not a condition").write("write a measure, > or <, and a limit: \"errors > 1%\"")
}

/// `errors > 1%` of `errors>1%`.
fn meant(text: &str) -> Option<String> {
    let spaced = text.replace('>', " > ").replace('<', " < ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let spaced = words.join(" ");
    (words.len() == 3 && spaced.parse::<Threshold>().is_ok()).then_some(spaced)
}

impl FromStr for Limit {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        let share = || text.parse().map(Limit::Share);
        let rate = || text.parse().map(Limit::Rate);
        let time = || text.parse().map(Limit::Time);
        share().or_else(|_| rate()).or_else(|_| time()).map_err(|_: Misfit| {
            let write = "write a share, a rate or a time: \"1%\", \"10/min\", \"2s\"";
            Misfit::new("is not a limit").write(write)
        })
    }
}

impl FromStr for Threshold {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        let Condition { measure, comparison, limit } = Condition::split(text)?;
        let limit = limit.parse().map_err(|misfit: Misfit| {
            let why = format!("`{}` {}", shorten(limit), misfit.what);
            Misfit { write: misfit.write, ..wrong().why(why) }
        })?;
        Ok(Self { measure: measure.to_string(), comparison, limit })
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
    use super::super::table;
    use super::*;

    #[test]
    fn the_unit_says_what_is_measured() {
        table::good::<Threshold>(&[
            ("errors > 1%", "errors > 1%"),
            ("errors  <  1.50%", "errors < 1.5%"),
            ("latency > 60s", "latency > 1m"),
        ]);
        assert!(matches!("errors > 10/min".parse::<Threshold>().unwrap().limit, Limit::Rate(_)));
        let write = "write a measure, > or <, and a limit: \"errors > 1%\"";
        let limits = "write a share, a rate or a time: \"1%\", \"10/min\", \"2s\"";
        table::bad::<Threshold>(&[
            ("", &format!("is not a condition; {write}")),
            ("errors", &format!("is not a condition; {write}")),
            ("errors>1%", &format!("is not a condition; {write}; did you mean \"errors > 1%\"?")),
            ("errors = 1%", &format!("is not a condition; `=` is neither > nor <; {write}")),
            ("errors >= 1%", &format!("is not a condition; `>=` is neither > nor <; {write}")),
            ("errors > 10", &format!("is not a condition; `10` is not a limit; {limits}")),
        ]);
    }
}
