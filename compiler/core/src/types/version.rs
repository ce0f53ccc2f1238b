//! Versions as runtimes and engines write them: `22`, `3.12`, `20.19.0`.

use super::Misfit;
use super::shaped::{if_fits, shaped_text};
use std::cmp::Ordering;

shaped_text! {
    /// A version of one to four numbers: `22`, `3.12`, `20.19.0`.
    Version, check_version
}

impl Version {
    /// The first number: `20` of `20.19.0`.
    pub fn major(&self) -> &str {
        self.split('.').next().unwrap_or_default()
    }

    /// The numbers, for comparing: `1.9` comes before `1.10`.
    pub fn numbers(&self) -> Vec<u32> {
        self.split('.').filter_map(|number| number.parse().ok()).collect()
    }

    /// By number, and `3.12` is `3.12.0`.
    pub fn compare(&self, other: &Self) -> Ordering {
        self.padded().cmp(&other.padded())
    }

    pub(super) fn padded(&self) -> [u32; MOST_NUMBERS] {
        let mut padded = [0; MOST_NUMBERS];
        padded.iter_mut().zip(self.numbers()).for_each(|(place, number)| *place = number);
        padded
    }
}

pub(super) const MOST_NUMBERS: usize = 4;
const MOST_DIGITS: usize = 6;

fn check_version(text: &str) -> Result<(), Misfit> {
    let Some(why) = fault(text) else { return Ok(()) };
    let misfit = Misfit::new("is not a version").why(why);
    Err(misfit.write("write one to four numbers with points: \"3.12\"").meant(meant(text)))
}

fn fault(text: &str) -> Option<String> {
    let is_number = |number: &&str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    Some(if text.is_empty() {
        "it is empty".to_string()
    } else if text.starts_with(['>', '<', '^', '~', '=']) {
        "it is a range of versions, not one".to_string()
    } else if matches!(text, "latest" | "lts" | "stable" | "current") {
        "what it stands for changes".to_string()
    } else if let Some(other) = text.split('.').find(|number| !is_number(number)) {
        format!("`{}` is not a number", super::shorten(other))
    } else if text.split('.').count() > MOST_NUMBERS {
        format!("it has {} numbers", text.split('.').count())
    } else if text.split('.').any(|number| number.len() > MOST_DIGITS) {
        format!("a number of it has more than {MOST_DIGITS} digits")
    } else {
        return None;
    })
}

/// `22` of `v22`, `22.x` or ` 22`.
fn meant(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches(['v', 'V']);
    let text = text.strip_suffix(".x").or_else(|| text.strip_suffix(".*")).unwrap_or(text);
    if_fits(text.to_string(), fault)
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[test]
    fn numbers_with_points() {
        table::good::<Version>(&[("22", "22"), ("3.12", "3.12"), ("24.04", "24.04"), ("1.2.3.4", "1.2.3.4")]);
        let is =
            |why: &str| format!("is not a version; {why}; write one to four numbers with points: \"3.12\"");
        let meant = |why: &str, meant: &str| format!("{}; did you mean \"{meant}\"?", is(why));
        table::bad::<Version>(&[
            ("", &is("it is empty")),
            ("v22", &meant("`v22` is not a number", "22")),
            ("22.x", &meant("`x` is not a number", "22")),
            ("1..2", &is("`` is not a number")),
            ("22-alpine", &is("`22-alpine` is not a number")),
            ("lts", &is("what it stands for changes")),
            (">=3.12", &is("it is a range of versions, not one")),
            ("1.2.3.4.5", &is("it has 5 numbers")),
            ("1234567", &is("a number of it has more than 6 digits")),
        ]);
    }

    #[test]
    fn versions_compare_by_number() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert!(version("1.9").compare(&version("1.10")).is_lt());
        assert!(version("3.12").compare(&version("3.12.0")).is_eq());
        assert_eq!(version("20.19.0").major(), "20");
    }
}
