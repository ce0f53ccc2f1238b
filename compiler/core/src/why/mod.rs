//! Where the lines of an artifact come from. In: a sound spec, the path of an artifact, and what is on disk there. Out:
//! text or JSON: for each line the settings that make it, and the line of the template that prints it.
//!
//! A counterfactual: each setting of the things that the file is made from gets another value of its type, the target
//! makes the file again, and the lines that are others then come from that setting. That is exact, needs nothing of any
//! target, and costs nothing where nobody asks. A value that would break a rule is not tried.

mod absent;
mod change;
mod concerned;
mod disk;
mod json;
mod lab;
mod report;
mod sites;
mod text;
mod trace;

pub use disk::OnDisk;
pub use report::Question;
pub use trace::{Setting, Trace, artifacts, template_lines, trace};

use crate::artifact::Artifact;
use crate::driver::Compilation;
use crate::lock::Lock;
use crate::show::{Form, Problem};
use crate::terminal::count;
use report::Report;

/// The one of `made` that one of these paths is; otherwise what the first path is instead.
pub fn find(
    mut made: Vec<Artifact>,
    paths: &[String],
    compilation: &Compilation,
    lock: Option<&Lock>,
) -> Result<Artifact, Problem> {
    let at = paths.iter().find_map(|path| made.iter().position(|artifact| *artifact.path == **path));
    match at {
        Some(at) => Ok(made.swap_remove(at)),
        None => {
            let path = paths.first().map_or("", |path| path);
            Err(absent::absent(path, &made, compilation, lock))
        }
    }
}

/// The answer about an artifact, or about some of its lines.
pub fn why(
    compilation: &Compilation,
    artifact: Artifact,
    question: &Question<'_>,
    form: Form,
) -> Result<String, Problem> {
    let text = match question.disk {
        OnDisk::Text(disk) => disk,
        _ => &artifact.text,
    };
    let total = text.lines().count();
    if let Some(lines) = question.lines.as_ref().filter(|lines| *lines.start() > total) {
        let message = format!("`{}` has no line {}", artifact.path, lines.start());
        return Err(Problem { message, help: format!("it has {}", count(total, "line")) });
    }
    let asked = text
        .lines()
        .enumerate()
        .filter(|(line, _)| question.lines.as_ref().is_some_and(|lines| lines.contains(&(line + 1))));
    let asked = asked.map(|(_, text)| text).collect::<Vec<_>>().join("\n");
    let trace = trace(compilation, artifact, &asked);
    let report = Report::new(compilation, &trace, question);
    Ok(match form {
        Form::Text(paint) => text::text(&report, paint),
        Form::Json => json::json(&report),
    })
}
