//! What other commands make of a project: `fmt`, `check --fix`, `show` and `test`. Each ends, prints what can be printed,
//! and leaves alone what it must not touch: a style changes no meaning, and mending breaks nothing.

use crate::support::project::Project;
use crate::support::whole::{Whole, check_json, check_printable, compiled};
use formwork_core::artifact::Artifact;
use formwork_core::diag::fix;
use formwork_core::driver;
use formwork_core::effective::View;
use formwork_core::fmt::format;
use formwork_core::mend::mend;
use formwork_core::show::{self, Form, Reader};
use formwork_core::source::{FileId, Text};
use formwork_core::terminal::Paint;
use formwork_core::trial;

pub(crate) fn run_all(project: &Project, whole: &Whole) {
    formatted(project, whole);
    mended(project, whole);
    looked_at(project);
}

/// In the one style a project says the same, and is in the style.
fn formatted(project: &Project, whole: &Whole) {
    let mut styled = project.clone();
    for text in styled.files.values_mut() {
        let Some(after) = in_style(text) else { continue };
        assert_eq!(in_style(&after).as_ref(), Some(&after), "what is in the style is not in the style");
        *text = after;
    }
    let after = compiled(&styled);
    assert_eq!(after.codes, whole.codes, "the style changes what is found\n{}\n{}", whole.said, after.said);
    assert_eq!(after.record, whole.record, "the style changes what is said");
    assert_eq!(after.made, whole.made, "the style changes what is made");
}

/// None when the text is refused.
fn in_style(text: &str) -> Option<String> {
    let text = Text::from(text);
    Some(fix::apply(&text, &format(FileId(0), &text).ok()?))
}

/// Mending ends, and what was right stays so.
fn mended(project: &Project, whole: &Whole) {
    let mended = mend(project.spec(), project);
    let mut after = project.clone();
    for file in &mended.files {
        let text = after.files.insert(file.name.to_string(), file.after.to_string());
        assert_eq!(text.as_deref(), Some(&*file.before), "{} was something else", file.name);
    }
    if mended.files.is_empty() {
        return assert!(mended.fixes.is_empty(), "nothing changes, and something is mended");
    }
    assert!(compiled(&after).is_right || !whole.is_right, "mending breaks what was right");
    let again = mend(after.spec(), &after);
    assert!(mended.is_unfinished || again.fixes.is_empty(), "what is mended can be mended again");
}

/// `show` of everything, of each thing and of two environments, and `test`.
fn looked_at(project: &Project) {
    let mut compilation = driver::compile(project.spec(), project);
    if compilation.model.is_none() {
        return;
    }
    let mut made: Vec<Artifact> = Vec::new();
    driver::emit(&mut compilation, &mut |artifact| made.push(artifact));
    if !compilation.diagnostics.has_errors() {
        let report = trial::run(&compilation, &made, project);
        check_printable(&trial::text(&report, &compilation.sources, Paint::default()));
        check_json(&trial::json(&report, &compilation.sources));
    }
    let view = View::new(&compilation.schema, &compilation.things, compilation.model.as_ref());
    let environments: Vec<&str> = view.environments().collect();
    let things: Vec<String> = compilation.things.of_spec().map(|(thing, _)| view.path(thing)).collect();
    for environment in [None].into_iter().chain(environments.iter().copied().map(Some)) {
        let reader = reader(view.in_environment(environment), &compilation);
        let asked = [None].into_iter().chain(things.iter().map(|thing| Some(thing.as_str())));
        for asked in asked {
            show::show(&reader, asked, Form::Text(Paint::default()))
                .iter()
                .for_each(|text| check_printable(text));
            show::show(&reader, asked, Form::Json).iter().for_each(|text| check_json(text));
        }
    }
    if let [first, .., last] = environments[..] {
        let reader = reader(view, &compilation);
        for form in [Form::Text(Paint::default()), Form::Json] {
            assert!(show::compare(&reader, [first, last], form).is_ok(), "two environments are there");
        }
    }
}

fn reader<'v>(view: View<'v>, compilation: &'v driver::Compilation) -> Reader<'v> {
    Reader { view, sources: &compilation.sources, now: 0 }
}
