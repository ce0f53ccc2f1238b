//! The answer for people, 80 columns wide.

use super::disk::{OnDisk, edited};
use super::report::{Line, Report, Said};
use crate::artifact::Ownership;
use crate::source::Span;
use crate::targets;
use crate::terminal::{Paint, Tone, WIDTH, clip, columns, count, hang, pad, printable};

/// More settings than this are told only to programs.
const MOST_TOLD: usize = 10;

/// A value is told as far as this.
const WIDEST_VALUE: usize = 48;

/// A longer setting has its place on the next line.
const WIDEST_SETTING: usize = 56;

pub(super) fn text(report: &Report<'_, '_>, paint: Paint) -> String {
    let printer = Printer { report, paint };
    match report.lines.is_empty() {
        true => printer.file(),
        false => report.lines.iter().map(|line| printer.line(line)).collect::<Vec<_>>().join("\n"),
    }
}

struct Printer<'p, 'r, 'c> {
    report: &'p Report<'r, 'c>,
    paint: Paint,
}

impl Printer<'_, '_, '_> {
    fn file(&self) -> String {
        let Report { trace, parts, .. } = self.report;
        let artifact = &trace.artifact;
        let about = targets::ALL.iter().find(|it| it.name == artifact.target).map_or("", |it| it.about);
        let total = artifact.text.lines().count();
        let moved = (0..total).filter(|line| trace.settings.iter().any(|it| it.lines.contains(line))).count();
        let mut out = format!("{}\n", self.paint.paint(Tone::Strong, &artifact.path));
        let mut head = |name: &str, text: &str| {
            out.push_str(&format!("  {name:<9} {}\n", hang(text, 12, WIDTH)));
        };
        head("made by", &format!("the target `{}`: {about}", artifact.target));
        for (file, lines) in self.templates() {
            head("printed", &format!("by {file}, {}", count(lines, "line")));
        }
        head("written", written(artifact.ownership, artifact.executable));
        head("on disk", &self.on_disk());
        head("lines", &format!("{total}; settings move {moved} of them"));
        out.push('\n');
        let widest = parts.iter().map(|part| columns(&part.thing)).max().unwrap_or(0).clamp(5, 40);
        out.push_str(&format!("  {}lines  declared at\n", pad("thing", widest + 1)));
        for part in parts {
            let place = part.span.map(|span| self.place(span)).unwrap_or_default();
            let thing = pad(&printable(&part.thing), widest + 1);
            out.push_str(&format!("  {thing}{:>5}  {}\n", part.lines, self.paint.paint(Tone::Quiet, &place)));
        }
        let makes = self.report.settings.iter().zip(&trace.settings).filter(|(_, it)| it.makes_file);
        let makes: Vec<&Said> = makes.map(|(said, _)| said).take(MOST_TOLD).collect();
        if !makes.is_empty() {
            out.push_str(&format!("\n  whether there is such a file depends on\n{}", self.settings(&makes)));
        }
        out.push_str(&format!("\n{}\n", self.paint.paint(Tone::Quiet, &self.limits())));
        out
    }

    /// The templates, by how much of the file they print.
    fn templates(&self) -> Vec<(String, usize)> {
        let mut files: Vec<(String, usize)> = Vec::new();
        for line in self.report.trace.templates.iter().flatten() {
            match files.iter_mut().find(|(file, _)| **file == *line.file) {
                Some((_, lines)) => *lines += 1,
                None => files.push((line.file.to_string(), 1)),
            }
        }
        files
    }

    fn on_disk(&self) -> String {
        let made = &self.report.trace.artifact.text;
        match self.report.disk {
            OnDisk::Absent => "not there yet: `formwork apply` writes it".to_string(),
            OnDisk::Text(disk) if self.report.is_as_made(disk) => "as the spec makes it".to_string(),
            OnDisk::Text(disk) => {
                format!("{} not what the spec makes: formwork plan --diff", differ(edited(disk, made)))
            }
            OnDisk::Other(what) => what.to_string(),
        }
    }

    fn limits(&self) -> String {
        let trace = self.report.trace;
        let mut text = format!("{} tried with another value", count(trace.tried, "setting"));
        if !trace.untried.is_empty() {
            text.push_str(&format!("; {} have no other that is sound", trace.untried.len()));
        }
        if trace.left_out > 0 {
            text.push_str(&format!("; {} left out, for there are too many", trace.left_out));
        }
        text
    }

    fn line(&self, line: &Line) -> String {
        let artifact = &self.report.trace.artifact;
        let place = format!("{}:{}", artifact.path, line.asked.line + 1);
        let mut out = format!("{}\n", self.paint.paint(Tone::Strong, &place));
        out.push_str(&format!("  {}\n", printable(&line.asked.text)));
        let made = self.edit(line, &mut out);
        out.push('\n');
        if let Some((within, text)) = &line.within {
            let text = clip(text, 40);
            out.push_str(&format!(
                "  no setting moves it; it belongs to line {}, `{}`\n",
                within + 1,
                printable(&text)
            ));
        }
        let told: Vec<&Said> =
            line.settings.iter().take(MOST_TOLD).map(|at| &self.report.settings[*at]).collect();
        out.push_str(&self.settings(&told));
        let more = line.settings.len().saturating_sub(MOST_TOLD);
        if more > 0 {
            out.push_str(&format!("  and {}: --format json names them all\n", count(more, "setting")));
        }
        if line.settings.is_empty() && made {
            let things: Vec<&str> = artifact.made_from.iter().map(|entity| entity.0.as_str()).collect();
            let more = things.len().saturating_sub(MOST_TOLD);
            let mut names = things[..things.len().min(MOST_TOLD)].join(", ");
            if more > 0 {
                names.push_str(&format!(" and {more} more"));
            }
            let text = format!("no setting moves it; the file is made from {names}");
            out.push_str(&format!("  {}\n", hang(&text, 2, WIDTH)));
        }
        match &line.template {
            Some(place) => out.push_str(&format!("  printed by {}:{}\n", place.file, place.line)),
            None if made => out.push_str(&format!("  written by the target `{}`\n", artifact.target)),
            None => {}
        }
        if self.report.trace.left_out > 0 {
            out.push_str(&format!("  {}\n", self.limits()));
        }
        out
    }

    /// Whether the spec makes anything where the line is; what it makes, when that is something else.
    fn edit(&self, line: &Line, out: &mut String) -> bool {
        if !line.asked.is_edited {
            return true;
        }
        let said = match line.asked.made[..] {
            [] if self.report.is_part() => "yours: the spec makes only what is between the marks",
            [] => "added by hand: the spec makes nothing here",
            _ => "edited by hand: the spec makes",
        };
        out.push_str(&format!("  {}\n", self.paint.paint(Tone::Warning, said)));
        let text: Vec<&str> = self.report.trace.artifact.text.lines().collect();
        for made in line.asked.made.iter().filter_map(|line| text.get(*line)) {
            out.push_str(&format!("  {}\n", printable(made)));
        }
        !line.asked.made.is_empty()
    }

    /// What each is and where that is said; below it, what it is read from.
    fn settings(&self, told: &[&Said]) -> String {
        let rows: Vec<(usize, &Said)> = told
            .iter()
            .flat_map(|said| [(2, *said)].into_iter().chain(said.reads.iter().map(|read| (4, read))))
            .collect();
        let widths = rows.iter().map(|(indent, said)| indent + columns(&what(*indent, said)) + 2);
        let column = widths.filter(|width| *width <= WIDEST_SETTING).max().unwrap_or(0);
        rows.iter().map(|(indent, said)| self.row(*indent, said, column)).collect()
    }

    fn row(&self, indent: usize, said: &Said, column: usize) -> String {
        let what = what(indent, said);
        let mut place = self.place(said.span);
        if said.is_default {
            place = format!("default, {place}");
        }
        if let Some(environment) = &said.environment {
            place = format!("{place}, in {environment}");
        }
        let quiet = self.paint.paint(Tone::Quiet, &place);
        let blanks = " ".repeat(indent);
        let own = indent + columns(&what) + 2;
        let fits =
            [column, own].into_iter().find(|column| own <= *column && column + columns(&place) <= WIDTH);
        match fits {
            Some(column) => format!("{blanks}{}{quiet}\n", pad(&what, column - indent)),
            None => format!("{blanks}{what}\n{blanks}    {quiet}\n"),
        }
    }

    /// The author's line first, then that of the component.
    fn place(&self, span: Span) -> String {
        let sources = &self.report.compilation.sources;
        let of = |span: Span| {
            let file = sources.get(span.file);
            format!("{}:{}", file.name, file.position(span.start).line)
        };
        match sources.instance(span) {
            Some(instance) => format!("{}, through {}", of(instance), of(span)),
            None => of(span),
        }
    }
}

fn what(indent: usize, said: &Said) -> String {
    let lead = if indent > 2 { "read from " } else { "" };
    let what = match &said.value {
        Some(value) => format!("{lead}{} = {}", said.path, clip(value, WIDEST_VALUE)),
        None => format!("{lead}{}", said.path),
    };
    printable(&what).into_owned()
}

fn differ(lines: usize) -> String {
    match lines {
        1 => "1 line is".to_string(),
        lines => format!("{lines} lines are"),
    }
}

fn written(ownership: Ownership, executable: bool) -> &'static str {
    match (ownership, executable) {
        (Ownership::Managed, false) => "by formwork apply, which keeps it so",
        (Ownership::Managed, true) => "by formwork apply, which keeps it so, to be run",
        (Ownership::Seeded, _) => "once, by formwork apply; then it is yours",
        (Ownership::Block, _) => "by you, but for the lines between the marks of formwork",
        (Ownership::Released, _) => "by you: it was released",
    }
}
