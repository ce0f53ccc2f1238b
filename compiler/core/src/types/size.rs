//! Amounts of memory or disk: `"512MiB"`, `"10GiB"`, `"64KiB"`. Binary units only, so that no two readers differ on
//! what was meant.

use super::Misfit;
use super::number::{self, Parts};
use std::fmt;
use std::str::FromStr;

/// An amount in bytes, in whole KiB.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Size {
    pub bytes: u64,
}

const UNITS: &[(&str, u64)] = &[("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
const NAMES: &[&str] = &["KiB", "MiB", "GiB", "TiB"];

impl FromStr for Size {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        let parts = number::parts(text);
        let wrong = || {
            let misfit = Misfit::new("is not a size");
            let misfit =
                misfit.write("write a whole number and KiB, MiB, GiB or TiB: \"512MiB\"").meant(meant(text));
            Misfit { why: number::why(parts, NAMES), ..misfit }
        };
        let Parts::Whole(count, unit) = parts else { return Err(wrong()) };
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?;
        let bytes = count.parse::<u64>().ok().and_then(|count| count.checked_mul(*factor));
        bytes.map(|bytes| Self { bytes }).ok_or_else(|| Misfit::new("is more than any machine has"))
    }
}

/// `512MiB` of `512MB`, `512m`, `512 mib` or `0.5GiB`.
fn meant(text: &str) -> Option<String> {
    let factor = |unit: &str| {
        let letter = match &*unit.to_lowercase() {
            "k" | "kb" | "ki" | "kib" => 'K',
            "m" | "mb" | "mi" | "mib" => 'M',
            "g" | "gb" | "gi" | "gib" => 'G',
            "t" | "tb" | "ti" | "tib" => 'T',
            _ => return None,
        };
        UNITS.iter().find(|(name, _)| name.starts_with(letter)).map(|(_, factor)| *factor)
    };
    let bytes = number::generous_sum(text, factor).filter(|bytes| bytes.is_multiple_of(1 << 10))?;
    Some(Size { bytes }.to_string())
}

impl Size {
    /// Count and unit letter as nginx and Docker write them: `10m`, `512m`, `2g`.
    pub fn short(self) -> String {
        let (unit, factor) = self.largest_unit();
        match unit.chars().next() {
            Some('T') => format!("{}g", self.bytes / factor * 1024),
            Some(letter) => format!("{}{}", self.bytes / factor, letter.to_ascii_lowercase()),
            None => self.bytes.to_string(),
        }
    }

    fn largest_unit(self) -> (&'static str, u64) {
        let fits = |factor: u64| self.bytes > 0 && self.bytes.is_multiple_of(factor);
        *UNITS.iter().find(|(_, factor)| fits(*factor)).unwrap_or(&("KiB", 1 << 10))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, factor) = self.largest_unit();
        write!(f, "{}{unit}", self.bytes / factor)
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    const WRITE: &str = "write a whole number and KiB, MiB, GiB or TiB: \"512MiB\"";

    #[test]
    fn units_are_binary() {
        table::good::<Size>(&[
            ("0MiB", "0KiB"),
            ("64KiB", "64KiB"),
            ("1024KiB", "1MiB"),
            ("1536MiB", "1536MiB"),
            ("2048GiB", "2TiB"),
        ]);
        let short = |text: &str| text.parse::<Size>().unwrap().short();
        assert_eq!([short("10MiB"), short("2TiB"), short("64KiB")], ["10m", "2048g", "64k"]);
    }

    #[test]
    fn what_is_none_says_why() {
        let units = "is none of the units: KiB, MiB, GiB, TiB";
        let other = |unit: &str, meant: &str| {
            format!("is not a size; `{unit}` {units}; {WRITE}; did you mean \"{meant}\"?")
        };
        table::bad::<Size>(&[
            ("", &format!("is not a size; {WRITE}")),
            ("ten", &format!("is not a size; {WRITE}")),
            ("512", &format!("is not a size; it has no unit; {WRITE}")),
            ("10MB", &other("MB", "10MiB")),
            ("512mib", &other("mib", "512MiB")),
            ("512M", &other("M", "512MiB")),
            ("10m", &other("m", "10MiB")),
            ("5Gi", &other("Gi", "5GiB")),
            ("100B", &format!("is not a size; `B` {units}; {WRITE}")),
            ("512 MiB", &format!("is not a size; it has a space; {WRITE}; did you mean \"512MiB\"?")),
            (
                "1.5GiB",
                &format!("is not a size; the number is not whole; {WRITE}; did you mean \"1536MiB\"?"),
            ),
            ("0.1KiB", &format!("is not a size; the number is not whole; {WRITE}")),
            ("-1MiB", &format!("is not a size; it has a sign; {WRITE}")),
            ("99999999999999999999GiB", "is more than any machine has"),
        ]);
    }
}
