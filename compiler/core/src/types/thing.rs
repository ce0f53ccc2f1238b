//! A thing by kind and name: `service.backend`. Whether there is such a kind and such a thing is found in `resolve`.

use super::Misfit;
use std::fmt;
use std::str::FromStr;

/// `kind.name`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Thing {
    pub kind: String,
    pub name: String,
}

impl FromStr for Thing {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        let is_word = |word: &str| {
            let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            !word.is_empty() && word.bytes().all(good) && word.len() <= 100
        };
        match text.split_once('.') {
            Some((kind, name)) if is_word(kind) && is_word(name) => {
                Ok(Self { kind: kind.to_string(), name: name.to_string() })
            }
            _ => Err(Misfit::new("is not a kind and a name")
                .write("write them with a point between: \"service.backend\"")),
        }
    }
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_two_words() {
        assert_eq!("service.back-end".parse::<Thing>().unwrap().to_string(), "service.back-end");
        for text in ["", "service", "service.", ".a", "service.a.b", "service a", "service.é", "a.b c"] {
            assert!(text.parse::<Thing>().is_err(), "{text}");
        }
    }
}
