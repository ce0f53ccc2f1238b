//! Findings for people: what is wrong, the user's own line, what to do. miette draws the code; the words around it
//! are ours, at 80 columns.

use super::Counts;
use super::excerpt::Excerpt;
use crate::diag::{Diagnostic, Diagnostics, Label, Severity};
use crate::source::{FileId, FileOrigin, Sources};
use crate::terminal::{Paint, Tone, WIDTH, clip, columns, count, hang, printable};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, ThemeCharacters, ThemeStyles};
use std::fmt;

/// More marks than this nobody looks at: they are counted.
const MOST_MARKS: usize = 4;

/// Every finding, an empty line after each.
pub fn text(diagnostics: &Diagnostics, sources: &Sources, paint: Paint) -> String {
    diagnostics.iter().map(|diagnostic| one(diagnostic, sources, paint) + "\n").collect()
}

/// One finding.
pub fn one(diagnostic: &Diagnostic, sources: &Sources, paint: Paint) -> String {
    let mut out = header(diagnostic, paint);
    let shown = &diagnostic.labels[..diagnostic.labels.len().min(MOST_MARKS)];
    for (place, labels) in groups(shown, sources).into_iter().enumerate() {
        let primary = (place == 0).then(|| labels[0]);
        out.push_str(&drawing(diagnostic, sources, &labels, primary, paint));
    }
    if diagnostic.labels.len() > MOST_MARKS {
        let more = count(diagnostic.labels.len() - MOST_MARKS, "more place");
        out.push_str(&format!("    … and {more} like these\n"));
    }
    out.push_str(&help(diagnostic, paint));
    out
}

/// `2 errors, 1 warning`, or nothing when there is nothing.
pub fn summary(diagnostics: &Diagnostics) -> String {
    let counts = Counts::of(diagnostics);
    let mut parts = Vec::new();
    for (number, noun) in [(counts.errors, "error"), (counts.warnings, "warning"), (counts.notes, "note")] {
        if number > 0 {
            parts.push(count(number, noun));
        }
    }
    let mut line = parts.join(", ");
    if diagnostics.suppressed() > 0 {
        line.push_str(&format!(", and {} more that are not shown", diagnostics.suppressed()));
    }
    line
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warning,
        Severity::Note => Tone::Change,
    }
}

/// Severity and message on the left, the code on the right of the last line.
fn header(diagnostic: &Diagnostic, paint: Paint) -> String {
    let word = diagnostic.severity().word();
    let message = hang(&short_words(&printable(&diagnostic.message)), word.len() + 2, WIDTH);
    let last = message.lines().next_back().unwrap_or_default();
    let used = if message.contains('\n') { columns(last) } else { columns(last) + word.len() + 2 };
    let code = diagnostic.code.slug();
    let tone = tone(diagnostic.severity());
    let gap = WIDTH.saturating_sub(used + code.len());
    // No room beside the message: on a line of its own.
    let space = if gap >= 2 {
        " ".repeat(gap)
    } else {
        format!("\n{}", " ".repeat(WIDTH.saturating_sub(code.len())))
    };
    let painted: Vec<_> = message.lines().map(|line| paint.paint(Tone::Strong, line)).collect();
    let start = paint.paint(tone, word);
    format!("{start}: {}{space}{}\n", painted.join("\n"), paint.paint(Tone::Quiet, code))
}

/// The whole of a name without end stands in the drawing, or in the file.
fn short_words(message: &str) -> String {
    const LONGEST: usize = 60;
    message.split(' ').map(|word| clip(word, LONGEST)).collect::<Vec<_>>().join(" ")
}

/// A mark so many lines above the main one is drawn beneath it, apart: the reader's own line comes first.
const FAR_ABOVE: usize = 4;

/// The marks that are drawn together, those around the main one first, then file by file.
fn groups<'l>(labels: &'l [Label], sources: &Sources) -> Vec<Vec<&'l Label>> {
    let line = |label: &Label| sources.position(label.span).line as usize;
    let main = labels.first();
    let is_far_above = |label: &Label| {
        main.is_some_and(|main| main.span.file == label.span.file && line(label) + FAR_ABOVE < line(main))
    };
    let mut groups: Vec<((FileId, bool), Vec<&Label>)> = Vec::new();
    for label in labels {
        let key = (label.span.file, is_far_above(label));
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => known.push(label),
            None => groups.push((key, vec![label])),
        }
    }
    groups.into_iter().map(|(_, labels)| labels).collect()
}

/// The lines of one file with their marks.
fn drawing(
    diagnostic: &Diagnostic,
    sources: &Sources,
    labels: &[&Label],
    primary: Option<&Label>,
    paint: Paint,
) -> String {
    let file = sources.get(labels[0].span.file);
    let name = match file.origin {
        FileOrigin::Project => printable(&file.name).into_owned(),
        FileOrigin::StandardLibrary => format!("standard library, {}", file.name),
    };
    let report =
        Report { excerpt: Excerpt::new(name, file, labels, primary), severity: diagnostic.severity() };
    let handler = GraphicalReportHandler::new_themed(theme(diagnostic.severity(), paint))
        .with_width(WIDTH)
        .with_context_lines(1)
        .with_urls(false)
        .without_syntax_highlighting();
    let mut drawn = String::new();
    if handler.render_report(&mut drawn, &report).is_err() {
        return String::new();
    }
    // The first line is the place of the message, which stands above already.
    let lines = drawn.lines().skip(1);
    lines.map(|line| line.trim_end().to_string() + "\n").collect()
}

fn theme(severity: Severity, paint: Paint) -> GraphicalTheme {
    let mut styles = if paint.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
    if paint.colour {
        let main = match severity {
            Severity::Error => styles.error,
            Severity::Warning => styles.warning,
            Severity::Note => styles.advice,
        };
        styles.highlights = vec![main];
    }
    GraphicalTheme { characters: ThemeCharacters::unicode(), styles }
}

/// Things to do, one beneath the other, and where to read more.
fn help(diagnostic: &Diagnostic, paint: Paint) -> String {
    let mut out = String::new();
    let mut lead = "  help: ";
    for line in &diagnostic.help {
        let text: Vec<_> = line.lines().map(|line| hang(&printable(line), 8, WIDTH)).collect();
        out.push_str(&format!("{}{}\n", paint.paint(Tone::Change, lead), text.join("\n        ")));
        lead = "        ";
    }
    let more = format!("formwork explain {}", diagnostic.code.slug());
    out.push_str(&format!("{}{}\n", paint.paint(Tone::Change, lead), paint.paint(Tone::Quiet, &more)));
    out
}

/// What miette draws: marks without words around them.
#[derive(Debug)]
struct Report {
    excerpt: Excerpt,
    severity: Severity,
}

impl fmt::Display for Report {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.labels.iter().cloned()))
    }
}
