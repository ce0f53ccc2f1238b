//! Text artifacts through Tera: one instance a language, each with that language's escaping, made when first used.
//! A project's own template stands in for the standard library's of the same name.

use super::escape::{Language, markdown_code_cell, one_line};
use super::marks::Marks;
use crate::diag::{Code, Diagnostic, Severity};
use crate::hatches::marker;
use crate::source::Span;
use crate::stdlib;
use indexmap::IndexMap;
use serde::Serialize;
use std::error::Error;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tera::{Context, Tera};

pub static BROKEN: Code = Code {
    slug: "templates/broken",
    severity: Severity::Error,
    explanation: "A template of the project's own cannot be printed.

It is a Tera template that gets the same fields as the one of the standard library that it stands in for; the message \
has what Tera says. `stdlib/templates/` holds the originals.",
};

/// A template that a project brings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnTemplate {
    /// The whole of the file.
    pub place: Span,
    pub text: String,
}

/// The templates of the standard library, by language, and those of the project by `language/name`.
#[derive(Debug, Default)]
pub struct Templates<'o> {
    own: Option<&'o IndexMap<String, OwnTemplate>>,
    /// Templates that print marks beside their text, in place of all others.
    marks: Option<&'o Marks>,
    by_language: Arc<[OnceLock<Tera>; Language::ALL.len()]>,
    /// What is wrong with the project's own.
    faults: Mutex<Vec<Diagnostic>>,
}

impl<'o> Templates<'o> {
    pub fn new(own: &'o IndexMap<String, OwnTemplate>) -> Self {
        Self { own: Some(own), ..Self::default() }
    }

    /// The same, with marks in what they print.
    pub fn marked(own: &'o IndexMap<String, OwnTemplate>, marks: &'o Marks) -> Self {
        Self { own: Some(own), marks: Some(marks), ..Self::default() }
    }

    /// The same templates, of which nothing is known to be wrong.
    #[must_use]
    pub fn afresh(&self) -> Self {
        let by_language = Arc::clone(&self.by_language);
        Self { own: self.own, marks: self.marks, by_language, faults: Mutex::default() }
    }

    /// Prints `stdlib/templates/<language>/<name>.tera` with the fields of `ir`. Of a project's template that does not
    /// fit nothing is printed, and [`Templates::into_faults`] says why.
    ///
    /// # Panics
    /// When the standard library's template does not fit the fields: a fault of the compiler, never of a spec, which
    /// tests on every template find. Half an artifact would be worse.
    pub fn render(&self, language: Language, name: &str, ir: &impl Serialize) -> String {
        let tera = self.by_language[language as usize].get_or_init(|| self.load(language));
        let text = Context::from_serialize(ir).and_then(|context| tera.render(name, &context));
        match (text, self.culprit(language, name)) {
            (Ok(text), _) if self.marks.is_some() => tidy(&text, |c| c.is_whitespace() || Marks::is_mark(c)),
            (Ok(text), _) => tidy(&text, char::is_whitespace),
            (Err(error), Some(own)) => {
                self.blame_once(own, &error);
                String::new()
            }
            (Err(error), None) => panic!("template {}/{name}: {error}", language.folder()),
        }
    }

    /// What was wrong with the project's own templates, in the order of the text.
    pub fn into_faults(self) -> Vec<Diagnostic> {
        let mut faults = self.faults.into_inner().unwrap_or_else(PoisonError::into_inner);
        faults.sort_by_key(Diagnostic::span);
        faults.dedup();
        faults
    }

    /// The project's template that can be at fault when one does not print: itself, or any of its language, which it
    /// may include.
    fn culprit(&self, language: Language, name: &str) -> Option<&'o OwnTemplate> {
        let own = self.own?;
        own.get(&format!("{}/{name}", language.folder()))
            .or_else(|| self.of(language).next().map(|(_, it)| it))
    }

    fn of(&self, language: Language) -> impl Iterator<Item = (&'o str, &'o OwnTemplate)> + use<'o> {
        let all = self.own.into_iter().flatten();
        all.filter_map(move |(name, template)| {
            let name = name.strip_prefix(language.folder())?.strip_prefix('/')?;
            Some((name, template))
        })
    }

    /// A template that could not be read cannot be found either.
    fn blame_once(&self, own: &OwnTemplate, error: &tera::Error) {
        let faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let is_known = faults.iter().any(|fault| fault.span() == Some(own.place));
        drop(faults);
        if !is_known {
            self.blame(own, error);
        }
    }

    fn blame(&self, own: &OwnTemplate, error: &tera::Error) {
        let message = "this template of the project's own cannot be printed";
        let mut finding = Diagnostic::new(&BROKEN, own.place, message).help(error.to_string());
        if let Some(source) = error.source() {
            finding = finding.help(source.to_string());
        }
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).push(finding);
    }

    /// All templates of a language at once, for they include one another. When one of the project's own is at fault, what
    /// is printed does not count, and the standard library's do.
    fn load(&self, language: Language) -> Tera {
        let own: Vec<_> = self.of(language).collect();
        if let Some(tera) = self.marks.and_then(|marks| marked(language, marks)) {
            return tera;
        }
        let together = match parsed(language, &own) {
            Ok(tera) => return tera,
            Err(error) => error,
        };
        let alone = own.iter().filter_map(|one| Some((one.1, parsed(language, &[*one]).err()?)));
        let mut faults: Vec<_> = alone.collect();
        if let (true, Some((_, first))) = (faults.is_empty(), own.first()) {
            faults.push((first, together));
        }
        faults.iter().for_each(|(template, error)| self.blame(template, error));
        match parsed(language, &[]) {
            Ok(tera) => tera,
            Err(error) => panic!("templates of {}: {error}", language.folder()),
        }
    }
}

/// The templates of the standard library, and these in front of those of the same name.
fn parsed(language: Language, own: &[(&str, &OwnTemplate)]) -> Result<Tera, tera::Error> {
    let folder = format!("{}/", language.folder());
    let library = stdlib::templates().filter_map(|(name, text)| Some((name.strip_prefix(&folder)?, text)));
    let library = library.filter(|(name, _)| !own.iter().any(|(own, _)| own == name));
    let own = own.iter().map(|(name, template)| (*name, template.text.as_str()));
    let mut tera = empty(language);
    tera.add_raw_templates(library.chain(own))?;
    Ok(tera)
}

/// Templates that print marks; none when it is the marks that make them unreadable.
fn marked(language: Language, marks: &Marks) -> Option<Tera> {
    let mut tera = empty(language);
    tera.add_raw_templates(marks.templates(language.folder())).ok()?;
    Some(tera)
}

/// No blanks at line ends, no more than one empty line in a row, one line end at the end.
fn tidy(text: &str, is_blank: fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(|line| line.trim_end_matches(is_blank)) {
        if !(line.is_empty() && empty) {
            out.push_str(line);
            out.push('\n');
        }
        empty = line.is_empty();
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Nothing but how the language escapes.
fn empty(language: Language) -> Tera {
    let mut tera = Tera::default();
    tera.set_escape_fn(language.escape_fn());
    // Every name ends with nothing: all templates escape.
    tera.autoescape_on(vec![""]);
    tera.register_filter("one_line", OneLine);
    tera.register_filter("json", Json);
    tera.register_filter("code_cell", CodeCell);
    tera.register_function("slot", Slot);
    tera
}

/// `{{ slot(name="server") }}`, on a line of its own: a place that is kept free for snippets.
struct Slot;

impl tera::Function<tera::TeraResult<String>> for Slot {
    fn call(&self, arguments: tera::Kwargs, _: &tera::State<'_>) -> tera::TeraResult<String> {
        Ok(marker(&arguments.must_get::<String>("name")?))
    }

    fn is_safe(&self) -> bool {
        true
    }
}

/// `{{ text | one_line }}`: text inside a comment. It cannot leave its line, and is not quoted.
struct OneLine;

impl tera::Filter<String, String> for OneLine {
    fn call(&self, text: String, _: tera::Kwargs, _: &tera::State<'_>) -> String {
        one_line(&text)
    }

    fn is_safe(&self) -> bool {
        true
    }
}

/// `{{ text | code_cell }}`: code in the cell of a Markdown table. It cannot end the code, the cell or the row.
struct CodeCell;

impl tera::Filter<String, String> for CodeCell {
    fn call(&self, text: String, _: tera::Kwargs, _: &tera::State<'_>) -> String {
        markdown_code_cell(&text)
    }

    fn is_safe(&self) -> bool {
        true
    }
}

/// `{{ words | json }}`: a JSON value, as the exec form of a Dockerfile or a JavaScript literal takes it.
struct Json;

impl tera::Filter<tera::Value, String> for Json {
    fn call(&self, value: tera::Value, _: tera::Kwargs, _: &tera::State<'_>) -> String {
        serde_json::to_string(&value).unwrap_or_default()
    }

    fn is_safe(&self) -> bool {
        true
    }
}
