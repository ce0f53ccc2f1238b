//! Text artifacts through Tera: one instance a language, each with that language's escaping, made when first used.

use super::escape::{Language, markdown_code_cell, one_line};
use crate::stdlib;
use serde::Serialize;
use std::sync::OnceLock;
use tera::{Context, Tera};

/// The templates of the standard library, by language.
#[derive(Debug, Default)]
pub struct Templates {
    by_language: [OnceLock<Tera>; Language::ALL.len()],
}

impl Templates {
    /// Prints `stdlib/templates/<language>/<name>.tera` with the fields of `ir`.
    ///
    /// # Panics
    /// When the template does not fit the fields: a fault of the compiler, never of a spec, which tests on every
    /// template find. Half an artifact would be worse.
    pub fn render(&self, language: Language, name: &str, ir: &impl Serialize) -> String {
        let tera = self.by_language[language as usize].get_or_init(|| load(language));
        let text = Context::from_serialize(ir).and_then(|context| tera.render(name, &context));
        match text {
            Ok(text) => tidy(&text),
            Err(error) => panic!("template {}/{name}: {error}", language.folder()),
        }
    }
}

/// No blanks at line ends, no more than one empty line in a row, one line end at the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
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

fn load(language: Language) -> Tera {
    let mut tera = Tera::default();
    tera.set_escape_fn(language.escape_fn());
    // Every name ends with nothing: all templates escape.
    tera.autoescape_on(vec![""]);
    tera.register_filter("one_line", OneLine);
    tera.register_filter("json", Json);
    tera.register_filter("code_cell", CodeCell);
    let folder = format!("{}/", language.folder());
    let own = stdlib::templates().filter_map(|(name, text)| Some((name.strip_prefix(&folder)?, text)));
    if let Err(error) = tera.add_raw_templates(own) {
        panic!("templates of {folder} {error}");
    }
    tera
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
