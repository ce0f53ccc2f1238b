//! Scalar types: how text or a number is read, and within which bounds.

use super::{KindId, Literal};
use crate::stdlib;
use crate::terminal::is_harmful;
use crate::types::{
    Duration, EmailAddress, EnvName, HostName, Identifier, Interpolated, Percentage, Rate, RepoPath,
    Schedule, Size, Thing, Threshold, Url, Version,
};
use std::str::FromStr;
use std::sync::Arc;

/// How a value is read. These are the readings `crate::types` defines; everything else about a type is declared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Base {
    Text,
    Integer,
    Number,
    Boolean,
    Choice,
    Reference,
    Thing,
    Identifier,
    EnvName,
    Host,
    Url,
    Email,
    Path,
    Version,
    Duration,
    Size,
    Percentage,
    Rate,
    Schedule,
    Threshold,
    Interpolated,
    /// A declared secret, by name.
    Secret,
    /// Any scalar: what a declaration gives as a default.
    Literal,
}

const BASES: &[(&str, Base)] = &[
    ("text", Base::Text),
    ("integer", Base::Integer),
    ("number", Base::Number),
    ("boolean", Base::Boolean),
    ("choice", Base::Choice),
    ("reference", Base::Reference),
    ("thing", Base::Thing),
    ("identifier", Base::Identifier),
    ("env-name", Base::EnvName),
    ("host", Base::Host),
    ("url", Base::Url),
    ("email", Base::Email),
    ("path", Base::Path),
    ("version", Base::Version),
    ("duration", Base::Duration),
    ("size", Base::Size),
    ("percentage", Base::Percentage),
    ("rate", Base::Rate),
    ("schedule", Base::Schedule),
    ("threshold", Base::Threshold),
    ("interpolated", Base::Interpolated),
    ("secret", Base::Secret),
    ("literal", Base::Literal),
];

impl Base {
    pub fn named(name: &str) -> Option<Self> {
        BASES.iter().find(|(known, _)| *known == name).map(|(_, base)| *base)
    }

    pub fn names() -> impl Iterator<Item = &'static str> {
        BASES.iter().map(|(name, _)| *name)
    }

    /// Whether it is the name of a declared thing.
    pub fn is_reference(self) -> bool {
        matches!(self, Base::Reference | Base::Secret)
    }

    /// Whether text can be read so; the message says what would be.
    pub fn check_text(self, text: &str) -> Result<(), String> {
        fn reads<T: FromStr<Err = String>>(text: &str) -> Result<(), String> {
            text.parse::<T>().map(|_| ())
        }
        match self {
            Base::Thing => reads::<Thing>(text),
            Base::Identifier => Identifier::check(text),
            Base::EnvName => EnvName::check(text),
            Base::Host => HostName::check(text),
            Base::Url => Url::check(text),
            Base::Email => EmailAddress::check(text),
            Base::Path => RepoPath::check(text),
            Base::Version => Version::check(text),
            Base::Duration => reads::<Duration>(text),
            Base::Size => reads::<Size>(text),
            Base::Percentage => reads::<Percentage>(text),
            Base::Rate => reads::<Rate>(text),
            Base::Schedule => reads::<Schedule>(text),
            Base::Threshold => reads::<Threshold>(text),
            Base::Interpolated => check_text(text, LONGEST_VALUE).and_then(|()| Interpolated::check(text)),
            Base::Text | Base::Reference | Base::Secret | Base::Choice | Base::Literal => {
                check_text(text, LONGEST_TEXT)
            }
            Base::Integer | Base::Number | Base::Boolean => Ok(()),
        }
    }
}

/// Text that people read.
const LONGEST_TEXT: usize = 4_000;
/// The value of a variable: a chain of certificates fits.
const LONGEST_VALUE: usize = 32_000;

/// Text has an end, and no character that nobody sees: one that ends a line in some outputs and not in others, or that
/// makes a line read otherwise than it is.
fn check_text(text: &str, longest: usize) -> Result<(), String> {
    if text.len() > longest {
        return Err(format!("this text is {} bytes long; at most {longest} fit", text.len()));
    }
    match text.chars().find(|c| is_unseen(*c)) {
        Some(unseen) => Err(format!("this text holds the invisible character U+{:04X}", unseen as u32)),
        None => Ok(()),
    }
}

fn is_unseen(c: char) -> bool {
    (is_harmful(c) && !matches!(c, '\n' | '\t')) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Holds text against a shape; the message says what would fit.
pub(crate) type TextCheck = fn(&str) -> Result<(), String>;

/// Shapes of text that are narrower than their base, by the name a declaration gives as `pattern`.
pub(super) const PATTERNS: &[(&str, TextCheck)] = &[
    ("http-path", http_path),
    ("repository", repository),
    ("branch", branch),
    ("age-recipient", age_recipient),
    ("dockerfile-template", dockerfile_template),
    ("one-line", one_line),
    ("command", command),
    ("field-path", field_path),
];

fn all(text: &str, also: &[u8]) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || also.contains(&byte))
}

fn http_path(text: &str) -> Result<(), String> {
    let good = text.starts_with('/') && all(text, b"/-._~") && !text.contains("//") && text.len() <= 200;
    good.then_some(()).ok_or_else(|| "write a path that begins with /, such as \"/api/v1/health\"".into())
}

fn repository(text: &str) -> Result<(), String> {
    let parts: Vec<&str> = text.split('/').collect();
    let part = |part: &&str| !part.is_empty() && all(part, b"-._") && !part.starts_with(['-', '.']);
    let good = parts.len() == 3 && parts[0].contains('.') && parts.iter().all(part);
    good.then_some(()).ok_or_else(|| "write host, owner and name, such as \"github.com/acme/shop\"".into())
}

fn branch(text: &str) -> Result<(), String> {
    let good = !text.is_empty()
        && all(text, b"/-._")
        && !text.contains("..")
        && !text.starts_with(['-', '/', '.'])
        && !text.ends_with(['/', '.'])
        && text.len() <= 100;
    good.then_some(()).ok_or_else(|| "write the name of a branch, such as \"main\"".into())
}

fn age_recipient(text: &str) -> Result<(), String> {
    let good = text.starts_with("age1")
        && text.len() == 62
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    good.then_some(())
        .ok_or_else(|| "write the public key that `age-keygen` prints: age1 and 58 characters".into())
}

/// What ends up in the middle of a line of an artifact.
fn one_line(text: &str) -> Result<(), String> {
    let good = !text.contains('\n');
    good.then_some(()).ok_or_else(|| "write it on one line".into())
}

fn command(text: &str) -> Result<(), String> {
    let good = !text.trim().is_empty();
    good.then_some(()).ok_or_else(|| "write what is run, such as \"npm test\"".into())
}

/// Whether there is such a field is found when the whole language is known.
fn field_path(text: &str) -> Result<(), String> {
    let word = |word: &str| !word.is_empty() && all(word, b"-");
    let good = text.split('.').count() > 1 && text.split('.').all(word) && text.len() <= 200;
    good.then_some(()).ok_or_else(|| "write a kind and a field, such as \"service.replicas\"".into())
}

/// The templates that are a whole Dockerfile; the others are parts of them.
fn dockerfile_template(text: &str) -> Result<(), String> {
    let names = stdlib::templates().filter(|(_, template)| template.contains("\nFROM "));
    let names: Vec<&str> = names.filter_map(|(name, _)| name.strip_prefix("dockerfile/")).collect();
    names.contains(&text).then_some(()).ok_or_else(|| format!("there are: {}", names.join(", ")))
}

/// A declared type.
#[derive(Clone, Debug)]
pub struct ScalarType {
    pub name: Arc<str>,
    pub about: String,
    pub base: Base,
    /// For numbers: the least and the greatest that are allowed.
    pub range: Option<(f64, f64)>,
    pub(crate) pattern: Option<TextCheck>,
    /// For a choice: what there is, and what each means.
    pub options: Vec<(Arc<str>, String)>,
    /// How a value is written, part by part, for people.
    pub forms: Vec<String>,
    /// Values that are of the type, and values that are not.
    pub good: Vec<Literal>,
    pub bad: Vec<Literal>,
}

/// A type as a field uses it.
#[derive(Clone, Debug)]
pub struct Scalar {
    pub of: Arc<ScalarType>,
    /// For a reference: the kinds it may lead to.
    pub to: Vec<KindId>,
}
