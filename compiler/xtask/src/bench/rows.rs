//! What is wanted, held against what was measured: one row for each goal of the design.
//!
//! In: samples. Out: rows. Ratios are of processor time, which moves least when the machine has other work; where a
//! disk is waited for, the time that passed has a row of its own.

use super::meter::Sample;
use super::numbers::Spread;
use super::parsing::Parsing;
use super::rounds::{Probe, Samples};
use super::table::{Goal, Row, digits};

const CPU: fn(&Sample) -> f64 = |sample| sample.cpu;
const WALL: fn(&Sample) -> f64 = |sample| sample.wall;
const PEAK: fn(&Sample) -> f64 = |sample| sample.peak;

/// Everything that was measured.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) parsing: Parsing,
    pub(super) samples: Samples,
    pub(super) growing: Samples,
    pub(super) sizes: Vec<u32>,
}

impl Measured {
    /// An error where something was not measured after all.
    pub(super) fn rows(&self) -> Result<Vec<Row>, String> {
        let mut rows = Vec::from(self.parsing());
        rows.push(self.check());
        rows.extend(self.planning());
        rows.extend(self.applying());
        rows.push(self.memory());
        rows.extend(self.growth());
        rows.extend(self.starting());
        match rows.iter().find(|row| row.measured.is_none()) {
            Some(row) => return Err(format!("{}: could not be measured", row.what)),
            None => rows.push(editor()),
        }
        Ok(rows)
    }

    fn parsing(&self) -> [Row; 2] {
        let Parsing { speed, heap, text_bytes } = self.parsing;
        let beside = format!("{} MB of spec", digits(text_bytes / 1e6));
        [
            row("parse: speed", Goal::AtLeast(100.0), " MB/s", speed, beside),
            row("parse: memory for a byte of text", Goal::AtMost(8.0), " B", heap, String::new()),
        ]
    }

    fn check(&self) -> Row {
        let beside = format!("the empty one {} ms", self.median(Probe::Empty, CPU));
        let over = self.samples.over_empty(Probe::Check);
        row("check: CPU over an empty program", Goal::AtMost(25.0), " ms", over, beside)
    }

    fn planning(&self) -> [Row; 4] {
        let anew = self.against("plan made anew / sha256sum", 1.0, Probe::Plan, Probe::Hash);
        [
            self.against("plan, all files read / sha256sum", 1.0, Probe::HashedPlan, Probe::Hash),
            Row { goal: Goal::None, ..anew },
            self.against("plan, files known / git status", 2.0, Probe::KnownPlan, Probe::Status),
            self.against("plan, one changed / made anew", 1.3, Probe::ChangedPlan, Probe::Plan),
        ]
    }

    fn applying(&self) -> [Row; 4] {
        let (apply, copy) = (Probe::FirstApply, Probe::Copy);
        let wall = |probe| self.median(probe, WALL);
        let unsynced = format!("{} / {} ms, cp unsynced", wall(apply), wall(copy));
        let synced = format!("{} / {} + {} ms", wall(apply), wall(copy), wall(Probe::Sync));
        let time = self.samples.ratio(apply, copy, WALL);
        let synced_time = self.samples.apply_to_synced_copy();
        [
            self.against("apply, all new / cp -r: CPU", 3.5, apply, copy),
            row("apply, all new / cp -r: time", Goal::AtMost(3.5), "x", time, unsynced),
            row("apply, all new / cp + sync: time", Goal::None, "x", synced_time, synced),
            self.against("apply, one changed / that plan", 1.2, Probe::ChangedApply, Probe::ChangedPlan),
        ]
    }

    fn memory(&self) -> Row {
        let peak = self.samples.of(Probe::Plan, PEAK);
        let beside = format!("one changed {}", self.median(Probe::ChangedPlan, PEAK));
        row("plan made anew: peak memory", Goal::AtMost(32.0), " MiB", peak, beside)
    }

    fn growth(&self) -> [Row; 2] {
        [
            self.growth_of("growth of check: exponent", Probe::CheckOf),
            self.growth_of("growth of a first plan: exponent", Probe::FirstPlanOf),
        ]
    }

    fn growth_of(&self, what: &'static str, probe: fn(u32) -> Probe) -> Row {
        let cost = |size: &u32| self.growing.over_empty(probe(*size)).map(|cost| digits(cost.median));
        let costs: Vec<String> = self.sizes.iter().filter_map(cost).collect();
        let exponent = self.growing.growth(&self.sizes, probe);
        row(what, Goal::AtMost(1.05), "", exponent, format!("{} ms", costs.join(", ")))
    }

    fn starting(&self) -> [Row; 3] {
        [
            self.against("--version / an empty program", 1.5, Probe::Version, Probe::Empty),
            self.against("plan of ten, anew / empty program", 8.0, Probe::SmallPlan, Probe::Empty),
            self.against("plan of ten, known / empty program", 8.0, Probe::SmallAgain, Probe::Empty),
        ]
    }

    /// A ratio of processor times, with both of them and the ratio of the times that passed.
    fn against(&self, what: &'static str, most: f64, probe: Probe, other: Probe) -> Row {
        let passing = self.samples.ratio(probe, other, WALL).map_or(0.0, |ratio| ratio.median);
        let (one, two) = (self.median(probe, CPU), self.median(other, CPU));
        let beside = format!("{one} / {two} ms, time {}x", digits(passing));
        row(what, Goal::AtMost(most), "x", self.samples.ratio(probe, other, CPU), beside)
    }

    fn median(&self, probe: Probe, value: fn(&Sample) -> f64) -> String {
        self.samples.of(probe, value).map_or_else(String::new, |spread| digits(spread.median))
    }
}

fn row(what: &'static str, goal: Goal, unit: &'static str, measured: Option<Spread>, beside: String) -> Row {
    Row { what, goal, unit, measured, beside }
}

/// There is no language server to measure yet.
fn editor() -> Row {
    row("editor: keystroke to diagnostics", Goal::AtMost(20.0), " ms", None, "not built yet".into())
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    const BESIDE: [Probe; 14] = [
        Probe::Empty,
        Probe::Version,
        Probe::SmallPlan,
        Probe::SmallAgain,
        Probe::Check,
        Probe::Plan,
        Probe::HashedPlan,
        Probe::KnownPlan,
        Probe::Hash,
        Probe::Status,
        Probe::ChangedPlan,
        Probe::ChangedApply,
        Probe::FirstApply,
        Probe::Copy,
    ];
    const GROWING: [Probe; 5] =
        [Probe::Empty, Probe::CheckOf(1), Probe::CheckOf(9), Probe::FirstPlanOf(1), Probe::FirstPlanOf(9)];

    /// Every program costs more than the one before it.
    fn samples(probes: &[Probe]) -> Samples {
        let mut samples = Samples::default();
        for (place, probe) in (1..).zip(probes) {
            let cost = 1_234.0 * f64::from(place);
            samples.add(*probe, Sample { cpu: cost, wall: cost, peak: cost });
        }
        samples
    }

    fn measured(probes: &[Probe]) -> Measured {
        let spread = Some(Spread { low: 123.0, median: 123.0, high: 123.0 });
        let parsing = Parsing { speed: spread, heap: spread, text_bytes: 1e9 };
        Measured { parsing, samples: samples(probes), growing: samples(&GROWING), sizes: vec![1, 9] }
    }

    #[test]
    fn no_line_is_too_long_for_large_numbers_either() {
        let rows = measured(&[&BESIDE[..], &[Probe::Sync]].concat()).rows().unwrap();
        let text = table::print(&rows);
        assert!(text.lines().all(|line| line.chars().count() <= 110), "{text}");
        let check = rows.iter().find(|row| row.what.starts_with("check")).unwrap();
        assert_eq!(check.measured.unwrap().median, 4.0 * 1_234.0);
        let changed = rows.iter().find(|row| row.what.starts_with("plan, one changed")).unwrap();
        assert_eq!(changed.measured.unwrap().median, 11.0 / 6.0);
    }

    #[test]
    fn what_was_not_measured_is_an_error() {
        assert_eq!(
            measured(&BESIDE).rows().unwrap_err(),
            "apply, all new / cp + sync: time: could not be measured"
        );
    }
}
