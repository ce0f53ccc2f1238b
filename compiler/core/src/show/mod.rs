//! What `formwork show` answers. In: the view of a spec, and what somebody asks for. Out: text or JSON: the effective
//! value of each setting, and where it comes from; or how two environments differ. It decides nothing.

mod compare;
pub(crate) mod json;
mod located;
mod names;
mod overview;
mod parity;
mod table;
#[cfg(test)]
mod tests;
mod thing;
mod words;

pub use names::Problem;
pub use words::Reader;

use crate::effective::View;
use crate::nearest::nearest;
use crate::terminal::Paint;
use names::Subject;

/// How an answer is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Text(Paint),
    Json,
}

/// The answer about a thing, a setting, or, when nothing is asked for, everything in brief.
pub fn show(reader: &Reader<'_>, asked: Option<&str>, form: Form) -> Result<String, Problem> {
    check_environments(&reader.view, reader.view.environment)?;
    let subject = asked.map(|asked| names::subject(&reader.view, asked)).transpose()?;
    Ok(match (subject, form) {
        (Some(Subject::Thing(thing, path)), Form::Text(paint)) => thing::text(reader, thing, &path, paint),
        (Some(Subject::Thing(thing, path)), Form::Json) => json::thing(reader, thing, &path),
        (Some(Subject::Kind(kind)), form) => overview::of(reader, Some(&kind), form),
        (None, form) => overview::of(reader, None, form),
    })
}

/// How two environments differ.
pub fn compare(reader: &Reader<'_>, environments: [&str; 2], form: Form) -> Result<String, Problem> {
    check_environments(&reader.view, environments)?;
    let readers = environments.map(|name| Reader { view: reader.view.in_environment(Some(name)), ..*reader });
    Ok(compare::compare(readers, form))
}

/// Whether there are environments of these names.
fn check_environments<'e>(view: &View<'_>, names: impl IntoIterator<Item = &'e str>) -> Result<(), Problem> {
    let known: Vec<&str> = view.environments().collect();
    match names.into_iter().find(|name| !known.contains(name)) {
        None => Ok(()),
        Some(unknown) => {
            let help = match nearest(unknown, known.iter().copied()) {
                Some(near) => format!("did you mean {near}?"),
                None if known.is_empty() => "the spec declares no environment yet".to_string(),
                None => format!("there are: {}", known.join(", ")),
            };
            Err(Problem::new(format!("there is no environment `{unknown}`"), help))
        }
    }
}
