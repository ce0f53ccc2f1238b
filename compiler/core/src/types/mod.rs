//! The value types of the language: text in, a typed value with one normal spelling out, or a sentence that says
//! what is wrong with it. Which field has which type is declared in `stdlib/`; how a type reads is defined here.

mod command;
mod interpolation;
mod quantity;
mod schedule;
mod text;
mod thing;
mod threshold;

pub use command::Command;
pub use interpolation::{Interpolated, Part, Reference, with_names};
pub use quantity::{Duration, Percentage, Rate, Size};
pub use schedule::{Every, Schedule};
pub use text::{EmailAddress, EnvName, HostName, Identifier, RepoPath, Url, Version};
pub use thing::Thing;
pub use threshold::{Comparison, Limit, Threshold};

use serde::de::{Error, Visitor};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

/// Reads a type from text without keeping the text.
struct FromText<T>(PhantomData<T>);

impl<T: FromStr<Err = String>> Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// Gives a type parsed from text its `Deserialize`, so that the typed model can be filled from checked values.
macro_rules! read_from_text {
    ($($name:ty),+ $(,)?) => { $(
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(FromText(PhantomData))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )+ };
}

read_from_text!(
    Duration,
    EmailAddress,
    EnvName,
    HostName,
    Identifier,
    Interpolated,
    Percentage,
    Rate,
    RepoPath,
    Schedule,
    Size,
    Thing,
    Threshold,
    Url,
    Version,
);
