//! Findings as annotations of a GitHub workflow: one command a finding, on the line it is about.
//! `::error file=formwork.kdl,line=88,col=31,endLine=88,endColumn=55,title=backup/misses-objective::message`

use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::source::Sources;
use crate::terminal::visible;

/// One line a finding. Places in the standard library are left out: there is no such file in the repository.
pub fn github(diagnostics: &Diagnostics, sources: &Sources) -> String {
    diagnostics.iter().map(|diagnostic| command(diagnostic, sources)).collect()
}

fn command(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let name = match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = place(diagnostic, sources);
    properties.push(("title", diagnostic.code.slug().to_string()));
    let properties: Vec<_> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    format!("::{name} {}::{}\n", properties.join(","), data(&message(diagnostic)))
}

fn place(diagnostic: &Diagnostic, sources: &Sources) -> Vec<(&'static str, String)> {
    let Some(span) = diagnostic.span().filter(|span| !sources.is_standard_library(*span)) else {
        return Vec::new();
    };
    let file = sources.get(span.file);
    let (start, end) = (file.position(span.start), file.position(span.end));
    let mut properties = vec![
        ("file", file.name.to_string()),
        ("line", start.line.to_string()),
        ("col", start.column.to_string()),
        ("endLine", end.line.to_string()),
    ];
    // An end column is only understood on the line of the start.
    if end.line == start.line {
        properties.push(("endColumn", end.column.to_string()));
    }
    properties
}

fn message(diagnostic: &Diagnostic) -> String {
    let main = diagnostic.labels.first().map(|label| label.text.as_str()).filter(|text| !text.is_empty());
    let help = diagnostic.help.iter().map(String::as_str);
    let lines: Vec<_> = std::iter::once(diagnostic.message.as_str()).chain(main).chain(help).collect();
    lines.join("\n")
}

/// What follows the second `::`.
fn data(text: &str) -> String {
    let text: String = text.chars().map(|c| if c == '\n' { c } else { visible(c) }).collect();
    text.replace('%', "%25").replace('\n', "%0A")
}

/// A property ends at a comma, and its name at the first colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
