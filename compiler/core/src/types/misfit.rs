//! Why text is not a value of a type, in parts that a message is put together from: what it is not, the cause, what to
//! write, and the value that was plainly meant. It knows nothing of fields or places.

use std::fmt;

/// Why some text does not fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misfit {
    /// With its verb, to follow the value: `is not a duration`.
    pub what: String,
    /// The cause, where one can be named: `it has no unit`.
    pub why: Option<String>,
    /// The one thing to do.
    pub write: Option<String>,
    /// The value that was meant, where that is plain. It fits.
    pub meant: Option<String>,
    /// Whether the text is not to be repeated: it may be long, or hold what nobody should read.
    pub is_private: bool,
}

impl Misfit {
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), why: None, write: None, meant: None, is_private: false }
    }

    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    #[must_use]
    pub fn write(mut self, write: impl Into<String>) -> Self {
        self.write = Some(write.into());
        self
    }

    #[must_use]
    pub fn meant(mut self, meant: Option<String>) -> Self {
        self.meant = meant;
        self
    }

    #[must_use]
    pub fn private(mut self) -> Self {
        self.is_private = true;
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        let parts = [("; ", &self.why), ("; ", &self.write)];
        for (before, part) in parts.iter().filter_map(|(before, part)| Some((before, part.as_ref()?))) {
            write!(f, "{before}{part}")?;
        }
        match &self.meant {
            Some(meant) => write!(f, "; did you mean \"{meant}\"?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Misfit {}

/// A hostile value must not flood the message that refuses it.
pub fn shorten(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut shown: String =
        text.chars().take(LONGEST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}
