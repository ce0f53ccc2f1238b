//! Text with references: `"${service.frontend.origin}"`. In: text. Out: its parts. What a reference stands for is
//! found in `model`, not here.

use super::{Misfit, shorten};
use ecow::EcoString;
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
        Pieces { rest: text }.map_while(Result::ok).filter_map(|piece| match piece {
            Piece::Reference(reference) => Some(reference),
            Piece::Text(_) => None,
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
    /// In its normal spelling.
    text: EcoString,
    /// Where the references are in it; mostly there is none.
    places: Box<[Place]>,
}

/// Where a reference is in a text: its `${`, the beginnings of its name and its property, and its `}`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Place {
    start: u32,
    name: u32,
    property: u32,
    end: u32,
}

impl Place {
    fn of(self, text: &str) -> Reference<'_> {
        let words = |from: u32, to: u32| &text[from as usize..to as usize];
        Reference {
            kind: words(self.start + 2, self.name - 1),
            name: words(self.name, self.property - 1),
            property: words(self.property, self.end),
        }
    }
}

impl Interpolated {
    /// Whether text can be read so; the message says what is wrong.
    pub fn check(text: &str) -> Result<(), Misfit> {
        if !has_dollar(text) {
            return Ok(());
        }
        Pieces { rest: text }.try_for_each(|piece| piece.map(|_| ()))
    }

    /// The text as it is written, in its normal spelling.
    pub fn as_written(&self) -> &str {
        &self.text
    }

    /// What the text is made of, in order; two parts of text never follow each other.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let mut from = 0;
        self.places.iter().map(Some).chain([None]).flat_map(move |place| {
            let end = place.map_or(self.text.len(), |place| place.start as usize);
            let text = unescaped(&self.text[from..end]);
            from = place.map_or(end, |place| place.end as usize + 1);
            let text = (!text.is_empty()).then_some(Part::Text(text));
            text.into_iter().chain(place.map(|place| Part::Reference(place.of(&self.text))))
        })
    }

    pub fn references(&self) -> impl Iterator<Item = Reference<'_>> {
        self.places.iter().map(|place| place.of(&self.text))
    }

    /// The text, when it refers to nothing.
    pub fn literal(&self) -> Option<Cow<'_, str>> {
        self.places.is_empty().then(|| unescaped(&self.text))
    }
}

/// A text with other names in its references. `None` when `name` has another for none of them.
pub fn with_names(text: &str, name: impl Fn(Reference<'_>) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut is_other = false;
    for piece in (Pieces { rest: text }).filter_map(Result::ok) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Reference(reference) => {
                let other = name(reference);
                is_other |= other.is_some();
                let name = other.as_deref().unwrap_or(reference.name);
                out.push_str(&format!("${{{}}}", Reference { name, ..reference }));
            }
        }
    }
    is_other.then_some(out)
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if has_dollar(text) { text.replace("$${", "${").into() } else { text.into() }
}

/// Whether there can be anything in a text but the text itself: asked of every value, and mostly not so.
pub(crate) fn has_dollar(text: &str) -> bool {
    text.as_bytes().contains(&b'$')
}

/// A part of a text as it is written.
enum Piece<'t> {
    Text(&'t str),
    Reference(Reference<'t>),
}

/// Takes the pieces off the front of a text.
struct Pieces<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Result<Piece<'t>, Misfit>;

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
            return Some(parse_reference(inside).map(Piece::Reference));
        }
        let (text, rest) = self.rest.split_at(length_of_text(self.rest));
        self.rest = rest;
        Some(Ok(Piece::Text(text)))
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
        if !has_dollar(text) {
            return Ok(Self { text: text.into(), places: Box::default() });
        }
        // `${ service.a.port }` is spelled without the spaces.
        let (mut normal, mut places) = (EcoString::with_capacity(text.len()), Vec::new());
        for piece in (Pieces { rest: text }) {
            match piece? {
                Piece::Text(text) => normal.push_str(text),
                Piece::Reference(reference) => places.push(append(reference, &mut normal)),
            }
        }
        Ok(Self { text: normal, places: places.into() })
    }
}

/// Writes a reference at the end of a text, and says where it is.
fn append(Reference { kind, name, property }: Reference<'_>, text: &mut EcoString) -> Place {
    let start = text.len() as u32;
    for part in ["${", kind, ".", name, ".", property, "}"] {
        text.push_str(part);
    }
    let end = text.len() as u32 - 1;
    let property = end - property.len() as u32;
    Place { start, name: property - 1 - name.len() as u32, property, end }
}

impl fmt::Display for Interpolated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
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
