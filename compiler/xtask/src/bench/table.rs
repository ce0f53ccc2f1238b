//! The table that the chore prints.
//!
//! In: rows, each with what was measured and what is wanted. Out: text, no line of it longer than 110 columns, and the
//! counts. It knows no program and no probe.

use super::numbers::Spread;
use std::fmt::Write as _;

#[derive(Clone, Copy, Debug)]
pub(super) enum Goal {
    AtLeast(f64),
    AtMost(f64),
    /// Said for comparison.
    None,
}

impl Goal {
    fn is_met(self, value: f64) -> Option<bool> {
        match self {
            Goal::AtLeast(least) => Some(value >= least),
            Goal::AtMost(most) => Some(value <= most),
            Goal::None => None,
        }
    }

    fn text(self, unit: &str) -> String {
        match self {
            Goal::AtLeast(value) => format!(">= {value}{unit}"),
            Goal::AtMost(value) => format!("<= {value}{unit}"),
            Goal::None => String::new(),
        }
    }
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) what: &'static str,
    pub(super) goal: Goal,
    pub(super) unit: &'static str,
    /// `None` where there is nothing to measure yet.
    pub(super) measured: Option<Spread>,
    /// What else was measured beside it.
    pub(super) beside: String,
}

const HEAD: [&str; 6] = ["what", "goal", "median", "from - to", "side by side", "verdict"];

/// The table, and a last line with counts.
pub(super) fn print(rows: &[Row]) -> String {
    let cells: Vec<[String; 6]> = rows.iter().map(cells).collect();
    let widths: [usize; 6] = std::array::from_fn(|column| {
        let texts = cells.iter().map(|row| row[column].as_str()).chain([HEAD[column]]);
        texts.map(|text| text.chars().count()).max().unwrap_or_default()
    });
    let mut out = line(HEAD, widths);
    out.push_str(&line(widths.map(|width| "-".repeat(width)).each_ref().map(String::as_str), widths));
    for row in &cells {
        out.push_str(&line(row.each_ref().map(String::as_str), widths));
    }
    let verdicts: Vec<Option<bool>> = rows.iter().map(verdict).collect();
    let count = |wanted: Option<bool>| verdicts.iter().filter(|verdict| **verdict == wanted).count();
    let unbuilt = rows.iter().filter(|row| row.measured.is_none()).count();
    let _ = writeln!(
        out,
        "\nbench: {} met, {} missed, {unbuilt} not built yet",
        count(Some(true)),
        count(Some(false))
    );
    out
}

fn cells(row: &Row) -> [String; 6] {
    let (median, range) = row.measured.map_or_else(Default::default, |measured| {
        let range = format!("{} - {}", digits(measured.low), digits(measured.high));
        (format!("{}{}", digits(measured.median), row.unit), range)
    });
    let judged = match verdict(row) {
        Some(true) => "met",
        Some(false) => "missed",
        None => "",
    };
    [row.what.into(), row.goal.text(row.unit), median, range, row.beside.clone(), judged.into()]
}

fn verdict(row: &Row) -> Option<bool> {
    row.goal.is_met(row.measured?.median)
}

fn line(cells: [&str; 6], widths: [usize; 6]) -> String {
    let padded: Vec<String> =
        cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
    format!("{}\n", padded.join("  ").trim_end())
}

/// Three digits, as many as a measurement is worth.
pub(super) fn digits(value: f64) -> String {
    let places = match value.abs() {
        small if small < 9.995 => 2,
        middle if middle < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.places$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(goal: Goal, median: f64) -> Row {
        let measured = Some(Spread { low: median / 2.0, median, high: median * 2.0 });
        Row { what: "plan", goal, unit: "x", measured, beside: "a 5 ms".into() }
    }

    #[test]
    fn goals_are_judged_and_counted() {
        let unbuilt = Row { measured: None, beside: "not built yet".into(), ..row(Goal::AtMost(20.0), 0.0) };
        let rows =
            [row(Goal::AtMost(1.0), 0.995), row(Goal::AtLeast(100.0), 99.9), row(Goal::None, 7.0), unbuilt];
        let expected = "\
what  goal     median  from - to    side by side   verdict
----  -------  ------  -----------  -------------  -------
plan  <= 1x    0.99x   0.50 - 1.99  a 5 ms         met
plan  >= 100x  99.9x   50.0 - 200   a 5 ms         missed
plan           7.00x   3.50 - 14.0  a 5 ms
plan  <= 20x                        not built yet

bench: 1 met, 1 missed, 1 not built yet
";
        assert_eq!(print(&rows), expected);
    }

    #[test]
    fn three_digits_are_shown() {
        assert_eq!(
            [0.4567, 9.996, 45.67, 99.96, 4567.8].map(digits),
            ["0.46", "10.0", "45.7", "100", "4568"]
        );
    }
}
