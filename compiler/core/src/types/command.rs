//! A command: words that are run as they stand, or one line for a shell. The two are never confused.

use super::Interpolated;
use serde::de::{Deserialize, Deserializer, Error};

/// What to run. `run "node" "server.js"` is words; `check "unit" "npm test && npm run e2e"` is a line for a shell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    Words(Vec<Interpolated>),
    Shell(String),
}

impl<'de> Deserialize<'de> for Command {
    /// From the list of arguments: a single one with a space in it is a line for a shell.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let arguments = Vec::<&str>::deserialize(deserializer)?;
        match &arguments[..] {
            [line] if line.contains(char::is_whitespace) => Ok(Self::Shell((*line).to_string())),
            words => {
                let words = words.iter().map(|word| word.parse().map_err(D::Error::custom));
                words.collect::<Result<_, _>>().map(Self::Words)
            }
        }
    }
}
