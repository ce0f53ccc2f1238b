//! Rows of a name, a value and where it comes from, at 80 columns. A value is never cut: it may be needed as it is.

use super::words::Shown;
use crate::terminal::{Paint, Tone, WIDTH, columns, printable, wrap};

/// Where the origins stand.
const ORIGINS: usize = 54;
/// Names that are longer have a line of their own.
const LONGEST_NAME: usize = 24;
/// How far what stands in a node is moved in.
const STEP: usize = 2;

/// A line of the table, or several that belong together.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Row {
    pub(super) depth: usize,
    pub(super) name: String,
    pub(super) shown: Shown,
    pub(super) origin: String,
    /// Whether it is an environment that says so.
    pub(super) is_changed: bool,
    /// What else is to be known of it, such as when it runs next.
    pub(super) notes: Vec<String>,
}

/// The rows with their columns one beneath the other.
pub(super) fn table(rows: &[Row], paint: Paint) -> String {
    let valued = rows.iter().filter(|row| !row.shown.here.is_empty() || !row.notes.is_empty());
    let names = valued.map(|row| columns(&row.name) + STEP * row.depth);
    let names = STEP + names.filter(|width| *width <= LONGEST_NAME).max().unwrap_or_default() + 2;
    rows.iter().map(|row| lines(row, names, paint)).collect()
}

/// What a table is about, and where that is declared.
pub(super) fn heading(text: &str, origin: &str, paint: Paint) -> String {
    let mut out = paint.paint(Tone::Strong, &printable(text)).into_owned();
    let mut used = columns(text);
    for origin in wrap(&printable(origin), WIDTH - ORIGINS) {
        if used >= ORIGINS {
            out.push('\n');
            used = 0;
        }
        out.push_str(&" ".repeat(ORIGINS - used));
        out.push_str(&paint.paint(Tone::Quiet, &origin));
        used = WIDTH;
    }
    out + "\n"
}

fn lines(row: &Row, values_at: usize, paint: Paint) -> String {
    let indent = " ".repeat(STEP + STEP * row.depth);
    let mut name = format!("{indent}{}", printable(&row.name));
    let mut out = String::new();
    let is_heading = row.shown.here.is_empty() && row.notes.is_empty();
    if is_heading || columns(&name) + 2 > values_at {
        out.push_str(&name);
        out.push('\n');
        name = String::new();
    }
    let mut origins =
        wrap(&printable(&row.origin), WIDTH - ORIGINS).into_iter().filter(|line| !line.is_empty());
    for (tone, value) in value_lines(row, ORIGINS - values_at - 1) {
        let used = values_at + columns(&value);
        let origin = if used < ORIGINS { origins.next() } else { None };
        let start = format!("{name}{}", " ".repeat(values_at - columns(&name)));
        out.push_str(&line(&start, tone, &value, used, origin, paint));
        name = String::new();
    }
    for origin in origins {
        out.push_str(&line("", Tone::Quiet, "", 0, Some(origin), paint));
    }
    out
}

fn line(start: &str, tone: Tone, value: &str, used: usize, origin: Option<String>, paint: Paint) -> String {
    let value = if tone == Tone::Quiet { paint.paint(tone, value) } else { value.into() };
    match origin {
        Some(origin) => {
            let gap = " ".repeat(ORIGINS - used);
            format!("{start}{value}{gap}{}\n", paint.paint(Tone::Quiet, &origin))
        }
        None => format!("{}\n", format!("{start}{value}").trim_end()),
    }
}

/// The value, each copy's own where they differ, then, behind a sign, how it is written.
fn value_lines(row: &Row, room: usize) -> Vec<(Tone, String)> {
    let Shown { here, written } = &row.shown;
    let mut lines = Vec::new();
    for (copy, text) in here {
        let lead = copy.map_or(String::new(), |colour| format!("{}: ", colour.word()));
        add(&mut lines, Tone::Strong, &lead, text, room);
    }
    written.iter().for_each(|written| add(&mut lines, Tone::Quiet, "= ", written, room));
    row.notes.iter().for_each(|note| add(&mut lines, Tone::Quiet, "", note, room));
    lines
}

/// The text on as many lines as it takes, behind its lead. Blanks that are more than one mean something, and stay.
fn add(lines: &mut Vec<(Tone, String)>, tone: Tone, lead: &str, text: &str, room: usize) {
    let text = printable(text);
    let wrapped =
        if text.contains("  ") { vec![text.into_owned()] } else { wrap(&text, room - columns(lead)) };
    for (index, line) in wrapped.into_iter().enumerate() {
        let lead = if index == 0 { lead.to_string() } else { " ".repeat(columns(lead)) };
        lines.push((tone, lead + &line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(depth: usize, name: &str, value: &str, origin: &str) -> Row {
        Row { depth, name: name.into(), shown: Shown::of(value), origin: origin.into(), ..Row::default() }
    }

    #[test]
    fn values_are_whole_and_lines_are_short() {
        let long = "x".repeat(70);
        let rows = [
            row(0, "port", "8000", "formwork.kdl:14"),
            row(1, "a-name-that-is-too-long-for-its-column", "1", "default"),
            row(0, "replicas", "2", "environment production, formwork.kdl:88 (was 1, default)"),
            row(
                0,
                "about",
                "some words that do not fit on one line beside where they come from",
                "formwork.kdl:3",
            ),
            row(0, "url", &long, "formwork.kdl:15"),
        ];
        let text = table(&rows, Paint::default());
        assert!(text.contains(&long), "{text}");
        let widest = text.lines().filter(|line| !line.contains(&long)).map(columns).max();
        assert!(widest.is_some_and(|widest| widest <= WIDTH), "{text}");
        assert_eq!(
            text.lines().take(6).collect::<Vec<_>>().join("\n"),
            "  port      8000                                      formwork.kdl:14
    a-name-that-is-too-long-for-its-column
            1                                         default
  replicas  2                                         environment production,
                                                      formwork.kdl:88 (was 1,
                                                      default)"
        );
    }
}
