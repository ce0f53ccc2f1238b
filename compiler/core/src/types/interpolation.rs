//! Text with references: `"${service.frontend.origin}"`. In: text. Out: its parts. What a reference stands for is
//! found in `model`, not here.

use super::{Misfit, shorten};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// `kind.name.property`, as written between `${` and `}`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Reference<'t> {
    pub kind: &'t str,
    pub name: &'t str,
    pub property: &'t str,
}

impl<'t> Reference<'t> {
    /// Every reference of a text, up to the first that is none.
    pub fn all_in(text: &'t str) -> impl Iterator<Item = Self> {
        Parts { rest: text }.map_while(Result::ok).filter_map(|part| match part {
            Part::Reference(reference) => Some(reference),
            Part::Text(_) => None,
        })
    }
}

impl fmt::Display for Reference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.kind, self.name, self.property)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part<'t> {
    Text(Cow<'t, str>),
    Reference(Reference<'t>),
}

/// Text in which `${kind.name.property}` stands for a property of a declared thing. `$${` is a plain `${`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Interpolated {
    /// In its normal spelling. Parts are found when they are asked for.
    text: Box<str>,
    /// Most texts have none, and are one part.
    has_dollar: bool,
}

impl Interpolated {
    /// Whether text can be read so; the message says what is wrong.
    pub fn check(text: &str) -> Result<(), Misfit> {
        if !text.contains('$') {
            return Ok(());
        }
        Parts { rest: text }.try_for_each(|part| part.map(|_| ()))
    }

    /// What the text is made of, in order; two parts of text never follow each other.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let (plain, rest) = if self.has_dollar { ("", &*self.text) } else { (&*self.text, "") };
        let plain = (!plain.is_empty()).then_some(Part::Text(plain.into()));
        plain.into_iter().chain(Parts { rest }.filter_map(Result::ok))
    }

    pub fn references(&self) -> impl Iterator<Item = Reference<'_>> {
        Reference::all_in(if self.has_dollar { &self.text } else { "" })
    }

    /// The text, when it refers to nothing.
    pub fn literal(&self) -> Option<Cow<'_, str>> {
        let mut parts = self.parts();
        match (parts.next(), parts.next()) {
            (None, _) => Some(Cow::Borrowed("")),
            (Some(Part::Text(text)), None) => Some(text),
            _ => None,
        }
    }
}

/// A text with other names in its references. `None` when `name` has another for none of them.
pub fn with_names(text: &str, name: impl Fn(Reference<'_>) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut is_other = false;
    for part in (Parts { rest: text }).filter_map(Result::ok) {
        match part {
            Part::Text(text) => out.push_str(&text.replace("${", "$${")),
            Part::Reference(reference) => {
                let other = name(reference);
                is_other |= other.is_some();
                let name = other.as_deref().unwrap_or(reference.name);
                out.push_str(&format!("${{{}}}", Reference { name, ..reference }));
            }
        }
    }
    is_other.then_some(out)
}

/// Takes the parts off the front of a text.
struct Parts<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Parts<'t> {
    type Item = Result<Part<'t>, Misfit>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        if let Some(inside) = self.rest.strip_prefix("${") {
            let Some((inside, rest)) = inside.split_once('}') else {
                self.rest = "";
                let misfit = Misfit::new("holds a `${` that is never closed").private();
                return Some(Err(misfit.write("close it with `}`, or write `$${` for a plain `${`")));
            };
            self.rest = rest;
            return Some(parse_reference(inside).map(Part::Reference));
        }
        let (text, rest) = self.rest.split_at(length_of_text(self.rest));
        self.rest = rest;
        Some(Ok(Part::Text(match text.contains('$') {
            true => text.replace("$${", "${").into(),
            false => text.into(),
        })))
    }
}

/// Up to the first `${` that is not written `$${`.
fn length_of_text(text: &str) -> usize {
    let mut from = 0;
    while let Some(dollar) = text[from..].find('$') {
        let at = from + dollar;
        if text[at..].starts_with("${") {
            return at;
        }
        from = if text[at..].starts_with("$${") { at + 3 } else { at + 1 };
    }
    text.len()
}

fn parse_reference(inside: &str) -> Result<Reference<'_>, Misfit> {
    let mut words = inside.trim().splitn(3, '.');
    let known = [words.next(), words.next(), words.next()];
    match known {
        [Some(kind), Some(name), Some(property)] if known.into_iter().flatten().all(is_word) => {
            Ok(Reference { kind, name, property })
        }
        _ => Err(Misfit::new("holds what is not a reference")
            .why(format!("`${{{}}}` does not name a kind, a thing and a property", shorten(inside)))
            .write("write for example `${service.backend.origin}`, or `$${` for a plain `${`")
            .private()),
    }
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

impl FromStr for Interpolated {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        Self::check(text)?;
        let written = Self { text: text.into(), has_dollar: text.contains('$') };
        if !written.has_dollar {
            return Ok(written);
        }
        // `${ service.a.port }` is spelled without the spaces.
        Ok(Self { text: written.to_string().into(), ..written })
    }
}

impl fmt::Display for Interpolated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.parts() {
            match part {
                Part::Text(text) => f.write_str(&text.replace("${", "$${"))?,
                Part::Reference(reference) => write!(f, "${{{reference}}}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_exchanged_in_references_only() {
        let other = |reference: Reference<'_>| (reference.name == "a").then(|| "b".to_string());
        let text = "service.a $${service.a.url} ${ service.a.url }${service.c.url}";
        let expected = "service.a $${service.a.url} ${service.b.url}${service.c.url}";
        assert_eq!(with_names(text, other).as_deref(), Some(expected));
        assert_eq!(with_names("${service.c.url}", other), None);
    }

    #[test]
    fn reads_what_it_prints() {
        for text in [
            "",
            "plain",
            "a${service.b.origin}c",
            "$${HOME}",
            "$$${HOME}",
            "$${${service.a.port}$$",
            "${service.a.port}${service.b.port}",
        ] {
            assert_eq!(text.parse::<Interpolated>().unwrap().to_string(), text);
        }
        assert_eq!("${ service.a.port }".parse::<Interpolated>(), "${service.a.port}".parse());
    }

    #[test]
    fn parts_are_what_the_author_meant() {
        let text: Interpolated = "$$${A}-$$${service.b.port}${service.c.url}".parse().unwrap();
        let parts: Vec<Part<'_>> = text.parts().collect();
        let reference = |name, property| Part::Reference(Reference { kind: "service", name, property });
        assert_eq!(parts[..1], [Part::Text("$${A}-$${service.b.port}".into())]);
        assert_eq!(parts[1..], [reference("c", "url")]);
        assert_eq!(text.literal(), None);
        assert_eq!("a$${b}".parse::<Interpolated>().unwrap().literal().as_deref(), Some("a${b}"));
    }

    #[test]
    fn says_what_is_wrong() {
        for text in ["${", "${service}", "${service.a}", "${a.b.c d}", "${}"] {
            assert!(text.parse::<Interpolated>().is_err(), "{text}");
        }
    }
}
