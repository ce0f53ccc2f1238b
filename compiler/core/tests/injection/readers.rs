//! What a reader of a file finds in it. In: an artifact. Out: its values, each with its place; and whether those of two
//! files are the same but for a text that was put in.

use formwork_core::render::escape;
use pulldown_cmark::{Event, Options, Parser};
use serde_json::Value;
use std::fs;
use std::process::Command;

/// A value, and where it stands: keys and numbers of items, the number of a line, or what a document is made of there.
#[derive(Debug)]
pub(crate) struct Leaf {
    place: String,
    text: String,
}

fn leaf(place: impl Into<String>, text: impl Into<String>) -> Leaf {
    Leaf { place: place.into(), text: text.into() }
}

/// What decides how a file is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Yaml,
    Markdown,
    Settings,
    Check,
    Lines,
}

impl Format {
    fn of(path: &str) -> Self {
        let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
        match path {
            _ if ends(&[".json"]) => Format::Json,
            _ if ends(&[".yml", ".yaml"]) => Format::Yaml,
            _ if ends(&[".md"]) => Format::Markdown,
            _ if ends(&["/settings.sh"]) => Format::Settings,
            _ if ends(&["check-env.sh"]) => Format::Check,
            _ => Format::Lines,
        }
    }
}

pub(crate) fn leaves(path: &str, text: &str) -> Result<Vec<Leaf>, String> {
    let mut found = Vec::new();
    match Format::of(path) {
        Format::Json => {
            let value = serde_json::from_str(text).map_err(|why| format!("no JSON: {why}"))?;
            collect(&value, String::new(), &mut found);
        }
        Format::Yaml => {
            let value = serde_saphyr::from_str(text).map_err(|why| format!("no YAML: {why}"))?;
            collect(&value, String::new(), &mut found);
        }
        Format::Markdown => found = document(text),
        Format::Settings => found = variables(text)?,
        Format::Check => found = vec![leaf("said", asked(text)?)],
        Format::Lines => {
            found = text
                .split('\n')
                .enumerate()
                .map(|(at, line)| leaf(format!("line {}", at + 1), line))
                .collect();
        }
    }
    Ok(found)
}

/// Keys are values too: what is put in may stand in them.
fn collect(value: &Value, place: String, found: &mut Vec<Leaf>) {
    match value {
        Value::Object(map) => {
            for (at, (key, value)) in map.iter().enumerate() {
                found.push(leaf(format!("{place} key {at}"), key));
                collect(value, format!("{place}.{at}"), found);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| collect(item, format!("{place}[{at}]"), found));
        }
        Value::String(text) => found.push(leaf(place, text)),
        other => found.push(leaf(place, other.to_string())),
    }
}

/// What stands in a document one after the other; text that a sign cuts in two is one.
fn document(text: &str) -> Vec<Leaf> {
    let mut found: Vec<Leaf> = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) => match found.last_mut().filter(|last| last.place == "text") {
                Some(last) => last.text.push_str(&text),
                None => found.push(leaf("text", &*text)),
            },
            Event::Code(text) => found.push(leaf("code", &*text)),
            Event::InlineHtml(text) | Event::Html(text) => found.push(leaf("HTML", &*text)),
            other => found.push(leaf(format!("{other:?}"), "")),
        }
    }
    found
}

/// Loads settings as scripts do, and prints every variable and item with its value.
const PRINT: &str = r#"
. ./settings.sh
for name in $(compgen -v); do
    case "${name}" in BASH* | _ | DIRSTACK | PWD | OLDPWD | EPOCH* | FUNCNAME | GROUPS | RANDOM | SECONDS | SRANDOM | name | key) continue ;; *) ;; esac
    declare -n value="${name}"
    for key in "${!value[@]}"; do printf '%s\0%s\0%s\0' "${name}" "${key}" "${value[${key}]}"; done
    unset -n value
done
"#;

fn variables(text: &str) -> Result<Vec<Leaf>, String> {
    let (code, printed, said) = run("settings.sh", text, &["bash", "--noprofile", "--norc", "-euc", PRINT])?;
    if code != Some(0) || !said.is_empty() {
        return Err(format!("bash: {said}"));
    }
    let parts: Vec<&str> = printed.split('\0').collect();
    Ok(parts.chunks_exact(3).map(|part| leaf(format!("{}[{}]", part[0], part[1]), part[2])).collect())
}

/// What the check of an image says when no variable is set.
fn asked(text: &str) -> Result<String, String> {
    match run("check-env.sh", text, &["sh", "./check-env.sh", "false"])? {
        (Some(78), _, said) => Ok(said),
        (code, _, said) => Err(format!("ends with {code:?}: {said}")),
    }
}

/// Runs a program beside a file, in a folder of its own where nothing else may come to be. Out: how it ended, what it
/// printed and what it said.
fn run(name: &str, text: &str, words: &[&str]) -> Result<(Option<i32>, String, String), String> {
    let folder = tempfile();
    fs::write(folder.join(name), text).map_err(|why| why.to_string())?;
    let mut program = Command::new(words[0]);
    program.args(&words[1..]).env_clear().env("PATH", "/usr/bin:/bin").current_dir(&folder);
    let output = program.output().map_err(|why| format!("{}: {why}", words[0]))?;
    let files = fs::read_dir(&folder).map_err(|why| why.to_string())?.count();
    fs::remove_dir_all(&folder).map_err(|why| why.to_string())?;
    if files != 1 {
        return Err("something was run".into());
    }
    let read = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok((output.status.code(), read(&output.stdout), read(&output.stderr)))
}

fn tempfile() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("formwork-injection-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(name);
    fs::create_dir(&folder).unwrap();
    folder
}

/// What was put into a spec, and what is put there for comparison.
pub(crate) struct Put<'p> {
    /// The harmless and the hostile text: whole, and what is put around a text that is there.
    pub(crate) texts: [(&'p str, &'p str); 2],
    /// Whether it goes into a file past the language, as that file has it.
    pub(crate) is_patch: bool,
}

pub(crate) fn difference(path: &str, twin: &[Leaf], made: &[Leaf], put: &Put<'_>) -> Option<String> {
    for (twin, made) in twin.iter().zip(made) {
        let is_same = twin.place == made.place && is_same(path, &twin.text, &made.text, put);
        if !is_same {
            return Some(format!(
                "{}: {:?}\n    where harmless text gives {:?}",
                made.place, made.text, twin.text
            ));
        }
    }
    let count = (twin.len(), made.len());
    (count.0 != count.1).then(|| format!("{} values became {}", count.0, count.1))
}

/// Whether one value is the other with the hostile text in it, as the language of the file writes it.
fn is_same(path: &str, twin: &str, made: &str, put: &Put<'_>) -> bool {
    if twin == made {
        return true;
    }
    let is_comment = ["#", "//"].iter().any(|sign| made.trim_start().starts_with(sign));
    let outer = if put.is_patch { vec![plain as Form] } else { outer(path, is_comment) };
    let forms = inner().into_iter().flat_map(|inner| outer.iter().map(move |outer| (inner, *outer)));
    let texts = forms.flat_map(|form| put.texts.map(|texts| (form, texts)));
    let mut written = texts.map(|((inner, outer), (from, to))| (outer(&inner(from)), outer(&inner(to))));
    written.any(|(from, to)| from != to && twin.replace(&from, &to) == made)
}

type Form = fn(&str) -> String;

fn plain(text: &str) -> String {
    text.to_string()
}

/// A text may be a word of a command, and stay on its line; a message has its first line alone.
fn inner() -> [Form; 6] {
    let first_line: Form =
        |text| escape::one_line(text.lines().next().unwrap_or_default()).trim().to_string();
    let word_on_line: Form = |text| escape::shell(&escape::one_line(text));
    let trimmed: Form = |text| escape::one_line(text).trim().to_string();
    [plain, escape::one_line, escape::shell, word_on_line, first_line, trimmed]
}

/// How the language of a file writes a text that its reader has read, or that stands on one of its lines.
fn outer(path: &str, is_comment: bool) -> Vec<Form> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    match path {
        // Compose puts variables into what it has read; so do workflows, which have their own sign for it.
        _ if ends(&["compose.yaml"]) => vec![|text| text.replace('$', "$$")],
        _ if path.starts_with(".github/") => vec![|text| text.replace("${{", "${{ '${{' }}")],
        _ if Format::of(path) != Format::Lines => vec![plain],
        _ if is_comment => vec![plain, escape::env_file, inside_env_file],
        _ if ends(&[".env", ".env.example"]) => vec![escape::env_file, inside_env_file],
        _ if ends(&["Dockerfile"]) => vec![escape::dockerfile, escape::shell, inside_shell, json],
        _ if ends(&[".conf"]) => vec![escape::nginx],
        _ if ends(&[".cjs", ".ts"]) => vec![escape::javascript, json, inside_json],
        _ if ends(&[".sh"]) => vec![escape::shell],
        _ => vec![json, inside_json],
    }
}

fn json(text: &str) -> String {
    Value::String(text.into()).to_string()
}

/// A part of a string literal.
fn inside_json(text: &str) -> String {
    let text = escape::javascript(text);
    text[1..text.len() - 1].to_string()
}

/// A part of a word in single quotes.
fn inside_shell(text: &str) -> String {
    text.replace('\'', r"'\''")
}

/// A part of a value in double quotes.
fn inside_env_file(text: &str) -> String {
    let text = escape::env_file(&format!("'{text}"));
    text[2..text.len() - 1].to_string()
}
