//! Text with references: `"${service.frontend.origin}"`. In: text. Out: its parts. What a reference stands for is
//! found in `model`, not here.

use std::fmt;
use std::str::FromStr;

/// `kind.name.property`, as written between `${` and `}`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Reference {
    pub kind: String,
    pub name: String,
    pub property: String,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.kind, self.name, self.property)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    Text(String),
    Reference(Reference),
}

/// Text in which `${kind.name.property}` stands for a property of a declared thing. `$${` is a plain `${`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Interpolated {
    pub parts: Vec<Part>,
}

impl Interpolated {
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.parts.iter().filter_map(|part| match part {
            Part::Reference(reference) => Some(reference),
            Part::Text(_) => None,
        })
    }
}

fn parse_reference(inside: &str) -> Result<Reference, String> {
    let mut words = inside.trim().splitn(3, '.');
    let known = [words.next(), words.next(), words.next()];
    match known {
        [Some(kind), Some(name), Some(property)]
            if [kind, name, property].iter().all(|word| is_word(word)) =>
        {
            Ok(Reference { kind: kind.into(), name: name.into(), property: property.into() })
        }
        _ => Err(format!(
            "`${{{inside}}}` is not a reference; write the kind, the name and the property, such as `${{service.backend.origin}}`"
        )),
    }
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

impl FromStr for Interpolated {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            if rest[..at].ends_with('$') {
                literal.push_str(&rest[..at - 1]);
                literal.push_str("${");
                rest = &rest[at + 2..];
                continue;
            }
            literal.push_str(&rest[..at]);
            let inside = &rest[at + 2..];
            let end = inside.find('}').ok_or("`${` is never closed; write `$${` for a plain `${`")?;
            if !literal.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut literal)));
            }
            parts.push(Part::Reference(parse_reference(&inside[..end])?));
            rest = &inside[end + 1..];
        }
        literal.push_str(rest);
        if !literal.is_empty() || parts.is_empty() {
            parts.push(Part::Text(literal));
        }
        Ok(Self { parts })
    }
}

impl fmt::Display for Interpolated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
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
    fn reads_what_it_prints() {
        for text in ["", "plain", "a${service.b.origin}c", "$${HOME}", "${service.a.port}${service.b.port}"] {
            assert_eq!(text.parse::<Interpolated>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for text in ["${", "${service}", "${service.a}", "${a.b.c d}", "${}"] {
            assert!(text.parse::<Interpolated>().is_err(), "{text}");
        }
    }
}
