//! The answer for programs. `version` counts up when a name below goes away or means something else.
//!
//! ```text
//! version, file, target, about, ownership, executable
//! on-disk     "absent", "same", "differs" or "other"
//! total-lines of what the spec makes
//! made-from   [{thing, place, lines}]: how many lines its settings move
//! tried, untried [path], left-out
//! settings    [{path, value, environment, default, place, read-from [path], lines [n], makes-file}]
//! lines       when lines are asked for: [{line, text, edited, made [n], settings [path], within n, template {file, line, own}}]
//! ```
//!
//! Lines count from one. `settings` of a line come the nearest first; with `within`, they are those of that line above.

use super::disk::OnDisk;
use super::report::{Line, Report, Said};
use crate::show::Reader;
use crate::show::json::{place, printed};
use crate::targets;
use serde_json::{Value as Json, json};

const VERSION: u8 = 1;

pub(super) fn json(report: &Report<'_, '_>) -> String {
    let Report { compilation, trace, parts, .. } = report;
    let artifact = &trace.artifact;
    let view =
        crate::effective::View::new(&compilation.schema, &compilation.things, compilation.model.as_ref());
    let reader = Reader { view, sources: &compilation.sources, now: 0 };
    let about = targets::ALL.iter().find(|it| it.name == artifact.target).map_or("", |it| it.about);
    let on_disk = match report.disk {
        OnDisk::Absent => "absent",
        OnDisk::Text(disk) if report.is_as_made(disk) => "same",
        OnDisk::Text(_) => "differs",
        OnDisk::Other(_) => "other",
    };
    let made_from = parts.iter().map(|part| {
        json!({ "thing": part.thing, "place": part.span.map(|span| place(&reader, span)), "lines": part.lines })
    });
    let settings = report.settings.iter().zip(&trace.settings).map(|(said, setting)| {
        let lines: Vec<usize> = setting.lines.iter().map(|line| line + 1).collect();
        let mut out = self::setting(said);
        out["value"] = setting.value.map(|value| reader.typed(&value, None)).unwrap_or_default();
        out["place"] = place(&reader, said.span);
        out["lines"] = json!(lines);
        out["makes-file"] = json!(setting.makes_file);
        out
    });
    let mut document = json!({
        "version": VERSION,
        "file": artifact.path.to_string(),
        "target": artifact.target,
        "about": about,
        "ownership": artifact.ownership,
        "executable": artifact.executable,
        "on-disk": on_disk,
        "total-lines": artifact.text.lines().count(),
        "made-from": made_from.collect::<Vec<_>>(),
        "tried": trace.tried,
        "untried": trace.untried,
        "left-out": trace.left_out,
        "settings": settings.collect::<Vec<_>>(),
    });
    if !report.lines.is_empty() {
        document["lines"] = report.lines.iter().map(|line| self::line(report, line)).collect();
    }
    printed(&document)
}

fn setting(said: &Said) -> Json {
    let reads: Vec<&str> = said.reads.iter().map(|read| read.path.as_str()).collect();
    json!({
        "path": said.path,
        "value": null,
        "environment": said.environment,
        "default": said.is_default,
        "place": null,
        "read-from": reads,
    })
}

fn line(report: &Report<'_, '_>, line: &Line) -> Json {
    let made: Vec<usize> = line.asked.made.iter().map(|line| line + 1).collect();
    let paths: Vec<&str> = line.settings.iter().map(|at| report.settings[*at].path.as_str()).collect();
    let template = line.template.as_ref();
    let template = template.map(|it| json!({ "file": it.file, "line": it.line, "own": it.is_own }));
    json!({
        "line": line.asked.line + 1,
        "text": line.asked.text,
        "edited": line.asked.is_edited,
        "made": made,
        "settings": paths,
        "within": line.within.as_ref().map(|(line, _)| line + 1),
        "template": template,
    })
}
